"""No impossible state, whatever two people do to one application, and its events tell the same story."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings

from rxapp.rules.events import Event, EventKind, as_text, check_data
from rxapp.rules.replay import ImpossibleEvent, apply, replay, snapshot
from rxapp.rules.vocabulary import BookingState, Closing, Role, Stage, StepKind
from tests.rules.beijing import bj
from tests.rules.life import Act, LifeMachine, Verb
from tests.rules.pure_driver import PureDriver


class PureLife(LifeMachine):
    """The machine over the rules alone."""

    make_driver = PureDriver


PureLife.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestWholeLife = PureLife.TestCase


def play(driver: PureDriver, *steps: tuple[Verb, Role] | timedelta) -> None:
    for step in steps:
        if isinstance(step, timedelta):
            driver.advance(step)
        else:
            assert driver.act(Act(step[0], step[1], driver.version())) is None, step


def test_a_whole_life_from_the_first_round_to_the_hire() -> None:
    driver = PureDriver()
    day = timedelta(days=1)
    play(
        driver, (Verb.INVITE, Role.RECRUITER), day / 24, (Verb.BOOK, Role.CANDIDATE), 2 * day,
        (Verb.ARRIVE, Role.CANDIDATE), (Verb.RECORD, Role.INTERVIEWER), day,
        (Verb.OFFER, Role.RECRUITER), day, (Verb.HIRE, Role.RECRUITER),
    )  # fmt: skip
    assert driver.snapshot().stage is Stage.HIRED
    assert [kind for kind, _ in driver.sent] == [StepKind.ASK_DAY_BEFORE, StepKind.REMIND_TWO_HOURS]
    assert driver.pending() == []


def test_two_no_shows_are_invited_again_and_the_third_becomes_a_call() -> None:
    driver = PureDriver()
    play(driver, (Verb.INVITE, Role.RECRUITER))
    for round_ in range(3):
        play(driver, timedelta(days=3), (Verb.BOOK, Role.CANDIDATE), timedelta(days=2, minutes=1))
        act = Act(Verb.RECORD, Role.INTERVIEWER, driver.version(), outcome=BookingState.NO_SHOW)
        assert driver.act(act) is None
        expected = StepKind.REINVITED if round_ < 2 else StepKind.NO_SHOW_CALL
        assert driver.pending() == [expected]


def test_undo_takes_the_whole_change_back_also_in_the_story() -> None:
    driver = PureDriver()
    play(driver, (Verb.INVITE, Role.RECRUITER), timedelta(hours=1), (Verb.BOOK, Role.CANDIDATE))
    driver.advance(timedelta(hours=1))
    before, pending = driver.snapshot(), driver.pending()
    assert driver.act(Act(Verb.CLOSE, Role.RECRUITER, driver.version(), closing=Closing.REJECTED)) is None
    assert driver.snapshot().closing is Closing.REJECTED and driver.pending() == [StepKind.CALLED_OFF]
    play(driver, timedelta(seconds=9), (Verb.UNDO, Role.RECRUITER))
    assert driver.snapshot() == before == snapshot(replay(driver.events()))
    assert driver.pending() == pending


def test_after_ten_seconds_undo_is_refused() -> None:
    driver = PureDriver()
    play(driver, (Verb.INVITE, Role.RECRUITER), timedelta(seconds=11))
    assert driver.act(Act(Verb.UNDO, Role.RECRUITER, driver.version())) == "undo_expired"


BOOK = {"booking_id": 5, "interviewer_id": 1, "starts_at": as_text(bj("11-24 10:00")), "by": "user"}
INVITED = Event(EventKind.INVITED, {"invitation_id": 3}, id=1)
BOOKED = Event(EventKind.SLOT_BOOKED, BOOK, id=2)


@pytest.mark.parametrize(
    "log",
    [
        [BOOKED],
        [INVITED, BOOKED, BOOKED],
        [INVITED, Event(EventKind.CONFIRMED, {"booking_id": 5})],
        [INVITED, BOOKED, Event(EventKind.CONFIRMED, {"booking_id": 6})],
        [INVITED, BOOKED, INVITED],
        [INVITED, Event(EventKind.DECIDED_OFFER)],
        [INVITED, Event(EventKind.REOPENED)],
        [INVITED, Event(EventKind.LOST), BOOKED],
        [INVITED, Event(EventKind.LOST), Event(EventKind.REJECTED)],
        [INVITED, Event(EventKind.INVITATION_WITHDRAWN, {"invitation_id": 4})],
        [INVITED, BOOKED, Event(EventKind.OUTCOME_CORRECTED, {"booking_id": 5, "outcome": "no_show"})],
        [INVITED, BOOKED, Event(EventKind.OUTCOME_RECORDED, {"booking_id": 5, "outcome": "moved"})],
        [INVITED, Event(EventKind.UNDONE, {"event_id": 9, "last_event_id": 9})],
        [INVITED, Event(EventKind.PRIORITY_SEEN, {"priority_id": 1})],
    ],
)
def test_a_log_that_cannot_have_happened_is_refused(log: list[Event]) -> None:
    with pytest.raises(ImpossibleEvent):
        replay(log)


def test_a_single_step_cannot_undo() -> None:
    with pytest.raises(ImpossibleEvent, match="whole log"):
        apply(replay([INVITED]), Event(EventKind.UNDONE, {"event_id": 1, "last_event_id": 1}))


@pytest.mark.parametrize(
    ("kind", "data", "complaint"),
    [
        (EventKind.CONFIRMED, {}, "missing"),
        (EventKind.CONFIRMED, {"booking_id": 5, "note": "call me"}, "unknown"),
        (EventKind.CONFIRMED, {"booking_id": 0}, "one id"),
        (EventKind.CONFIRMED, {"booking_id": True}, "one id"),
        (EventKind.CONFIRMED, {"booking_id": "5"}, "one id"),
        (EventKind.LOST, {"reason": "张三说薪资太低"}, "one code"),
        (EventKind.LOST, {"reason": "13800138000"}, "one code"),
        (EventKind.LOST, {"reason": "a b"}, "one code"),
        (EventKind.REPLY_PROMISED, {"by_at": "tomorrow"}, "one instant"),
        (EventKind.REPLY_PROMISED, {"by_at": "2026-11-24T10:00:00"}, "one instant"),
        (EventKind.LATE_REPORTED, {"booking_id": 5, "minutes": -1}, "one count"),
    ],
)
def test_free_text_and_strange_values_stay_out_of_the_log(
    kind: EventKind, data: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        check_data(kind, data)


def test_what_belongs_in_the_log_is_taken() -> None:
    check_data(EventKind.SLOT_BOOKED, BOOK)
    check_data(EventKind.LOST, {"reason": "other_offer"})
    check_data(EventKind.LOST, {})
