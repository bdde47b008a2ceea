"""What becomes of a message after a try: retry, doubt, hold or end, so that it is neither lost nor sent twice.

    Result                                        what a call said: sent, later, refused, unknown
    result_of_http(status) -> Result              a provider's HTTP answer; None: no answer after the request left
    next_attempt_at(attempt, now, *, retry_after=None, jitter=0.0) -> datetime | None
    state_after(result, attempt) -> DeliveryState state_after_look_up(found) -> DeliveryState
    may_follow(old, new) -> bool                  which state may follow which; states only move forward
    may_claim(state, *, due_at, now) -> bool      owns(row_attempt, attempt, *, lease_until, real_now) -> bool

Who calls a provider must give up well before the lease ends (`CALL_TIMEOUT` < `LEASE`), or another worker may take
over a message whose call still runs.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from rxapp.rules.vocabulary import DeliveryState as D

LEASE = timedelta(seconds=60)
CALL_TIMEOUT = timedelta(seconds=20)
LOOK_UP_AFTER = timedelta(minutes=2)  # a callback of the provider usually settles it before
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
)  # tries 2, 3, 4; then it failed
LONGEST_WAIT = timedelta(
    hours=6
)  # a provider may ask for more; a message about an interview cannot wait it out


class Result(StrEnum):
    """LATER: certainly not taken, try again. REFUSED: never will be. UNKNOWN: it may have left."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class LookUp(StrEnum):
    """What looking a message up says."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    UNSURE = "unsure"


def result_of_http(status: int | None, *, is_connected: bool = True) -> Result:
    """What an HTTP answer means. `status` None: no answer came; `is_connected` False: the request never left.

    5xx and silence are UNKNOWN: the provider may have taken the message before it stumbled. A request that never
    left (refused connection, no such host) and 429 are LATER. A redirect is nothing a message may follow.
    """
    if not is_connected:
        return Result.LATER
    if status is None or status >= 500:
        return Result.UNKNOWN
    if 200 <= status < 300:
        return Result.SENT
    if status == 429:
        return Result.LATER
    return Result.UNKNOWN if status == 408 else Result.REFUSED


def next_attempt_at(
    attempt: int, now: datetime, *, retry_after: timedelta | None = None, jitter: float = 0.0
) -> datetime | None:
    """When try number `attempt` (the first is 1), answered LATER, is repeated; None when it was the last.

    The provider's own `retry_after` counts where it is longer, up to six hours. `jitter` in [0, 1) stretches the
    wait by up to a quarter, so that a burst that was turned away does not come back as a burst.
    """
    if attempt < 1:
        raise ValueError("attempts count from 1")
    if attempt > len(BACK_OFF):
        return None
    wait = max(BACK_OFF[attempt - 1], min(retry_after or timedelta(), LONGEST_WAIT))
    return now + wait * (1 + jitter / 4)


def state_after(result: Result | str, attempt: int) -> D:
    """The delivery's state after try number `attempt` ended like this."""
    match Result(result):
        case Result.SENT:
            return D.SENT
        case Result.UNKNOWN:
            return D.UNKNOWN
        case Result.REFUSED:
            return D.FAILED
        case Result.LATER:
            return D.FAILED if attempt > len(BACK_OFF) else D.PENDING


def state_after_look_up(found: LookUp | str) -> D:
    """The state of a message in doubt once it was looked up; where nobody can tell, a person decides."""
    return {LookUp.SENT: D.SENT, LookUp.NOT_SENT: D.PENDING, LookUp.UNSURE: D.HELD}[LookUp(found)]


_FOLLOWS: dict[D, frozenset[D]] = {
    D.PENDING: frozenset({D.SENDING, D.CANCELLED, D.SKIPPED}),
    D.SENDING: frozenset({D.SENT, D.WAITING_BY_HAND, D.PENDING, D.FAILED, D.UNKNOWN, D.CANCELLED, D.SKIPPED}),
    D.UNKNOWN: frozenset({D.SENT, D.PENDING, D.HELD, D.FAILED, D.CANCELLED}),
    D.HELD: frozenset({D.SENT, D.PENDING, D.CANCELLED}),  # a person says: it left, send again, leave it
    D.WAITING_BY_HAND: frozenset({D.SENT, D.CANCELLED}),
    D.SENT: frozenset({D.FAILED}),  # a bounce
    D.FAILED: frozenset(),
    D.CANCELLED: frozenset({D.PENDING}),  # undo within ten seconds revives it
    D.SKIPPED: frozenset(),
}


def may_follow(old: D, new: D) -> bool:
    """Whether a delivery may go from one state to another; late or repeated callbacks must not turn it back."""
    return new in _FOLLOWS[old]


def may_claim(state: D, *, due_at: datetime, now: datetime) -> bool:
    """Whether a worker may take this message now."""
    return state is D.PENDING and due_at <= now


def owns(row_attempt: int, attempt: int, *, lease_until: datetime | None, real_now: datetime) -> bool:
    """Whether the worker that claimed try `attempt` may still call: the token is the row's, the lease still runs.

    For writing the result the token alone decides: a late answer is better than none.
    """
    return row_attempt == attempt and lease_until is not None and real_now < lease_until
