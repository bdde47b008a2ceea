"""What the commands of this domain return."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A stored change. `undo_id` is None where the click cannot be taken back (a candidate's, a job's)."""

    application_id: int
    version: int
    event_id: int
    undo_id: int | None = None
