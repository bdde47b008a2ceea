"""Who asked to be left alone on a channel is not written to there, and loses no message by it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from rxapp import clock, db
from rxapp.adapters.channels import ByHand
from rxapp.errors import NotAllowed, NotFound, Stale
from rxapp.models import Candidate, ChannelStop, Delivery, Event, Task
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.hiring.merge_candidates import MergeCandidates, merge_candidates
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.channels.available import permitted, permitted_channels
from rxapp.services.messaging.channels.stops import end_stop, stop, stopped
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending import holding
from rxapp.services.messaging.sending.deliver import deliver_due
from tests import builders
from tests.builders import NOW
from tests.services.messaging.conftest import House
from tests.services.messaging.sending.test_deliver import Provider, Sms, sms

__all__ = ["sms"]  # a fixture of that room
SMS, EMAIL, BY_HAND = Channel.SMS, Channel.EMAIL, Channel.BY_HAND


@pytest.fixture
def both(database: str, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with e-mail and SMS, and a recruiter's hand for whom neither reaches."""
    monkeypatch.setattr(available, "available_channels", lambda: (EMAIL, SMS))
    house = House({EMAIL: Provider(), SMS: Provider(), BY_HAND: ByHand()})
    house.tick = lambda: _tick(house)  # type: ignore[method-assign]
    return house


def _tick(house: House) -> None:
    run_due_steps(channels=[EMAIL, SMS])
    deliver_due(house.channels, real_now=clock.now)


def _stop(house: House, *channels: Channel, source: str = "reply") -> set[Channel]:
    return house.do(stop, house.candidate.candidate_id, channels, source=source, clock=clock.now)


def _stopped(house: House) -> set[Channel]:
    with db.reading() as session:
        person = house.candidate.candidate_id
        return stopped(session.connection(), [person]).get(person, set())


def _by_channel(house: House) -> dict[Channel, DeliveryState]:
    return {row.channel: row.state for row in house.rows(Delivery)}


# -- what is asked for is kept -----------------------------------------------------------------------------------


def test_a_stop_stands_until_it_is_ended_and_says_what_is_new(both: House) -> None:
    assert _stop(both, SMS) == {SMS}
    assert _stop(both, SMS, EMAIL) == {EMAIL}  # the first stands already
    assert _stopped(both) == {SMS, EMAIL}
    both.do(end_stop, both.candidate.candidate_id, SMS, actor=both.recruiter)
    assert _stopped(both) == {EMAIL}
    assert _stop(both, SMS) == {SMS}  # and again: history keeps both
    rows = both.rows(ChannelStop)
    assert [(row.channel, row.ended_at is None) for row in rows] == [
        (SMS, False), (EMAIL, True), (SMS, True),
    ]  # fmt: skip
    assert rows[0].ended_by == both.recruiter.user_id


def test_nobody_can_stop_a_recruiters_own_hand(both: House) -> None:
    assert _stop(both, BY_HAND) == set()
    assert _stopped(both) == set()


def test_each_open_screen_and_the_audit_hear_of_it_with_codes_only(both: House) -> None:
    _stop(both, SMS)
    both.do(end_stop, both.candidate.candidate_id, SMS, actor=both.recruiter)
    kinds = (EventKind.CHANNEL_STOPPED, EventKind.CHANNEL_RESUMED)
    told = [event for event in both.rows(Event) if event.kind in kinds]
    assert [(event.kind, event.application_id) for event in told] == [
        (EventKind.CHANNEL_STOPPED, both.application_id), (EventKind.CHANNEL_RESUMED, both.application_id),
    ]  # fmt: skip
    person = both.candidate.candidate_id
    assert told[0].data == {"candidate_id": person, "channel": "sms", "source": "reply"}


def test_only_hr_and_the_person_end_a_stop_and_only_one_that_stands(both: House) -> None:
    _stop(both, SMS)
    person = both.candidate.candidate_id
    with db.unit_of_work() as session:
        other = builders.candidate_actor(builders.make_application(session))
    for actor in (both.interviewer, other):
        with pytest.raises(NotAllowed):
            both.do(end_stop, person, SMS, actor=actor)
    with pytest.raises(Stale):
        both.do(end_stop, person, EMAIL, actor=both.recruiter)
    both.do(end_stop, person, SMS, actor=both.candidate)
    assert _stopped(both) == set()
    with pytest.raises(NotFound):
        both.do(stop, 987654, [SMS], source="reply", clock=clock.now)


def test_whoever_stays_keeps_the_stops_of_both(both: House) -> None:
    _stop(both, SMS)
    with db.unit_of_work() as session:
        keep = builders.make_candidate(session)
        builders.make_application(session, candidate=keep)
        stop(session, keep.id or 0, [SMS], source="link", clock=clock.now)
        goes = session.get_one(Candidate, both.candidate.candidate_id)
        stop(session, goes.id or 0, [EMAIL], source="link", clock=clock.now)
        command = MergeCandidates(keep.id or 0, keep.version, goes.id or 0, goes.version)
        merge_candidates(session, command, actor=both.recruiter)
    with db.unit_of_work() as session:
        found = stopped(session.connection(), [keep.id or 0, goes.id or 0])
        assert found == {keep.id: {SMS, EMAIL}, goes.id: {SMS, EMAIL}}
        # What comes for the row that went, from an old link or a late reply, is for the person.
        assert stop(session, goes.id or 0, [Channel.WECHAT], source="reply", clock=clock.now) == {
            Channel.WECHAT
        }
        assert stopped(session.connection(), [keep.id or 0])[keep.id or 0] == {SMS, EMAIL, Channel.WECHAT}


