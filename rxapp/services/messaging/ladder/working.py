"""The company's working time from its own rows: hours, overrides, Chinese holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlmodel import Session, col, select

from rxapp.adapters.workdays import MONDAY_TO_FRIDAY, ChineseCalendar
from rxapp.models import WorkdayOverride, WorkingHours
from rxapp.rules.ladder.working_time import OFFICE_HOURS, WorkingTime
from rxapp.rules.spans import WeeklyHours
from rxapp.services.company.queries import zone

# Made once: every invitation and booking reads them, and building a statement takes longer than running it.
_HOURS = (
    select(WorkingHours.weekday, WorkingHours.start_minute, WorkingHours.end_minute)
    .where(WorkingHours.start_minute < WorkingHours.end_minute)
    .order_by(col(WorkingHours.weekday), col(WorkingHours.start_minute))
)
_OVERRIDES = select(WorkdayOverride.day, WorkdayOverride.is_workday)


def working_time(session: Session) -> WorkingTime:
    """What the ladder counts working hours with; office hours before the set-up has any."""
    hours = [WeeklyHours(weekday, start, end) for weekday, start, end in session.exec(_HOURS)]
    overrides = _overrides(session)
    weekdays = MONDAY_TO_FRIDAY | {row.weekday for row in hours}
    return WorkingTime(
        zone(session), tuple(hours) or OFFICE_HOURS, ChineseCalendar(overrides, weekdays).is_workday
    )


def public_holidays(session: Session) -> Callable[[date], bool]:
    """Whether nobody is expected on a date, weekends apart; what the company declares wins."""
    return ChineseCalendar(_overrides(session)).is_holiday


def _overrides(session: Session) -> dict[date, bool]:
    return {date.fromisoformat(day): is_workday for day, is_workday in session.exec(_OVERRIDES)}
