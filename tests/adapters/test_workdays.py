"""Chinese working days: announced years exactly, later years provisionally, the company's table over both."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rxapp.adapters.workdays import ChineseCalendar
from rxapp.rules.ladder.working_time import WorkingTime

CALENDAR = ChineseCalendar()


def test_the_national_week_is_free_and_its_make_up_days_are_worked() -> None:
    assert not any(CALENDAR.is_workday(date(2026, 10, day)) for day in range(1, 8))
    assert CALENDAR.is_workday(date(2026, 9, 20)) and CALENDAR.is_workday(date(2026, 10, 10))
    assert not CALENDAR.is_workday(date(2026, 10, 11))


def test_a_plain_weekend_is_no_holiday_but_a_weekend_within_one_is() -> None:
    assert CALENDAR.is_holiday(date(2026, 10, 3))
    assert not CALENDAR.is_holiday(date(2026, 11, 28))
    assert not CALENDAR.is_holiday(date(2026, 10, 10))


def test_a_year_not_announced_is_provisional_and_keeps_its_statutory_days() -> None:
    assert not CALENDAR.is_provisional(2026) and CALENDAR.is_provisional(2040)
    assert not CALENDAR.is_workday(date(2040, 10, 1)) and CALENDAR.is_holiday(date(2040, 10, 1))
    assert CALENDAR.is_workday(date(2040, 11, 1))  # a Thursday
    assert not CALENDAR.is_workday(date(2040, 11, 3))


def test_the_companys_own_table_wins() -> None:
    own = ChineseCalendar({date(2026, 10, 1): True, date(2026, 11, 24): False})
    assert own.is_workday(date(2026, 10, 1)) and not own.is_holiday(date(2026, 10, 1))
    assert not own.is_workday(date(2026, 11, 24)) and own.is_holiday(date(2026, 11, 24))


def test_a_company_that_works_saturdays_does_so_except_on_holidays() -> None:
    six_days = ChineseCalendar(weekdays=frozenset(range(6)))
    assert six_days.is_workday(date(2026, 11, 28))
    assert not six_days.is_workday(date(2026, 10, 3))


@given(st.dates(date(2024, 1, 1), date(2045, 12, 31)))
def test_every_date_has_an_answer_and_no_holiday_is_worked(on: date) -> None:
    assert not (CALENDAR.is_workday(on) and CALENDAR.is_holiday(on))


def test_it_fits_the_port_of_working_time() -> None:
    working = WorkingTime("Asia/Shanghai", is_workday=CALENDAR.is_workday)
    assert working.previous_workday(date(2026, 10, 8)) == date(2026, 9, 30)
    assert len(working.spans_on(date(2026, 10, 10))) == 2
    assert working.spans_on(date(2026, 10, 10) + timedelta(days=1)) == []
