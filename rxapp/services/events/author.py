"""Who saved a record last: said to the second of two editors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.models import Event, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import ActorKind

RECENT = timedelta(days=1)
LOOKED_AT = 200


def last_author(
    session: Session, kinds: Collection[EventKind], key: str, record_id: int
) -> tuple[str, datetime] | None:
    """Name and time of the newest of these events of the last day whose data name the record; None where there is
    none (a background job, or longer ago)."""
    rows = session.exec(
        select(Event)
        .where(
            col(Event.recorded_at) > clocks.real_now() - RECENT,
            col(Event.kind).in_([kind.value for kind in kinds]),
            Event.actor_kind == ActorKind.USER,
        )
        .order_by(col(Event.id).desc())
        .limit(LOOKED_AT)
    )
    for row in rows:
        if row.data.get(key) == record_id:
            name = session.exec(select(User.name).where(User.id == row.actor_id)).first()
            return (name or "", row.occurred_at)
    return None
