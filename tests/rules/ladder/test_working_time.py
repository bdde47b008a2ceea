"""Working hours with lunch, holidays and make-up workdays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.ladder.working_time import WorkingTime
from rxapp.rules.spans import Span, WeeklyHours, overlaps
from tests.rules.beijing import WORKING, bj, say

instants = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 20), timezones=st.just(UTC))


def worked(since: datetime, until: datetime) -> timedelta:
    total = timedelta()
    on = since.date() - timedelta(days=1)
    while on <= until.date() + timedelta(days=1):
        for span in WORKING.spans_on(on):
            if overlaps(span, Span(since, until)):
                total += min(span.end, until) - max(span.start, since)
        on += timedelta(days=1)
    return total


@given(instants, st.integers(1, 2000))
def test_the_working_minutes_until_the_answer_are_those_asked_for(at: datetime, minutes: int) -> None:
    due = WORKING.add_working(at, minutes)
    assert worked(at, due) == timedelta(minutes=minutes)
    assert worked(due - timedelta(seconds=1), due) == timedelta(seconds=1)


@given(instants, st.integers(1, 900), st.integers(1, 900))
def test_working_time_adds_up(at: datetime, one: int, other: int) -> None:
    assert WORKING.add_working(WORKING.add_working(at, one), other) == WORKING.add_working(at, one + other)


@given(instants)
def test_the_next_working_instant_is_worked_and_nothing_before_it_is(at: datetime) -> None:
    following = WORKING.next_working(at)
    assert WORKING.is_working(following)
    assert following == at or worked(at, following) == timedelta()


@given(instants, st.integers(0, 48))
def test_the_last_working_hour_is_whole_worked_and_ends_early_enough(at: datetime, hours: int) -> None:
    start = WORKING.last_working_hour_before(at, hours)
    assert start is not None
    limit = at - timedelta(hours=hours)
    assert start + timedelta(hours=1) <= limit
    assert worked(start, start + timedelta(hours=1)) == timedelta(hours=1)
    later = WORKING.first_working_hour_between(start + timedelta(minutes=1), limit)
    assert later is None or later < start + timedelta(hours=1)  # none begins after it has ended


@pytest.mark.parametrize(
    ("at", "minutes", "due"),
    [
        ("11-23 10:00", 240, "11-23 15:00"),  # lunch does not count
        ("11-23 17:00", 240, "11-24 12:00"),
        ("11-27 17:00", 120, "11-30 10:00"),  # over the weekend
        ("09-30 17:00", 120, "10-08 10:00"),  # over the national week
        ("10-09 17:00", 120, "10-10 10:00"),  # Saturday 10 October is a make-up workday
        ("11-23 05:00", 30, "11-23 09:30"),
        ("11-23 12:30", 0, "11-23 13:00"),
    ],
)
def test_working_hours_pass_only_while_people_work(at: str, minutes: int, due: str) -> None:
    assert say(WORKING.add_working(bj(at), minutes)) == due


@pytest.mark.parametrize(
    ("at", "hours", "start"),
    [
        ("11-24 10:00", 12, "11-23 17:00"),
        ("11-24 21:30", 12, "11-23 17:00"),  # half an hour on the day itself is no working hour
        ("11-24 23:00", 12, "11-24 10:00"),
        ("11-23 10:00", 12, "11-20 17:00"),
        ("10-08 10:00", 12, "09-30 17:00"),
        ("10-11 10:00", 12, "10-10 17:00"),
    ],
)
def test_the_last_working_hour_that_ends_in_time(at: str, hours: int, start: str) -> None:
    found = WORKING.last_working_hour_before(bj(at), hours)
    assert found is not None and say(found) == start


@pytest.mark.parametrize(
    ("after", "before", "start"),
    [
        ("11-22 10:00", "11-23 14:00", "11-23 09:00"),
        ("11-22 10:00", "11-23 10:00", "11-23 09:00"),
        ("11-22 10:00", "11-23 09:30", None),
        ("11-23 11:30", "11-23 20:00", "11-23 13:00"),
    ],
)
def test_the_first_working_hour_in_between(after: str, before: str, start: str | None) -> None:
    found = WORKING.first_working_hour_between(bj(after), bj(before))
    assert (say(found) if found else None) == start


def test_the_working_day_before_skips_the_national_week_and_stops_at_a_make_up_day() -> None:
    assert WORKING.previous_workday(date(2026, 10, 8)) == date(2026, 9, 30)
    assert WORKING.previous_workday(date(2026, 10, 12)) == date(2026, 10, 10)
    assert WORKING.previous_workday(date(2026, 11, 23)) == date(2026, 11, 20)


def test_a_company_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="no working hours"):
        WorkingTime("Asia/Shanghai", [])


def test_a_calendar_without_working_days_is_an_error_not_an_endless_search() -> None:
    never = WorkingTime("Asia/Shanghai", [WeeklyHours(0, 540, 1080)], is_workday=lambda _on: False)
    for ask in (never.next_working, lambda at: never.add_working(at, 5)):
        with pytest.raises(ValueError, match="within 60 days"):
            ask(bj("11-23 10:00"))
    assert never.last_working_hour_before(bj("11-23 10:00")) is None
