"""Changing the company's name, telephone and working week: an administrator's work. Every text is bounded and
cleaned."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Company, WorkingHours
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.phone import telephone
from rxapp.services.company.queries import working_hours
from rxapp.services.events.record import record
from rxapp.services.inputs import one_line

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class SaveCompany:
    """Name and HR's telephone."""

    name: str
    name_en: str
    phone: str


def save_company(session: Session, command: SaveCompany, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """Change name and telephone. Raises NotAllowed, Invalid; NotFound before the set-up."""
    _administrator(actor)
    row = session.exec(select(Company)).first()
    if row is None:
        raise NotFound
    row.name = one_line(command.name, "name", most=80, needed=True)
    row.name_en = one_line(command.name_en, "name_en", most=80)
    row.phone = telephone(command.phone, needed=True)
    session.add(row)
    session.flush()
    record(session, EventKind.COMPANY_SAVED, actor=actor, clock=clock)


def save_working_hours(
    session: Session, ranges: Sequence[tuple[int, int, int]], *, actor: Actor, clock: Clock = clocks.now
) -> None:
    """Replace the working week by (weekday, start minute, end minute) rows. Raises NotAllowed, Invalid."""
    _administrator(actor)
    rows = sorted(set(ranges))
    if not rows or len(rows) > 28:
        raise Invalid("hours_needed", field="hours")
    for weekday, start, end in rows:
        if not (0 <= weekday <= 6 and 0 <= start < end <= DAY):
            raise Invalid("hours_invalid", field="hours")
    for one, after in itertools.pairwise(rows):
        if one[0] == after[0] and after[1] < one[2]:
            raise Invalid("hours_overlap", field="hours")
    session.exec(delete(WorkingHours).where(col(WorkingHours.id).is_not(None)))
    for weekday, start, end in rows:
        session.add(WorkingHours(weekday=weekday, start_minute=start, end_minute=end))
    session.flush()
    record(session, EventKind.WORKING_HOURS_SAVED, actor=actor, clock=clock)


def change_working_hours(
    session: Session,
    *,
    added: Sequence[tuple[int, int, int]] = (),
    removed: tuple[int, int, int] | None = None,
    actor: Actor,
) -> None:
    """Add ranges to the working week, or take one out as it was shown; two who change it at once do not undo each
    other. Raises NotAllowed, Invalid, and Stale where the range is not there any more."""
    _administrator(actor)
    session.exec(select(Company.id).with_for_update()).first()  # held until the week is replaced
    week = [(row.weekday, row.start_minute, row.end_minute) for row in working_hours(session)]
    if removed is not None and removed not in week:
        raise Stale("hours_changed")
    kept = [each for each in week if each != removed]
    save_working_hours(session, [*kept, *added], actor=actor)


def _administrator(actor: Actor) -> None:
    if actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
