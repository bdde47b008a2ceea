"""The outbox: each message once, whatever dies, and nothing after it was called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.adapters.channels import BuiltInPhone
from rxapp.adapters.ports import Answer, Found, Message, Outcome
from rxapp.errors import Stale
from rxapp.models import CandidateLink, Delivery, Event, Place, PlannedStep, Task
from rxapp.rules.texts.sms_codes import formatted
from rxapp.rules.vocabulary import Channel, DeliveryState, Language
from rxapp.services.accounts.sms_codes import code_of
from rxapp.services.accounts.tokens import read_link_token
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending import claims, deliver
from rxapp.services.messaging.sending.claims import Claim
from rxapp.services.messaging.sending.settle_held import settle_held
from rxapp.services.messaging.tasks.task_list import open_tasks, settle_task, tick_sent_by_hand
from rxapp.services.messaging.texts.letters import letters
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from tests.builders import NOW
from tests.services.messaging.conftest import House, local


class Provider:
    """A provider outside, which answers what it is told to and remembers what it got."""

    timeout = timedelta(seconds=10)

    def __init__(self, *answers: Outcome, found: Found = Found.UNSURE) -> None:
        self.answers, self.found = list(answers), found
        self.got: list[Message] = []
        self.asked: list[int] = []
        self.during: Callable[[], None] = lambda: None

    def send(self, message: Message) -> Answer:
        self.got.append(message)
        self.during()
        outcome = self.answers.pop(0) if self.answers else Outcome.SENT
        return Answer(
            outcome, provider_id=f"p{message.delivery_id}", error="" if outcome is Outcome.SENT else "no"
        )

    def look_up(self, message: Message) -> Found:
        self.asked.append(message.delivery_id)
        return self.found


class Sms(House):
    """A house with one provider; `real` is the machine's time, moved by hand too."""

    def __init__(self, provider: Provider) -> None:
        super().__init__({Channel.SMS: provider})
        self.provider, self.real = provider, NOW

    def tick(self) -> None:
        run_due_steps(channels=[Channel.SMS])
        deliver.deliver_due(self.channels, real_now=lambda: self.real)

    def later(self, span: timedelta) -> None:
        """Business time and real time move on together."""
        self.real += span
        self.play(clock.now() + span)

    def one(self) -> Delivery:
        return self.rows(Delivery)[0]


@pytest.fixture
def sms(database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sms]:
    monkeypatch.setattr(available, "available_channels", lambda: (Channel.SMS,))
    return lambda *answers, **more: Sms(Provider(*answers, **more))


def invited(house: Any) -> Any:
    house.invite()
    house.play(NOW + timedelta(seconds=10))
    return house


# -- what it says ----------------------------------------------------------------------------------------------


