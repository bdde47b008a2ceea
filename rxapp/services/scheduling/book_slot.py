"""Take a time. One transaction: lock, check, insert; the database itself refuses a second booking."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists
from sqlalchemy import select as sql_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import LinkExpired, NotAllowed, SlotTaken
from rxapp.models import Booking, CandidateLink, Invitation, InvitationInterviewer
from rxapp.models.base import UtcDateTime
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.slots import SlotFacts, can_book
from rxapp.rules.spans import Span
from rxapp.rules.stages import Need, check_move
from rxapp.rules.vocabulary import BookingState, InterviewMode, NoticeKind, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone as company_zone
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.refuse import unless
from rxapp.services.inputs import an_id, maybe_id, on_grid
from rxapp.services.messaging.ladder import plan
from rxapp.services.notices.notify import notify
from rxapp.services.scheduling.free_time import times_of
from rxapp.services.scheduling.locks import lock_times, must_be_active
from rxapp.services.scheduling.types import BookingReceipt

NOTICE = timedelta(
    hours=2
)  # how long ahead a candidate must choose; staff on the telephone may take any time to come
BOOKERS = (Role.ADMINISTRATOR, Role.RECRUITER, Role.CANDIDATE)
# PostgreSQL names the constraint; SQLite names the trigger, or the columns of the index.
_CLASHES = (
    "interviewer_busy", "uq_booking_slot", "uq_booking_application", "booking.interviewer_id",
    "booking.application_id",
)  # fmt: skip


_ASKED: Any = sql_select(
    exists()
    .where(
        col(InvitationInterviewer.invitation_id) == bindparam("invitation_id"),
        col(InvitationInterviewer.user_id) == bindparam("interviewer_id"),
    )
    .label("is_theirs"),
    exists()
    .where(
        col(Booking.interviewer_id) == bindparam("interviewer_id"),
        col(Booking.state) == BookingState.SCHEDULED.value,
        col(Booking.starts_at) < bindparam("end", type_=UtcDateTime),
        col(Booking.ends_at) > bindparam("start", type_=UtcDateTime),
        col(Booking.id) != bindparam("without"),
    )
    .label("is_held"),
)


_GONE: Any = (
    sql_select(Booking.id)
    .join(InvitationInterviewer, col(InvitationInterviewer.user_id) == col(Booking.interviewer_id))
    .join(Invitation, col(Invitation.id) == col(InvitationInterviewer.invitation_id))
    .where(
        col(Invitation.application_id) == bindparam("application_id"),
        col(Invitation.is_open),
        col(Booking.interviewer_id) == bindparam("interviewer_id"),
        col(Booking.state) == BookingState.SCHEDULED.value,
        col(Booking.starts_at) <= bindparam("start", type_=UtcDateTime),
        col(Booking.ends_at) > bindparam("start", type_=UtcDateTime),
    )
    .limit(1)
)


@dataclass(frozen=True)
class BookSlot:
    """The time somebody chose, with the interviewer it was offered with; raises Invalid with the field's name."""

    application_id: int
    starts_at: datetime
    interviewer_id: int
    version: int | None = None

    def __post_init__(self) -> None:
        an_id(self.application_id, "application_id")
        object.__setattr__(self, "starts_at", on_grid(self.starts_at, "starts_at"))
        an_id(self.interviewer_id, "interviewer_id")
        maybe_id(self.version, "version")


def notice_of(role: Role | None) -> timedelta:
    """How long ahead whoever books must choose."""
    return NOTICE if role is Role.CANDIDATE else timedelta()


def must_not_be_gone(session: Session, command: BookSlot) -> None:
    """Raise SlotTaken when the time offered to this application is held by now. One reading statement to ask before
    the transaction: hundreds lose a race for one time, and none of them needs a lock to be told."""
    asked = {
        "application_id": command.application_id, "interviewer_id": command.interviewer_id, "start": command.starts_at,
    }  # fmt: skip
    if session.exec(_GONE, params=asked).first() is not None:
        raise SlotTaken


