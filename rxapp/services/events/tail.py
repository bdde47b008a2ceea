"""Reading the event table as it grows, also when another process writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from rxapp.models import Event

BATCH = 5000
PATIENCE = timedelta(seconds=60)
MOST_GAPS = 500


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as screens need it: which things it touched."""

    id: int
    kind: str
    application_id: int | None
    booking_id: int | None


class EventTail:
    """Remembers what it has read; `read` returns what is new, each event once.

    PostgreSQL hands out ids before it commits, so a slower transaction can appear below the newest id read. Ids
    that are missing are asked for again for a minute; after that they were rolled back.
    """

    def __init__(self) -> None:
        self.newest = 0
        self._gaps: dict[int, datetime] = {}

    def start(self, session: Session) -> None:
        """Begin behind the newest event: screens that open later load what is before it themselves."""
        self.newest = session.connection().execute(select(func.max(Event.id))).scalar() or 0

    def read(self, session: Session, *, real_now: datetime) -> list[Happening]:
        """Events not read before, lower ids first."""
        self._gaps = {gap: since for gap, since in self._gaps.items() if real_now - since < PATIENCE}
        fresh = col(Event.id) > self.newest
        query = (
            select(Event.id, Event.kind, Event.application_id, Event.booking_id)
            .where(or_(fresh, col(Event.id).in_(self._gaps)) if self._gaps else fresh)
            .order_by(col(Event.id))
            .limit(BATCH)
        )
        found = [Happening(*row) for row in session.connection().execute(query)]
        for happening in found:
            self._gaps.pop(happening.id, None)
            if happening.id > self.newest:
                missing = range(max(self.newest + 1, happening.id - MOST_GAPS), happening.id)
                self._gaps.update(dict.fromkeys(missing, real_now))
                self.newest = happening.id
        return found
