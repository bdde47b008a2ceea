"""Reads about the company: frozen rows for the settings pages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp.errors import NotFound
from rxapp.models import Candidate, Company, Place, WorkingHours
from rxapp.rules.vocabulary import HOME_ZONE
from rxapp.services.accounts.actor import Actor

_ZONE = select(Company.zone)  # made once: every invitation and booking asks


@dataclass(frozen=True, slots=True)
class CompanyView:
    """Name, telephone and zone; empty strings before the set-up."""

    name: str
    name_en: str
    phone: str
    zone: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Where an interview can happen; coordinates are GCJ-02."""

    id: int
    name: str
    name_en: str
    city: str
    address: str
    address_en: str
    lat: float | None
    lng: float | None
    entrance: str
    floor: str
    phone: str
    version: int
    photo_id: int | None
    is_removed: bool


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One range of a working day: minutes after local midnight, 0 = Monday."""

    weekday: int
    start_minute: int
    end_minute: int


def company(session: Session) -> CompanyView:
    """The company, or an empty view before the set-up."""
    row = session.exec(select(Company)).first()
    if row is None:
        return CompanyView("", "", "", HOME_ZONE)
    return CompanyView(row.name, row.name_en, row.phone, row.zone)


def zone(session: Session) -> str:
    """The company's zone: weekly hours and office days are meant in it, and days are counted in it."""
    return session.exec(_ZONE).first() or HOME_ZONE


def zone_of(session: Session, actor: Actor | None) -> str:
    """The zone this reader is told times in: a candidate's own, else the company's."""
    own = None
    if actor is not None and actor.candidate_id is not None:
        own = session.exec(select(Candidate.zone).where(Candidate.id == actor.candidate_id)).first()
    return own or zone(session)


def places(session: Session, *, with_removed: bool = False) -> list[PlaceRow]:
    """Places in use, by city and name; `with_removed` also those that are not, behind them."""
    query = select(Place).order_by(col(Place.archived_at).is_not(None), col(Place.city), col(Place.name))
    if not with_removed:
        query = query.where(col(Place.archived_at).is_(None))
    return [_place(row) for row in session.exec(query)]


def place(session: Session, place_id: int) -> PlaceRow:
    """One place, in use or not. Raises NotFound."""
    row = session.get(Place, place_id)
    if row is None:
        raise NotFound
    return _place(row)


def _place(row: Place) -> PlaceRow:
    return PlaceRow(
        id=row.id or 0, name=row.name, name_en=row.name_en, city=row.city, address=row.address,
        address_en=row.address_en, lat=row.lat, lng=row.lng, entrance=row.entrance, floor=row.floor,
        phone=row.phone, version=row.version, photo_id=row.photo_id, is_removed=row.archived_at is not None,
    )  # fmt: skip


def working_hours(session: Session) -> list[HoursRow]:
    """The company's working week, in order."""
    rows = session.exec(
        select(WorkingHours).order_by(col(WorkingHours.weekday), col(WorkingHours.start_minute))
    )
    return [HoursRow(row.weekday, row.start_minute, row.end_minute) for row in rows]
