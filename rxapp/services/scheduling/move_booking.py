"""Another time for a booked interview: a new row takes over, the old one stays as history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid
from rxapp.models import Booking, Invitation, InvitationInterviewer, JobInterviewer, User
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason
from rxapp.rules.spans import Span
from rxapp.rules.stages import check_rebook
from rxapp.rules.vocabulary import HR, BookingState, NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.invite import last_invitation
from rxapp.services.hiring.refuse import unless
from rxapp.services.messaging.ladder import plan
from rxapp.services.notices.notify import notify
from rxapp.services.scheduling.book_slot import (
    BOOKERS,
    BookSlot,
    check_link,
    check_time,
    insert_booking,
    new_booking,
    receipt,
)
from rxapp.services.scheduling.types import BookingReceipt


@dataclass(frozen=True)
class MoveBooking(BookSlot):
    """The new time; raises Invalid with the field's name."""


def move_booking(
    session: Session, command: MoveBooking, *, actor: Actor, clock: Clock = clocks.now
) -> BookingReceipt:
    """Move it; the old time is free at the same instant the new one is taken. Staff may give it to anybody who
    interviews for the job. Raises as `book_slot` does."""
    edit, old, invitation, span = _checked(session, command, actor, clock, may_widen=True)
    new = new_booking(edit, invitation, command.interviewer_id, span)
    _take_over(edit, old, new)
    event = edit.record(
        EventKind.BOOKING_MOVED, booking_id=new.id, from_booking_id=old.id, interviewer_id=new.interviewer_id,
        starts_at=new.starts_at, by=new.booked_by,
    )  # fmt: skip
    plan.after_moved(session, edit.application, old, new, event=event, clock=clock)
    notify(session, NoticeKind.INTERVIEW_MOVED, [new.interviewer_id], event=event)
    if old.interviewer_id != new.interviewer_id:
        notify(session, NoticeKind.INTERVIEW_GIVEN_AWAY, [old.interviewer_id], event=event)
    return receipt(edit, new)


def check_move(session: Session, command: MoveBooking, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """Whether it could be moved there now; raises what `move_booking` would, and changes nothing."""
    _checked(session, command, actor, clock, may_widen=False)


def _checked(
    session: Session, command: MoveBooking, actor: Actor, clock: Clock, *, may_widen: bool
) -> tuple[Edit, Booking, Invitation, Span]:
    check_link(session, actor, clock)
    edit = open_edit(
        session, command.application_id, actor=actor, clock=clock, version=command.version, roles=BOOKERS
    )
    unless(check_rebook(edit.facts, edit.role, now=edit.now))
    old = edit.scheduled
    if old is None:
        raise IllegalMove(Reason.NO_BOOKING.value)
    if (old.starts_at, old.interviewer_id) == (command.starts_at, command.interviewer_id):
        raise Invalid("same_time", field="starts_at")
    invitation = _terms(session, old)
    span = Span(command.starts_at, command.starts_at + timedelta(minutes=invitation.minutes))
    is_other = edit.role in HR and _is_for_the_job(session, edit, command.interviewer_id)
    if is_other and may_widen and invitation.id is not None:
        key = (invitation.id, command.interviewer_id)
        if session.get(InvitationInterviewer, key) is None:
            edit.made(InvitationInterviewer(invitation_id=invitation.id, user_id=command.interviewer_id))
    check_time(
        edit,
        invitation,
        command.interviewer_id,
        span,
        without_booking=old.id,
        is_theirs=True if is_other else None,
    )
    return edit, old, invitation, span


def _is_for_the_job(session: Session, edit: Edit, interviewer_id: int) -> bool:
    """Whether this interviewer, still with the company, may take the job's second rounds."""
    found = (
        select(JobInterviewer.user_id)
        .join(User, col(User.id) == col(JobInterviewer.user_id))
        .where(
            JobInterviewer.job_id == edit.job.id,
            JobInterviewer.user_id == interviewer_id,
            col(User.is_active),
            User.role == Role.INTERVIEWER,
        )
    )
    return session.exec(found).first() is not None


def _terms(session: Session, booking: Booking) -> Invitation:
    """The invitation a booking came from; a booking without one is moved within the last invitation's terms."""
    found = session.get(Invitation, booking.invitation_id) if booking.invitation_id else None
    found = found or last_invitation(session, booking.application_id)
    if found is None:
        raise IllegalMove(Reason.INVITATION_CLOSED.value)
    return found


def _take_over(edit: Edit, old: Booking, new: Booking) -> None:
    edit.touch(old)
    old.state = BookingState.MOVED
    edit.session.flush()  # frees the old time before the new one is taken, should they overlap
    new.uid, new.sequence = old.uid, old.sequence + 1
    new.moved_from_id = old.id
    insert_booking(edit, new)
    if edit.priority is not None:
        edit.touch(edit.priority)
        edit.priority.scheduled_at = edit.priority.scheduled_at or edit.now
