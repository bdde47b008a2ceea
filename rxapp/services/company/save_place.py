"""Places where interviews happen: adding, changing, and taking one out of use. Recruiters' and administrators' work.

save_place(session, SavePlace(...)) -> id
remove_place(session, RemovePlace(...))     open invitations and jobs move to the place named instead
restore_place(session, place_id)
place_uses(session, place_id) -> PlaceUses     what stands in the way of removing it
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale, UserError
from rxapp.models import Application, Booking, Candidate, Invitation, Job, Place
from rxapp.rules.events import EventKind
from rxapp.rules.map_links import Point, read_point
from rxapp.rules.vocabulary import HR, BookingState, InterviewMode
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.phone import telephone
from rxapp.services.events.record import record
from rxapp.services.files.store import usable
from rxapp.services.files.types import FileKind
from rxapp.services.inputs import an_id, maybe_id, one_line

NAMED = 50  # interviews a refusal lists by name


class PlaceInUse(UserError):
    """Interviews are booked there; they are moved or called off first."""

    code = "place_in_use"


@dataclass(frozen=True, slots=True)
class SavePlace:
    """A place with how to get in; `place_id` None makes a new one, else `version` is the one its form was opened
    with. `coordinates` as typed or pasted: rules.map_links."""

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
    version: int | None = None
    photo_id: int | None = None


@dataclass(frozen=True, slots=True)
class RemovePlace:
    """Take a place out of use; open invitations and jobs that name it need another one."""

    place_id: int
    version: int
    replacement_id: int | None = None


@dataclass(frozen=True, slots=True)
class BookedThere:
    """An interview ahead at the place."""

    application_id: int
    candidate: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class PlaceUses:
    """What a place is needed for: interviews ahead (the first ones by name), open invitations, jobs."""

    bookings: int
    booked: tuple[BookedThere, ...]
    invitations: int
    jobs: tuple[str, ...]

    @property
    def needs_replacement(self) -> bool:
        """Whether somebody would be left without a place."""
        return bool(self.invitations or self.jobs)


def save_place(session: Session, command: SavePlace, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Make or change a place; returns its id. Raises NotAllowed, NotFound, Invalid, and Stale where somebody saved it
    since the form was opened."""
    _hr(actor)
    is_new = command.place_id is None
    row = (
        Place(name="", city="", address="")
        if command.place_id is None
        else _locked(session, command.place_id)
    )
    if row.archived_at is not None:
        raise NotFound
    if not is_new and command.version is not None and row.version != command.version:
        raise Stale("edited_meanwhile")
    row.name = one_line(command.name, "name", most=80, needed=True)
    row.name_en = one_line(command.name_en, "name_en", most=80)
    row.city = one_line(command.city, "city", most=40, needed=True)
    row.address = one_line(command.address, "address", most=200, needed=True)
    row.address_en = one_line(command.address_en, "address_en", most=200)
    row.entrance = one_line(command.entrance, "entrance", most=120)
    row.floor = one_line(command.floor, "floor", most=20)
    row.phone = telephone(command.phone, needed=False)
    row.lat, row.lng = coordinates(command.coordinates)
    row.photo_id = _photo(session, command.photo_id, row, actor)
    row.version = 1 if is_new else row.version + 1
    session.add(row)
    session.flush()
    assert row.id is not None
    kind = EventKind.PLACE_ADDED if is_new else EventKind.PLACE_CHANGED
    record(session, kind, actor=actor, clock=clock, place_id=row.id)
    return row.id


def coordinates(text: str) -> tuple[float | None, float | None]:
    """GCJ-02 of what was typed or pasted; nothing where nothing was. Raises Invalid, which says what to do."""
    if not text.strip():
        return None, None
    found = read_point(text)
    if isinstance(found, Point):
        return found.lat, found.lng
    if found.why == "swapped":
        raise Invalid("coordinates_swapped", field="coordinates", lat=found.lat, lng=found.lng)
    codes = {"short": "map_link_short", "nowhere": "map_link_nowhere"}
    raise Invalid(codes.get(found.why, "coordinates_invalid"), field="coordinates")


def _photo(session: Session, photo_id: int | None, row: Place, actor: Actor) -> int | None:
    """The photograph it had, or one that the actor has just brought; the daily sweep takes the bytes of the old one."""
    if photo_id is None or photo_id == row.photo_id:
        return photo_id
    return usable(session, an_id(photo_id, "photo_id"), FileKind.PHOTO, actor=actor).id


