"""Another interviewer for the same time, and another for an open invitation: nobody stands before an empty room."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid, NotAllowed, NotFound, SlotTaken
from rxapp.models import (
    Booking,
    Invitation,
    InvitationInterviewer,
    JobInterviewer,
    User,
)
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason
from rxapp.rules.slots import SlotFacts, can_book
from rxapp.rules.spans import Span
from rxapp.rules.vocabulary import HR, NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone as company_zone
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id
from rxapp.services.messaging.ladder import plan
from rxapp.services.messaging.ladder.give_tasks import give_tasks, open_tasks_of
from rxapp.services.notices.notify import notify
from rxapp.services.scheduling.free_time import times_of
from rxapp.services.scheduling.locks import lock_times, must_be_active


def give_interview(
    session: Session, booking_id: int, to_user_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """The interview stays at its time and place, somebody else holds it; the candidate and both interviewers are told.
    Raises NotAllowed, NotFound, IllegalMove (begun, or not booked any more), SlotTaken (the other is busy), Invalid
    (not their job)."""
    if actor.role not in HR:
        raise NotAllowed
    row = session.get(Booking, an_id(booking_id, "booking_id"))
    if row is None:
        raise NotFound
    edit = open_edit(session, row.application_id, actor=actor, clock=clock, roles=HR)
    booking = edit.scheduled
    if booking is None or booking.id != booking_id:
        raise IllegalMove(Reason.NO_BOOKING.value)
    if booking.starts_at <= edit.now:
        raise IllegalMove(Reason.ALREADY_STARTED.value)
    if booking.interviewer_id == to_user_id:
        raise Invalid("same_time", field="interviewer_id")
    _must_interview(edit, to_user_id, booking.invitation_id)
    _must_be_free(edit, booking, to_user_id)
    before = booking.interviewer_id
    edit.touch(booking)
    booking.interviewer_id, booking.sequence = to_user_id, booking.sequence + 1
    try:
        session.flush()
    except IntegrityError as error:
        raise SlotTaken from error
    _may_take(session, booking.invitation_id, to_user_id)
    event = edit.record(EventKind.INTERVIEWER_CHANGED, booking_id=booking.id, interviewer_id=to_user_id)
    give_tasks(session, open_tasks_of(session, before, booking_id=booking_id), to_user_id)
    plan.after_interviewer_changed(session, edit.application, booking, event=event, clock=clock)
    notify(session, NoticeKind.INTERVIEW_BOOKED, [to_user_id], event=event)
    notify(session, NoticeKind.INTERVIEW_GIVEN_AWAY, [before], event=event)
    return edit.done(can_undo=False)


def join_invitation(
    session: Session, invitation_id: int, to_user_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Offer another interviewer's times too on an open invitation. Raises NotAllowed, NotFound, IllegalMove,
    Invalid."""
    if actor.role not in HR:
        raise NotAllowed
    row = session.get(Invitation, an_id(invitation_id, "invitation_id"))
    if row is None:
        raise NotFound
    edit = open_edit(session, row.application_id, actor=actor, clock=clock, roles=HR)
    if edit.invitation is None or edit.invitation.id != invitation_id:
        raise IllegalMove(Reason.INVITATION_CLOSED.value)
    _must_interview(edit, to_user_id, invitation_id)
    _may_take(session, invitation_id, to_user_id)
    edit.record(EventKind.INTERVIEWER_ADDED, invitation_id=invitation_id, interviewer_id=to_user_id)
    return edit.done(can_undo=False)


def _must_interview(edit: Edit, user_id: int, invitation_id: int | None) -> None:
    an_id(user_id, "interviewer_id")
    must_be_active(edit.session, user_id)
    of_job = edit.session.get(JobInterviewer, (edit.job.id, user_id))
    asked = edit.session.get(InvitationInterviewer, (invitation_id, user_id)) if invitation_id else None
    user = edit.session.get(User, user_id)
    if user is None or user.role != Role.INTERVIEWER or (of_job is None and asked is None):
        raise Invalid("needs_interviewer", field="interviewer_id")


def _must_be_free(edit: Edit, booking: Booking, user_id: int) -> None:
    span = Span(booking.starts_at, booking.ends_at)
    lock_times(edit.session, [(user_id, span), (booking.interviewer_id, span)])
    times = times_of(
        edit.session, [user_id], since=span.start, until=span.end + timedelta(days=1),
        zone=company_zone(edit.session),
    )  # fmt: skip
    facts = SlotFacts(
        span,
        offered=times.offered[user_id],
        busy=times.busy.get(user_id, ()),
        is_invited=True,
        has_place=True,
    )
    unless(can_book(facts, now=edit.now, notice=timedelta()))


def _may_take(session: Session, invitation_id: int | None, user_id: int) -> None:
    if invitation_id is not None and session.get(InvitationInterviewer, (invitation_id, user_id)) is None:
        session.add(InvitationInterviewer(invitation_id=invitation_id, user_id=user_id))
        session.flush()
