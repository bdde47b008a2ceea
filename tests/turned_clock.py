"""The product as `python -m rxapp.serve` starts it, with a business clock that a test turns.

Nothing in rxapp knows of it: this replaces `clock.now()`'s source before anything is served, in the process that starts
the server and in the web process. Real time (sign-ins, throttles, leases) stays as it is.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from rxapp import clock, serve

FILE = "SHOWUP_TEST_CLOCK"


def seconds_ahead(file: Path) -> float:
    """How far business time is ahead of real time."""
    return float(file.read_text())


def turn(file: Path, to: datetime) -> None:
    """Business time is `to` now and goes on from there, for whoever reads this file."""
    ours = file.with_suffix(".new")
    ours.write_text(str((to - clock.real_now()).total_seconds()))
    ours.replace(file)


def _live_by_the_file() -> None:
    file = Path(os.environ[FILE])
    clock.set_source(lambda: clock.real_now() + timedelta(seconds=seconds_ahead(file)))


def application() -> object:
    """The ASGI application, in the web process."""
    _live_by_the_file()
    return serve.application()


if __name__ == "__main__":
    _live_by_the_file()
    serve.TARGET = "tests.turned_clock:application"
    serve.main(sys.argv[1:])
