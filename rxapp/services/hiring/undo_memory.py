"""What a change was before, kept so that ten seconds later it can be put back: only the columns that changed."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

from rxapp import clock as clocks
from rxapp.models import (
    Application,
    Booking,
    Decision,
    Event,
    Invitation,
    InvitationInterviewer,
    PriorityRequest,
    Task,
    Undo,
)
from rxapp.rules.stages import UNDO

KEPT: dict[str, type[SQLModel]] = {
    "application": Application,
    "booking": Booking,
    "decision": Decision,
    "invitation": Invitation,
    "invitation_interviewer": InvitationInterviewer,
    "priority_request": PriorityRequest,
    "task": Task,
}
_TABLES = {model: name for name, model in KEPT.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def columns(row: SQLModel) -> dict[str, Any]:
    """A row's columns as JSON holds them."""
    return {column.key: _plain(getattr(row, column.key)) for column in inspect(type(row)).column_attrs}


def key_of(row: SQLModel) -> Any:
    """A row's primary key as JSON holds it: a list where it has several parts."""
    key = list(inspect(row).identity or ())
    return key[0] if len(key) == 1 else key


class Memory:
    """The rows one change touches and makes."""

    def __init__(self) -> None:
        self._before: dict[int, tuple[SQLModel, dict[str, Any]]] = {}
        self._made: list[SQLModel] = []

    def touch(self, row: SQLModel) -> None:
        """Keep the row as it is now, unless it is already kept."""
        self._before.setdefault(id(row), (row, columns(row)))

    def made(self, row: SQLModel) -> None:
        """A row that did not exist before."""
        self._made.append(row)

    def keep(self, session: Session, application: Application, *, user_id: int, events: list[Event]) -> int:
        """Write the way back; answers its id."""
        before: list[dict[str, Any]] = [{"event_ids": [event.id for event in events]}]
        made = {id(row) for row in self._made}
        for row in self._made:
            if type(row) in _TABLES:
                before.append({"table": _TABLES[type(row)], "id": key_of(row), "made": True})
        for key, (row, was) in self._before.items():
            now = columns(row)
            changed = {name: value for name, value in was.items() if now[name] != value and name != "version"}
            if changed and key not in made:
                before.append({"table": _TABLES[type(row)], "id": key_of(row), "was": changed})
        return _keep(session, application, events[0], user_id, before)


def keep_tag(session: Session, application: Application, event: Event, tag: str, *, was_on: bool) -> int:
    """The way back of one tag, put on or taken off by `event`; answers its id."""
    before: list[dict[str, Any]] = [{"event_ids": [event.id]}, {"tag": tag, "was_on": was_on}]
    return _keep(session, application, event, event.actor_id, before)


def keep_task(session: Session, application: Application, event: Event, task_id: int) -> int:
    """The way back of one tick: the task is open again, whatever else happened meanwhile; answers its id."""
    before: list[dict[str, Any]] = [{"event_ids": [event.id]}, {"ticked": task_id}]
    return _keep(session, application, event, event.actor_id, before)


def _keep(
    session: Session,
    application: Application,
    event: Event,
    user_id: int | None,
    before: list[dict[str, Any]],
) -> int:
    assert application.id is not None and event.id is not None
    undo = Undo(
        application_id=application.id,
        event_id=event.id,
        version_after=application.version,
        user_id=user_id,
        until=clocks.real_now() + UNDO,
        before=before,
    )
    session.add(undo)
    session.flush()
    assert undo.id is not None
    return undo.id
