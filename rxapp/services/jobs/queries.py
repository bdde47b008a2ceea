"""What the page of background jobs shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp.models import JobLease, JobRun, JobStatus
from rxapp.services.jobs.lease import LEADER

# Every job and how often it runs; `rxapp.jobs.registry` names what each does.
EVERY_SECONDS: dict[str, int] = {
    "messaging.run_due_steps": 1,
    "messaging.deliver_due": 1,
    "messaging.apply_events": 1,
    "messaging.forget_events": 86_400,
    "hiring.close_lost": 3600,
    "hiring.forget_undos": 86_400,
    "accounts.purge_sessions": 86_400,
    "files.sweep": 86_400,
    "jobs.forget_runs": 86_400,
}
LAST_RUNS = 5


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run that did something or failed; times are real."""

    started_at: datetime
    seconds: float
    did: int
    error: str
    by: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job: `failures` in a row, `runs` the newest that did something. `last_at` is None before its first run."""

    name: str
    every_seconds: int
    last_at: datetime | None
    next_at: datetime | None
    seconds: float
    failures: int
    error: str
    runs: tuple[RunRow, ...]


def jobs_overview(session: Session) -> list[JobRow]:
    """Every job in the order of the registry."""
    statuses = {row.job: row for row in session.exec(select(JobStatus))}
    return [_row(session, name, every, statuses.get(name)) for name, every in EVERY_SECONDS.items()]


def _row(session: Session, name: str, every: int, status: JobStatus | None) -> JobRow:
    runs = session.exec(
        select(JobRun).where(JobRun.job == name).order_by(col(JobRun.id).desc()).limit(LAST_RUNS)
    )
    known = status or JobStatus(job=name)
    return JobRow(
        name=name, every_seconds=every, last_at=known.last_at, next_at=known.next_at, seconds=known.seconds,
        failures=known.failures, error=known.error,
        runs=tuple(RunRow(run.started_at, run.seconds, run.did, run.error, run.by) for run in runs),
    )  # fmt: skip


def last_runs(session: Session) -> dict[str, datetime]:
    """When each job ran last (real time)."""
    return {row.job: row.last_at for row in session.exec(select(JobStatus)) if row.last_at is not None}


def leader_of(session: Session, *, real_now: datetime) -> str:
    """The process that runs the jobs now; empty when none does."""
    lease = session.get(JobLease, LEADER)
    return lease.holder if lease is not None and lease.until is not None and lease.until > real_now else ""
