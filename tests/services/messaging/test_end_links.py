"""A forwarded or leaked link ends: nothing it opened goes on, and whatever is still to be said carries a new one."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from rxapp import clock, db
from rxapp.adapters.channels import ByHand
from rxapp.adapters.ports import Found, Outcome
from rxapp.errors import IllegalMove, Invalid, LinkExpired, NotAllowed, NotFound, Stale
from rxapp.models import Application, CandidateLink, Delivery, Event, UserSession
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import ActorKind, BookingState, Channel, Closing, DeliveryState, Role, StepKind
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.open_link import open_link
from rxapp.services.accounts.sms_codes import digest_of
from rxapp.services.accounts.tokens import hash_token, make_link_token, read_link_token
from rxapp.services.hiring.close import CloseApplication, close_application
from rxapp.services.hiring.end_links import EndLinks, LinksEnded, NewLink, end_links, has_link, links_in_use
from rxapp.services.hiring.queries import application_view
from rxapp.services.messaging.ladder import plan
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending import send_otherwise
from rxapp.services.messaging.sending.claims import give_links
from rxapp.services.messaging.sending.deliver import hand_over
from rxapp.services.messaging.sending.holding import take
from rxapp.services.messaging.sending.send_otherwise import send_by_hand
from rxapp.services.messaging.sending.settle_held import settle_held
from rxapp.services.messaging.tasks.task_list import open_tasks
from rxapp.services.messaging.texts.words import link_address
from rxapp.services.scheduling.confirm_booking import confirm
from tests import builders
from tests.builders import actor_of, candidate_actor
from tests.services.messaging.conftest import House, local
from tests.services.messaging.sending.test_deliver import Sms, invited, sms

__all__ = ["sms"]  # a fixture of that room


def opened(link_id: int) -> str:
    """A browser opens a link; its session's hash."""
    with db.unit_of_work() as session:
        return hash_token(open_link(session, make_link_token(link_id)).token or "")


def is_live(session_hash: str) -> bool:
    with db.reading() as session:
        return find_actor(session, session_hash, real_now=clock.real_now()) is not None


def works(link_id: int) -> bool:
    try:
        return is_live(opened(link_id))
    except LinkExpired:
        return False


def end(house: House, new: str = "message", actor: Any = None, version: int | None = None) -> LinksEnded:
    command = EndLinks(house.application_id, version, NewLink(new))
    done: LinksEnded = house.do(end_links, command, actor=actor or house.recruiter)
    return done


def links(house: House) -> list[int]:
    return [row.id for row in house.rows(CandidateLink, CandidateLink.application_id == house.application_id)]


