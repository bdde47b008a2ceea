"""Lets days pass for one interview. One demo serves many stories, so instead of turning its clock to the day of the
interview, the day comes to us: the booking and everything planned for it move, as far apart as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

_STORED = "%Y-%m-%d %H:%M:%S.%f"


class Days:
    """Writes to the demo's database beside the running server; `now` is the server's business time."""

    def __init__(self, file: Path, now: Callable[[], datetime]) -> None:
        self.file, self.now = file, now

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, timeout=30)) as database, database:
            yield database

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Look into the database."""
        with self._open() as database:
            return database.execute(query, values).fetchall()

    def messages_fail(self, n: int) -> None:
        """No channel took the newest invitation of so many candidates who still choose."""
        with self._open() as database:
            database.execute(
                "UPDATE delivery SET state = 'failed', due_at = ? WHERE id IN (SELECT max(d.id) FROM delivery d "
                "JOIN application a ON a.id = d.application_id AND a.stage = 1 AND a.closing IS NULL "
                "JOIN invitation i ON i.id = d.invitation_id AND i.is_open "
                "WHERE d.user_id IS NULL AND d.kind = 'invited' GROUP BY a.id LIMIT ?)",
                (self.now().strftime(_STORED), n),
            )

    def come(self, application_id: int, *, minutes: int) -> None:
        """Now it is so many minutes before the start of the booked interview (negative: after it). Whatever else the
        interviewer has at that time is put off by two months."""
        with self._open() as database:
            booking_id, interviewer_id, starts_at = database.execute(
                "SELECT id, interviewer_id, starts_at FROM booking WHERE application_id = ? AND state = 'scheduled'",
                (application_id,),
            ).fetchone()
            before = datetime.strptime(starts_at, _STORED).replace(tzinfo=UTC)
            start = (self.now() + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
            for (other,) in database.execute(
                "SELECT id FROM booking WHERE interviewer_id = ? AND state = 'scheduled' AND id <> ? "
                "AND starts_at < ? AND ends_at > ?",
                (
                    interviewer_id, booking_id,
                    (start + timedelta(hours=4)).strftime(_STORED), start.strftime(_STORED),
                ),
            ).fetchall():  # fmt: skip
                self._shift(database, other, timedelta(days=60))
            self._shift(database, booking_id, start - before)

    def rest(self, application_id: int) -> None:
        """The interview was booked a minute ago: calling it off is no tap taken back any more."""
        booked_at = (self.now() - timedelta(minutes=1)).strftime(_STORED)
        with self._open() as database:
            database.execute(
                "UPDATE booking SET booked_at = ? WHERE application_id = ? AND state = 'scheduled'",
                (booked_at, application_id),
            )

    def _shift(self, database: sqlite3.Connection, booking_id: int, by: timedelta) -> None:
        seconds = f"{by.total_seconds():+.0f} seconds"
        moved = "strftime('%Y-%m-%d %H:%M:%S.000000', {0}, ?)"
        database.execute(
            f"UPDATE booking SET starts_at = {moved.format('starts_at')}, ends_at = {moved.format('ends_at')} "
            "WHERE id = ?",
            (seconds, seconds, booking_id),
        )
        database.execute(
            f"UPDATE planned_step SET due_at = {moved.format('due_at')} "
            "WHERE booking_id = ? AND state = 'pending' AND kind <> 'booked'",
            (seconds, booking_id),
        )