def book_slot(
    session: Session, command: BookSlot, *, actor: Actor, clock: Clock = clocks.now
) -> BookingReceipt:
    """Book for oneself (candidate) or by telephone (recruiter). Raises SlotTaken (read `offered_slots` anew for other
    times), TooLate, LinkExpired, IllegalMove, NotFound, NotAllowed, Stale."""
    check_link(session, actor, clock)
    edit = open_edit(
        session, command.application_id, actor=actor, clock=clock, version=command.version, roles=BOOKERS
    )
    unless(check_move(edit.facts, Stage.BOOKED, edit.role, brings=Need.SLOT))
    invitation = edit.invitation
    if invitation is None:
        unless(Refusal(Reason.INVITATION_CLOSED))
        raise AssertionError
    span = Span(command.starts_at, command.starts_at + timedelta(minutes=invitation.minutes))
    check_time(edit, invitation, command.interviewer_id, span)
    booking = new_booking(edit, invitation, command.interviewer_id, span)
    edit.touch(invitation, edit.priority)
    invitation.is_open = False
    if edit.priority is not None:
        edit.priority.scheduled_at = edit.priority.scheduled_at or edit.now
    edit.application.silent_since = None
    insert_booking(edit, booking)
    edit.go(Stage.BOOKED)
    event = edit.record(
        EventKind.SLOT_BOOKED, booking_id=booking.id, interviewer_id=booking.interviewer_id,
        starts_at=booking.starts_at, by=booking.booked_by,
    )  # fmt: skip
    plan.after_booked(session, edit.application, booking, event=event, clock=clock)
    notify(session, NoticeKind.INTERVIEW_BOOKED, [booking.interviewer_id], event=event)
    return receipt(edit, booking)


def check_link(session: Session, actor: Actor, clock: Clock) -> None:
    """A candidate acts by a link that is valid at this moment, not only when the page was opened."""
    if not actor.is_candidate or actor.link_id is None:
        return
    link = session.get(CandidateLink, actor.link_id)
    if link is None or link.revoked_at is not None or link.expires_at <= clock():
        raise LinkExpired


def check_time(
    edit: Edit,
    invitation: Invitation,
    interviewer_id: int,
    span: Span,
    *,
    without_booking: int | None = None,
    is_theirs: bool | None = None,
) -> None:
    """Whether this time may be taken, with the interviewer's time held from here on; raises what the rules say.
    `is_theirs`: the caller knows that this interviewer may take it."""
    held = [(interviewer_id, span)]
    if edit.scheduled is not None:
        old = edit.scheduled
        held.append((old.interviewer_id, Span(old.starts_at, old.ends_at)))
    lock_times(edit.session, held)
    is_offered, is_held = edit.session.exec(
        _ASKED,
        params={
            "invitation_id": invitation.id, "interviewer_id": interviewer_id, "start": span.start, "end": span.end,
            "without": without_booking or 0,
        },
    ).one()  # fmt: skip
    if not (is_offered if is_theirs is None else is_theirs):
        raise NotAllowed("slot_not_offered")
    if is_held and span.start > edit.now:
        raise SlotTaken  # hundreds lose a race for one time: they are told before anything else is read
    times = times_of(
        edit.session, [interviewer_id], since=span.start, until=span.end + timedelta(days=1),
        zone=company_zone(edit.session), without_booking=without_booking,
    )  # fmt: skip
    is_video = invitation.mode == InterviewMode.VIDEO
    facts = SlotFacts(
        span,
        offered=times.offered[interviewer_id],
        busy=times.busy.get(interviewer_id, ()),
        is_invited=True,
        has_place=bool(invitation.meeting_link) or not is_video,
    )
    unless(can_book(facts, now=edit.now, notice=notice_of(edit.role)))


def new_booking(edit: Edit, invitation: Invitation, interviewer_id: int, span: Span) -> Booking:
    """The row, not stored yet. What the candidate chose alone counts as opened and confirmed."""
    by_candidate = edit.role is Role.CANDIDATE
    assert edit.application.id is not None
    return Booking(
        application_id=edit.application.id,
        invitation_id=invitation.id,
        interviewer_id=interviewer_id,
        starts_at=span.start,
        ends_at=span.end,
        mode=InterviewMode(invitation.mode),
        place_id=invitation.place_id,
        meeting_link=invitation.meeting_link,
        state=BookingState.SCHEDULED,
        booked_by="candidate" if by_candidate else "user",
        booked_by_user=None if edit.actor is None else edit.actor.user_id,
        booked_at=edit.now,
        uid=f"{secrets.token_hex(12)}@showup",
        notice_opened_at=edit.now if by_candidate else None,
        confirmed_at=edit.now if by_candidate else None,
    )


def insert_booking(edit: Edit, booking: Booking) -> None:
    """Store it; what the database refuses has been taken in the meantime. Somebody whose account is being closed is
    booked no more."""
    try:
        edit.made(booking)
    except IntegrityError as error:
        if any(name in str(error.orig) for name in _CLASHES):
            raise SlotTaken from error
        raise
    must_be_active(edit.session, booking.interviewer_id)
    edit.booking = booking


def receipt(edit: Edit, booking: Booking) -> BookingReceipt:
    """What the booker is told."""
    change = edit.done()
    assert booking.id is not None
    return BookingReceipt(
        change.application_id, change.version, change.event_id, change.undo_id,
        booking.id, booking.interviewer_id, booking.starts_at, booking.ends_at,
    )  # fmt: skip
