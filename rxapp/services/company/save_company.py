"""Changing what candidates read about the company: an administrator's work, places also a recruiter's. Every text is
bounded and cleaned."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Company, Place, WorkingHours
from rxapp.rules.vocabulary import HR, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import working_hours

PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{4,30}")
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class SaveCompany:
    """Name and HR's telephone."""

    name: str
    name_en: str
    phone: str


@dataclass(frozen=True, slots=True)
class SavePlace:
    """A place with how to get in; `place_id` None makes a new one. Coordinates are text as typed: "31.2, 121.4"."""

    place_id: int | None
    name: str
    name_en: str
    city: str
    address: str
    address_en: str
    entrance: str
    floor: str
    phone: str
    coordinates: str


def save_company(session: Session, command: SaveCompany, *, actor: Actor) -> None:
    """Change name and telephone. Raises NotAllowed, Invalid; NotFound before the set-up."""
    _administrator(actor)
    row = session.exec(select(Company)).first()
    if row is None:
        raise NotFound
    row.name = _line(command.name, "name", 80)
    row.name_en = _line(command.name_en, "name_en", 80, needed=False)
    row.phone = _phone(command.phone, needed=True)
    session.add(row)
    session.flush()


def save_place(session: Session, command: SavePlace, *, actor: Actor) -> int:
    """Make or change a place; returns its id. Raises NotAllowed, NotFound, Invalid."""
    if actor.role not in HR:
        raise NotAllowed
    row = session.get(Place, command.place_id) if command.place_id is not None else Place(
        name="", city="", address=""
    )  # fmt: skip
    if row is None or row.archived_at is not None:
        raise NotFound
    row.name = _line(command.name, "name", 80)
    row.name_en = _line(command.name_en, "name_en", 80, needed=False)
    row.city = _line(command.city, "city", 40)
    row.address = _line(command.address, "address", 200)
    row.address_en = _line(command.address_en, "address_en", 200, needed=False)
    row.entrance = _line(command.entrance, "entrance", 120, needed=False)
    row.floor = _line(command.floor, "floor", 20, needed=False)
    row.phone = _phone(command.phone, needed=False)
    row.lat, row.lng = _coordinates(command.coordinates)
    session.add(row)
    session.flush()
    return row.id or 0


def save_working_hours(session: Session, ranges: Sequence[tuple[int, int, int]], *, actor: Actor) -> None:
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


def _line(value: str, field: str, most: int, *, needed: bool = True) -> str:
    """One line of text; line breaks would end up in calendar files and mail headers."""
    found = " ".join(value.split())
    if len(found) > most or (needed and not found) or not found.isprintable():
        raise Invalid(field=field)
    return found


def _phone(value: str, *, needed: bool) -> str:
    found = value.strip()
    if not found and not needed:
        return ""
    if not PHONE.fullmatch(found):
        raise Invalid("phone_invalid", field="phone")
    return found


def _coordinates(value: str) -> tuple[float | None, float | None]:
    if not value.strip():
        return None, None
    parts = [part for part in re.split(r"[\s,，]+", value.strip()) if part]
    try:
        lat, lng = (float(part) for part in parts)
    except ValueError:
        raise Invalid("coordinates_invalid", field="coordinates") from None
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        raise Invalid("coordinates_invalid", field="coordinates")
    return lat, lng