def test_every_link_and_every_page_it_opened_ends_and_a_message_brings_a_new_one(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:02"))
    [first] = links(house)
    browsers = [opened(first), opened(first)]
    with db.unit_of_work() as session:
        stranger = opened_by_somebody_else = (
            builders.make_link(session, builders.make_application(session)).id or 0
        )
    found = house.do(links_in_use, house.application_id, actor=house.recruiter)
    assert (found.links, found.browsers, found.can_send) == (1, 2, True)
    done = end(house, version=house.application.version)
    assert not works(first) and not any(is_live(one) for one in browsers)
    assert all(row.revoked_at for row in house.rows(UserSession, UserSession.link_id == first))
    assert works(stranger) and opened_by_somebody_else, "nobody else's link ends"
    assert done.link_id is None and done.undo_id is None and links(house) == [first]
    house.play(local("06-01 10:03"))
    assert house.sent()[-1] == ("new_link", "06-01 10:02")
    assert works(links(house)[-1]) and "/i/" in house.messages()[0].body
    [event] = house.rows(Event, Event.kind == "links_ended")
    assert event.data == {"links": 1, "new": "message"} and event.actor_id == house.recruiter.user_id
    house.play(local("06-01 12:00"))
    assert house.sent()[-1][0] == "invited_nudge" and works(links(house)[-1]), (
        "the plan goes on, with links that work"
    )


def test_whoever_passes_it_on_is_given_the_new_link_and_nothing_is_sent(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:02"))
    done = end(house, "by_hand")
    assert done.link_id and works(done.link_id) and [works(one) for one in links(house)] == [False, True]
    house.play(local("06-01 10:10"))
    assert [kind for kind, _ in house.sent()] == ["invited"]
    again = end(house, "by_hand")
    assert not works(done.link_id) and again.link_id and works(again.link_id)


def test_a_text_that_waits_for_a_hand_carries_a_link_that_works(house_by_hand: House) -> None:
    house = house_by_hand
    house.invite()
    house.play(local("06-01 10:02"))
    [first] = links(house)
    assert house.do(links_in_use, house.application_id, actor=house.recruiter).waiting == 1
    end(house, "by_hand")
    [letter] = house.rows(Delivery)
    assert letter.state == DeliveryState.WAITING_BY_HAND and letter.link_id != first and works(letter.link_id)
    with db.reading() as session:
        [task] = open_tasks(session, house.recruiter.user_id)
    assert link_address(letter.link_id) in task.body and link_address(first) not in task.body


@pytest.mark.parametrize(
    ("state", "body", "is_forgotten"),
    [
        ("pending", "", True), ("pending", "您好", True), ("sending", "", True), ("sending", "您好", False),
        ("unknown", "您好", False), ("held", "您好", False), ("failed", "您好", False),
    ],
)  # fmt: skip
def test_what_leaves_or_leaves_again_carries_another_link_and_what_may_have_arrived_keeps_its_own(
    house: House, state: str, body: str, is_forgotten: bool
) -> None:
    with db.unit_of_work() as session:
        link = builders.make_link(session, session.get_one(Application, house.application_id))
        letter = Delivery(
            dedupe="x", kind=StepKind.INVITED, channel=Channel.SMS, state=DeliveryState(state), body=body,
            application_id=house.application_id, due_at=clock.now(), created_at=clock.now(), link_id=link.id,
        )  # fmt: skip
        session.add(letter)
        session.flush()
        old, letter_id = link.id, letter.id or 0
    with db.unit_of_work() as session:
        assert give_links(session.connection(), [letter_id], clock.now()) == {}, "it has one"
    end(house)
    assert house.rows(Delivery)[0].link_id == (None if is_forgotten else old)
    with db.unit_of_work() as session:
        given = give_links(session.connection(), [letter_id], clock.now())
    assert given[letter_id] != old and works(given[letter_id])


def link_in(text: str) -> int:
    """The link a message carries, or the one its code stands for."""
    if "/i/" in text:
        return read_link_token(text.split("/i/")[1].split()[0]) or 0
    code = re.search(r"\b([2-9A-Z]{4}) ([2-9A-Z]{4})\b", text)
    assert code is not None and "/s " in text
    with db.reading() as session:
        known = CandidateLink.code_digest == digest_of("".join(code.groups()))
        return session.exec(select(CandidateLink.id).where(known)).one() or 0


def test_a_provider_that_asked_to_wait_gets_a_link_that_works(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.LATER))
    end(house, "by_hand")
    house.later(timedelta(minutes=2))
    assert house.one().state == DeliveryState.SENT
    first, second = (link_in(message.text) for message in house.provider.got)
    assert not works(first) and works(second) and house.one().link_id == second


def test_what_was_looked_up_and_never_left_goes_with_a_link_that_works(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.UNKNOWN, found=Found.NOT_SENT))
    end(house, "by_hand")
    house.later(timedelta(minutes=3))
    house.later(timedelta(minutes=3))
    first, second = (link_in(message.text) for message in house.provider.got)
    assert not works(first) and works(second) and house.one().link_id == second


def test_what_a_person_sends_again_goes_with_a_link_that_works(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.UNKNOWN))
    house.later(timedelta(minutes=3))
    end(house, "by_hand")
    house.do(settle_held, house.one().id, resend=True, actor=house.recruiter)
    house.later(timedelta(minutes=1))
    first, second = (link_in(message.text) for message in house.provider.got)
    assert not works(first) and works(second) and house.one().link_id == second


