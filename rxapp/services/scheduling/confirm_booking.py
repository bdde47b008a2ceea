"""The candidate says "I will be there"; staff may tick it after a call."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, TooLate
from rxapp.models import Booking, PlannedStep
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason
from rxapp.rules.vocabulary import StepKind, StepState
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import open_edit
from rxapp.services.hiring.types import Change
from rxapp.services.messaging.ladder import plan
from rxapp.services.scheduling.book_slot import BOOKERS, check_link

NEAR = timedelta(hours=36)  # this close a "yes" answers the day-before question even if it was not sent


def confirm(
    session: Session,
    application_id: int,
    *,
    actor: Actor,
    version: int | None = None,
    clock: Clock = clocks.now,
) -> Change:
    """Mark the booked interview as confirmed; said again it keeps the first time and writes nothing, but once the
    day-before question was asked it answers that too. Raises NotFound, NotAllowed, Stale, LinkExpired, IllegalMove
    (nothing booked), TooLate (it has begun)."""
    check_link(session, actor, clock)
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=BOOKERS)
    booking = edit.scheduled
    if booking is None or edit.application.closing is not None:
        raise IllegalMove(Reason.NO_BOOKING.value)
    if booking.starts_at <= edit.now:
        raise TooLate(Reason.ALREADY_STARTED.value)
    is_answer = answers_question(session, booking, now=edit.now)
    is_said = booking.confirmed_at is not None and (
        booking.day_before_confirmed_at is not None or not is_answer
    )
    if is_said and (booking.notice_opened_at is not None or not actor.is_candidate):
        return edit.nothing_new()
    edit.touch(booking)
    booking.confirmed_at = booking.confirmed_at or edit.now
    if actor.is_candidate:  # said to a recruiter on the telephone, nobody opened anything
        booking.notice_opened_at = booking.notice_opened_at or edit.now
    if is_answer:
        booking.day_before_confirmed_at = booking.day_before_confirmed_at or edit.now
    event = edit.record(EventKind.CONFIRMED, booking_id=booking.id)
    plan.after_confirmed(session, edit.application, event=event, clock=clock)
    return edit.done()


def answers_question(session: Session, booking: Booking, *, now: datetime) -> bool:
    """Whether a "yes" said now is the answer to the day-before question."""
    return booking.starts_at - now <= NEAR or was_asked(session, booking)


def is_asked(session: Session, booking: Booking, *, now: datetime) -> bool:
    """Whether the day-before "yes" is due; who chose a time this close has only just said that they will come."""
    is_near = booking.starts_at - now <= NEAR < booking.starts_at - booking.booked_at
    return is_near or was_asked(session, booking)


def was_asked(session: Session, booking: Booking) -> bool:
    """Whether the day-before question has gone out for this booking."""
    asked = select(PlannedStep.id).where(
        PlannedStep.booking_id == booking.id,
        PlannedStep.kind == StepKind.ASK_DAY_BEFORE,
        PlannedStep.state == StepState.DONE,
    )
    return session.exec(asked).first() is not None
