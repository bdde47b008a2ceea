"""Applies webhooks the moment they are kept, in the process that kept them; the job of the same work picks up whatever
is left, from any process, within a second."""

from __future__ import annotations

import asyncio
import logging

from rxapp import db
from rxapp.services.messaging.reports.apply import apply_waiting
from rxapp.settings import get_settings

log = logging.getLogger("jobs.applying")


class _Wake:
    """One loop's call to work; a call that comes while it works is heard after."""

    def __init__(self) -> None:
        self._calls: asyncio.Event | None = None

    def call(self) -> None:
        """Something waits."""
        if self._calls is not None:
            self._calls.set()

    async def run(self) -> None:
        """Work at every call until cancelled."""
        self._calls = calls = asyncio.Event()
        try:
            while True:
                await calls.wait()
                calls.clear()
                try:
                    await db.run(apply_waiting)
                except Exception as problem:
                    log.warning("reports wait for the job: %s", type(problem).__name__)
        finally:
            self._calls = None


_wake = _Wake()
wake = _wake.call


async def run_applying() -> None:
    """From the server's start to its end, where this process runs jobs at all."""
    if get_settings().jobs_enabled:
        await _wake.run()