def test_a_notice_says_when_where_who_what_to_bring_and_whom_to_ask(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"), by="recruiter")
    house.play(NOW + timedelta(minutes=1))
    [row] = house.messages()
    for fact in (
        "林晓", "6月3日", "15:00–15:45", "南京西路 1266 号", "uri.amap.com", "张伟", "带过三支团队",
        "身份证、学历证书", "021-5555 0100", "王芳", "张经理已为您预留",
    ):  # fmt: skip
        assert fact in row.body, fact
    assert "{" not in row.body and "[[" not in row.body


def test_its_link_is_its_own_and_works_and_no_token_is_stored(house: House) -> None:
    house.invite()
    house.play(local("06-01 11:30"))
    stored = house.rows(Delivery)
    assert len(stored) == 2 and "/i/" not in "".join(d.body for d in stored)
    shown = house.messages()
    ids = [read_link_token(row.body.split("/i/")[1].split()[0]) for row in shown]
    links = house.rows(CandidateLink)
    assert sorted(ids) == [link.id for link in links] == sorted(d.link_id for d in stored)
    assert [link.delivery_id for link in links] == [d.id for d in stored]


def test_the_nudge_is_another_shorter_text(house: House) -> None:
    house.invite()
    house.play(local("06-01 11:30"))
    first, nudge = (d.body for d in house.rows(Delivery))
    assert nudge != first and len(nudge) < len(first) / 2


def test_a_reader_of_english_gets_english(house: House) -> None:
    from rxapp.models import Candidate

    with db.unit_of_work() as session:
        session.get_one(Candidate, house.candidate.candidate_id).language = Language.EN
    house.invite()
    house.book(local("06-03 15:00"), by="recruiter")
    house.play(NOW + timedelta(minutes=1))
    assert "has reserved Wed 3 Jun 15:00–15:45 for you" in house.rows(Delivery)[0].body


def test_it_says_what_is_true_when_it_leaves(house: House) -> None:
    house.invite()
    with db.unit_of_work() as session:
        session.get_one(Place, house.place_id).name = "新的办公室"
    house.play(NOW + timedelta(seconds=10))
    assert "新的办公室" in house.rows(Delivery)[0].body


# -- once, and not after it was called off ---------------------------------------------------------------------


def test_a_worker_that_lost_its_claim_hands_nothing_over(house: House) -> None:
    house.invite()
    house.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[Channel.OUTBOX])
    with db.unit_of_work() as session:
        first = claims.claim(session.connection(), Channel.OUTBOX, now=clock.now(), lease_until=NOW, limit=9)
    deliver.deliver_due(house.channels, real_now=lambda: NOW + timedelta(minutes=5))
    assert house.rows(Delivery)[0].attempt == 2
    with db.unit_of_work() as session:
        assert claims.hold(session.connection(), first) == set()
        assert not claims.write_results(session.connection(), [(first[0], {"state": DeliveryState.FAILED})])
    assert house.sent() == [("invited", "06-01 10:00")]


def test_what_is_called_off_while_a_worker_holds_it_does_not_leave(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"), by="recruiter")
    house.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[Channel.OUTBOX])
    with db.unit_of_work() as session:
        held = claims.claim(
            session.connection(),
            Channel.OUTBOX,
            now=clock.now(),
            lease_until=NOW + timedelta(days=1),
            limit=9,
        )
    house.do(cancel_booking, CancelBooking(house.application_id, "job_closed"), actor=house.recruiter)
    with db.reading() as session:
        ready = letters(session.connection(), [c.delivery_id for c in held], clock.now())
    deliver.hand_over(ready, BuiltInPhone(), clock=clock.now, real_now=lambda: NOW)
    [row] = house.rows(Delivery)
    assert row.state == DeliveryState.CANCELLED and row.sent_at is None


def test_what_expired_is_passed_over(house: House) -> None:
    house.invite()
    house.book(local("06-01 16:00"), by="recruiter")
    house.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[Channel.OUTBOX])
    house.at(local("06-01 16:00"))
    deliver.deliver_due(house.channels)
    [row] = house.rows(Delivery)
    assert (row.state, row.error) == (DeliveryState.SKIPPED, "expired")


def test_nothing_leaves_at_night_even_if_it_was_judged_by_day(house: House) -> None:
    house.invite()
    house.at(local("06-01 20:59"))
    run_due_steps(channels=[Channel.OUTBOX])
    house.at(local("06-01 21:00"))
    deliver.deliver_due(house.channels)
    assert house.sent() == []
    house.play(local("06-02 08:00"))
    assert house.sent() == [("invited", "06-02 08:00")]


def test_each_that_left_has_its_event(house: House) -> None:
    invited(house)
    [event] = [e for e in house.rows(Event) if e.kind == "message_sent"]
    assert event.data == {"delivery_id": house.rows(Delivery)[0].id, "kind": "invited", "channel": "outbox"}
    assert event.application_id == house.application_id and event.actor_kind == "system"


# -- the world outside -----------------------------------------------------------------------------------------


def test_a_text_carries_the_fixed_address_and_a_code_that_stands_in_no_table(
    sms: Callable[..., Sms],
) -> None:
    house = invited(sms())
    [message] = house.provider.got
    code = formatted(code_of(house.one().link_id or 0))
    assert "/i/" not in message.text and f"/s 查询码 {code}" in message.text
    assert message.phone and message.phone.startswith("+86")
    assert code.replace(" ", "") not in repr([vars(row) for row in house.rows(CandidateLink)])
    assert (house.one().state, house.one().provider_id) == (DeliveryState.SENT, f"p{house.one().id}")


