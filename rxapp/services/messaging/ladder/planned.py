"""What one application's plan still holds: the messages and calls to come, for whoever looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from rxapp.models import PlannedStep
from rxapp.rules.ladder.judging import MESSAGES
from rxapp.rules.vocabulary import StepKind, StepState

MOST = 20
_STEP: Any = PlannedStep.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One step to come. `is_message`: the candidate is written to; else somebody is asked. `with_booking`: it is
    called off together with the interview."""

    id: int
    kind: str
    due_at: datetime
    is_message: bool
    with_booking: bool


def planned_of(session: Session, application_id: int) -> list[PlannedRow]:
    """The soonest first, twenty at most. What falls due is judged then, so a call may turn out to be needless."""
    query = (
        select(_STEP.c.id, _STEP.c.kind, _STEP.c.due_at, _STEP.c.booking_id)
        .where(_STEP.c.application_id == application_id, _STEP.c.state == StepState.PENDING)
        .order_by(_STEP.c.due_at, _STEP.c.id)
        .limit(MOST)
    )
    return [
        PlannedRow(row.id, row.kind, row.due_at, StepKind(row.kind) in MESSAGES, row.booking_id is not None)
        for row in session.connection().execute(query)
    ]
