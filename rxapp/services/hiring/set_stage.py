"""The one place where an application changes column, so that the kept counts cannot drift."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from rxapp.models import Application
from rxapp.rules.vocabulary import Closing, Stage

# One statement, rows in ascending order: two transactions that touch the same columns cannot deadlock.
_COUNT = text(
    "INSERT INTO stage_count (stage, n) VALUES (:first, :first_by), (:second, :second_by)"
    " ON CONFLICT (stage) DO UPDATE SET n = stage_count.n + excluded.n"
)
_COUNT_ONE = text(
    "INSERT INTO stage_count (stage, n) VALUES (:stage, :by)"
    " ON CONFLICT (stage) DO UPDATE SET n = stage_count.n + excluded.n"
)


def set_stage(
    session: Session, application: Application, stage: Stage, *, closing: Closing | None, now: datetime
) -> None:
    """Put the application into a column, or off the board, and count it there; `stage_since` moves with the stage.
    Before "attended" nothing is decided or promised."""
    leaves = application.stage if application.closing is None else None
    enters = int(stage) if closing is None else None
    if application.stage != int(stage):
        application.stage_since = now
    application.stage = int(stage)
    if stage < Stage.ATTENDED:
        # They are waiting for an interview again, not for an answer about the last one.
        application.verdict = application.reply_by = application.told_at = None
    application.closing = None if closing is None else closing.value
    application.closed_at = None if closing is None else application.closed_at or now
    session.add(application)
    if leaves == enters:
        return
    steps = sorted((at, by) for at, by in ((leaves, -1), (enters, 1)) if at is not None)
    if len(steps) == 1:
        session.connection().execute(_COUNT_ONE, {"stage": steps[0][0], "by": steps[0][1]})
        return
    (first, first_by), (second, second_by) = steps
    counts = {"first": first, "first_by": first_by, "second": second, "second_by": second_by}
    session.connection().execute(_COUNT, counts)


def count_new(session: Session, application: Application) -> None:
    """Count an application that has just been made."""
    if application.closing is None:
        session.connection().execute(_COUNT_ONE, {"stage": application.stage, "by": 1})
