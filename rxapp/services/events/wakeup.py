"""Learning at once that somebody committed, in this process or another."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

import psycopg

from rxapp import db
from rxapp.models.events import CHANNEL

SQLITE_POLL_SECONDS = 0.1


class Wakeup:
    """Calls `wake` (from a thread) whenever the database changed; `stop` ends it within a second.

    SQLite has a counter that changes when another connection commits and costs microseconds to read; on PostgreSQL
    a trigger of the event table notifies. Commits of this process are told directly (`db.on_commit`), so they do not
    wait for a poll.
    """

    def __init__(self, url: str, wake: Callable[[], None]) -> None:
        self._url, self._wake, self._stop = url, wake, threading.Event()
        target = self._listen if url.startswith("postgres") else self._poll
        self._thread = threading.Thread(target=target, name="event-wakeup", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join(timeout=2)

    def _poll(self) -> None:
        connection = sqlite3.connect(self._url.removeprefix("sqlite:///"), isolation_level=None)
        seen = None
        try:
            while not self._stop.wait(SQLITE_POLL_SECONDS):
                (version,) = connection.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    self._wake()
        finally:
            connection.close()

    def _listen(self) -> None:
        url = db.normalised(self._url).replace("postgresql+psycopg://", "postgresql://")
        while not self._stop.is_set():
            try:
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._wake()  # whatever happened while nobody listened
                    while not self._stop.is_set():
                        for _ in connection.notifies(timeout=0.5, stop_after=1):
                            self._wake()
            except psycopg.OperationalError:
                # The server restarts or is away; what was missed is read when it is back.
                self._stop.wait(1)
