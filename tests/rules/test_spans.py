"""Spans behave like sets of instants, also on days when the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.spans import (
    DaysOff,
    Span,
    WeeklyHours,
    covers,
    local_spans,
    merge,
    subtract,
    weekly_spans,
)

T0 = datetime(2026, 3, 2, tzinfo=UTC)


def at(minute: int) -> datetime:
    return T0 + timedelta(minutes=minute)


spans = st.lists(
    st.builds(
        lambda start, length: Span(at(start), at(start + length)), st.integers(0, 60), st.integers(0, 20)
    ),
    max_size=8,
)


def minutes(some: list[Span]) -> set[int]:
    return {m for m in range(100) if any(start <= at(m) < end for start, end in some)}


@given(spans)
def test_merging_keeps_every_instant_and_leaves_gaps_between_spans(some: list[Span]) -> None:
    merged = merge(some)
    assert minutes(merged) == minutes(some)
    assert all(one.end < other.start for one, other in pairwise(merged))
    assert all(start < end for start, end in merged)


@given(spans, spans)
def test_free_time_is_what_is_offered_and_not_busy(offered: list[Span], busy: list[Span]) -> None:
    free = subtract(offered, busy)
    assert minutes(free) == minutes(offered) - minutes(busy)
    assert merge(free) == free


@given(spans, spans)
def test_covering_means_every_instant_is_inside_one_span(some: list[Span], wanted: list[Span]) -> None:
    merged = merge(some)
    for span in wanted:
        if span.start < span.end:
            assert covers(merged, span) == (minutes([span]) <= minutes(merged))


def test_touching_spans_become_one_and_do_not_make_each_other_busy() -> None:
    one, other = Span(at(0), at(10)), Span(at(10), at(20))
    assert merge([other, one]) == [Span(at(0), at(20))]
    assert subtract([one], [other]) == [one]


ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo"]
hours = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(1, 96))
    .filter(lambda one: one[1] < one[2])
    .map(lambda one: WeeklyHours(one[0], one[1] * 15, one[2] * 15)),
    max_size=6,
)


@given(
    zone=st.sampled_from(ZONES),
    weekly=hours,
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),
    off=st.integers(0, 6),
    probes=st.lists(st.integers(0, 9 * 24 * 60), min_size=20, max_size=20),
)
def test_an_instant_is_offered_exactly_when_its_wall_clock_is_within_the_hours(
    zone: str, weekly: list[WeeklyHours], start: datetime, off: int, probes: list[int]
) -> None:
    start = start.replace(second=0, microsecond=0)
    until = start + timedelta(days=8)
    day_off = start.date() + timedelta(days=off)
    offered = weekly_spans(weekly, [DaysOff(day_off, day_off)], zone, start, until)
    for minute in probes:
        instant = start + timedelta(minutes=minute)
        local = instant.astimezone(ZoneInfo(zone))
        wall = local.hour * 60 + local.minute
        expected = (
            instant < until
            and local.date() != day_off
            and any(day == local.weekday() and first <= wall < last for day, first, last in weekly)
        )
        assert any(one <= instant < end for one, end in offered) == expected, local


def test_the_hour_that_spring_skips_offers_nothing() -> None:
    assert local_spans(date(2026, 3, 8), [(120, 180)], "America/New_York") == []
    (span,) = local_spans(date(2026, 3, 8), [(60, 240)], "America/New_York")
    assert span == Span(datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 3, 8, 8, tzinfo=UTC))


def test_the_hour_that_autumn_repeats_is_offered_twice() -> None:
    (span,) = local_spans(date(2026, 11, 1), [(60, 120)], "America/New_York")
    assert span.end - span.start == timedelta(hours=2)


def test_an_end_at_midnight_reaches_into_no_other_day() -> None:
    (span,) = local_spans(date(2026, 11, 23), [(1200, 1440)], "Asia/Shanghai")
    assert span == Span(datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC))


def test_public_holidays_take_the_hours_away() -> None:
    weekly = [WeeklyHours(day, 540, 1080) for day in range(5)]
    start, until = datetime(2026, 9, 29, 16, tzinfo=UTC), datetime(2026, 10, 2, 16, tzinfo=UTC)
    offered = weekly_spans(weekly, [], "Asia/Shanghai", start, until, is_closed=lambda on: on.month == 10)
    assert offered == [Span(datetime(2026, 9, 30, 1, tzinfo=UTC), datetime(2026, 9, 30, 10, tzinfo=UTC))]


@pytest.mark.parametrize("bad", [(600, 600), (700, 600), (-1, 60), (0, 1441)])
def test_hours_that_do_not_run_forward_within_a_day_are_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="hours"):
        local_spans(date(2026, 11, 23), [bad], "Asia/Shanghai")
