"""Which days are worked in China: chinesecalendar, `holidays` behind it, a table of overrides over both.

The State Council announces a year's holidays and make-up workdays (调休) the autumn before. Until a library knows
them a year is *provisional*: the statutory days of `holidays` are free, make-up workdays are not known yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import chinese_calendar
import holidays

MONDAY_TO_FRIDAY = frozenset(range(5))


@lru_cache(maxsize=4096)
def _announced(on: date) -> tuple[bool, bool] | None:
    """(is a workday, is a public holiday) as announced, or None for a year not announced."""
    try:
        is_free, name = chinese_calendar.get_holiday_detail(on)
    except NotImplementedError:
        return None
    return not is_free, is_free and name is not None


@lru_cache(maxsize=32)
def _statutory(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=[year]))


class ChineseCalendar:
    """`calendar.is_workday` is the port that `rxapp.rules.ladder.working_time` asks.

    `overrides` (date → is it worked) win over everything; `weekdays` are the company's own working weekdays, for
    those that work on Saturdays.
    """

    def __init__(
        self, overrides: Mapping[date, bool] | None = None, weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    ) -> None:
        self._overrides = dict(overrides or {})
        self._weekdays = weekdays

    def is_workday(self, on: date) -> bool:
        """Whether the company works on this date; usable as a plain callable."""
        if on in self._overrides:
            return self._overrides[on]
        announced = _announced(on)
        if announced is None:
            return on.weekday() in self._weekdays and on not in _statutory(on.year)
        is_workday, is_holiday = announced
        if is_holiday:
            return False
        is_make_up = is_workday and on.weekday() >= 5
        return is_make_up or on.weekday() in self._weekdays

    def is_holiday(self, on: date) -> bool:
        """Whether it is a public holiday, weekends within one included; plain weekends are not.

        Give it as `is_closed` to `rules.spans.weekly_spans`: nobody offers interviews in the national week.
        """
        if on in self._overrides:
            return not self._overrides[on]
        announced = _announced(on)
        return on in _statutory(on.year) if announced is None else announced[1]

    def is_provisional(self, year: int) -> bool:
        """Whether the year's holidays are not announced yet as far as we know."""
        return _announced(date(year, 1, 1)) is None
