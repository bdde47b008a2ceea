"""A due step looks at how things stand now: it sends, asks a person, waits, or comes to nothing with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.ladder.judging import (
    TASK_OF,
    Action,
    Decision,
    Reach,
    SkipReason,
    StepFacts,
    decide,
    expires_at,
)
from rxapp.rules.ladder.sending_window import in_window
from rxapp.rules.ladder.steps import OUTLIVES_CLOSING, PlannedStep
from rxapp.rules.vocabulary import BookingState, StepKind, TaskKind
from tests.rules.beijing import ZONE, bj

K = StepKind
S = SkipReason
NOW = bj("11-24 10:00")
STARTS = bj("11-25 14:00")
INVITED = StepFacts(zone=ZONE)
BOOKED = StepFacts(zone=ZONE, has_booking=True, booking=BookingState.SCHEDULED, starts_at=STARTS)
OWN = replace(BOOKED, is_by_candidate=True)


def judge(kind: StepKind, facts: StepFacts, now: datetime = NOW) -> Decision:
    return decide(PlannedStep(kind, now), facts, now)


def skipped(kind: StepKind, facts: StepFacts, now: datetime = NOW) -> SkipReason | None:
    decision = judge(kind, facts, now)
    assert (decision.action is Action.SKIP) == (decision.reason is not None)
    return decision.reason


def test_an_invitation_is_sent_on_every_channel_unless_a_time_was_chosen_already() -> None:
    assert judge(K.INVITED, INVITED) == Decision(Action.SEND)
    assert skipped(K.INVITED, replace(INVITED, has_booking=True)) is S.CHOSEN
    assert skipped(K.INVITED, replace(INVITED, is_invited=False)) is S.NOT_INVITED
    assert skipped(K.INVITED, replace(INVITED, is_closed=True)) is S.CLOSED


def test_the_nudge_and_the_call_of_an_invitation_end_when_it_was_opened() -> None:
    opened = replace(INVITED, opened_at=NOW)
    assert judge(K.INVITED_NUDGE, INVITED).action is Action.SEND
    assert judge(K.INVITED_CALL, INVITED) == Decision(Action.TASK, TaskKind.INVITED_NOT_OPENED, NOW)
    assert skipped(K.INVITED_NUDGE, opened) is S.OPENED
    assert skipped(K.INVITED_CALL, opened) is S.OPENED


def test_opened_without_a_choice_is_called_after_a_day_and_everybody_after_two() -> None:
    opened = replace(INVITED, opened_at=NOW)
    assert judge(K.INVITED_CHOICE_CALL, opened).task is TaskKind.INVITED_NO_CHOICE
    assert skipped(K.INVITED_CHOICE_CALL, INVITED) is S.NOT_OPENED
    for facts in (INVITED, opened):
        assert judge(K.INVITED_SECOND_CALL, facts).task is TaskKind.INVITED_SECOND
        assert judge(K.INVITED_SILENT, facts).action is Action.SILENT
        chosen = replace(facts, has_booking=True)
        for kind in (K.INVITED_CHOICE_CALL, K.INVITED_SECOND_CALL, K.INVITED_SILENT):
            assert skipped(kind, chosen) is S.CHOSEN


def test_the_shorter_text_takes_the_channel_where_this_person_last_opened_something() -> None:
    assert judge(K.BOOKED_NUDGE, BOOKED) == Decision(Action.SEND, reach=Reach.LAST_OPENED)
    assert judge(K.BOOKED_CALL, BOOKED).task is TaskKind.NOTICE_NOT_OPENED
    for kind in (K.BOOKED_NUDGE, K.BOOKED_CALL):
        assert skipped(kind, replace(BOOKED, opened_at=NOW)) is S.OPENED
        assert skipped(kind, OWN) is S.OPENED


def test_who_said_on_the_telephone_that_they_come_is_neither_nudged_nor_called() -> None:
    for kind in (K.BOOKED_NUDGE, K.BOOKED_CALL):
        assert skipped(kind, replace(BOOKED, confirmed_at=NOW)) is S.CONFIRMED


def test_the_own_booking_counts_as_confirmed_until_the_question_was_asked() -> None:
    check = bj("11-24 16:00")
    asked = replace(OWN, asked_at=bj("11-24 10:00"))
    assert skipped(K.UNCONFIRMED_CALL, OWN, check) is S.CONFIRMED
    assert judge(K.UNCONFIRMED_CALL, asked, check).task is TaskKind.NOT_CONFIRMED
    early = replace(asked, confirmed_at=bj("11-23 09:00"))
    assert judge(K.UNCONFIRMED_CALL, early, check).task is TaskKind.NOT_CONFIRMED
    answered = replace(asked, confirmed_at=bj("11-24 15:59"))
    assert skipped(K.UNCONFIRMED_CALL, answered, check) is S.CONFIRMED


def test_a_booking_by_hr_is_confirmed_only_by_the_candidate() -> None:
    assert judge(K.UNCONFIRMED_CALL, BOOKED).task is TaskKind.NOT_CONFIRMED
    assert skipped(K.UNCONFIRMED_CALL, replace(BOOKED, confirmed_at=NOW)) is S.CONFIRMED


@pytest.mark.parametrize(
    "state", [state for state in BookingState if state is not BookingState.SCHEDULED] + [None]
)
def test_reminders_and_questions_die_with_the_booking(state: BookingState | None) -> None:
    gone = replace(BOOKED, booking=state)
    for kind in (
        K.BOOKED, K.MOVED, K.BOOKED_NUDGE, K.BOOKED_CALL, K.REMIND_THREE_DAYS, K.ASK_DAY_BEFORE,
        K.UNCONFIRMED_CALL, K.REMIND_TWO_HOURS, K.ASK_NOT_HERE, K.ASK_OUTCOME,
    ):  # fmt: skip
        assert skipped(kind, gone) is S.BOOKING_OVER


def test_the_day_before_question_goes_also_to_those_who_confirmed_earlier() -> None:
    assert judge(K.ASK_DAY_BEFORE, replace(BOOKED, confirmed_at=NOW)).action is Action.SEND


def test_nobody_is_asked_for_who_is_here() -> None:
    here = replace(BOOKED, is_arrived=True)
    assert skipped(K.ASK_NOT_HERE, here, STARTS + timedelta(minutes=5)) is S.ARRIVED
    assert skipped(K.REMIND_TWO_HOURS, here, STARTS - timedelta(hours=2)) is S.ARRIVED
    assert judge(K.ASK_OUTCOME, here, STARTS + timedelta(minutes=30)).task is TaskKind.OUTCOME_MISSING


def test_somebody_who_said_they_are_late_is_asked_for_when_they_should_be_there() -> None:
    five_past = STARTS + timedelta(minutes=5)
    late = replace(BOOKED, late_until=STARTS + timedelta(minutes=40))
    assert judge(K.ASK_NOT_HERE, late, five_past) == Decision(
        Action.LATER, due_at=STARTS + timedelta(minutes=45)
    )
    assert judge(K.ASK_NOT_HERE, late, STARTS + timedelta(minutes=45)).task is TaskKind.NOT_HERE
    assert judge(K.ASK_NOT_HERE, BOOKED, five_past).task is TaskKind.NOT_HERE
    assert skipped(K.ASK_NOT_HERE, BOOKED, STARTS + timedelta(minutes=30)) is S.TOO_LATE


def test_an_outcome_is_asked_for_however_late_it_is() -> None:
    assert judge(K.ASK_OUTCOME, BOOKED, STARTS + timedelta(days=3)).task is TaskKind.OUTCOME_MISSING


def test_a_reinvitation_needs_the_no_show_to_stand() -> None:
    no_show = StepFacts(zone=ZONE, booking=BookingState.NO_SHOW, starts_at=NOW - timedelta(hours=3))
    assert judge(K.REINVITED, no_show).action is Action.SEND
    assert judge(K.NO_SHOW_CALL, no_show).task is TaskKind.NO_SHOW_TWICE
    for kind in (K.REINVITED, K.NO_SHOW_CALL):
        assert skipped(kind, replace(no_show, booking=BookingState.ATTENDED)) is S.OUTCOME_CHANGED
        assert skipped(kind, replace(no_show, has_booking=True)) is S.CHOSEN


def test_a_cancellation_is_told_also_when_the_application_closed_but_not_when_it_was_taken_back() -> None:
    gone = replace(BOOKED, booking=BookingState.CANCELLED_BY_COMPANY, is_closed=True)
    assert judge(K.CALLED_OFF, gone).action is Action.SEND
    assert skipped(K.CALLED_OFF, BOOKED) is S.BOOKING_STANDS


def test_a_new_link_goes_whatever_is_booked_but_not_after_the_end() -> None:
    for facts in (BOOKED, replace(BOOKED, booking=None), replace(BOOKED, is_invited=False, is_arrived=True)):
        assert judge(K.NEW_LINK, facts).action is Action.SEND
    assert skipped(K.NEW_LINK, replace(BOOKED, is_closed=True)) is S.CLOSED
    assert judge(K.NEW_LINK, BOOKED, bj("11-24 22:00")) == Decision(Action.LATER, due_at=bj("11-25 08:00"))


def test_a_house_that_was_down_at_night_sends_in_the_morning_if_there_is_still_time() -> None:
    night, morning = bj("11-24 22:00"), bj("11-25 08:00")
    assert judge(K.REMIND_TWO_HOURS, BOOKED, night) == Decision(Action.LATER, due_at=morning)
    early = replace(BOOKED, starts_at=bj("11-25 07:30"))
    assert skipped(K.REMIND_TWO_HOURS, early, night) is S.TOO_LATE
    assert judge(K.BOOKED, OWN, night).action is Action.SEND
    assert judge(K.BOOKED, BOOKED, night).action is Action.LATER


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        (K.REMIND_THREE_DAYS, "11-24 10:00"),
        (K.ASK_DAY_BEFORE, "11-25 12:00"),
        (K.REMIND_TWO_HOURS, "11-25 14:00"),
        (K.BOOKED, "11-25 14:00"),
        (K.BOOKED_CALL, "11-25 14:00"),
        (K.UNCONFIRMED_CALL, "11-25 14:01"),
    ],
)
def test_what_has_lost_its_point_is_not_made_up_for(kind: StepKind, now: str) -> None:
    asked = replace(BOOKED, starts_at=bj("11-26 09:59") if kind is K.REMIND_THREE_DAYS else STARTS)
    assert skipped(kind, asked, bj(now)) is S.TOO_LATE


def test_messages_about_an_interview_expire_and_invitations_do_not() -> None:
    assert expires_at(K.REMIND_TWO_HOURS, STARTS) == STARTS
    assert expires_at(K.INVITED, None) is None
    assert expires_at(K.CALLED_OFF, STARTS) is None


states = st.one_of(st.none(), st.sampled_from(BookingState))
moments = st.datetimes(datetime(2026, 11, 20), datetime(2026, 11, 30), timezones=st.just(UTC))
any_facts = st.builds(
    StepFacts,
    zone=st.just(ZONE),
    is_closed=st.booleans(),
    is_invited=st.booleans(),
    has_booking=st.booleans(),
    booking=states,
    starts_at=st.one_of(st.none(), st.just(STARTS)),
    is_by_candidate=st.booleans(),
    opened_at=st.one_of(st.none(), moments),
    confirmed_at=st.one_of(st.none(), moments),
    asked_at=st.one_of(st.none(), moments),
    is_arrived=st.booleans(),
    late_until=st.one_of(st.none(), moments),
)


@given(st.sampled_from(StepKind), any_facts, moments)
def test_every_step_has_one_clear_answer(kind: StepKind, facts: StepFacts, now: datetime) -> None:
    decision = judge(kind, facts, now)
    if facts.is_closed and kind not in OUTLIVES_CLOSING:
        assert decision == Decision(Action.SKIP, reason=S.CLOSED)
    if decision.action is Action.SEND:
        assert in_window(now, ZONE) or facts.is_by_candidate
        assert kind not in TASK_OF
        last_at = expires_at(kind, facts.starts_at)
        assert last_at is None or now < last_at
    if decision.action is Action.LATER:
        assert decision.due_at is not None and decision.due_at > now
    if decision.action is Action.TASK:
        assert decision.task is TASK_OF[kind] and decision.due_at is not None
