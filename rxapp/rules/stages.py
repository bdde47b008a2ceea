"""Which moves an application may make, who may make them, and what each needs.

    MOVES[(from, to)] -> Move(need, roles)
    check_move(facts, to, role, *, brings=None, now=None) -> Refusal | None
    check_invite(facts, role) -> Refusal | None                 check_rebook(facts, role, *, now) -> Refusal | None
    check_outcome(facts, outcome, role, *, now) -> Refusal | None
    check_correction(facts, outcome, role, *, now) -> Refusal | None
    check_close(facts, closing, role) -> Refusal | None        check_reopen(facts, role) -> Refusal | None
    stage_after(outcome) -> Stage                               cancel_outcome(by, *, starts_at, now, booked_at)
    booking_after_close(closing, *, starts_at, now, booked_at) -> BookingState
    is_lost(...) -> bool                                        is_on_board(stage, closing, *, stage_since, now) -> bool

A move is asked for twice: the board asks with nothing in hand and learns what is missing (`illegal.needs_slot`);
the service asks again with `brings=` the thing it is about to write in the same transaction.
`role=None` means a background job. Rights on *own* objects are the service's to check.

Invariants that hold after every step: stage BOOKED exactly while a booking is SCHEDULED; closing keeps the stage,
except that a booking which ends with it takes the application back to ARRANGING, so reopening only clears the
closing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.vocabulary import HR, ActorKind, BookingState, Closing, Role, Stage

LATE_CANCEL = timedelta(hours=24)
UNDO = timedelta(seconds=10)
LOST_AFTER = timedelta(days=14)
HIRED_STAYS = timedelta(days=14)  # how long the last column shows a hire


class Need(StrEnum):
    """What a move needs in hand; the refusal without it is `illegal.needs_<need>`."""

    INVITATION = "invitation"
    SLOT = "slot"
    OUTCOME = "outcome"
    DECISION = "decision"
    ACCEPTANCE = "acceptance"
    CANCELLATION = "cancellation"  # the booking ends without attendance
    WITHDRAWAL = "withdrawal"  # what led here is taken back: invitation, offer, hire
    CORRECTION = "correction"  # the recorded outcome was wrong


@dataclass(frozen=True, slots=True)
class Move:
    """One legal way from a stage to another: what it needs and who may go it."""

    need: Need
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What the rules need to know. `outcome` is the newest booking's state; None while nothing was ever booked.
    `starts_at` is that booking's start."""

    stage: Stage
    closing: Closing | None = None
    outcome: BookingState | None = None
    starts_at: datetime | None = None
    was_invited: bool = False


_HR = frozenset(HR)
_HR_OR_CANDIDATE = _HR | {Role.CANDIDATE}
_JUDGES = _HR | {Role.INTERVIEWER}  # those who may record an outcome

MOVES: dict[tuple[Stage, Stage], Move] = {
    (Stage.PASSED_FIRST, Stage.ARRANGING): Move(Need.INVITATION, _HR),
    (Stage.ARRANGING, Stage.BOOKED): Move(Need.SLOT, _HR_OR_CANDIDATE),
    (Stage.BOOKED, Stage.ATTENDED): Move(Need.OUTCOME, _JUDGES),
    (Stage.ATTENDED, Stage.OFFER): Move(Need.DECISION, _HR),
    (Stage.OFFER, Stage.HIRED): Move(Need.ACCEPTANCE, _HR),
    (Stage.ARRANGING, Stage.PASSED_FIRST): Move(Need.WITHDRAWAL, _HR),
    (Stage.BOOKED, Stage.ARRANGING): Move(Need.CANCELLATION, _JUDGES | {Role.CANDIDATE}),
    (Stage.ATTENDED, Stage.BOOKED): Move(Need.CORRECTION, _JUDGES),
    (Stage.ATTENDED, Stage.ARRANGING): Move(Need.CORRECTION, _JUDGES),
    (Stage.ARRANGING, Stage.ATTENDED): Move(Need.CORRECTION, _JUDGES),
    (Stage.OFFER, Stage.ATTENDED): Move(Need.WITHDRAWAL, _HR),
    (Stage.HIRED, Stage.OFFER): Move(Need.WITHDRAWAL, _HR),
}

CLOSING_EVENT: dict[Closing, EventKind] = {
    Closing.REJECTED: EventKind.REJECTED,
    Closing.WITHDRAWN: EventKind.WITHDRAWN,
    Closing.LOST: EventKind.LOST,
    Closing.COMPANY_CANCELLED: EventKind.COMPANY_CANCELLED,
}

