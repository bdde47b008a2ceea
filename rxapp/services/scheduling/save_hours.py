"""When an interviewer can: weekly hours and days off. Bookings that stand are not touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlmodel import Session, col, delete, select

from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.models import DayOff, User, WeeklyHours
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.inputs import an_id, number, text

MOST_ROWS = 40
LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class SaveHours:
    """A week: (weekday 0-6, start minute, end minute) rows, on the quarter hour, not overlapping. Raises Invalid."""

    user_id: int
    rows: tuple[tuple[int, int, int], ...]

    def __post_init__(self) -> None:
        an_id(self.user_id, "user_id")
        object.__setattr__(self, "rows", _week(self.rows))


def _week(rows: object) -> tuple[tuple[int, int, int], ...]:
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise Invalid(field="rows")
    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise Invalid(field="rows")
    week = []
    for row in listed:
        if not isinstance(row, (tuple, list)) or len(row) != 3:
            raise Invalid(field="rows")
        weekday = number(row[0], "weekday", least=0, most=6)
        start = number(row[1], "start_minute", least=0, most=1440)
        end = number(row[2], "end_minute", least=0, most=1440)
        if start >= end or start % 15 or end % 15:
            raise Invalid("invalid_hours", field="rows", weekday=weekday)
        week.append((weekday, start, end))
    week.sort()
    for one, other in pairwise(week):
        if one[0] == other[0] and other[1] < one[2]:
            raise Invalid("hours_overlap", field="rows", weekday=one[0])
    return tuple(week)


def save_hours(session: Session, command: SaveHours, *, actor: Actor) -> None:
    """Replace the week. Raises NotFound, NotAllowed."""
    _may_edit(session, command.user_id, actor)
    session.exec(delete(WeeklyHours).where(col(WeeklyHours.user_id) == command.user_id))
    for weekday, start, end in command.rows:
        session.add(WeeklyHours(user_id=command.user_id, weekday=weekday, start_minute=start, end_minute=end))
    session.flush()


def add_day_off(
    session: Session, user_id: int, starts_on: object, ends_on: object, note: str = "", *, actor: Actor
) -> int:
    """Days, both included, as dates or ISO text; answers the row's id. Raises NotFound, NotAllowed, Invalid."""
    first, last = _day(starts_on, "starts_on"), _day(ends_on, "ends_on")
    if last < first or last - first > LONGEST:
        raise Invalid("days_backwards", field="ends_on")
    _may_edit(session, an_id(user_id, "user_id"), actor)
    row = DayOff(user_id=user_id, starts_on=first, ends_on=last, note=text(note, "note", most=80))
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def remove_day_off(session: Session, day_off_id: int, *, actor: Actor) -> None:
    """They can after all. Raises NotFound, NotAllowed."""
    row = session.get(DayOff, an_id(day_off_id, "day_off_id"))
    if row is None:
        raise NotFound
    _may_edit(session, row.user_id, actor)
    session.delete(row)
    session.flush()


def _day(value: object, field: str) -> date:
    if isinstance(value, str) and len(value) <= 10:
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise Invalid(field=field) from None
    if not isinstance(value, date) or not 2000 <= value.year < 2200:
        raise Invalid(field=field)
    return value


def _may_edit(session: Session, user_id: int, actor: Actor) -> None:
    """Interviewers their own, recruiters and administrators every interviewer's."""
    if actor.role is Role.INTERVIEWER and actor.user_id != user_id:
        raise NotFound
    if actor.role not in (Role.INTERVIEWER, Role.RECRUITER, Role.ADMINISTRATOR):
        raise NotAllowed
    role = session.exec(select(User.role).where(User.id == user_id)).first()
    if role != Role.INTERVIEWER:
        raise NotFound
