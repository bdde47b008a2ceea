"""What a planned step does when it falls due: facts may have changed since it was planned.

    decide(step, facts: StepFacts, now, settings=DEFAULTS) -> Decision
    counts_as_confirmed(facts) -> bool          counts_as_opened(facts) -> bool
    expires_at(kind, starts_at) -> datetime | None      from then on the message must not leave

What a step waits for follows from its kind alone, so nothing about conditions is stored with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rxapp.rules.ladder.sending_window import shift_into_window
from rxapp.rules.ladder.steps import DEFAULTS, OUTLIVES_CLOSING, LadderSettings, PlannedStep
from rxapp.rules.vocabulary import BookingState, StepKind, TaskKind


class Action(StrEnum):
    """What to do with a step that is due. LATER: judge it again at `due_at`. SILENT: mark the invitation silent."""

    SEND = "send"
    TASK = "task"
    SILENT = "silent"
    LATER = "later"
    SKIP = "skip"


class Reach(StrEnum):
    """Which channels a message takes."""

    ALL = "all"  # all permitted ones
    LAST_OPENED = "last_opened"  # where this person last opened something; without one, the first permitted


class SkipReason(StrEnum):
    """Why a step came to nothing; stored with it."""

    CLOSED = "closed"
    NOT_INVITED = "not_invited"
    CHOSEN = "chosen"
    OPENED = "opened"
    NOT_OPENED = "not_opened"
    CONFIRMED = "confirmed"
    BOOKING_OVER = "booking_over"
    BOOKING_STANDS = "booking_stands"
    OUTCOME_CHANGED = "outcome_changed"
    ARRIVED = "arrived"
    TOO_LATE = "too_late"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class StepFacts:
    """How things stand when the step is due.

    `booking` is the state of the step's own booking (None for steps of an invitation), `has_booking` whether the
    application holds any scheduled one. `confirmed_at` is the newest confirmation, `asked_at` when the day-before
    question left, `late_until` when a candidate who reported being late expects to arrive,
    `awaits_reply` whether somebody who came was promised an answer and has none.
    """

    zone: str
    is_closed: bool = False
    is_invited: bool = True
    has_booking: bool = False
    booking: BookingState | None = None
    starts_at: datetime | None = None
    is_by_candidate: bool = False
    opened_at: datetime | None = None
    confirmed_at: datetime | None = None
    asked_at: datetime | None = None
    is_arrived: bool = False
    late_until: datetime | None = None
    awaits_reply: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`task` with TASK, `due_at` with TASK and LATER, `reach` with SEND, `reason` with SKIP."""

    action: Action
    task: TaskKind | None = None
    due_at: datetime | None = None
    reach: Reach = Reach.ALL
    reason: SkipReason | None = None


_INVITATION_MESSAGES = frozenset({StepKind.INVITED, StepKind.REINVITED, StepKind.INVITED_NUDGE})
_NOTICES = frozenset({StepKind.BOOKED, StepKind.MOVED})
_REMINDERS = frozenset({StepKind.REMIND_THREE_DAYS, StepKind.ASK_DAY_BEFORE, StepKind.REMIND_TWO_HOURS})
_BOOKING_MESSAGES = _NOTICES | _REMINDERS | {StepKind.BOOKED_NUDGE, StepKind.INTERVIEWER_CHANGED}
_TELLINGS = frozenset({StepKind.TOLD_PASS, StepKind.TOLD_NO})
_UNCONDITIONAL = _TELLINGS | {StepKind.NEW_LINK}
MESSAGES = _INVITATION_MESSAGES | _BOOKING_MESSAGES | {StepKind.CALLED_OFF} | _UNCONDITIONAL
_ANSWERS = _NOTICES | {StepKind.CALLED_OFF}  # these may answer the candidate's own click

TASK_OF: dict[StepKind, TaskKind] = {
    StepKind.INVITED_CALL: TaskKind.INVITED_NOT_OPENED,
    StepKind.INVITED_CHOICE_CALL: TaskKind.INVITED_NO_CHOICE,
    StepKind.INVITED_SECOND_CALL: TaskKind.INVITED_SECOND,
    StepKind.BOOKED_CALL: TaskKind.NOTICE_NOT_OPENED,
    StepKind.UNCONFIRMED_CALL: TaskKind.NOT_CONFIRMED,
    StepKind.ASK_NOT_HERE: TaskKind.NOT_HERE,
    StepKind.ASK_OUTCOME: TaskKind.OUTCOME_MISSING,
    StepKind.NO_SHOW_CALL: TaskKind.NO_SHOW_TWICE,
    StepKind.REPLY_DUE: TaskKind.REPLY_DUE,
}
# A call because the candidate answers nothing: a message that failed is the same matter, and the call settles it.
UNANSWERED = frozenset(
    {
        TaskKind.INVITED_NOT_OPENED, TaskKind.INVITED_NO_CHOICE, TaskKind.INVITED_SECOND, TaskKind.NOTICE_NOT_OPENED,
        TaskKind.NOT_CONFIRMED, TaskKind.NO_SHOW_TWICE,
    }
)  # fmt: skip
# By the hour of the interview a call about it asks for nothing any more: the newer question stands for it.
OVERTAKEN: dict[TaskKind, tuple[TaskKind, ...]] = {
    TaskKind.NOT_HERE: (TaskKind.NOT_CONFIRMED, TaskKind.NOTICE_NOT_OPENED),
    TaskKind.OUTCOME_MISSING: (TaskKind.NOT_CONFIRMED, TaskKind.NOTICE_NOT_OPENED, TaskKind.NOT_HERE),
}
_OF_INVITATION = _INVITATION_MESSAGES | {
    StepKind.INVITED_CALL,
    StepKind.INVITED_CHOICE_CALL,
    StepKind.INVITED_SECOND_CALL,
    StepKind.INVITED_SILENT,
}
_OF_NO_SHOW = frozenset({StepKind.REINVITED, StepKind.NO_SHOW_CALL})
_UNLESS_OPENED = frozenset(
    {StepKind.INVITED_NUDGE, StepKind.INVITED_CALL, StepKind.BOOKED_NUDGE, StepKind.BOOKED_CALL}
)
_UNLESS_CONFIRMED = frozenset({StepKind.BOOKED_NUDGE, StepKind.BOOKED_CALL})


