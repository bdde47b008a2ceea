"""Requests of executives are measured against their deadline and sort their cards first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.priority import (
    KEPT,
    LATE,
    NO_PRIORITY,
    TO_COME,
    PriorityTimes,
    Standing,
    Step,
    board_sort,
    check_cancel,
    check_request,
    check_see,
    standing,
    step_minutes,
)
from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.stages import ApplicationFacts
from rxapp.rules.vocabulary import Closing, Role, Stage
from tests.rules.beijing import bj

ASKED, DEADLINE = bj("11-23 09:00"), bj("11-24 18:00")
BEFORE, AFTER = bj("11-24 15:00"), bj("11-25 10:00")


def times(**known: Any) -> PriorityTimes:
    return PriorityTimes(ASKED, DEADLINE, **known)


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        ({}, BEFORE, Standing.WAITING),
        ({}, DEADLINE, Standing.OVERDUE),
        ({}, AFTER, Standing.OVERDUE),
        ({"scheduled_for": BEFORE}, ASKED, Standing.IN_TIME),
        ({"scheduled_for": DEADLINE}, ASKED, Standing.IN_TIME),
        ({"scheduled_for": BEFORE}, AFTER, Standing.IN_TIME),
        ({"scheduled_for": AFTER}, ASKED, Standing.TOO_LATE),
        ({"scheduled_for": BEFORE, "attended_at": BEFORE}, AFTER, Standing.MET),
        ({"attended_at": DEADLINE, "is_open": False}, AFTER, Standing.MET),
        ({"scheduled_for": AFTER, "attended_at": AFTER}, AFTER, Standing.MET_LATE),
        ({"is_open": False}, BEFORE, Standing.MISSED),
        ({"is_open": False}, AFTER, Standing.MISSED),
        ({"is_open": False, "cancelled_at": BEFORE}, AFTER, Standing.CANCELLED),
        ({"is_open": False, "cancelled_at": AFTER}, AFTER, Standing.CANCELLED_LATE),
        ({"is_open": False, "cancelled_at": DEADLINE}, AFTER, Standing.CANCELLED_LATE),
        ({"is_open": False, "cancelled_at": AFTER, "scheduled_for": BEFORE}, AFTER, Standing.CANCELLED),
    ],
)
def test_a_request_is_met_or_late_by_its_interview(
    known: dict[str, Any], now: datetime, expected: Standing
) -> None:
    assert standing(times(**known), now) is expected


instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
maybe = st.none() | instants
requests = st.builds(
    PriorityTimes, instants, instants, maybe, maybe, maybe, maybe, maybe, is_open=st.booleans()
)
OVER = {Standing.MET, Standing.MET_LATE, Standing.MISSED, Standing.CANCELLED, Standing.CANCELLED_LATE}


@given(requests, instants)
def test_each_standing_is_counted_once_and_a_request_taken_back_not_at_all(
    request: PriorityTimes, now: datetime
) -> None:
    found = standing(request, now)
    assert sum(found in group for group in (KEPT, LATE, TO_COME)) == (found is not Standing.CANCELLED)


@given(requests, instants)
def test_a_request_is_over_exactly_when_it_was_attended_taken_back_or_closed(
    request: PriorityTimes, now: datetime
) -> None:
    is_over = request.attended_at is not None or request.cancelled_at is not None or not request.is_open
    assert (standing(request, now) in OVER) == is_over


@given(requests, instants)
def test_whoever_came_met_the_deadline_or_was_late_whatever_else_happened(
    request: PriorityTimes, now: datetime
) -> None:
    came = request.attended_at
    if came is None:
        assert standing(request, now) not in (Standing.MET, Standing.MET_LATE)
    else:
        in_time = came <= request.deadline_at
        assert standing(request, now) is (Standing.MET if in_time else Standing.MET_LATE)


@given(requests, instants, instants)
def test_time_alone_only_makes_a_waiting_request_overdue(
    request: PriorityTimes, one: datetime, other: datetime
) -> None:
    before, after = (standing(request, now) for now in sorted((one, other)))
    assert before is after or (before, after) == (Standing.WAITING, Standing.OVERDUE)


def test_what_was_booked_before_it_was_asked_for_or_seen_is_in_no_median_it_does_not_belong_to() -> None:
    seen, early, came = ASKED + timedelta(hours=1), ASKED - timedelta(hours=1), ASKED + timedelta(hours=5)
    assert step_minutes(times(seen_at=seen, scheduled_at=early, attended_at=came)) == {Step.SEEN: 60}
    booked = ASKED + timedelta(minutes=30)
    found = step_minutes(times(seen_at=seen, scheduled_at=booked, attended_at=came))
    assert found == {Step.SEEN: 60, Step.ATTENDED: 270}
    found = step_minutes(times(seen_at=seen, scheduled_at=seen + timedelta(hours=1), attended_at=came))
    assert found == {Step.SEEN: 60, Step.SCHEDULED: 60, Step.ATTENDED: 180}


def test_executives_ask_recruiters_see_and_the_deadline_lies_ahead() -> None:
    facts = ApplicationFacts(Stage.ARRANGING)

    def ask(role: Role, facts: ApplicationFacts = facts, deadline: datetime = DEADLINE) -> Refusal | None:
        return check_request(facts, role, deadline_at=deadline, now=ASKED)

    assert ask(Role.EXECUTIVE) is None and ask(Role.ADMINISTRATOR) is None
    for role in (Role.RECRUITER, Role.INTERVIEWER, Role.CANDIDATE):
        assert ask(role) == Refusal(Reason.NOT_ALLOWED)
        assert check_cancel(role) == Refusal(Reason.NOT_ALLOWED)
    assert ask(Role.EXECUTIVE, deadline=ASKED) == Refusal(Reason.DEADLINE_PAST)
    assert ask(Role.EXECUTIVE, ApplicationFacts(Stage.OFFER)) == Refusal(Reason.ATTENDED)
    assert ask(Role.EXECUTIVE, ApplicationFacts(Stage.BOOKED, Closing.LOST)) == Refusal(Reason.CLOSED)
    assert ask(Role.EXECUTIVE, deadline=ASKED + timedelta(days=60)) is None
    assert ask(Role.EXECUTIVE, deadline=ASKED + timedelta(days=61)) == Refusal(Reason.DEADLINE_FAR)
    assert check_see(Role.RECRUITER, is_theirs=False) == Refusal(Reason.NOT_ALLOWED)
    assert check_see(Role.RECRUITER) is None and check_see(Role.EXECUTIVE) == Refusal(Reason.NOT_ALLOWED)
    assert check_cancel(Role.EXECUTIVE) is None


@given(instants, instants, instants, instants)
def test_priority_sorts_first_by_deadline(
    one: datetime, other: datetime, since: datetime, starts: datetime
) -> None:
    urgent, plain = board_sort(one, starts, since), board_sort(None, starts, since)
    assert urgent < plain and plain[0] == NO_PRIORITY
    second = board_sort(other, None, since)
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (urgent < second) == (one < other)
    for found in (*urgent, *plain, *second):
        assert abs(found) <= 2**53


def test_booked_cards_go_by_start_and_others_newest_first() -> None:
    early, late, since = bj("11-24 10:00"), bj("11-24 11:00"), bj("11-20 10:00")
    assert board_sort(None, early, since) < board_sort(None, late, since)
    assert board_sort(None, None, late) < board_sort(None, None, early)
