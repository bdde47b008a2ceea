"""One interviewer's day is changed by one transaction at a time.

SQLite's writers are alone anyway. On PostgreSQL an advisory lock for each interviewer and day is taken first: the
exclusion constraint alone would be right too, but under load it deadlocks instead of answering. By the day, so that
whoever chooses another day does not wait.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlmodel import Session

from rxapp.rules.spans import Span

DAY_SECONDS = 86_400


def lock_times(session: Session, held: Iterable[tuple[int, Span]]) -> None:
    """Hold these spans of these interviewers (by id) until the transaction ends; in one order, so that two cannot wait
    in a ring."""
    if session.get_bind().dialect.name != "postgresql":
        return
    days = {
        (interviewer_id, day)
        for interviewer_id, span in held
        for day in range(_day(span.start.timestamp()), _day(span.end.timestamp()) + 1)
    }
    for interviewer_id, day in sorted(days):
        session.connection().execute(select(func.pg_advisory_xact_lock(interviewer_id, day)))


def _day(seconds: float) -> int:
    return int(seconds // DAY_SECONDS)