CAME = frozenset({BookingState.ATTENDED, BookingState.LEFT_EARLY})
_HELD = CAME | {BookingState.NO_SHOW, BookingState.SCHEDULED}  # the time was kept for them to the end
_RECORDABLE = frozenset(BookingState) - {BookingState.SCHEDULED, BookingState.MOVED}
_BY_CANDIDATE = frozenset(
    {BookingState.CANCELLED_BY_CANDIDATE, BookingState.LATE_CANCEL, BookingState.UNDONE}
)
_NEEDS_START = CAME | {BookingState.NO_SHOW}


def stage_after(outcome: BookingState) -> Stage:
    """Where an application stands once its newest booking is in this state."""
    if outcome in CAME:
        return Stage.ATTENDED
    if outcome in (BookingState.SCHEDULED, BookingState.MOVED):
        return Stage.BOOKED  # unknown stays booked; a moved booking has a successor
    return Stage.ARRANGING


def check_move(
    facts: ApplicationFacts,
    to: Stage,
    role: Role | None,
    *,
    brings: Need | None = None,
    now: datetime | None = None,
) -> Refusal | None:
    """Whether the application may move to `to`; the code says what stands in the way.

    `brings` is what the caller is about to write with the move. `now` is needed for BOOKED → ATTENDED.
    """
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if facts.stage == to:
        return Refusal(Reason.SAME_STAGE)
    move = MOVES.get((facts.stage, to))
    if move is None or not _has_grounds(facts, to, move):
        return Refusal(Reason.SKIPS_STAGE if to > facts.stage else Reason.NO_WAY_BACK)
    if role not in move.roles:
        return Refusal(Reason.NOT_ALLOWED)
    if move.need is Need.OUTCOME and not _has_started(facts, now):
        return Refusal(Reason.NOT_STARTED)
    if brings is not move.need:
        return Refusal(Reason(f"illegal.needs_{move.need.value}"))
    return None


def _has_grounds(facts: ApplicationFacts, to: Stage, move: Move) -> bool:
    """Corrections need an outcome to correct; an invitation can be taken back only while nothing came of it."""
    if move.need is Need.CORRECTION:
        return facts.outcome in _HELD
    return to is not Stage.PASSED_FIRST or facts.outcome in (None, BookingState.UNDONE)


def _has_started(facts: ApplicationFacts, now: datetime | None) -> bool:
    return facts.starts_at is not None and now is not None and facts.starts_at <= now


def check_invite(facts: ApplicationFacts, role: Role | None) -> Refusal | None:
    """Whether an invitation may go out: the first, a further one while arranging, or (role None) after a no-show."""
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if role is not None and role not in _HR:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.stage is Stage.BOOKED:
        return Refusal(Reason.ALREADY_BOOKED)
    if facts.stage > Stage.BOOKED:
        return Refusal(Reason.PAST_INTERVIEW)
    return None


def check_rebook(facts: ApplicationFacts, role: Role | None, *, now: datetime) -> Refusal | None:
    """Whether the scheduled booking may be moved to another time; a candidate only before it begins."""
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if role not in _HR_OR_CANDIDATE:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.stage is not Stage.BOOKED:
        return Refusal(Reason.NO_BOOKING)
    if role is Role.CANDIDATE and _has_started(facts, now):
        return Refusal(Reason.ALREADY_STARTED)
    return None


def check_outcome(
    facts: ApplicationFacts, outcome: BookingState, role: Role | None, *, now: datetime
) -> Refusal | None:
    """Whether this outcome (cancellations included) may be recorded on the scheduled booking.

    A candidate may only cancel, and only before the start. An interviewer records what happened in the room.
    """
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if outcome not in _RECORDABLE:
        return Refusal(Reason.NOT_AN_OUTCOME)
    if facts.outcome is None:
        return Refusal(Reason.NO_BOOKING)
    if facts.stage is not Stage.BOOKED or facts.outcome is not BookingState.SCHEDULED:
        return Refusal(Reason.HAS_OUTCOME, {"outcome": facts.outcome.value})
    if not _may_record(outcome, role):
        return Refusal(Reason.NOT_ALLOWED)
    started = _has_started(facts, now)
    if outcome in _NEEDS_START and not started:
        return Refusal(Reason.NOT_STARTED)
    if role is Role.CANDIDATE and started:
        return Refusal(Reason.ALREADY_STARTED)
    return None


