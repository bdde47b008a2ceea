"""Ticks the jobs in one process at a time, from the server's start to its end.

APScheduler only says when; due work lives in our tables, so nothing is lost while nobody leads. The leader holds a
lease in the database and renews it in real time; when it dies another process takes over within seconds.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import threading
from datetime import datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from rxapp import clock, db
from rxapp.jobs.registry import JOBS
from rxapp.jobs.run import tick
from rxapp.services.jobs import lease
from rxapp.services.jobs.queries import last_runs
from rxapp.settings import get_settings

log = logging.getLogger("jobs.scheduler")
LOOK_EVERY = 1.0  # seconds between renewals, and between a follower's looks; well under lease.LASTS
THREADS = 4

# A tick that finds the one before it still at work is dropped, which is meant: no line in the log for it.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


async def run_scheduler() -> None:
    """Lead when nobody does, follow otherwise, until cancelled; then stop within a second and let go of the lease."""
    if not get_settings().jobs_enabled:
        return
    turn = _Turn(f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}")
    try:
        while True:
            await turn.look()
            await asyncio.sleep(LOOK_EVERY)
    finally:
        turn.stop()
        await asyncio.shield(_quietly(turn.let_go))


async def _quietly(work: object) -> None:
    try:
        await asyncio.wait_for(db.run(work), timeout=1)  # type: ignore[arg-type]
    except Exception as problem:
        log.warning("the lease could not be given back: %s", type(problem).__name__)


class _Turn:
    """This process's part in the leadership."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        self.token: int | None = None
        self.until: datetime | None = None
        self._scheduler: AsyncIOScheduler | None = None
        self._stopping = threading.Event()
        # A look is in its thread when the server stops: it ends before the lease is given back, none comes after.
        self._alone = threading.Lock()
        self._is_over = False

    async def look(self) -> None:
        """Renew the lease or try to take it; start and stop the ticks accordingly."""
        try:
            leads, since = await db.run(self._hold)
        except Exception as problem:
            # A database that is away for a moment: keep the lease as long as it lasts, no longer.
            log.warning("the lease could not be renewed: %s", type(problem).__name__)
            leads, since = self.until is not None and clock.real_now() < self.until, {}
        if leads and self._scheduler is None:
            self._start(since)
        elif not leads and self._scheduler is not None:
            log.warning("%s leads no more", self.holder)
            self.stop()

    def _hold(self) -> tuple[bool, dict[str, datetime]]:
        with self._alone:
            return (False, {}) if self._is_over else self._take_or_keep()

    def _take_or_keep(self) -> tuple[bool, dict[str, datetime]]:
        now = clock.real_now()
        with db.unit_of_work() as session:
            if self.token is not None and not lease.renew(session, self.holder, self.token, real_now=now):
                self.token = None
            if self.token is None:
                self.token = lease.acquire(session, self.holder, real_now=now)
            since = last_runs(session) if self.token is not None and self._scheduler is None else {}
        self.until = now + lease.LASTS if self.token is not None else None
        return self.token is not None, since

    def _start(self, since: dict[str, datetime]) -> None:
        """Begin ticking: what ran lately waits its turn, everything else runs now."""
        self._stopping = threading.Event()
        scheduler = AsyncIOScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(THREADS)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        now = clock.real_now()
        for name, job in JOBS.items():
            every = timedelta(seconds=job.every_seconds)
            scheduler.add_job(
                self._tick, IntervalTrigger(seconds=job.every_seconds, timezone="UTC"), args=[name, self._stopping],
                id=name, next_run_time=max(now, since[name] + every) if name in since else now,
            )  # fmt: skip
        scheduler.start()
        self._scheduler = scheduler

    def _tick(self, name: str, stopping: threading.Event) -> None:
        until = self.until
        if stopping.is_set() or until is None or clock.real_now() >= until:
            return
        tick(name, self.holder, stop=stopping.is_set)

    def stop(self) -> None:
        """No more ticks; work in hand ends after its batch."""
        self._stopping.set()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    def let_go(self) -> None:
        """Give the lease back for good, so that the next process need not wait for its end."""
        with self._alone:
            self._is_over = True
            if self.token is not None:
                with db.unit_of_work() as session:
                    lease.release(session, self.holder, self.token)
                self.token = self.until = None