def counts_as_opened(facts: StepFacts) -> bool:
    """Somebody who chose the time knows it."""
    return facts.opened_at is not None or facts.is_by_candidate


def counts_as_confirmed(facts: StepFacts) -> bool:
    """The candidate's own booking counts as confirmed until the day-before question; then only an answer does."""
    if not facts.is_by_candidate:
        return facts.confirmed_at is not None
    if facts.asked_at is None:
        return True
    return facts.confirmed_at is not None and facts.confirmed_at >= facts.asked_at


def expires_at(kind: StepKind, starts_at: datetime | None) -> datetime | None:
    """From when on a message about an interview must not leave any more; None where no interview bounds it."""
    if starts_at is None or kind not in _BOOKING_MESSAGES:
        return None
    if kind is StepKind.REMIND_THREE_DAYS:
        return starts_at - timedelta(days=2)
    if kind is StepKind.ASK_DAY_BEFORE:
        return starts_at - timedelta(hours=2)
    return starts_at


def decide(
    step: PlannedStep, facts: StepFacts, now: datetime, settings: LadderSettings = DEFAULTS
) -> Decision:
    """What the step that is due does now; `now` may lie well after its due time when the house was down."""
    kind = step.kind
    reason = _why_not(kind, facts, now, settings)
    if reason is not None:
        return Decision(Action.SKIP, reason=reason)
    if kind is StepKind.INVITED_SILENT:
        return Decision(Action.SILENT)
    if kind in MESSAGES:
        return _send(kind, facts, now, settings)
    if kind is StepKind.ASK_NOT_HERE and facts.late_until is not None:
        again_at = facts.late_until + settings.not_here_after
        if again_at > now:
            return Decision(Action.LATER, due_at=again_at)
    return Decision(Action.TASK, task=TASK_OF[kind], due_at=step.due_at)


def _why_not(kind: StepKind, facts: StepFacts, now: datetime, settings: LadderSettings) -> SkipReason | None:
    if facts.is_closed and kind not in OUTLIVES_CLOSING:
        return SkipReason.CLOSED
    if kind in _UNCONDITIONAL:
        return None
    if kind is StepKind.REPLY_DUE:
        return None if facts.awaits_reply else SkipReason.TOLD
    if kind is StepKind.CALLED_OFF:
        return SkipReason.BOOKING_STANDS if facts.booking is BookingState.SCHEDULED else None
    if kind in _OF_NO_SHOW and facts.booking is not BookingState.NO_SHOW:
        return SkipReason.OUTCOME_CHANGED
    if kind in _OF_INVITATION or kind in _OF_NO_SHOW:
        if facts.has_booking:
            return SkipReason.CHOSEN
        if not facts.is_invited and kind not in _OF_NO_SHOW:
            return SkipReason.NOT_INVITED
    elif facts.booking is not BookingState.SCHEDULED:
        return SkipReason.BOOKING_OVER
    if kind in _UNLESS_OPENED and counts_as_opened(facts):
        return SkipReason.OPENED
    if kind in _UNLESS_CONFIRMED and facts.confirmed_at is not None:
        return (
            SkipReason.CONFIRMED
        )  # said on the telephone: they know it, whether or not they opened anything
    if kind is StepKind.INVITED_CHOICE_CALL and facts.opened_at is None:
        return SkipReason.NOT_OPENED  # the call for that was made after four working hours
    if kind is StepKind.UNCONFIRMED_CALL and counts_as_confirmed(facts):
        return SkipReason.CONFIRMED
    if facts.is_arrived and kind is not StepKind.ASK_OUTCOME and kind not in _OF_INVITATION:
        return SkipReason.ARRIVED
    return SkipReason.TOO_LATE if _is_too_late(kind, facts, now, settings) else None


def _is_too_late(kind: StepKind, facts: StepFacts, now: datetime, settings: LadderSettings) -> bool:
    starts_at = facts.starts_at
    if starts_at is None:
        return False
    if kind in (StepKind.BOOKED_CALL, StepKind.UNCONFIRMED_CALL):
        return now >= starts_at
    if kind is StepKind.ASK_NOT_HERE and facts.late_until is None:
        return now >= starts_at + settings.outcome_after  # by now the question is how it went
    last_at = expires_at(kind, starts_at)
    return last_at is not None and now >= last_at


def _send(kind: StepKind, facts: StepFacts, now: datetime, settings: LadderSettings) -> Decision:
    is_reply = facts.is_by_candidate and kind in _ANSWERS
    leaves_at = shift_into_window(now, facts.zone, reply_to_click=is_reply, window=settings.window)
    if leaves_at > now:
        last_at = expires_at(kind, facts.starts_at)
        if last_at is not None and leaves_at >= last_at:
            return Decision(Action.SKIP, reason=SkipReason.TOO_LATE)
        return Decision(Action.LATER, due_at=leaves_at)
    return Decision(Action.SEND, reach=Reach.LAST_OPENED if kind is StepKind.BOOKED_NUDGE else Reach.ALL)
