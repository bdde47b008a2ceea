"""An application's events as its story: what was taken back within its ten seconds is no part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from rxapp.models import Event
from rxapp.rules import events as rule_events
from rxapp.rules.events import EventKind
from rxapp.rules.replay import ApplicationState, replay


def undone_ids(rows: Iterable[Event]) -> set[int]:
    """Ids of the rows (of one application) that an `undone` row took back, and of the `undone` rows themselves."""
    listed = list(rows)
    gone: set[int] = set()
    for row in listed:
        if row.kind == EventKind.UNDONE and row.id is not None:
            first, last = int(row.data["event_id"]), int(row.data["last_event_id"])
            gone |= {other.id for other in listed if other.id is not None and first <= other.id <= last}
            gone.add(row.id)
    return gone


def story(rows: Sequence[Event]) -> list[Event]:
    """One application's events in the order given, without what was taken back."""
    gone = undone_ids(rows)
    return [row for row in rows if row.id not in gone]


def rows_of(session: Session, application_id: int) -> Sequence[Event]:
    """All events of an application, oldest first."""
    return session.exec(
        select(Event).where(Event.application_id == application_id).order_by(col(Event.id))
    ).all()


def replayed(session: Session, application_id: int) -> ApplicationState:
    """The application's state as its events alone tell it. Raises rules.replay.ImpossibleEvent."""
    return replay(
        rule_events.Event(EventKind(row.kind), row.data, row.occurred_at, row.id)
        for row in rows_of(session, application_id)
    )
