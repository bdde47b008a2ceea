"""The real server in a process of its own, for tests that look at it from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rxapp.settings import ROOT
from tests import turned_clock

# What a developer's shell may hold and a test must not see.
OURS = ("DATABASE_URL", "DEMO", "HOST", "JOBS_ENABLED", "PORT", "PUBLIC_URL", "REDIS_URL", "SECRET_KEY")


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def next_morning() -> datetime:
    """The next 10:00 in Shanghai: messages may leave, people are at work, whatever the hour of the machine is."""
    local = datetime.now(ZoneInfo("Asia/Shanghai"))
    ten = local.replace(hour=10, minute=0, second=0, microsecond=0)
    return (ten if ten > local else ten + timedelta(days=1)).astimezone(UTC)


class RestartableServer:
    """One installation with its own data folder, which can be killed and started again on the same data.

    `environment` adds to or replaces settings; without DATABASE_URL it is the demo. It lives by the machine's clock
    until `turn_clock` is called, which must be called before `start` the first time.
    """

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log_file = folder / "server.log"
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._read_from = 0

    @property
    def log(self) -> str:
        """Everything the server printed since its last start."""
        return self.log_file.read_bytes()[self._read_from :].decode(errors="replace")

    def turn_clock(self, to: datetime) -> None:
        """Business time is `to` now and goes on from there, over restarts too."""
        assert self._process is None or self._clock_file.exists(), "it was started with the machine's clock"
        self.folder.mkdir(parents=True, exist_ok=True)
        turned_clock.turn(self._clock_file, to)

    def now(self) -> datetime:
        """Business time as the server sees it."""
        ahead = turned_clock.seconds_ahead(self._clock_file) if self._clock_file.exists() else 0
        return datetime.now(UTC) + timedelta(seconds=ahead)

    def environment(self) -> dict[str, str]:
        """What it is started with; commands of the same installation need it too."""
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        ours = {"DATA_DIR": str(self.folder), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        return {**kept, **ours, turned_clock.FILE: str(self._clock_file), **self._environment}

    @property
    def _clock_file(self) -> Path:
        return self.folder / "clock"

    @property
    def database_file(self) -> Path:
        """The demo's database."""
        return self.folder / "demo.sqlite3"

    @property
    def pid(self) -> int:
        """The supervisor's process id."""
        assert self._process is not None
        return self._process.pid

    def start(self, *, timeout: float = 90) -> None:
        """Start and return when the health page answers; raises RuntimeError with the log when it does not."""
        self.folder.mkdir(parents=True, exist_ok=True)
        module = "tests.turned_clock" if self._clock_file.exists() else "rxapp.serve"
        with self.log_file.open("ab") as log:
            self._read_from = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", module],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + timeout
        while time.monotonic() < until and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"the server did not come up:\n{self.log}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """What a power cut does: every process of the server ends at once."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to stop and wait until it has."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, how)
        self._process.wait(timeout=30)
