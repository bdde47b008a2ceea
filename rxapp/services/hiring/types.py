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


@dataclass(frozen=True)
class BoardFilter:
    """What a board shows; kept in the page's address. `query` matches part of a name."""

    job_id: int | None = None
    recruiter_id: int | None = None
    interviewer_id: int | None = None
    priority: bool = False
    overdue: bool = False
    query: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered, so that the kept counts apply."""
        return self == BoardFilter()
