"""Runs one job once and keeps how it went: for the scheduler, the command line and the button on the page."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from rxapp import clock, db
from rxapp.errors import NotFound
from rxapp.jobs.registry import JOBS, Stop
from rxapp.services.jobs.record import describe, record_run

log = logging.getLogger("jobs")
IDLE_NOTED_EVERY = timedelta(seconds=10)
_noted: dict[str, datetime] = {}


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run went: `error` is empty or a kind of error without anybody's data."""

    did: int
    seconds: float
    error: str


def run_now(name: str, by: str) -> Ran:
    """Run a job at once, whoever leads; blocking. Raises NotFound for a name that is no job."""
    return _run(name, by, stop=lambda: False, next_at=None)


def tick(name: str, by: str, *, stop: Stop) -> Ran:
    """A run by schedule; an idle one is noted only every ten seconds, so that quiet days write little."""
    return _run(name, by, stop=stop, next_at=clock.real_now() + timedelta(seconds=JOBS[name].every_seconds))


def _run(name: str, by: str, *, stop: Stop, next_at: datetime | None) -> Ran:
    if name not in JOBS:
        raise NotFound
    started_at, began = clock.real_now(), time.perf_counter()
    did, error = 0, ""
    try:
        did = JOBS[name].work(stop)
    except Exception as problem:
        log.exception("%s failed", name)
        error = describe(problem)
    seconds = time.perf_counter() - began
    noted = _noted.get(name)
    is_idle = not did and not error and next_at is not None
    if not (is_idle and noted is not None and started_at - noted < IDLE_NOTED_EVERY):
        _noted[name] = started_at
        with db.unit_of_work() as session:
            record_run(
                session,
                name,
                started_at=started_at,
                seconds=seconds,
                did=did,
                error=error,
                by=by,
                next_at=next_at,
            )
    return Ran(did, seconds, error)
