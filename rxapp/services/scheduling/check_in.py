"""On the day: "I am here" and "I am late", by the candidate (from when: rules/check_in.py), or ticked by staff. Said
twice it is written once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, TooLate
from rxapp.models import Booking
from rxapp.rules.check_in import FROM, counts_from, day_begins
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, maybe_id, number
from rxapp.services.messaging.ladder import plan
from rxapp.services.scheduling.book_slot import BOOKERS, check_link

__all__ = ["FROM", "ReportLate", "arrive", "can_check_in", "does_here_count", "join_room", "report_late"]

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
    return day_begins(booking.starts_at) <= now < booking.ends_at


def does_here_count(booking: Booking, *, now: datetime) -> bool:
    """Whether the candidate's "I am here" is an arrival by now."""
    return counts_from(booking.mode, booking.starts_at) <= now < booking.ends_at


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
    opens_at = counts_from(booking.mode, booking.starts_at)
    if edit.role is Role.CANDIDATE and edit.now < opens_at:
        raise TooLate("check_in_early", opens_at=opens_at)
    if booking.arrived_at is not None:
        return edit.nothing_new()
    booking.arrived_at = edit.now
    booking.confirmed_at = booking.confirmed_at or edit.now
    event = edit.record(EventKind.ARRIVED, booking_id=booking.id)
    plan.after_arrived(session, edit.application, event=event, clock=clock)
    return edit.done()


def join_room(
    session: Session, application_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> Change | None:
    """The candidate goes to the video room. From `rules.check_in.VIDEO_FROM` before the start that is an arrival;
    earlier it is a try, and changes nothing (None), as when there is nothing to arrive at. Raises NotFound,
    NotAllowed, LinkExpired."""
    check_link(session, actor, clock)
    edit = open_edit(session, application_id, actor=actor, clock=clock, roles=BOOKERS)
    booking = edit.scheduled
    if booking is None or edit.application.closing is not None or booking.arrived_at is not None:
        return None
    if not does_here_count(booking, now=edit.now):
        return None
    return arrive(session, application_id, actor=actor, clock=clock)


def report_late(session: Session, command: ReportLate, *, actor: Actor, clock: Clock = clocks.now) -> Change:
    """They are on the way, so many minutes late; the last word counts. Raises as `arrive`."""
    edit, booking = _today(session, command.application_id, actor, command.version, clock)
    if booking.late_minutes == command.minutes:
        return edit.nothing_new()
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
    if edit.now < day_begins(booking.starts_at):
        raise TooLate("check_in_early", opens_at=day_begins(booking.starts_at))
    # Staff may note an arrival after the planned end: the note is often written later than it happened.
    if edit.role is Role.CANDIDATE and edit.now >= booking.ends_at:
        raise TooLate("interview_over")
    edit.touch(booking)
    return edit, booking
