"""An application leaves the board, with a reason, and may come back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid
from rxapp.models import Booking, Event
from rxapp.rules.decisions import Verdict
from rxapp.rules.events import EventKind
from rxapp.rules.reasons import CLOSING_REASONS, SIDE
from rxapp.rules.stages import CLOSING_EVENT, booking_after_close, check_close, check_reopen, stage_after
from rxapp.rules.vocabulary import HR, BookingState, Closing, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.known_people import hold_person, refuse_second
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, choice, maybe_id, text
from rxapp.services.messaging.ladder import plan


@dataclass(frozen=True)
class CloseApplication:
    """How and why an application leaves the board; raises Invalid with the field's name."""

    application_id: int
    version: int | None
    closing: Closing
    reason: str
    note: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        put(self, "closing", choice(self.closing, Closing, "closing"))
        if self.reason not in CLOSING_REASONS[self.closing]:
            raise Invalid("needs_reason", field="reason")
        put(self, "note", text(self.note, "note", most=500))


def close_application(
    session: Session, command: CloseApplication, *, actor: Actor | None, clock: Clock = clocks.now
) -> Change:
    """Close it; a booked time that has not begun is given back. Raises Stale, NotAllowed, IllegalMove."""
    edit = open_edit(session, command.application_id, actor=actor, clock=clock, version=command.version)
    close(edit, command.closing, command.reason, command.note)
    return edit.done()


def close(edit: Edit, closing: Closing, reason: str, note: str = "") -> Event:
    """The closing itself, within a change in hand: booking, invitation and priority end with it. Raises IllegalMove,
    NotAllowed."""
    unless(check_close(edit.facts, closing, edit.role))
    application, booking = edit.application, edit.scheduled
    if booking is not None:
        outcome = booking_after_close(
            closing, starts_at=booking.starts_at, now=edit.now, booked_at=booking.booked_at
        )
        if outcome is not BookingState.SCHEDULED:
            _give_back(edit, booking, outcome, reason)
    edit.touch(edit.invitation, edit.priority)
    if edit.invitation is not None:
        edit.invitation.is_open = False
    if edit.priority is not None:
        edit.priority.is_open = False
    application.reason, application.reason_side = reason, SIDE[reason].value
    application.reason_note = note
    edit.go(Stage(application.stage), closing)
    event = edit.record(CLOSING_EVENT[closing], reason=reason)
    plan.after_closed(edit.session, application, event=event, clock=edit.clock)
    return event


def _give_back(edit: Edit, booking: Booking, outcome: BookingState, reason: str) -> None:
    edit.touch(booking)
    booking.state, booking.outcome_at = outcome, edit.now
    booking.outcome_by = None if edit.actor is None else edit.actor.user_id
    booking.reason = reason
    booking.sequence += 1
    edit.go(stage_after(outcome))
    event = edit.record(
        EventKind.BOOKING_CANCELLED, booking_id=booking.id, outcome=outcome.value, reason=reason
    )
    plan.after_called_off(edit.session, edit.application, booking, event=event, clock=edit.clock)


def reopen_application(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Bring it back to the column it was in. An invitation that was open then must be sent anew. Raises Stale,
    NotAllowed, IllegalMove, Invalid (the person has another open application for the job)."""
    hold_person(session, application_id)
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=HR)
    unless(check_reopen(edit.facts, edit.role))
    application = edit.application
    refuse_second(session, application.candidate_id, application.job_id)
    application.reason = application.reason_side = None
    application.reason_note = ""
    # What was promised and told ended with it; an offer is still one.
    application.verdict = Verdict.PASS.value if application.stage > Stage.ATTENDED else None
    application.reply_by = application.told_at = None
    edit.go(Stage(application.stage))
    # The fourteen days until "lost" begin again; without this the next job would close it at once.
    application.stage_since = edit.now
    event = edit.record(EventKind.REOPENED)
    plan.after_reopened(session, application, event=event, clock=clock)
    return edit.done()
