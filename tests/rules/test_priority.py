"""Requests of executives are measured against their deadline and sort their cards first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.priority import (
    NO_PRIORITY,
    PriorityTimes,
    Standing,
    board_sort,
    check_cancel,
    check_request,
    check_see,
    standing,
)
from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.stages import ApplicationFacts
from rxapp.rules.vocabulary import Closing, Role, Stage
from tests.rules.beijing import bj

ASKED, DEADLINE = bj("11-23 09:00"), bj("11-24 18:00")
BEFORE, AFTER = bj("11-24 15:00"), bj("11-25 10:00")


def times(**known: datetime) -> PriorityTimes:
    return PriorityTimes(ASKED, DEADLINE, **known)


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        ({}, BEFORE, Standing.WAITING),
        ({}, AFTER, Standing.OVERDUE),
        ({"scheduled_for": BEFORE}, ASKED, Standing.IN_TIME),
        ({"scheduled_for": DEADLINE}, ASKED, Standing.IN_TIME),
        ({"scheduled_for": AFTER}, ASKED, Standing.TOO_LATE),
        ({"scheduled_for": BEFORE, "attended_at": BEFORE}, AFTER, Standing.MET),
        ({"scheduled_for": AFTER, "attended_at": AFTER}, AFTER, Standing.MISSED),
        ({"cancelled_at": BEFORE}, AFTER, Standing.CANCELLED),
    ],
)
def test_a_request_is_met_or_late_by_its_interview(
    known: dict[str, datetime], now: datetime, expected: Standing
) -> None:
    assert standing(times(**known), now) is expected


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
    assert check_see(Role.RECRUITER) is None and check_see(Role.EXECUTIVE) == Refusal(Reason.NOT_ALLOWED)
    assert check_cancel(Role.EXECUTIVE) is None


instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


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
