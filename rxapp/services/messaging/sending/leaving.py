"""When what somebody has just caused leaves for the candidate: said where it was caused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from rxapp.models import PlannedStep
from rxapp.rules.ladder.judging import MESSAGES
from rxapp.rules.vocabulary import Channel, StepState
from rxapp.services.messaging.channels.available import available_channels

_STEP: Any = PlannedStep.__table__  # type: ignore[attr-defined]


def leaves_at(session: Session, event_id: int) -> datetime | None:
    """The first message to the candidate that this event planned; None where it planned none."""
    return _first(session, _STEP.c.caused_by == event_id)


def first_leaves_at(session: Session) -> datetime | None:
    """When the next message to any candidate leaves, or waits for a hand; None where none is planned."""
    return _first(session)


def _first(session: Session, *where: Any) -> datetime | None:
    found = select(func.min(_STEP.c.due_at)).where(
        *where, _STEP.c.state == StepState.PENDING, _STEP.c.kind.in_([kind.value for kind in MESSAGES])
    )
    at: datetime | None = session.connection().execute(found).scalar()
    return at


def is_by_hand() -> bool:
    """Whether nothing leaves here without somebody's hand."""
    return available_channels() == (Channel.BY_HAND,)