# -- who may be written to ---------------------------------------------------------------------------------------


def test_a_channel_is_permitted_with_an_address_and_without_a_stop(both: House) -> None:
    with db.unit_of_work() as session:
        people = [
            builders.make_candidate(session),
            builders.make_candidate(session, email=None),
            builders.make_candidate(session, phone=None, email=None),
            builders.make_candidate(session),
            builders.make_candidate(session),
        ]
        ids = [one.id or 0 for one in people]
        stop(session, ids[3], [SMS], source="reply", clock=clock.now)
        stop(session, ids[4], [SMS, EMAIL], source="reply", clock=clock.now)
        found = permitted(session.connection(), ids)
        assert [found[each] for each in ids] == [(EMAIL, SMS), (SMS,), (BY_HAND,), (EMAIL,), (BY_HAND,)]
        assert [tuple(permitted_channels(session, one)) for one in people] == [found[each] for each in ids]


# -- what already waits ------------------------------------------------------------------------------------------


def test_what_is_queued_is_called_off_and_goes_on_where_it_may(both: House) -> None:
    both.invite()
    both.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[EMAIL, SMS])
    assert _stop(both, SMS) == {SMS}
    assert _by_channel(both) == {EMAIL: DeliveryState.PENDING, SMS: DeliveryState.CANCELLED}
    both.tick()
    assert [row.channel for row in both.rows(Delivery) if row.state == DeliveryState.SENT] == [EMAIL]


def test_whom_nothing_reaches_any_more_is_a_recruiters_task_once(both: House) -> None:
    both.invite()
    both.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[EMAIL, SMS])
    assert _stop(both, SMS, EMAIL) == {SMS, EMAIL}
    assert _by_channel(both) == {
        EMAIL: DeliveryState.CANCELLED, SMS: DeliveryState.CANCELLED, BY_HAND: DeliveryState.PENDING,
    }  # fmt: skip
    both.tick()
    assert _by_channel(both)[BY_HAND] == DeliveryState.WAITING_BY_HAND
    assert [task.kind for task in both.rows(Task)] == ["send_by_hand"]


def test_a_stop_reaches_a_message_that_a_worker_already_holds(sms: Callable[..., Sms]) -> None:
    """Claimed, and stopped before the call: nothing leaves."""
    house = sms()
    house.channels[BY_HAND] = ByHand()
    house.invite()
    house.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[SMS])
    taken = holding.take(SMS, 10, clock=clock.now, real_now=clock.now)
    assert len(taken) == 1
    house.do(stop, house.candidate.candidate_id, [SMS], source="reply", clock=clock.now)
    with db.unit_of_work() as session:
        going, ours = holding.still_ours(session.connection(), taken, clock.now())
    assert (going, ours, house.provider.got) == ([], 0, [])
    assert _by_channel(house) == {SMS: DeliveryState.CANCELLED, BY_HAND: DeliveryState.PENDING}


def test_a_stop_that_came_between_planning_and_leaving_is_kept_too(sms: Callable[..., Sms]) -> None:
    """The row was written by a transaction that had not seen the stop."""
    house = sms()
    house.channels[BY_HAND] = ByHand()
    house.invite()
    house.at(NOW + timedelta(seconds=10))
    run_due_steps(channels=[SMS])
    with db.unit_of_work() as session:
        session.add(
            ChannelStop(
                candidate_id=house.candidate.candidate_id, channel=SMS, source="reply", stopped_at=NOW
            )
        )
    deliver_due(house.channels, real_now=clock.now)
    assert house.provider.got == []
    assert _by_channel(house) == {SMS: DeliveryState.SKIPPED, BY_HAND: DeliveryState.WAITING_BY_HAND}


def test_a_message_whose_call_may_be_running_is_not_doubled_by_hand(sms: Callable[..., Sms]) -> None:
    house = sms()
    house.channels[BY_HAND] = ByHand()

    def says_stop() -> None:
        house.do(stop, house.candidate.candidate_id, [SMS], source="reply", clock=clock.now)

    house.provider.during = says_stop
    house.invite()
    house.play(NOW + timedelta(seconds=10))
    assert _by_channel(house) == {SMS: DeliveryState.SENT}


def test_the_ladder_goes_on_by_hand_after_a_stop(both: House) -> None:
    both.invite()
    both.play(NOW + timedelta(minutes=1))
    _stop(both, SMS, EMAIL)
    both.play(NOW + timedelta(hours=2))
    nudges = [row for row in both.rows(Delivery) if row.kind == "invited_nudge"]
    assert [(row.channel, row.state) for row in nudges] == [(BY_HAND, DeliveryState.WAITING_BY_HAND)]


def test_two_stops_at_once_make_one(both: House) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: _stop(both, SMS), range(8)))
    assert sum(bool(one) for one in found) == 1
    assert len(both.rows(ChannelStop)) == 1
