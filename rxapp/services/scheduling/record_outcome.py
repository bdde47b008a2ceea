"""What became of an interview, with a reason where it did not take place; and putting a wrong entry right."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid, NotAllowed, NotFound
from rxapp.models import Booking, PriorityRequest
from rxapp.rules.decisions import Verdict
from rxapp.rules.events import EventKind
from rxapp.rules.reasons import OUTCOME_REASONS, UNKNOWN
from rxapp.rules.stages import CAME, check_correction, check_outcome, stage_after
from rxapp.rules.vocabulary import NOT_COUNTED, BookingState, NoticeKind, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit, stale
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, choice, maybe_id, text
from rxapp.services.messaging.ladder import plan
from rxapp.services.notices.notify import notify
from rxapp.services.scheduling.cancel_booking import reopen_invitation

WHO = (Role.ADMINISTRATOR, Role.RECRUITER, Role.INTERVIEWER)
_CALLED_OFF = (
    BookingState.LATE_CANCEL,
    BookingState.CANCELLED_BY_CANDIDATE,
    BookingState.CANCELLED_BY_COMPANY,
)


@dataclass(frozen=True)
class RecordOutcome:
    """What happened; raises Invalid with the field's name. Everything but "attended" needs a reason, and
    "unknown" is one: it is kept as none. SCHEDULED is for
    `correct_outcome` only and means "not known after all"."""

    booking_id: int
    outcome: BookingState
    reason: str | None = None
    note: str = ""
    version: int | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        an_id(self.booking_id, "booking_id")
        maybe_id(self.version, "version")
        put(self, "outcome", choice(self.outcome, BookingState, "outcome"))
        if self.outcome in NOT_COUNTED:
            raise Invalid("illegal.not_an_outcome", field="outcome")
        reasons = OUTCOME_REASONS.get(self.outcome)
        put(self, "reason", (self.reason or None) if reasons else None)
        if reasons and self.reason not in reasons:
            raise Invalid("needs_reason", field="reason")
        if self.reason == UNKNOWN:
            put(self, "reason", None)
        put(self, "note", text(self.note, "note", most=500))


def record_outcome(
    session: Session, command: RecordOutcome, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Record it, after the start; an interviewer only for the own interview. Raises NotFound, NotAllowed, Stale,
    IllegalMove."""
    edit, booking = _open(session, command, actor, clock)
    if edit.booking is None or edit.booking.id != booking.id:
        raise stale(edit.application)
    settle(edit, command.outcome, command.reason, command.note)
    return edit.done()


def settle(edit: Edit, outcome: BookingState, reason: str | None = None, note: str = "") -> None:
    """Write the outcome of the scheduled booking within a change in hand; the application moves with it. Raises
    IllegalMove, NotAllowed."""
    unless(check_outcome(edit.facts, outcome, edit.role, now=edit.now))
    booking = edit.scheduled
    assert booking is not None  # the rule just said so
    if (
        edit.role is Role.INTERVIEWER
        and edit.actor is not None
        and booking.interviewer_id != edit.actor.user_id
    ):
        raise NotAllowed("not_your_interview")
    _write(edit, booking, outcome, reason, note)
    if outcome in _CALLED_OFF:
        booking.sequence += 1
        edit.session.flush()
        reopen_invitation(edit, booking)
    if outcome in CAME:
        _came(edit, booking)
    edit.go(stage_after(outcome))
    event = edit.record(
        EventKind.OUTCOME_RECORDED, booking_id=booking.id, outcome=outcome.value, reason=reason
    )
    plan.after_outcome(edit.session, edit.application, booking, event=event, clock=edit.clock)
    if outcome in CAME and edit.priority is not None:
        notify(edit.session, NoticeKind.PRIORITY_MET, [edit.priority.requested_by], event=event)