def test_a_call_during_which_the_links_end_is_asked_for_again_with_a_link_that_works(
    sms: Callable[..., Sms],
) -> None:
    house = sms(Outcome.LATER)

    def ended() -> None:
        if len(house.provider.got) == 1:
            end(house, "by_hand")

    house.provider.during = ended
    invited(house)
    house.later(timedelta(minutes=2))
    first, second = (link_in(message.text) for message in house.provider.got)
    assert not works(first) and works(second) and house.one().link_id == second


def test_a_refused_message_that_goes_by_hand_instead_carries_a_link_that_works(
    sms: Callable[..., Sms],
) -> None:
    house = invited(sms(Outcome.REFUSED))
    end(house, "by_hand")
    house.do(send_by_hand, house.one().id, actor=house.recruiter)
    [task] = house.do(open_tasks, house.recruiter.user_id)
    assert works(link_in(task.body)) and house.one().link_id == link_in(task.body)


def test_a_text_handed_over_while_the_links_end_waits_with_a_link_that_works(house_by_hand: House) -> None:
    house = house_by_hand
    house.invite()
    house.play(local("06-01 10:02"))
    end(house)
    run_due_steps(channels=[Channel.BY_HAND])
    taken = take(Channel.BY_HAND, 9, clock=clock.now, real_now=clock.real_now)
    assert [letter.kind for letter in taken] == [StepKind.NEW_LINK]

    def handed_over(*_: Any) -> None:
        worker = threading.Thread(
            target=hand_over, args=(taken, ByHand()), kwargs={"clock": clock.now, "real_now": clock.real_now}
        )
        workers.append(worker)
        worker.start()
        worker.join(2)  # SQLite's writers are alone: there it comes after

    workers: list[threading.Thread] = []
    seen = False

    def before(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        nonlocal seen
        if statement.startswith("UPDATE candidate_link") and not seen:
            seen = True
            handed_over()

    event.listen(db.engine(), "before_cursor_execute", before)
    try:
        end(house, "by_hand")
    finally:
        event.remove(db.engine(), "before_cursor_execute", before)
    workers[0].join(20)
    letters = house.rows(Delivery)
    assert len(letters) == 2 and {letter.state for letter in letters} == {DeliveryState.WAITING_BY_HAND}
    assert all(works(letter.link_id) for letter in letters)


def test_a_message_given_to_a_hand_while_the_links_end_carries_a_link_that_works(
    sms: Callable[..., Sms], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = invited(sms(Outcome.REFUSED))
    with ThreadPoolExecutor(1) as pool:
        ending = []

        def given(*args: Any) -> dict[int, int]:
            found = give_links(*args)
            ending.append(pool.submit(end, house, "by_hand"))
            threading.Event().wait(0.5)  # long enough to reach the message that this transaction holds
            return found

        monkeypatch.setattr(send_otherwise, "give_links", given)
        house.do(send_by_hand, house.one().id, actor=house.recruiter)
        ending[0].result(20)
    assert house.one().state == DeliveryState.WAITING_BY_HAND and works(house.one().link_id)


@pytest.mark.parametrize(
    ("outcome", "is_kept"),
    [
        ("attended", True), ("left_early", True), ("late_cancel", True), ("cancelled_by_candidate", True),
        ("no_show", False), ("cancelled_by_company", False),
    ],
)  # fmt: skip
def test_the_new_link_outlives_an_outcome_unless_a_message_of_it_brings_one(
    house: House, outcome: str, is_kept: bool
) -> None:
    house.invite()
    house.book(local("06-01 18:00"), by="recruiter")
    house.play(local("06-01 22:00"))
    end(house)
    with db.unit_of_work() as session:
        application, booking = session.get_one(Application, house.application_id), house.booking()
        booking.state = BookingState(outcome)
        about = Event(
            kind=EventKind.OUTCOME_RECORDED, application_id=application.id, actor_kind=ActorKind.USER,
            occurred_at=clock.now(), recorded_at=clock.real_now(),
        )  # fmt: skip
        session.add(about)
        session.flush()
        plan.after_outcome(session, application, session.merge(booking), event=about, clock=clock.now)
    assert (StepKind.NEW_LINK in house.pending()) is is_kept
    brings_one = {StepKind.REINVITED, StepKind.CALLED_OFF} & set(house.pending())
    assert bool(brings_one) is not is_kept
    house.play(local("06-02 12:00"))
    assert (("new_link", "06-02 08:00") in house.sent()) is is_kept


def test_at_night_the_new_link_waits_for_the_morning(house: House) -> None:
    house.invite()
    house.play(local("06-01 22:30"))
    end(house)
    house.play(local("06-02 12:00"))
    assert ("new_link", "06-02 08:00") in house.sent()


def test_only_those_who_hire_end_a_link_and_only_one_that_works(house: House) -> None:
    with pytest.raises(IllegalMove, match="no_link"):
        end(house)
    house.invite()
    house.play(local("06-01 10:02"))
    with db.unit_of_work() as session:
        executive, admin = (
            actor_of(builders.make_user(session, role)) for role in (Role.EXECUTIVE, Role.ADMINISTRATOR)
        )
    for actor, refusal in (
        (executive, NotAllowed), (house.candidate, NotAllowed), (house.interviewer, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            end(house, actor=actor)
        with pytest.raises(NotAllowed):
            house.do(links_in_use, house.application_id, actor=actor)
    with pytest.raises(Stale):
        end(house, version=99)
    with pytest.raises(Invalid):
        EndLinks(1, 1, "post")  # type: ignore[arg-type]
    assert works(links(house)[0])
    end(house, actor=admin)
    assert not works(links(house)[0])


def test_a_colleague_who_saw_the_old_state_does_not_end_the_link_just_made(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:02"))
    seen = house.application.version
    done = end(house, "by_hand", version=seen)
    with pytest.raises(Stale):
        end(house, "by_hand", version=seen)
    assert works(done.link_id or 0)


def test_after_the_end_of_the_application_a_link_still_ends_but_nobody_is_written_to(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:02"))
    command = CloseApplication(house.application_id, None, Closing.WITHDRAWN, "other_offer")
    house.do(close_application, command, actor=house.recruiter)
    assert not house.do(links_in_use, house.application_id, actor=house.recruiter).can_send
    with pytest.raises(IllegalMove, match="closed"):
        end(house)
    end(house, "by_hand")
    assert [works(one) for one in links(house)] == [False, True]


def test_the_drawer_offers_it_to_those_who_hire_while_a_link_works(house: House) -> None:
    def offered(actor: Any) -> bool:
        return "end_links" in house.do(application_view, house.application_id, actor=actor).actions

    assert not offered(house.recruiter)
    house.invite()
    house.play(local("06-01 10:02"))
    with db.unit_of_work() as session:
        executive = actor_of(builders.make_user(session, Role.EXECUTIVE))
    assert offered(house.recruiter) and not offered(executive)
    clock.set_source(lambda: local("06-01 10:02") + timedelta(days=61))
    assert not house.do(has_link, house.application_id, now=clock.now())


def test_a_candidate_who_waited_while_their_link_ended_acts_no_more(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:02"))
    house.book(local("06-04 10:00"), by="recruiter")
    with db.reading() as session:
        application = session.get_one(Application, house.application_id)
        candidate = candidate_actor(application, link=session.get_one(CandidateLink, links(house)[0]))
    has_begun = threading.Event()

    def taps() -> str:
        has_begun.set()
        try:
            house.do(confirm, house.application_id, actor=candidate)
        except LinkExpired:
            return "refused"
        return "confirmed"

    with ThreadPoolExecutor(1) as pool:
        with db.unit_of_work() as session:
            end_links(session, EndLinks(house.application_id, None, NewLink.MESSAGE), actor=house.recruiter)
            tapped = pool.submit(taps)
            has_begun.wait(5)
            threading.Event().wait(0.3)  # long enough to reach the lock that this transaction holds
        assert tapped.result(20) == "refused"
    assert house.booking().confirmed_at is None
