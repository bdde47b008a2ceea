"""Half-open spans of time `[start, end)` in aware UTC, and weekly hours turned into them.

    Span(start, end)                       WeeklyHours(weekday, start_minute, end_minute)   DaysOff(first_on, last_on)
    merge(spans) -> list[Span]             subtract(offered, busy) -> list[Span]            free_spans = subtract
    covers(merged, span) -> bool           overlaps(one, other) -> bool
    local_spans(on, ranges, zone) -> list[Span]
    weekly_spans(hours, days_off, zone, from_, until, *, is_closed=None) -> list[Span]

Everything is O(n log n) in the number of spans; a week of hours for a month ahead is about 100 spans.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MINUTES_OF_DAY = 24 * 60


class Span(NamedTuple):
    """`[start, end)`, both aware UTC. A tuple, because pages make thousands of them."""

    start: datetime
    end: datetime


class WeeklyHours(NamedTuple):
    """One stretch of a weekday in local minutes: Monday is 0, 540 is 09:00, an end of 1440 is midnight."""

    weekday: int
    start_minute: int
    end_minute: int


class DaysOff(NamedTuple):
    """Local dates on which nothing is offered, both ends included, as people say it."""

    first_on: date
    last_on: date


def overlaps(one: Span, other: Span) -> bool:
    """Whether the two share an instant; touching ends do not."""
    return one.start < other.end and other.start < one.end


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same instants as the fewest spans in order: empty ones dropped, touching and overlapping ones joined."""
    merged: list[Span] = []
    for span in sorted(spans):
        if span.start >= span.end:
            continue
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def subtract(offered: Iterable[Span], busy: Iterable[Span]) -> list[Span]:
    """The instants of `offered` that are in no `busy` span; merged and in order."""
    free: list[Span] = []
    taken = merge(busy)
    first = 0
    for start, end in merge(offered):
        while first < len(taken) and taken[first].end <= start:
            first += 1
        at = first
        while at < len(taken) and taken[at].start < end:
            if taken[at].start > start:
                free.append(Span(start, taken[at].start))
            start = max(start, taken[at].end)
            at += 1
        if start < end:
            free.append(Span(start, end))
    return free


free_spans = subtract


def covers(merged: Sequence[Span], span: Span) -> bool:
    """Whether one of `merged` (as `merge` returns them) holds all of `span`; O(log n)."""
    at = bisect_right(merged, span.start, key=lambda one: one.start) - 1
    return at >= 0 and span.end <= merged[at].end


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC)


def _clock_changes(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Instants in (start, end) at which the zone's offset changes: at most one a day, found by halving."""
    if start.astimezone(zone).utcoffset() == end.astimezone(zone).utcoffset():
        return []
    before = start.astimezone(zone).utcoffset()
    low, high = start, end
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle <= low:
            break
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return [high]


def local_spans(on: date, ranges: Iterable[tuple[int, int]], zone: str) -> list[Span]:
    """The instants of the local date `on` whose wall clock lies in one of the minute ranges.

    On days when the clock changes this stays exact: a skipped hour gives nothing, a repeated one counts twice.
    """
    place = ZoneInfo(zone)
    first, last = _midnight(on, place), _midnight(on + DAY, place)
    edges = [first, *_clock_changes(first, last, place), last]
    wall = datetime(on.year, on.month, on.day, tzinfo=UTC)  # the wall clock, read as if it were UTC
    spans: list[Span] = []
    for start_minute, end_minute in ranges:
        if not 0 <= start_minute < end_minute <= MINUTES_OF_DAY:
            raise ValueError(f"hours must run forward within one day: {start_minute}–{end_minute}")
        for since, until in pairwise(edges):
            offset = since.astimezone(place).utcoffset() or timedelta()
            start = wall + timedelta(minutes=start_minute) - offset
            end = wall + timedelta(minutes=end_minute) - offset
            if max(start, since) < min(end, until):
                spans.append(Span(max(start, since), min(end, until)))
    return merge(spans)


def weekly_spans(
    hours: Iterable[WeeklyHours],
    days_off: Iterable[DaysOff],
    zone: str,
    from_: datetime,
    until: datetime,
    *,
    is_closed: Callable[[date], bool] | None = None,
) -> list[Span]:
    """What somebody offers between two instants: weekly local hours without days off.

    `is_closed` names further dates without any offer (public holidays). For a steady grid of starts give a local
    midnight as `from_` and leave "not before" to `cut(earliest=…)`.
    """
    by_weekday: dict[int, list[tuple[int, int]]] = {}
    for weekday, start_minute, end_minute in hours:
        by_weekday.setdefault(weekday, []).append((start_minute, end_minute))
    off = list(days_off)
    place = ZoneInfo(zone)
    spans: list[Span] = []
    on, last_on = from_.astimezone(place).date(), until.astimezone(place).date()
    while on <= last_on:
        ranges = by_weekday.get(on.weekday())
        if (
            ranges
            and not any(first <= on <= last for first, last in off)
            and not (is_closed and is_closed(on))
        ):
            spans.extend(local_spans(on, ranges, zone))
        on += DAY
    clipped = (Span(max(start, from_), min(end, until)) for start, end in spans)
    return merge(span for span in clipped if span.start < span.end)
