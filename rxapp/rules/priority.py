"""An executive's "must be interviewed by": is it met, and where its card stands on the board.

    PriorityTimes(requested_at, deadline_at, …, is_open)
    standing(times, now) -> Standing
    is_late(deadline_at, scheduled_for, now) -> bool
    check_request(facts, role, *, deadline_at, now) -> Refusal | None
    check_see(role, is_theirs) / check_cancel(role) -> Refusal | None
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
# "Must come in" is about now: a later date is a slip of the finger in the field.
FURTHEST = timedelta(days=60)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAY_ASK = frozenset({Role.EXECUTIVE, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class PriorityTimes:
    """The times of one request, aware UTC; what has not happened is None. `is_open` until the interview took place,
    the request was taken back, or the application closed."""

    requested_at: datetime
    deadline_at: datetime
    seen_at: datetime | None = None
    scheduled_at: datetime | None = None
    scheduled_for: datetime | None = None
    attended_at: datetime | None = None
    cancelled_at: datetime | None = None
    is_open: bool = True


class Standing(StrEnum):
    """Where a request stands. The first four are open, the others are over."""

    WAITING = "waiting"
    IN_TIME = "in_time"
    TOO_LATE = "too_late"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    MISSED = "missed"
    CANCELLED = "cancelled"
    CANCELLED_LATE = "cancelled_late"


# What an executive counts: kept, not kept (or no longer to be kept as things stand), and still to be kept.
KEPT = frozenset({Standing.MET})
LATE = frozenset(
    {Standing.OVERDUE, Standing.TOO_LATE, Standing.MET_LATE, Standing.MISSED, Standing.CANCELLED_LATE}
)
TO_COME = frozenset({Standing.WAITING, Standing.IN_TIME})
NEVER = frozenset({Standing.MISSED})  # the part of LATE that cannot be mended any more
# Nothing is to be done about these any more, however they ended.
FINISHED = frozenset(
    {Standing.MET, Standing.MET_LATE, Standing.MISSED, Standing.CANCELLED, Standing.CANCELLED_LATE}
)


class Step(StrEnum):
    """The ways of a request whose length is told, each from the one before."""

    SEEN = "seen"
    SCHEDULED = "scheduled"
    ATTENDED = "attended"


def step_minutes(times: PriorityTimes) -> dict[Step, int]:
    """How long each finished step took, in minutes: requested → seen, then → scheduled, then → attended. What was done
    before the step in front of it (a time was booked before anybody looked, or before anybody asked) is left out, since
    nobody waited for it; and attended counts from the booking alone, so that its median means what it says."""
    found: dict[Step, int] = {}
    since = times.requested_at
    for step, at in ((Step.SEEN, times.seen_at), (Step.SCHEDULED, times.scheduled_at)):
        if at is None or at < since:
            continue
        found[step] = (at - since) // timedelta(minutes=1)
        since = at
    booked, came = times.scheduled_at, times.attended_at
    if booked is not None and came is not None and times.requested_at <= booked <= came:
        found[Step.ATTENDED] = (came - booked) // timedelta(minutes=1)
    return found


def standing(times: PriorityTimes, now: datetime) -> Standing:
    """One word for "must be interviewed by …", the only definition of it. A deadline is kept by an interview that
    begins at it or before; the first line that fits is the answer:

    - the interview took place: *met* if it began by the deadline, else *met late*;
    - the request was taken back: *cancelled late* if its deadline had passed by then and no time before it was
      booked (what was late stays late, whoever takes it back), else *cancelled*;
    - it is over otherwise, because the application closed without the interview: *missed*;
    - a time is booked: *in time* if that begins by the deadline, else *too late*, whether or not it has begun (an
      outcome nobody has recorded yet is not a failure);
    - nothing is booked: *waiting* before the deadline, *overdue* from the deadline on.
    """
    if times.attended_at is not None:
        return Standing.MET if times.attended_at <= times.deadline_at else Standing.MET_LATE
    if times.cancelled_at is not None:
        is_kept = times.scheduled_for is not None and times.scheduled_for <= times.deadline_at
        was_late = times.cancelled_at >= times.deadline_at and not is_kept
        return Standing.CANCELLED_LATE if was_late else Standing.CANCELLED
    if not times.is_open:
        return Standing.MISSED
    if times.scheduled_for is not None:
        return Standing.IN_TIME if times.scheduled_for <= times.deadline_at else Standing.TOO_LATE
    return Standing.WAITING if now < times.deadline_at else Standing.OVERDUE


def is_late(deadline_at: datetime | None, scheduled_for: datetime | None, now: datetime) -> bool:
    """Whether an open request, if there is one, is late as `standing` means it: not when a time before the deadline is
    booked."""
    if deadline_at is None:
        return False
    return standing(PriorityTimes(deadline_at, deadline_at, scheduled_for=scheduled_for), now) in LATE


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
    if deadline_at > now + FURTHEST:
        return Refusal(Reason.DEADLINE_FAR, {"days": FURTHEST.days})
    return None


def check_see(role: Role | None, *, is_theirs: bool = True) -> Refusal | None:
    """Whether this person's look counts as HR having seen the request: it does when the candidate is theirs to look
    after. A colleague who happens to open the card does not set anything going."""
    return None if role in HR and is_theirs else Refusal(Reason.NOT_ALLOWED)


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