def test_who_refuses_for_now_is_asked_again_later_and_not_for_ever(sms: Callable[..., Sms]) -> None:
    house = invited(sms(*[Outcome.LATER] * 9))
    first, most = timedelta(minutes=1), timedelta(seconds=75)
    assert house.one().state == DeliveryState.PENDING and first <= house.one().due_at - clock.now() <= most
    house.later(timedelta(hours=2))
    assert house.one().state == DeliveryState.FAILED and len(house.provider.got) == 4
    assert [e.kind for e in house.rows(Event) if e.kind.startswith("message")] == ["message_failed"]


def test_a_call_without_an_answer_waits_and_is_looked_up(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.UNKNOWN, found=Found.SENT))
    assert house.one().state == DeliveryState.UNKNOWN
    house.later(timedelta(minutes=1))
    assert house.provider.asked == []
    house.later(timedelta(minutes=2))
    assert house.one().state == DeliveryState.SENT and len(house.provider.got) == 1


def test_what_certainly_did_not_leave_is_sent_again(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.UNKNOWN, found=Found.NOT_SENT))
    house.later(timedelta(minutes=3))
    house.later(timedelta(minutes=3))
    assert house.one().state == DeliveryState.SENT and len(house.provider.got) == 2


def test_where_nobody_can_tell_a_person_decides(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.UNKNOWN))
    house.later(timedelta(minutes=3))
    assert house.one().state == DeliveryState.HELD
    house.later(timedelta(hours=3))
    assert len(house.provider.got) == 1
    house.do(settle_held, house.one().id, resend=True, actor=house.recruiter)
    house.later(timedelta(minutes=1))
    assert house.one().state == DeliveryState.SENT and len(house.provider.got) == 2


def test_a_person_may_know_that_it_arrived(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.UNKNOWN))
    house.later(timedelta(minutes=3))
    house.do(settle_held, house.one().id, resend=False, actor=house.recruiter)
    assert house.one().state == DeliveryState.SENT and len(house.provider.got) == 1
    assert "invited_nudge" in house.pending()


def claimed_and_dead(house: Sms, *, calling: bool) -> None:
    """A worker takes the invitation and dies, before its call or around it."""
    house.invite()
    house.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[Channel.SMS])
    with db.unit_of_work() as session:
        connection = session.connection()
        [held] = claims.claim(connection, Channel.SMS, now=clock.now(), lease_until=NOW, limit=9)
        if calling:
            session.get_one(Delivery, held.delivery_id).body = "text"


def test_a_dead_workers_call_is_in_doubt_and_never_repeated_blindly(sms: Callable[..., Sms]) -> None:
    claimed_and_dead(house := sms(), calling=True)
    house.later(timedelta(minutes=1))
    assert house.one().state == DeliveryState.UNKNOWN
    house.later(timedelta(minutes=3))
    assert house.one().state == DeliveryState.HELD and house.provider.got == []


def test_who_died_before_the_call_left_nothing_in_doubt(sms: Callable[..., Sms]) -> None:
    claimed_and_dead(house := sms(), calling=False)
    house.later(timedelta(minutes=1))
    assert house.one().state == DeliveryState.SENT and len(house.provider.got) == 1


def test_the_answer_of_a_slow_call_counts_although_it_was_doubted(sms: Callable[..., Sms]) -> None:
    house = sms()

    def doubted() -> None:
        with db.unit_of_work() as session:
            late = NOW + timedelta(hours=1)
            claims.doubt_abandoned(session.connection(), real_now=late, look_up_at=late)

    house.provider.during = doubted
    invited(house)
    assert house.one().state == DeliveryState.SENT