def _may_record(outcome: BookingState, role: Role | None) -> bool:
    if role is Role.CANDIDATE:
        return outcome in _BY_CANDIDATE
    if role is Role.INTERVIEWER:
        return outcome in _NEEDS_START
    return role in _HR


def check_correction(
    facts: ApplicationFacts, outcome: BookingState, role: Role | None, *, now: datetime
) -> Refusal | None:
    """Whether the newest booking's recorded outcome may become `outcome` (SCHEDULED means: not known after all).

    Only until something is built on it: a new booking or a decision must be taken back first. Only between
    outcomes of a time that was kept to the end: a cancelled time may be somebody else's by now.
    """
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if role not in _JUDGES:
        return Refusal(Reason.NOT_ALLOWED)
    if outcome not in _HELD:
        return Refusal(Reason.NOT_AN_OUTCOME)
    if facts.outcome is None:
        return Refusal(Reason.NO_BOOKING)
    if facts.stage in (Stage.OFFER, Stage.HIRED) and stage_after(outcome) is not Stage.ATTENDED:
        return Refusal(Reason.DECIDED)
    if facts.outcome is BookingState.SCHEDULED:
        return Refusal(Reason.NO_OUTCOME)
    if facts.outcome not in _HELD or facts.outcome is outcome:
        return Refusal(Reason.HAS_OUTCOME, {"outcome": facts.outcome.value})
    if not _has_started(facts, now):
        return Refusal(Reason.NOT_STARTED)
    return None


def check_close(facts: ApplicationFacts, closing: Closing, role: Role | None) -> Refusal | None:
    """Whether the application may leave the board this way.

    Candidates withdraw; a background job may only find somebody lost; nobody is lost who was never invited; a hire
    is taken back (HIRED → OFFER) before it can be closed.
    """
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    allowed = (
        role in _HR
        or (role is Role.CANDIDATE and closing is Closing.WITHDRAWN)
        or (role is None and closing is Closing.LOST and facts.stage is Stage.ARRANGING)
    )
    if not allowed:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.stage is Stage.HIRED:
        return Refusal(Reason.HIRED)
    if closing is Closing.LOST and not facts.was_invited:
        return Refusal(Reason.NEEDS_INVITATION)
    return None


def check_reopen(facts: ApplicationFacts, role: Role | None) -> Refusal | None:
    """Whether a closed application may come back to the board, at the stage it kept."""
    if role not in _HR:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.closing is None:
        return Refusal(Reason.NOT_CLOSED)
    return None


def cancel_outcome(
    by: ActorKind, *, starts_at: datetime, now: datetime, booked_at: datetime | None = None
) -> BookingState:
    """How a cancellation counts. Staff cancel for the company unless they record the candidate's own call.

    The candidate's cancel under 24 h is late. Within ten seconds of the booking nobody cancelled anything: the
    click was undone.
    """
    if booked_at is not None and now - booked_at <= UNDO:
        return BookingState.UNDONE
    if by is not ActorKind.CANDIDATE:
        return BookingState.CANCELLED_BY_COMPANY
    if starts_at - now < LATE_CANCEL:
        return BookingState.LATE_CANCEL
    return BookingState.CANCELLED_BY_CANDIDATE


def booking_after_close(
    closing: Closing, *, starts_at: datetime, now: datetime, booked_at: datetime | None = None
) -> BookingState:
    """What becomes of the scheduled booking when its application closes; write that event before the closing's.

    A booking that has begun stays SCHEDULED: unknown stays unknown.
    """
    if starts_at <= now:
        return BookingState.SCHEDULED
    gone = closing in (Closing.WITHDRAWN, Closing.LOST)
    by = ActorKind.CANDIDATE if gone else ActorKind.USER
    return cancel_outcome(by, starts_at=starts_at, now=now, booked_at=booked_at)


def is_on_board(stage: Stage, closing: Closing | None, *, stage_since: datetime, now: datetime) -> bool:
    """Whether the application has a card: a hire is the end of its life and leaves the board by time alone, fourteen
    days after it; every other end is a closing."""
    return closing is None and (stage is not Stage.HIRED or now - stage_since < HIRED_STAYS)


def is_lost(facts: ApplicationFacts, *, since: datetime | None, now: datetime) -> bool:
    """Whether the job may close it as lost: 14 days after the last invitation left (`since`; None: none has) with
    nothing booked."""
    return (
        facts.closing is None
        and facts.stage is Stage.ARRANGING
        and since is not None
        and now - since >= LOST_AFTER
    )