def place_uses(session: Session, place_id: int, *, clock: Clock = clocks.now) -> PlaceUses:
    """What stands in the way of removing the place."""
    ahead: tuple[Any, ...] = (
        Booking.place_id == place_id,
        Booking.state == BookingState.SCHEDULED,
        col(Booking.ends_at) > clock(),
    )
    booked = session.exec(
        select(Application.id, Candidate.name, Booking.starts_at)
        .join(Booking, col(Booking.application_id) == Application.id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .where(*ahead)
        .order_by(col(Booking.starts_at), col(Booking.id))
        .limit(NAMED)
    ).all()
    total = len(booked)
    if total == NAMED:
        total = session.exec(select(func.count()).select_from(Booking).where(*ahead)).one()
    return PlaceUses(
        bookings=total,
        booked=tuple(BookedThere(row[0] or 0, row[1], row[2]) for row in booked),
        invitations=len(_invited(session, place_id)),
        jobs=tuple(
            session.exec(
                select(Job.title).where(Job.place_id == place_id, col(Job.is_open)).order_by(col(Job.title))
            )
        ),
    )


def remove_place(session: Session, command: RemovePlace, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """Take the place out of use: past and cancelled interviews keep it, nobody is offered it any more.

    Raises NotAllowed, NotFound, Stale (changed, or somebody was invited there at this moment), PlaceInUse while
    interviews are booked there, Invalid where somebody needs another place and none is named.
    """
    _hr(actor)
    an_id(command.place_id, "place_id")
    maybe_id(command.replacement_id, "replacement_id")
    # Applications and jobs first, then the place: the order in which an invitation and a job's form lock them. Nobody
    # can book there while we look, and whoever is invited there, or brings a job there, at this moment has to wait and
    # is told that the place is gone.
    invited = _invited(session, command.place_id)
    _lock_applications(session, (each.application_id for each in invited))
    jobs = _lock_jobs(session, command.place_id)
    row = _locked(session, command.place_id)
    if row.archived_at is not None or row.version != command.version:
        raise Stale("edited_meanwhile")
    now_invited = _invited(session, command.place_id)
    now_there = session.exec(select(Job.id).where(Job.place_id == command.place_id)).all()
    if {each.id for each in now_invited} - {each.id for each in invited} or set(now_there) - {
        job.id for job in jobs
    }:
        raise Stale("edited_meanwhile")
    uses = place_uses(session, command.place_id, clock=clock)
    if uses.bookings:
        raise PlaceInUse(n=uses.bookings, name=row.name)
    replacement = _replacement(session, command) if command.replacement_id is not None else None
    if uses.needs_replacement and replacement is None:
        raise Invalid("needs_other_place", field="replacement_id")
    moved = jobs if replacement is not None else ()
    for job in moved:
        job.place_id = replacement.id if replacement else None
        job.version += 1
        session.add(job)
    for invitation in now_invited:
        invitation.place_id = replacement.id if replacement else None
        session.add(invitation)
    row.archived_at = clock()
    row.version += 1
    session.add(row)
    session.flush()
    record(
        session, EventKind.PLACE_REMOVED, actor=actor, clock=clock, place_id=row.id,
        replaced_by=replacement.id if replacement else None, invitations=len(now_invited), jobs=len(moved),
    )  # fmt: skip


def restore_place(session: Session, place_id: int, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """Offer a removed place again. Raises NotAllowed, NotFound."""
    _hr(actor)
    row = _locked(session, an_id(place_id, "place_id"))
    if row.archived_at is None:
        return
    row.archived_at = None
    row.version += 1
    session.add(row)
    session.flush()
    record(session, EventKind.PLACE_RESTORED, actor=actor, clock=clock, place_id=row.id)


def _hr(actor: Actor) -> None:
    if actor.role not in HR:
        raise NotAllowed


def _locked(session: Session, place_id: int) -> Place:
    # NO KEY UPDATE: rows that merely name the place need not wait.
    row = session.get(Place, place_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _replacement(session: Session, command: RemovePlace) -> Place:
    found = session.get(Place, command.replacement_id, with_for_update={"read": True}, populate_existing=True)
    if found is None or found.archived_at is not None or found.id == command.place_id:
        raise Invalid("needs_other_place", field="replacement_id")
    return found


def _invited(session: Session, place_id: int) -> list[Invitation]:
    """Open invitations to the place of applications that are still running."""
    query = (
        select(Invitation)
        .join(Application, col(Application.id) == Invitation.application_id)
        .where(
            Invitation.place_id == place_id,
            col(Invitation.is_open),
            Invitation.mode == InterviewMode.ONSITE,
            col(Application.closing).is_(None),
        )
        .order_by(col(Invitation.application_id))
    )
    return list(session.exec(query))


def _lock_jobs(session: Session, place_id: int) -> Sequence[Job]:
    """The jobs held there, as they stand now, until the transaction ends: their versions rise."""
    return session.exec(
        select(Job)
        .where(Job.place_id == place_id)
        .order_by(col(Job.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _lock_applications(session: Session, ids: Iterable[int]) -> None:
    wanted = sorted(ids)
    if wanted:
        session.exec(
            select(Application.id)
            .where(col(Application.id).in_(wanted))
            .order_by(col(Application.id))
            .with_for_update(key_share=True)
        ).all()
