"""One interviewer's time is changed by one transaction at a time.

SQLite's writers are alone anyway. On PostgreSQL an advisory lock per interviewer is taken first: the exclusion
constraint alone would be right too, but under load it deadlocks instead of answering.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlmodel import Session


def lock_interviewers(session: Session, interviewer_ids: Iterable[int]) -> None:
    """Hold these interviewers' time until the transaction ends; in order of id, so that two cannot wait in a ring."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for interviewer_id in sorted(set(interviewer_ids)):
        session.connection().execute(select(func.pg_advisory_xact_lock(interviewer_id)))
