"""An interviewer's week and days off, for the calendar page: the own one, or anybody's for who plans or decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from rxapp.errors import NotAllowed, NotFound
from rxapp.models import DayOff, User, WeeklyHours
from rxapp.rules.vocabulary import HR, Role
from rxapp.services.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class DayOffRow:
    """Days, both included; `note` is empty for whom it is not for."""

    id: int
    starts_on: date
    ends_on: date
    note: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """Weekly hours as (weekday, start minute, end minute) in order, and days off that have not passed."""

    user_id: int
    name: str
    hours: tuple[tuple[int, int, int], ...]
    days_off: tuple[DayOffRow, ...]


def reads_notes(actor: Actor, user_id: int) -> bool:
    """Whether they may know why this colleague is away: the colleague and those who plan may. That they are away is
    everybody's to see."""
    return actor.role in HR or actor.user_id == user_id


def week_of(session: Session, user_id: int, *, actor: Actor, today: date) -> WeekView:
    """One interviewer's week; others' weeks do not exist for an interviewer. Raises NotFound, NotAllowed."""
    if actor.role is Role.CANDIDATE:
        raise NotAllowed
    if actor.role is Role.INTERVIEWER and actor.user_id != user_id:
        raise NotFound
    user = session.get(User, user_id)
    if user is None or user.role != Role.INTERVIEWER:
        raise NotFound
    hours = session.exec(
        select(WeeklyHours)
        .where(col(WeeklyHours.user_id) == user_id)
        .order_by(col(WeeklyHours.weekday), col(WeeklyHours.start_minute))
    )
    days = session.exec(
        select(DayOff)
        .where(col(DayOff.user_id) == user_id, col(DayOff.ends_on) >= today)
        .order_by(col(DayOff.starts_on))
    )
    is_told = reads_notes(actor, user_id)
    return WeekView(
        user_id=user_id,
        name=user.name,
        hours=tuple((row.weekday, row.start_minute, row.end_minute) for row in hours),
        days_off=tuple(
            DayOffRow(row.id or 0, row.starts_on, row.ends_on, row.note if is_told else "") for row in days
        ),
    )


def has_hours(session: Session, user_id: int) -> bool:
    """Whether an interviewer has said when they can be booked; without it candidates are offered no time."""
    return (
        session.exec(select(WeeklyHours.id).where(col(WeeklyHours.user_id) == user_id).limit(1)).first()
        is not None
    )
