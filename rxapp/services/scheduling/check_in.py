"""On the day: "I am here" and "I am late", by the candidate from two hours before, or ticked by staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, TooLate
from rxapp.models import Booking
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.inputs import an_id, maybe_id, number
from rxapp.services.hiring.types import Change
from rxapp.services.messaging import plan
from rxapp.services.scheduling.book_slot import BOOKERS, check_link

FROM = timedelta(hours=2)
WHO = (*BOOKERS, Role.INTERVIEWER)


@dataclass(frozen=True)
class ReportLate:
    """How many minutes late somebody will be; raises Invalid with the field's name."""

    application_id: int
    minutes: int
    version: int | None = None

    def __post_init__(self) -> None:
        an_id(self.application_id, "application_id")
        number(self.minutes, "minutes", least=1, most=180)
        maybe_id(self.version, "version")


def can_check_in(booking: Booking, *, now: datetime) -> bool:
    """Whether the day's buttons are shown: from two hours before the start to the planned end."""
    return booking.starts_at - FROM <= now < booking.ends_at


def arrive(
    session: Session,
    application_id: int,
    *,
    actor: Actor,
    version: int | None = None,
    clock: Clock = clocks.now,
) -> Change:
    """They are there; the first time is kept. Raises NotFound, NotAllowed, Stale, LinkExpired, IllegalMove (nothing
    booked, or somebody else's interview), TooLate (`check_in_early` or over)."""
    edit, booking = _today(session, application_id, actor, version, clock)
    booking.arrived_at = booking.arrived_at or edit.now
    booking.confirmed_at = booking.confirmed_at or edit.now
    event = edit.record(EventKind.ARRIVED, booking_id=booking.id)
    plan.after_arrived(session, edit.application, event=event, clock=clock)
    return edit.done()


def report_late(session: Session, command: ReportLate, *, actor: Actor, clock: Clock = clocks.now) -> Change:
    """They are on the way, so many minutes late; the last word counts. Raises as `arrive`."""
    edit, booking = _today(session, command.application_id, actor, command.version, clock)
    booking.late_reported_at, booking.late_minutes = edit.now, command.minutes
    edit.record(EventKind.LATE_REPORTED, booking_id=booking.id, minutes=command.minutes)
    return edit.done()


def _today(
    session: Session, application_id: int, actor: Actor, version: int | None, clock: Clock
) -> tuple[Edit, Booking]:
    check_link(session, actor, clock)
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=WHO)
    booking = edit.scheduled
    if booking is None or edit.application.closing is not None:
        raise IllegalMove(Reason.NO_BOOKING.value)
    if edit.role is Role.INTERVIEWER and actor.user_id != booking.interviewer_id:
        raise IllegalMove(Reason.NO_BOOKING.value)
    if edit.now < booking.starts_at - FROM:
        raise TooLate("check_in_early", opens_at=booking.starts_at - FROM)
    # Staff may note an arrival after the planned end: the note is often written later than it happened.
    if edit.role is Role.CANDIDATE and edit.now >= booking.ends_at:
        raise TooLate("interview_over")
    edit.touch(booking)
    return edit, booking
