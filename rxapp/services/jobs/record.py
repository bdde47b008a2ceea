"""Keeps how runs went: the newest tick of each job, and a row for every run that did something or failed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from rxapp.errors import UserError
from rxapp.models import JobRun, JobStatus

KEPT = timedelta(days=30)
FAILURES_A_ROW = 60  # of a job that fails again and again every so many runs are kept


def describe(error: BaseException) -> str:
    """An error as the page may show it: its kind and code, never its text, which may hold somebody's data."""
    return f"{type(error).__name__} {error.code}" if isinstance(error, UserError) else type(error).__name__


def record_run(
    session: Session,
    job: str,
    *,
    started_at: datetime,
    seconds: float,
    did: int,
    error: str,
    by: str,
    next_at: datetime | None,
) -> None:
    """Write one run. `next_at` is None for a run by hand, which leaves the schedule as it is."""
    status = session.get(JobStatus, job) or JobStatus(job=job)
    status.failures = status.failures + 1 if error else 0
    is_new = not error or status.failures % FAILURES_A_ROW == 1
    status.last_at, status.seconds, status.error = started_at, round(seconds, 3), error[:300]
    status.next_at = next_at or status.next_at
    session.add(status)
    if (did or error) and is_new:
        session.add(
            JobRun(
                job=job,
                started_at=started_at,
                seconds=round(seconds, 3),
                did=did,
                error=error[:300],
                by=by[:80],
            )
        )
    session.flush()


def forget_runs(session: Session, *, real_now: datetime) -> int:
    """Drop runs older than thirty days; how many."""
    done = session.connection().execute(delete(JobRun).where(col(JobRun.started_at) < real_now - KEPT))
    return int(done.rowcount)
