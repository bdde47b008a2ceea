"""An executive's "must be interviewed by": is it met, and where its card stands on the board.

    PriorityTimes(requested_at, deadline_at, seen_at, scheduled_at, scheduled_for, attended_at, cancelled_at)
    standing(times, now) -> Standing
    check_request(facts, role, *, deadline_at, now) -> Refusal | None
    check_see(role) / check_cancel(role) -> Refusal | None
    board_sort(priority_deadline_at, starts_at, stage_since) -> (sort_priority, sort_key)

`scheduled_at` is when a time was booked, `scheduled_for` the start of the newest booking, `attended_at` the start of
the interview that took place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.stages import ApplicationFacts
from rxapp.rules.vocabulary import HR, Role, Stage

NO_PRIORITY = 2**53  # sorts behind every deadline and is the largest whole number a browser can hold
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAY_ASK = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class PriorityTimes:
    """The times of one request, aware UTC; what has not happened is None."""

    requested_at: datetime
    deadline_at: datetime
    seen_at: datetime | None = None
    scheduled_at: datetime | None = None
    scheduled_for: datetime | None = None
    attended_at: datetime | None = None
    cancelled_at: datetime | None = None


class Standing(StrEnum):
    """Where a request stands. IN_TIME and TOO_LATE speak of the scheduled time, MET and MISSED of what happened."""

    WAITING = "waiting"  # nothing scheduled yet, the deadline is ahead
    IN_TIME = "in_time"  # scheduled by the deadline
    TOO_LATE = "too_late"  # scheduled after the deadline
    OVERDUE = "overdue"  # the deadline has passed and nothing is scheduled
    MET = "met"
    MISSED = "missed"  # attended, but late
    CANCELLED = "cancelled"


def standing(times: PriorityTimes, now: datetime) -> Standing:
    """One word for the request; a deadline is kept by an interview that begins at it or before."""
    if times.attended_at is not None:
        return Standing.MET if times.attended_at <= times.deadline_at else Standing.MISSED
    if times.cancelled_at is not None:
        return Standing.CANCELLED
    if times.scheduled_for is not None:
        return Standing.IN_TIME if times.scheduled_for <= times.deadline_at else Standing.TOO_LATE
    return Standing.WAITING if now <= times.deadline_at else Standing.OVERDUE


def check_request(
    facts: ApplicationFacts, role: Role | None, *, deadline_at: datetime, now: datetime
) -> Refusal | None:
    """Whether "must be interviewed by `deadline_at`" may be asked for this application."""
    if role not in _MAY_ASK:
        return Refusal(Reason.NOT_ALLOWED)
    if facts.closing is not None:
        return Refusal(Reason.CLOSED, {"closing": facts.closing.value})
    if facts.stage >= Stage.ATTENDED:
        return Refusal(Reason.ATTENDED)
    if deadline_at <= now:
        return Refusal(Reason.DEADLINE_PAST)
    return None


def check_see(role: Role | None) -> Refusal | None:
    """Whether this person's look counts as HR having seen the request."""
    return None if role in HR else Refusal(Reason.NOT_ALLOWED)


def check_cancel(role: Role | None) -> Refusal | None:
    """Whether this person may take the request back."""
    return None if role in _MAY_ASK else Refusal(Reason.NOT_ALLOWED)


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)


def board_sort(
    priority_deadline_at: datetime | None, starts_at: datetime | None, stage_since: datetime
) -> tuple[int, int]:
    """Where a card stands in its column: two whole numbers (milliseconds), both ascending, then the id.

    `priority_deadline_at` is an open request's, `starts_at` that of a scheduled booking, else None. Open requests
    come first, the earliest deadline on top. Then booked cards by start, so that those past without an outcome come
    first; other columns show the newest change first. Free of "now": the order is stored.
    """
    first = NO_PRIORITY if priority_deadline_at is None else _milliseconds(priority_deadline_at)
    return first, -_milliseconds(stage_since) if starts_at is None else _milliseconds(starts_at)
