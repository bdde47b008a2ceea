"""Working hours of the company: when a call task may fall due.

    IsWorkday = Callable[[date], bool]      the port; rxapp/adapters/workdays.py knows Chinese holidays and 调休
    WorkingTime(zone, hours, is_workday)
        .spans_on(on) -> list[Span]                     .is_working(at) -> bool
        .next_working(at) -> datetime                   .add_working(at, minutes) -> datetime
        .minus_working(at, minutes) -> datetime
        .last_working_hour_before(at, hours=0) -> datetime | None      (the start of that hour)
        .first_working_hour_between(after, before) -> datetime | None  (the start of that hour)
        .previous_workday(on) -> date

`hours` are local minute ranges per weekday, several for a lunch break. A make-up workday on a weekday without hours
of its own takes those of the week's first working day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rxapp.rules.spans import DAY, Span, WeeklyHours, local_spans

IsWorkday = Callable[[date], bool]
HORIZON_DAYS = 60  # the longest public holiday is nine days; beyond this the calendar is broken
HOUR = timedelta(hours=1)

OFFICE_HOURS: tuple[WeeklyHours, ...] = tuple(
    WeeklyHours(weekday, start, end)
    for weekday in range(5)
    for start, end in ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
)


def weekdays_only(on: date) -> bool:
    """Monday to Friday: the calendar of a country without holidays, for tests and other countries."""
    return on.weekday() < 5


@dataclass(frozen=True)
class WorkingTime:
    """The company's working hours in its zone. ValueError when there are none at all."""

    zone: str
    hours: Iterable[WeeklyHours] = OFFICE_HOURS
    is_workday: IsWorkday = weekdays_only
    _ranges: dict[int, tuple[tuple[int, int], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ranges: dict[int, tuple[tuple[int, int], ...]] = {}
        for weekday, start, end in sorted(self.hours):
            ranges[weekday] = (*ranges.get(weekday, ()), (start, end))
        if not ranges:
            raise ValueError("no working hours")
        object.__setattr__(self, "_ranges", ranges)

    def spans_on(self, on: date) -> list[Span]:
        """Working spans of a local date, in UTC; none on a holiday."""
        if not self.is_workday(on):
            return []
        ranges = self._ranges.get(on.weekday())
        if ranges is None and on.weekday() >= 5:  # 调休: a weekend day worked as a weekday
            ranges = self._ranges[min(self._ranges)]
        return local_spans(on, ranges, self.zone) if ranges else []

    def _local_date(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _forward(self, at: datetime) -> Iterator[Span]:
        """Working spans from `at` on; the first begins no earlier than `at`."""
        on = self._local_date(at)
        for day in range(HORIZON_DAYS):
            for start, end in self.spans_on(on + day * DAY):
                if end > at:
                    yield Span(max(start, at), end)

    def _backward(self, at: datetime) -> Iterator[Span]:
        """Working spans before `at`, newest first; the first ends no later than `at`."""
        on = self._local_date(at)
        for day in range(HORIZON_DAYS):
            for start, end in reversed(self.spans_on(on - day * DAY)):
                if start < at:
                    yield Span(start, min(end, at))

    def is_working(self, at: datetime) -> bool:
        """Whether people are at work at this instant."""
        return any(start <= at < end for start, end in self.spans_on(self._local_date(at)))

    def next_working(self, at: datetime) -> datetime:
        """The first working instant at or after `at`."""
        for span in self._forward(at):
            return span.start
        raise ValueError(f"no working hours within {HORIZON_DAYS} days")

    def add_working(self, at: datetime, minutes: int) -> datetime:
        """When `minutes` of working time have passed since `at`; with 0 the next working instant."""
        left = timedelta(minutes=minutes)
        if not left:
            return self.next_working(at)
        for start, end in self._forward(at):
            if end - start >= left:
                return start + left
            left -= end - start
        raise ValueError(f"no {minutes} working minutes within {HORIZON_DAYS} days")

    def minus_working(self, at: datetime, minutes: int) -> datetime:
        """When `minutes` of working time are left until `at`."""
        left = timedelta(minutes=minutes)
        for start, end in self._backward(at):
            if end - start >= left:
                return end - left
            left -= end - start
        raise ValueError(f"no {minutes} working minutes within {HORIZON_DAYS} days before")

    def last_working_hour_before(self, at: datetime, hours: float = 0) -> datetime | None:
        """The start of the last whole working hour that ends at least `hours` before `at`; None without one."""
        for start, end in self._backward(at - timedelta(hours=hours)):
            if end - start >= HOUR:
                return end - HOUR
        return None

    def first_working_hour_between(self, after: datetime, before: datetime) -> datetime | None:
        """The start of the first whole working hour within `[after, before)`; None without one."""
        for start, end in self._forward(after):
            if start >= before:
                return None
            if min(end, before) - start >= HOUR:
                return start
        return None

    def previous_workday(self, on: date) -> date:
        """The last working day before the local date `on`."""
        for day in range(1, HORIZON_DAYS):
            before = on - day * DAY
            if self.spans_on(before):
                return before
        raise ValueError(f"no working day within {HORIZON_DAYS} days before {on}")