def test_an_answer_that_comes_after_the_look_up_tells_it_once(sms: Callable[..., Sms]) -> None:
    house = sms(found=Found.SENT)

    def looked_up() -> None:
        late = NOW + timedelta(hours=1)
        with db.unit_of_work() as session:
            claims.doubt_abandoned(session.connection(), real_now=late, look_up_at=late)
        deliver.deliver_due(house.channels, real_now=lambda: late + timedelta(minutes=5))

    house.provider.during = looked_up
    invited(house)
    assert house.one().state == DeliveryState.SENT and len(house.provider.got) == 1
    assert [e.kind for e in house.rows(Event) if e.kind.startswith("message")] == ["message_sent"]


def test_what_is_called_off_during_the_call_is_told_as_it_is(sms: Callable[..., Sms]) -> None:
    house = sms()
    house.invite()
    house.book(local("06-03 15:00"), by="recruiter")
    command = CancelBooking(house.application_id, "job_closed")
    house.provider.during = lambda: None if len(house.provider.got) > 1 else house.do(
        cancel_booking, command, actor=house.recruiter
    )  # fmt: skip
    house.play(NOW + timedelta(seconds=10))
    assert house.one().state == DeliveryState.SENT and house.one().cancelled_by is not None


def test_an_adapter_that_breaks_leaves_the_outcome_open(sms: Callable[..., Sms]) -> None:
    house = sms(found=Found.SENT)

    def broken() -> None:
        raise RuntimeError("secret text")

    house.provider.during = broken
    invited(house)
    assert (house.one().state, house.one().error) == (DeliveryState.UNKNOWN, "adapter_failed")


def test_a_result_written_without_the_token_is_refused(sms: Callable[..., Sms]) -> None:
    house = invited(sms())
    stale = Claim(house.one().id, house.one().attempt - 1)
    with db.unit_of_work() as session:
        assert not claims.write_results(session.connection(), [(stale, {"state": DeliveryState.FAILED})])


# -- by hand ---------------------------------------------------------------------------------------------------


def test_by_hand_nothing_counts_as_sent_until_it_is_ticked(house_by_hand: House) -> None:
    house = invited(house_by_hand)
    assert house.sent() == [] and house.pending() == []
    [task] = house.do(open_tasks, house.recruiter.user_id)
    assert task.kind == "send_by_hand" and "/i/" in task.body and task.phone
    house.at(local("06-01 14:00"))
    house.do(tick_sent_by_hand, task.id, actor=house.recruiter)
    assert house.sent() == [("invited", "06-01 14:00")]
    house.play(local("06-01 15:30"))
    assert [t.kind for t in house.rows(Task)] == ["send_by_hand", "send_by_hand"]
    assert house.pending() == [
        "invited_call", "invited_choice_call", "invited_second_call", "invited_silent",
    ]  # fmt: skip


def test_unticked_for_thirty_working_minutes_is_overdue(house_by_hand: House) -> None:
    house_by_hand.at(local("06-01 11:50"))
    house = house_by_hand
    house.invite()
    house.play(local("06-01 13:15"))
    assert [t.is_overdue for t in house.do(open_tasks, house.recruiter.user_id)] == [False]
    house.play(local("06-01 13:21"))
    assert [t.is_overdue for t in house.do(open_tasks, house.recruiter.user_id)] == [True]


def test_what_was_called_off_cannot_be_ticked_as_sent(house_by_hand: House) -> None:
    house = house_by_hand
    house.invite()
    house.book(local("06-03 15:00"), by="recruiter")
    house.play(NOW + timedelta(minutes=1))
    [task] = house.do(open_tasks, house.recruiter.user_id)
    house.do(cancel_booking, CancelBooking(house.application_id, "job_closed"), actor=house.recruiter)
    with pytest.raises(Stale):
        house.do(settle_task, task.id, actor=house.recruiter)
    assert house.sent() == []


def test_ticking_twice_sends_once(house_by_hand: House) -> None:
    house = invited(house_by_hand)
    [task] = house.do(open_tasks, house.recruiter.user_id)
    for _ in range(2):
        house.do(tick_sent_by_hand, task.id, actor=house.recruiter)
    assert len(house.sent()) == 1
    assert [e.kind for e in house.rows(Event) if e.kind == "message_sent"] == ["message_sent"]
    assert len([s for s in house.rows(PlannedStep) if s.kind == "invited_nudge"]) == 1
