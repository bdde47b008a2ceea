"""The only place that reads the time.

`now()` is business time: what reminders, deadlines and pages live by. It can be replaced in tests and in the
demo. `real_now()` is never replaced: sign-in sessions, throttles, leases and undo live by it, so that a demo
that jumps a week does not sign anybody out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def real_now() -> datetime:
    """The machine's time, aware UTC; never replaced."""
    return datetime.now(UTC)


_source: Clock = real_now


def now() -> datetime:
    """Business time, aware UTC."""
    return _source()


def set_source(source: Clock | None) -> None:
    """Replace business time (the demo's playing clock); None puts the machine's time back."""
    global _source
    _source = source or real_now


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold business time at one instant, for tests and for rendering a page as of a moment."""
    if at.tzinfo is None:
        raise ValueError("business time must be aware")
    before = _source
    set_source(lambda: at)
    try:
        yield
    finally:
        set_source(before)
