"""Planned steps as rows: each exists once, whoever plans it and however often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from rxapp.models import Application, Event, PlannedStep
from rxapp.rules.ladder import table as ladder
from rxapp.rules.vocabulary import StepState
from rxapp.services.messaging.bulk import insert_many


def insert_once(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows that have a `dedupe` key, leaving out those already there. All rows have the same columns."""
    if rows:
        # In the order of their keys: two workers that write the same ones wait for each other in one direction only.
        rows = sorted(rows, key=lambda one: one["dedupe"])
        insert_many(connection, table, list(rows[0]), [tuple(row.values()) for row in rows], once=True)


def row(
    step: ladder.PlannedStep,
    application_id: int,
    *,
    subject: tuple[str, int | None],
    caused_by: int | None,
    invitation: int | None = None,
    booking: int | None = None,
    version: int = 1,
    words: str = "",
) -> dict[str, Any]:
    """One step as a row; `subject` and `version` make its key (`rules.ladder.step_key`)."""
    return {
        "dedupe": ladder.step_key(step.kind, subject[0], subject[1] or 0, version),
        "kind": step.kind,
        "application_id": application_id,
        "invitation_id": invitation,
        "booking_id": booking,
        "due_at": step.due_at,
        "state": StepState.PENDING,
        "words": words,
        "reason": "",
        "caused_by": caused_by,
    }


def add(
    session: Session,
    planned: Iterable[ladder.PlannedStep],
    application: Application,
    *,
    subject: tuple[str, int | None],
    event: Event,
    invitation: int | None = None,
    booking: int | None = None,
    version: int = 1,
    words: str = "",
) -> None:
    """Write what one change owes."""
    rows = [
        row(
            step, application.id or 0, subject=subject, caused_by=event.id, invitation=invitation, booking=booking,
            version=version, words=words,
        )
        for step in planned
    ]  # fmt: skip
    insert_once(session.connection(), PlannedStep.__table__, rows)  # type: ignore[attr-defined]
