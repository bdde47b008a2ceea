"""Every background job: what it does and how often. Each answers how many things it settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from rxapp import clock, db, wiring
from rxapp.services.accounts.purge_sessions import purge_sessions
from rxapp.services.files.store import sweep
from rxapp.services.hiring.expire import close_lost_due
from rxapp.services.hiring.undo import forget_undos
from rxapp.services.jobs.queries import EVERY_SECONDS
from rxapp.services.jobs.record import forget_runs
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.reports.apply import apply_waiting
from rxapp.services.messaging.reports.store import forget_events
from rxapp.services.messaging.sending.deliver import deliver_due

Stop = Callable[[], bool]
Work = Callable[[Stop], int]


@dataclass(frozen=True, slots=True)
class Job:
    """`work` is called with a question it asks between batches: shall I stop?"""

    work: Work
    every_seconds: int


def _run_due_steps(stop: Stop) -> int:
    return run_due_steps(stop=stop)


def _deliver_due(stop: Stop) -> int:
    return deliver_due(wiring.channels(), stop=stop)


def _apply_events(stop: Stop) -> int:
    return apply_waiting(stop=stop)


def _in_batches(batch: Callable[[Session], int]) -> Work:
    """Work that settles some in each transaction until nothing is left."""

    def work(stop: Stop) -> int:
        settled = 0
        while not stop():
            with db.unit_of_work() as session:
                done = batch(session)
            if not done:
                break
            settled += done
        return settled

    return work


def _purge_sessions(_: Stop) -> int:
    with db.unit_of_work() as session:
        return purge_sessions(session, real_now=clock.real_now())


def _forget_runs(_: Stop) -> int:
    with db.unit_of_work() as session:
        return forget_runs(session, real_now=clock.real_now())


def _forget_undos(_: Stop) -> int:
    with db.unit_of_work() as session:
        return forget_undos(session)


def _sweep_files(_: Stop) -> int:
    with db.unit_of_work() as session:
        return sweep(session)


_WORK: dict[str, Work] = {
    "messaging.run_due_steps": _run_due_steps,
    "messaging.deliver_due": _deliver_due,
    "messaging.apply_events": _apply_events,
    "messaging.forget_events": _in_batches(forget_events),
    "hiring.close_lost": _in_batches(close_lost_due),
    "hiring.forget_undos": _forget_undos,
    "accounts.purge_sessions": _purge_sessions,
    "files.sweep": _sweep_files,
    "jobs.forget_runs": _forget_runs,
}
JOBS: dict[str, Job] = {name: Job(_WORK[name], every) for name, every in EVERY_SECONDS.items()}