def correct_outcome(
    session: Session, command: RecordOutcome, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Put a wrong outcome of the newest interview right, as long as nothing was built on it; an interviewer only what
    they recorded themselves, and only until HR has decided. Raises NotFound, NotAllowed, Stale, IllegalMove."""
    edit, booking = _open(session, command, actor, clock)
    if edit.booking is None or edit.booking.id != booking.id:
        raise stale(edit.application)
    if edit.role is Role.INTERVIEWER:
        if booking.outcome_by != actor.user_id:
            raise NotAllowed("not_your_record")
        if is_decided_by_hr(edit.application.stage, edit.application.verdict):
            raise IllegalMove("illegal.decided_by_hr")
    unless(check_correction(edit.facts, command.outcome, edit.role, now=edit.now))
    did_come = BookingState(booking.state) in CAME
    _write(edit, booking, command.outcome, command.reason, command.note)
    if did_come and command.outcome not in CAME:
        _did_not_come(edit, booking)
    if command.outcome in CAME:
        _came(edit, booking)
    if command.outcome is not BookingState.NO_SHOW and edit.invitation is not None:
        edit.touch(edit.invitation)
        edit.invitation.is_open = False
    is_decided = edit.application.stage > stage_after(BookingState.ATTENDED)
    if not is_decided:
        edit.go(stage_after(command.outcome))
    event = edit.record(
        EventKind.OUTCOME_CORRECTED,
        booking_id=booking.id,
        outcome=command.outcome.value,
        reason=command.reason,
    )
    plan.after_outcome(session, edit.application, booking, event=event, clock=clock)
    return edit.done()


def is_decided_by_hr(stage: int, verdict: str | None) -> bool:
    """Whether HR has built on an outcome, so that its interviewer asks them to put it right."""
    return stage > Stage.ATTENDED or verdict in (Verdict.PASS, Verdict.NO)


def _open(session: Session, command: RecordOutcome, actor: Actor, clock: Clock) -> tuple[Edit, Booking]:
    booking = session.get(Booking, command.booking_id)
    if booking is None:
        raise NotFound
    edit = open_edit(
        session, booking.application_id, actor=actor, clock=clock, version=command.version, roles=WHO
    )
    session.refresh(booking)  # it was read before the application was locked
    if edit.role is Role.INTERVIEWER and booking.interviewer_id != actor.user_id:
        raise NotAllowed("not_your_interview")
    return edit, booking


def _write(edit: Edit, booking: Booking, outcome: BookingState, reason: str | None, note: str) -> None:
    edit.touch(booking)
    is_known = outcome is not BookingState.SCHEDULED
    booking.state = outcome
    booking.outcome_at = edit.now if is_known else None
    booking.outcome_by = edit.actor.user_id if edit.actor is not None and is_known else None
    booking.reason, booking.reason_note = reason, note


def _came(edit: Edit, booking: Booking) -> None:
    """Their coming is dated by the interview, not by when somebody wrote it down."""
    edit.application.attended_at = edit.application.attended_at or booking.starts_at
    if edit.priority is not None:
        edit.touch(edit.priority)
        edit.priority.attended_at = booking.starts_at
        edit.priority.is_open = False


def _did_not_come(edit: Edit, booking: Booking) -> None:
    earlier = edit.session.exec(
        select(Booking.starts_at)
        .where(
            Booking.application_id == booking.application_id,
            Booking.id != booking.id,
            col(Booking.state).in_([state.value for state in CAME]),
        )
        .order_by(col(Booking.starts_at))
    ).first()
    edit.application.attended_at = earlier
    request = edit.session.exec(
        select(PriorityRequest)
        .where(
            PriorityRequest.application_id == booking.application_id,
            PriorityRequest.attended_at == booking.starts_at,
            col(PriorityRequest.cancelled_at).is_(None),
        )
        .order_by(col(PriorityRequest.id).desc())
    ).first()
    if request is not None and edit.priority is None:
        edit.touch(request)
        request.attended_at, request.is_open = None, True
        edit.priority = request
