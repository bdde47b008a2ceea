"""What moving an interview in the calendar would mean, before it is done: whom it concerns, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import Application, Booking, Candidate, User
from rxapp.rules.vocabulary import BookingState
from rxapp.services.accounts.actor import Actor
from rxapp.services.inputs import an_id
from rxapp.services.scheduling.move_booking import MoveBooking, check_move


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Who is moved from where to where. `version` is the application's when it was asked."""

    application_id: int
    version: int
    candidate: str
    from_who: str
    to_who: str
    from_at: datetime
    to_at: datetime
    to_ends_at: datetime


def move_preview(
    session: Session,
    booking_id: int,
    version: int,
    *,
    starts_at: datetime,
    interviewer_id: int,
    actor: Actor,
    clock: Clock = clocks.now,
) -> MovePreview:
    """Changes nothing. Raises what moving it there would: NotFound, Stale, SlotTaken, TooLate, NotAllowed, Invalid."""
    booking = session.get(Booking, an_id(booking_id, "booking_id"))
    if booking is None or booking.state != BookingState.SCHEDULED:
        raise NotFound
    command = MoveBooking(booking.application_id, starts_at, interviewer_id, version)
    check_move(session, command, actor=actor, clock=clock)
    names: dict[int, str] = {
        user_id: name
        for user_id, name in session.exec(
            select(User.id, User.name).where(col(User.id).in_((booking.interviewer_id, interviewer_id)))
        )
        if user_id is not None
    }
    candidate = session.exec(
        select(Candidate.name)
        .join(Application, col(Application.candidate_id) == col(Candidate.id))
        .where(Application.id == booking.application_id)
    ).one()
    length: timedelta = booking.ends_at - booking.starts_at
    return MovePreview(
        booking.application_id, version, candidate, names[booking.interviewer_id], names[interviewer_id],
        booking.starts_at, starts_at, starts_at + length,
    )  # fmt: skip
