"""Every row of the table "When messages go", and each of its edges, as worked examples in Beijing time.

11-23 is a Monday, 11-27 a Friday. 10-01 … 10-07 are holidays, Saturday 10-10 is worked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.ladder.sending_window import in_window
from rxapp.rules.ladder.table import (
    CLOCK_STARTERS,
    BookingFacts,
    InvitationFacts,
    LadderSettings,
    OutcomeFacts,
    PlannedStep,
    by_hand_due,
    plan_after_booking,
    plan_after_invitation,
    plan_after_outcome,
    plan_booking_clocks,
    plan_invitation_clocks,
    plan_new_link,
    step_key,
)
from rxapp.rules.vocabulary import BookingState, StepKind
from tests.rules.beijing import WORKING, ZONE, bj, say

K = StepKind


def said(steps: list[PlannedStep]) -> dict[str, str]:
    assert len({step.kind for step in steps}) == len(steps), "a step is planned once"
    return {step.kind.value: say(step.due_at) for step in steps}


def invited(now: str) -> InvitationFacts:
    return InvitationFacts(bj(now), ZONE, WORKING)


def booked(
    now: str, starts: str, *, own: bool = False, channels: int = 2, move: bool = False
) -> BookingFacts:
    return BookingFacts(
        bj(now), bj(starts), ZONE, WORKING, is_by_candidate=own, channels=channels, is_move=move
    )


# --- invited ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pressed", "leaves"),
    [
        ("11-24 10:00", "11-24 10:00:10"),
        ("11-24 22:00", "11-25 08:00"),
        ("11-24 06:00", "11-24 08:00"),
        ("11-24 20:59:55", "11-25 08:00"),
    ],
)
def test_an_invitation_leaves_ten_seconds_after_the_click_inside_the_window(
    pressed: str, leaves: str
) -> None:
    assert said(plan_after_invitation(invited(pressed))) == {"invited": leaves}


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (  # an ordinary working day: four working hours skip lunch
            "11-24 10:00",
            {
                "invited_nudge": "11-24 11:00",
                "invited_call": "11-24 15:00",
                "invited_choice_call": "11-25 10:00",
                "invited_second_call": "11-26 10:00",
                "invited_silent": "12-01 10:00",
            },
        ),
        (  # Friday evening: the nudge goes the next morning, calls wait for Monday
            "11-27 20:30",
            {
                "invited_nudge": "11-28 08:00",
                "invited_call": "11-30 14:00",
                "invited_choice_call": "11-30 09:00",
                "invited_second_call": "11-30 09:00",
                "invited_silent": "12-04 20:30",
            },
        ),
        (  # before the national week: calls wait until it is over
            "09-30 16:00",
            {
                "invited_nudge": "09-30 17:00",
                "invited_call": "10-08 11:00",
                "invited_choice_call": "10-08 09:00",
                "invited_second_call": "10-08 09:00",
                "invited_silent": "10-07 16:00",
            },
        ),
        (  # a make-up Saturday is worked
            "10-09 17:00",
            {
                "invited_nudge": "10-09 18:00",
                "invited_call": "10-10 12:00",
                "invited_choice_call": "10-10 17:00",
                "invited_second_call": "10-12 09:00",
                "invited_silent": "10-16 17:00",
            },
        ),
    ],
)
def test_the_invitations_clocks_run_from_the_first_message_that_left(
    left: str, expected: dict[str, str]
) -> None:
    assert said(plan_invitation_clocks(invited(left), bj(left))) == expected


def test_a_message_by_hand_that_nobody_ticks_shows_in_today_after_thirty_working_minutes() -> None:
    assert say(by_hand_due(bj("11-24 11:45"), WORKING)) == "11-24 13:15"
    assert say(by_hand_due(bj("11-27 18:10"), WORKING)) == "11-30 09:30"


# --- booked by HR ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "starts", "channels", "expected"),
    [
        # +1 h a short text, +4 working hours a call
        ("11-23 10:00", "11-27 14:00", 2, {"booked_nudge": "11-23 11:00", "booked_call": "11-23 15:00"}),
        # a single channel: the call comes at +2 working hours
        ("11-23 10:00", "11-27 14:00", 1, {"booked_nudge": "11-23 11:00", "booked_call": "11-23 12:00"}),
        # the call at the latest in the last working hour that ends 12 h before the interview
        ("11-23 16:00", "11-24 12:00", 2, {"booked_nudge": "11-23 17:00", "booked_call": "11-23 17:00"}),
        ("11-27 17:00", "11-30 09:30", 2, {"booked_nudge": "11-27 18:00", "booked_call": "11-27 17:00"}),
        ("09-30 15:00", "10-08 10:00", 2, {"booked_nudge": "09-30 16:00", "booked_call": "09-30 17:00"}),
        # that has passed: now
        ("11-24 09:00", "11-24 16:00", 2, {"booked_nudge": "11-24 10:00", "booked_call": "11-24 09:00"}),
        ("11-23 19:00", "11-24 10:00", 1, {"booked_nudge": "11-23 20:00", "booked_call": "11-23 19:00"}),
        # the nudge keeps the sending window, and is not sent when the interview has begun by then
        ("11-23 20:30", "11-25 10:00", 2, {"booked_nudge": "11-24 08:00", "booked_call": "11-24 14:00"}),
        ("11-24 09:30", "11-24 10:30", 2, {"booked_call": "11-24 09:30"}),
    ],
)
def test_a_notice_that_stays_unopened_is_followed_up(
    left: str, starts: str, channels: int, expected: dict[str, str]
) -> None:
    facts = booked(left, starts, channels=channels)
    assert said(plan_booking_clocks(facts, bj(left))) == expected


def test_the_candidates_own_booking_counts_as_opened() -> None:
    facts = booked("11-23 10:00", "11-27 14:00", own=True)
    assert plan_booking_clocks(facts, bj("11-23 10:00")) == []


# --- notice and reminders --------------------------------------------------------------------------------------

PLANS = [
    pytest.param(
        booked("11-23 10:00", "11-27 14:00"),
        {
            "booked": "11-23 10:00:10",
            "remind_three_days": "11-24 10:00",
            "ask_day_before": "11-26 10:00",
            "unconfirmed_call": "11-26 16:00",
            "remind_two_hours": "11-27 12:00",
            "ask_not_here": "11-27 14:05",
            "ask_outcome": "11-27 14:30",
        },
        id="the whole table",
    ),
    pytest.param(
        booked("11-23 22:30", "11-27 14:00", own=True),
        {
            "booked": "11-23 22:30:10",
            "remind_three_days": "11-24 10:00",
            "ask_day_before": "11-26 10:00",
            "unconfirmed_call": "11-26 16:00",
            "remind_two_hours": "11-27 12:00",
            "ask_not_here": "11-27 14:05",
            "ask_outcome": "11-27 14:30",
        },
        id="the candidate's own late click is answered at once",
    ),
    pytest.param(
        booked("11-23 22:30", "11-26 14:00"),
        {
            "booked": "11-24 08:00",
            "ask_day_before": "11-25 10:00",
            "unconfirmed_call": "11-25 16:00",
            "remind_two_hours": "11-26 12:00",
            "ask_not_here": "11-26 14:05",
            "ask_outcome": "11-26 14:30",
        },
        id="booked at night by HR, not more than three days ahead",
    ),
    pytest.param(
        booked("11-23 14:00", "11-26 14:00"),
        {
            "booked": "11-23 14:00:10",
            "ask_day_before": "11-25 10:00",
            "unconfirmed_call": "11-25 16:00",
            "remind_two_hours": "11-26 12:00",
            "ask_not_here": "11-26 14:05",
            "ask_outcome": "11-26 14:30",
        },
        id="three days ahead to the minute is not more than three days",
    ),
    pytest.param(
        booked("11-23 12:00", "11-24 14:00"),
        {
            "booked": "11-23 12:00:10",
            "unconfirmed_call": "11-23 16:00",
            "remind_two_hours": "11-24 12:00",
            "ask_not_here": "11-24 14:05",
            "ask_outcome": "11-24 14:30",
        },
        id="the question's time has passed, the check's has not",
    ),
    pytest.param(
        booked("11-23 17:00", "11-24 14:00"),
        {
            "booked": "11-23 17:00:10",
            "remind_two_hours": "11-24 12:00",
            "ask_not_here": "11-24 14:05",
            "ask_outcome": "11-24 14:30",
        },
        id="both have passed",
    ),
    pytest.param(
        booked("11-24 09:00", "11-24 15:00"),
        {
            "booked": "11-24 09:00:10",
            "remind_two_hours": "11-24 13:00",
            "ask_not_here": "11-24 15:05",
            "ask_outcome": "11-24 15:30",
        },
        id="six hours ahead still gets the short reminder",
    ),
    pytest.param(
        booked("11-24 09:01", "11-24 15:00"),
        {"booked": "11-24 09:01:10", "ask_not_here": "11-24 15:05", "ask_outcome": "11-24 15:30"},
        id="less than six hours ahead does not",
    ),
    pytest.param(
        booked("11-23 10:00", "11-26 09:00"),
        {
            "booked": "11-23 10:00:10",
            "ask_day_before": "11-25 10:00",
            "unconfirmed_call": "11-25 16:00",
            "remind_two_hours": "11-25 20:30",
            "ask_not_here": "11-26 09:05",
            "ask_outcome": "11-26 09:30",
        },
        id="a reminder before 08:00 goes at 20:30 the evening before",
    ),
    pytest.param(
        booked("11-25 21:30", "11-26 09:00"),
        {"booked": "11-26 08:00", "ask_not_here": "11-26 09:05", "ask_outcome": "11-26 09:30"},
        id="booked after that evening's 20:30: no short reminder",
    ),
    pytest.param(
        booked("11-23 10:00", "11-30 14:00"),
        {
            "booked": "11-23 10:00:10",
            "ask_day_before": "11-27 10:00",
            "unconfirmed_call": "11-27 16:00",
            "remind_two_hours": "11-30 12:00",
            "ask_not_here": "11-30 14:05",
            "ask_outcome": "11-30 14:30",
        },
        id="Monday: question and check move to Friday, where the three-day reminder would double it",
    ),
    pytest.param(
        booked("09-25 10:00", "10-08 10:00"),
        {
            "booked": "09-25 10:00:10",
            "ask_day_before": "09-30 10:00",
            "unconfirmed_call": "09-30 16:00",
            "remind_three_days": "10-05 10:00",
            "remind_two_hours": "10-08 08:00",
            "ask_not_here": "10-08 10:05",
            "ask_outcome": "10-08 10:30",
        },
        id="after the national week: the last working day before it",
    ),
    pytest.param(
        booked("10-06 10:00", "10-11 14:00"),
        {
            "booked": "10-06 10:00:10",
            "remind_three_days": "10-08 10:00",
            "ask_day_before": "10-10 10:00",
            "unconfirmed_call": "10-10 16:00",
            "remind_two_hours": "10-11 12:00",
            "ask_not_here": "10-11 14:05",
            "ask_outcome": "10-11 14:30",
        },
        id="the day before is a make-up Saturday: nothing moves",
    ),
    pytest.param(
        booked("11-27 12:00", "11-30 14:00"),
        {
            "booked": "11-27 12:00:10",
            "ask_day_before": "11-29 10:00",
            "unconfirmed_call": "11-30 09:00",
            "remind_two_hours": "11-30 12:00",
            "ask_not_here": "11-30 14:05",
            "ask_outcome": "11-30 14:30",
        },
        id="too late for Friday: Sunday's question, the call in Monday's first working hour",
    ),
    pytest.param(
        booked("11-28 12:00", "11-30 09:30"),
        {
            "booked": "11-28 12:00:10",
            "ask_day_before": "11-29 10:00",
            "unconfirmed_call": "11-29 16:00",
            "remind_two_hours": "11-29 20:30",
            "ask_not_here": "11-30 09:35",
            "ask_outcome": "11-30 10:00",
        },
        id="no working hour is left before the interview: at the check of the day before",
    ),
    pytest.param(
        booked("11-29 17:00", "11-30 09:30"),
        {
            "booked": "11-29 17:00:10",
            "unconfirmed_call": "11-29 17:00",
            "remind_two_hours": "11-29 20:30",
            "ask_not_here": "11-30 09:35",
            "ask_outcome": "11-30 10:00",
        },
        id="nor is the check: now",
    ),
    pytest.param(
        booked("11-23 10:00", "11-27 14:00", move=True),
        {
            "moved": "11-23 10:00:10",
            "remind_three_days": "11-24 10:00",
            "ask_day_before": "11-26 10:00",
            "unconfirmed_call": "11-26 16:00",
            "remind_two_hours": "11-27 12:00",
            "ask_not_here": "11-27 14:05",
            "ask_outcome": "11-27 14:30",
        },
        id="a move plans everything anew",
    ),
]


@pytest.mark.parametrize(("facts", "expected"), PLANS)
def test_what_a_booking_owes(facts: BookingFacts, expected: dict[str, str]) -> None:
    assert said(plan_after_booking(facts)) == expected


def test_reminders_follow_the_candidates_zone_and_calls_the_companys() -> None:
    facts = replace(booked("11-23 10:00", "11-27 14:00"), zone="Asia/Tokyo")  # an hour ahead of Beijing
    plan = said(plan_after_booking(facts))
    assert plan["ask_day_before"] == "11-26 09:00"
    assert plan["unconfirmed_call"] == "11-26 16:00"


def test_a_job_may_change_the_delays_and_leave_rows_out() -> None:
    settings = LadderSettings(short_before=timedelta(hours=3), off=frozenset({K.REMIND_THREE_DAYS}))
    plan = said(plan_after_booking(booked("11-23 10:00", "11-27 14:00"), settings))
    assert plan["remind_two_hours"] == "11-27 11:00"
    assert "remind_three_days" not in plan


# --- outcomes --------------------------------------------------------------------------------------------------


def outcome(now: str, state: BookingState, reinvitations: int = 0) -> dict[str, str]:
    return said(plan_after_outcome(OutcomeFacts(bj(now), state, ZONE, WORKING, reinvitations=reinvitations)))


def test_a_no_show_is_invited_again_within_a_day_twice_at_most_then_a_person_calls() -> None:
    assert outcome("11-24 15:00", BookingState.NO_SHOW) == {"reinvited": "11-24 17:00"}
    assert outcome("11-24 20:00", BookingState.NO_SHOW, 1) == {"reinvited": "11-25 08:00"}
    assert outcome("11-24 15:00", BookingState.NO_SHOW, 2) == {"no_show_call": "11-24 15:00"}
    assert outcome("11-27 19:00", BookingState.NO_SHOW, 2) == {"no_show_call": "11-30 09:00"}


def test_the_companys_cancellation_is_told_and_the_candidates_own_starts_the_clocks_again() -> None:
    assert outcome("11-24 15:00", BookingState.CANCELLED_BY_COMPANY) == {"called_off": "11-24 15:00:10"}
    clocks = {
        "invited_choice_call": "11-25 15:00",
        "invited_second_call": "11-26 15:00",
        "invited_silent": "12-01 15:00",
    }
    assert outcome("11-24 15:00", BookingState.CANCELLED_BY_CANDIDATE) == clocks
    assert outcome("11-24 15:00", BookingState.LATE_CANCEL) == clocks


@pytest.mark.parametrize("state", [BookingState.ATTENDED, BookingState.LEFT_EARLY, BookingState.UNDONE])
def test_other_outcomes_owe_nothing(state: BookingState) -> None:
    assert outcome("11-24 15:00", state) == {}


def test_a_new_link_leaves_at_once_or_when_the_night_is_over() -> None:
    assert say(plan_new_link(bj("11-24 15:00"), ZONE).due_at) == "11-24 15:00"
    assert say(plan_new_link(bj("11-24 23:00"), ZONE).due_at) == "11-25 08:00"


# --- for every time --------------------------------------------------------------------------------------------

moments = st.datetimes(datetime(2026, 9, 10), datetime(2026, 11, 20), timezones=st.just(UTC))
ahead = st.integers(15, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
MESSAGES = {K.BOOKED, K.MOVED, K.BOOKED_NUDGE, K.REMIND_THREE_DAYS, K.ASK_DAY_BEFORE, K.REMIND_TWO_HOURS}


@given(moments, ahead, st.booleans(), st.booleans(), st.integers(1, 3))
def test_no_plan_holds_anything_past_doubled_or_sent_at_night(
    now: datetime, until: timedelta, own: bool, is_move: bool, channels: int
) -> None:
    facts = BookingFacts(now, now + until, ZONE, WORKING, own, channels, is_move)
    plan = plan_after_booking(facts)
    left_at = next(step.due_at for step in plan if step.kind in CLOCK_STARTERS)
    plan += plan_booking_clocks(facts, left_at)
    assert len({step.kind for step in plan}) == len(plan)
    reminders = [step.due_at for step in plan if step.kind in (K.REMIND_THREE_DAYS, K.ASK_DAY_BEFORE)]
    assert len({say(at)[:5] for at in reminders}) == len(reminders), "two reminders on one day"
    for step in plan:
        assert step.due_at >= now
        if step.kind in MESSAGES and not (own and step.kind in CLOCK_STARTERS):
            assert in_window(step.due_at, ZONE)
        if step.kind in (K.ASK_DAY_BEFORE, K.REMIND_THREE_DAYS, K.REMIND_TWO_HOURS, K.UNCONFIRMED_CALL):
            assert step.due_at < facts.starts_at


@given(moments)
def test_the_invitations_calls_fall_due_while_people_work(left_at: datetime) -> None:
    plan = dict(plan_invitation_clocks(InvitationFacts(left_at, ZONE, WORKING), left_at))
    for kind in (K.INVITED_CHOICE_CALL, K.INVITED_SECOND_CALL):
        assert WORKING.is_working(plan[kind])
    assert plan[K.INVITED_CALL] > left_at


def test_the_dedupe_key_names_subject_kind_and_version() -> None:
    assert step_key(K.ASK_DAY_BEFORE, "booking", 55, 2) == "booking:55:ask_day_before:2"
    assert step_key(K.INVITED, "invitation", 7) != step_key(K.INVITED, "booking", 7)
