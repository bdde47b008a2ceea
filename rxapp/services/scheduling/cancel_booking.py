"""A booked interview is called off, by the candidate or by the company; another time can be chosen at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid
from rxapp.models import Booking, Event, Invitation, InvitationInterviewer
from rxapp.rules.events import EventKind
from rxapp.rules.reasons import CANCEL_REASONS, CLOSING_REASONS, COMPANY_CANCEL_REASONS, ENDS
from rxapp.rules.refusal import Reason
from rxapp.rules.stages import cancel_outcome, check_outcome, stage_after
from rxapp.rules.vocabulary import ActorKind, BookingState, Closing, NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.close import close
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.invite import last_invitation
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.usable_place import usable_place
from rxapp.services.inputs import an_id, maybe_id, text
from rxapp.services.messaging.ladder import plan
from rxapp.services.notices.notify import notify
from rxapp.services.scheduling.book_slot import BOOKERS, check_link


@dataclass(frozen=True)
class CancelBooking:
    """Why it is called off; raises Invalid with the field's name. `for_candidate` is for staff who take the
    candidate's call: the cancel then counts as the candidate's."""

    application_id: int
    reason: str
    note: str = ""
    version: int | None = None
    for_candidate: bool = False

    def __post_init__(self) -> None:
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        if self.reason not in CANCEL_REASONS + COMPANY_CANCEL_REASONS:
            raise Invalid("needs_reason", field="reason")
        object.__setattr__(self, "note", text(self.note, "note", most=500))


def cancel_booking(
    session: Session, command: CancelBooking, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Call it off; a candidate who says it twice is answered as the first time. A candidate under 24 h is late; one
    who is no longer interested (`rules.reasons.ENDS`) withdraws, with or without a booked time; otherwise the
    invitation opens again. Raises IllegalMove, NotFound, NotAllowed, Stale, LinkExpired."""
    check_link(session, actor, clock)
    edit = open_edit(
        session, command.application_id, actor=actor, clock=clock, version=command.version, roles=BOOKERS
    )
    by = _whose(command, edit.role)
    if edit.role is Role.CANDIDATE and _is_done(edit, ends=command.reason in ENDS):
        return edit.nothing_new()
    if by is ActorKind.CANDIDATE and command.reason in ENDS:
        assert command.reason in CLOSING_REASONS[Closing.WITHDRAWN]
        booking = edit.scheduled
        ended = close(edit, Closing.WITHDRAWN, command.reason, command.note)
        to = [edit.application.recruiter_id, None if booking is None else booking.interviewer_id]
        notify(session, NoticeKind.CANNOT_COME, to, event=ended)
        return edit.done()
    booking = edit.scheduled
    if booking is None:
        raise IllegalMove(Reason.NO_BOOKING.value)
    outcome = cancel_outcome(by, starts_at=booking.starts_at, now=edit.now, booked_at=booking.booked_at)
    unless(check_outcome(edit.facts, outcome, edit.role, now=edit.now))
    edit.touch(booking)
    booking.state, booking.outcome_at = outcome, edit.now
    booking.outcome_by = actor.user_id
    booking.reason, booking.reason_note = command.reason, command.note
    booking.sequence += 1
    session.flush()
    reopen_invitation(edit, booking)
    edit.go(stage_after(outcome))
    event = edit.record(
        EventKind.BOOKING_CANCELLED, booking_id=booking.id, outcome=outcome.value, reason=command.reason
    )
    plan.after_called_off(session, edit.application, booking, event=event, clock=clock)
    if outcome is not BookingState.UNDONE:
        ours = edit.application.recruiter_id if by is ActorKind.CANDIDATE else None
        notify(session, NoticeKind.CANNOT_COME, [ours, booking.interviewer_id], event=event)
    return edit.done()


def _is_done(edit: Edit, *, ends: bool) -> bool:
    """Whether the candidate has called off already what this says again."""
    if edit.application.closing is not None:
        return edit.application.closing == Closing.WITHDRAWN
    if ends or edit.scheduled is not None:
        return False
    kinds = (EventKind.SLOT_BOOKED, EventKind.BOOKING_MOVED, EventKind.BOOKING_CANCELLED)
    newest = edit.session.exec(
        select(Event)
        .where(Event.application_id == edit.application.id, col(Event.kind).in_(kinds))
        .order_by(col(Event.id).desc())
        .limit(1)
    ).first()
    if newest is None or newest.kind != EventKind.BOOKING_CANCELLED:
        return False
    theirs = (BookingState.CANCELLED_BY_CANDIDATE, BookingState.LATE_CANCEL)
    return newest.actor_kind == ActorKind.CANDIDATE or newest.data.get("outcome") in theirs


def _whose(command: CancelBooking, role: Role | None) -> ActorKind:
    """Whose cancellation it is, and whether the reason belongs to that side."""
    by = ActorKind.CANDIDATE if role is Role.CANDIDATE or command.for_candidate else ActorKind.USER
    allowed = CANCEL_REASONS if by is ActorKind.CANDIDATE else COMPANY_CANCEL_REASONS
    if command.reason not in allowed:
        raise Invalid("needs_reason", field="reason")
    return by


def reopen_invitation(edit: Edit, booking: Booking) -> Invitation | None:
    """Open the invitation the booking came from, so that another time can be chosen; a booking made without one gets
    an invitation with its own terms."""
    if edit.invitation is not None:
        return edit.invitation
    session = edit.session
    found = session.get(Invitation, booking.invitation_id) if booking.invitation_id else None
    found = found or last_invitation(session, booking.application_id)
    if found is not None:
        edit.touch(found)
        found.is_open = True
        if found.place_id is not None:  # it may have been taken out of use since
            found.place_id = usable_place(session, found.place_id, edit.job)
        edit.invitation = found
        return found
    minutes = max(15, int((booking.ends_at - booking.starts_at).total_seconds() // 60))
    made = Invitation(
        application_id=booking.application_id, invited_at=edit.now, mode=booking.mode, place_id=booking.place_id,
        meeting_link=booking.meeting_link, minutes=minutes,
    )  # fmt: skip
    edit.made(made)
    session.add(InvitationInterviewer(invitation_id=made.id or 0, user_id=booking.interviewer_id))
    edit.invitation = made
    return made
