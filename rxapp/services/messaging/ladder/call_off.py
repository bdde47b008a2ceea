"""Calling off what is owed, and taking that back. States change, rows stay.

A message that a worker holds at this moment only gets `cancelled_by`: the worker honours it before its call
(`claims.renew`), or writes the truth after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, exists, select, update
from sqlmodel import Session

from rxapp.clock import Clock
from rxapp.models import Application, Delivery, Event, PlannedStep, Task
from rxapp.models.base import UtcDateTime
from rxapp.rules.ladder.judging import OVERTAKEN
from rxapp.rules.vocabulary import DeliveryState, StepKind, StepState, TaskKind

_STEP: Any = PlannedStep.__table__  # type: ignore[attr-defined]
_DELIVERY: Any = Delivery.__table__  # type: ignore[attr-defined]
_TASK: Any = Task.__table__  # type: ignore[attr-defined]
_NOW: Any = bindparam("now", type_=UtcDateTime)
_BY: Any = bindparam("by")


class Ending(NamedTuple):
    """Rows of one table that end: which to lock, and their change."""

    id: Any
    lock: Any
    change: Any


Endings = tuple[Ending, ...]
_OPEN_TASK = _TASK.c.done_at.is_(None) & _TASK.c.cancelled_at.is_(None)
NOT_LEFT = (DeliveryState.PENDING, DeliveryState.WAITING_BY_HAND)
# An executive asked a colleague: no change of the application answers that.
QUESTIONS = (TaskKind.WHY_LATE,)
IN_DOUBT = (DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.HELD)


def everything(
    session: Session,
    application: Application,
    *,
    event: Event,
    clock: Clock,
    keep: Sequence[StepKind | TaskKind] = (),
) -> None:
    """Call off every pending step, unsent message and open task of an application, except the kinds to keep; a kept
    message that waits for somebody's hand keeps its task."""
    _run(session, _EVERYTHING, event, clock, {"ours": application.id, "kept": [*keep, *QUESTIONS]})


def tasks_of(
    session: Session, application: Application, kinds: Sequence[TaskKind], *, event: Event, clock: Clock
) -> None:
    """Call off open tasks of these kinds: what they asked for has happened."""
    session.flush()
    where = (_TASK.c.application_id == application.id) & _TASK.c.kind.in_(list(kinds)) & _OPEN_TASK
    _end(session.connection(), _ending(_TASK, where, cancelled_at=clock(), cancelled_by=event.id), {})


def overtaken(session: Session, booking_ids: Sequence[int], by: TaskKind, *, now: datetime) -> None:
    """End the open calls about these bookings that a task of this kind stands for from now on."""
    if by not in OVERTAKEN or not booking_ids:
        return
    where = _TASK.c.booking_id.in_(booking_ids) & _TASK.c.kind.in_(OVERTAKEN[by]) & _OPEN_TASK
    _end(session.connection(), _ending(_TASK, where, cancelled_at=now), {})


def these(
    session: Session,
    application: Application,
    kinds: Sequence[StepKind | TaskKind],
    *,
    event: Event,
    clock: Clock,
) -> None:
    """Call off only these kinds of steps, unsent messages (with their tasks) and open tasks."""
    _run(session, _THESE, event, clock, {"ours": application.id, "meant": list(kinds)})


def take_back(session: Session, event_ids: list[int], *, by: Event, clock: Clock) -> None:
    """Call off what these events caused, then revive what they called off; all of the application of `by`."""
    ours = by.application_id
    _run(session, _CAUSED, by, clock, {"ours": ours, "causes": event_ids})
    _revive(session.connection(), event_ids, ours)


def _endings(
    steps: ColumnElement[bool], deliveries: ColumnElement[bool], tasks: ColumnElement[bool]
) -> Endings:
    # Steps before what comes of them: a worker that holds a step has stored its messages when the lock is free.
    return (
        _ending(_STEP, steps & (_STEP.c.state == StepState.PENDING),
                state=StepState.CANCELLED, reason="called_off", settled_at=_NOW, cancelled_by=_BY),
        _ending(_DELIVERY, deliveries & _DELIVERY.c.state.in_(NOT_LEFT),
                state=DeliveryState.CANCELLED, cancelled_by=_BY),
        _ending(_DELIVERY, deliveries & _DELIVERY.c.state.in_(IN_DOUBT) & _DELIVERY.c.cancelled_by.is_(None),
                cancelled_by=_BY),
        _ending(_TASK, tasks & _OPEN_TASK, cancelled_at=_NOW, cancelled_by=_BY),
    )  # fmt: skip


def _ending(table: Any, where: ColumnElement[bool], **values: Any) -> Ending:
    return Ending(
        table.c.id,
        select(table.c.id).where(where).order_by(table.c.id).with_for_update(),
        update(table).where(where).values(**values),
    )


# Made once: every click that changes an application runs one of them.
_OURS: Any = bindparam("ours")


def _of_kinds(name: str) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """Which steps, messages and tasks are of the kinds a parameter lists; a message's task is of its kind."""
    kinds: Any = bindparam(name, expanding=True)
    letters = select(_DELIVERY.c.id).where(_DELIVERY.c.application_id == _OURS, _DELIVERY.c.kind.in_(kinds))
    of_letter = _TASK.c.delivery_id.is_not(None) & _TASK.c.delivery_id.in_(letters)
    return _STEP.c.kind.in_(kinds), _DELIVERY.c.kind.in_(kinds), _TASK.c.kind.in_(kinds) | of_letter


_KEPT, _MEANT = _of_kinds("kept"), _of_kinds("meant")
_EVERYTHING = _endings(
    *((table.c.application_id == _OURS) & ~kept
      for table, kept in zip((_STEP, _DELIVERY, _TASK), _KEPT, strict=True))
)  # fmt: skip
_THESE = _endings(
    *((table.c.application_id == _OURS) & meant
      for table, meant in zip((_STEP, _DELIVERY, _TASK), _MEANT, strict=True))
)  # fmt: skip
_CAUSED = _endings(
    *(
        (table.c.application_id == _OURS) & table.c.caused_by.in_(bindparam("causes", expanding=True))
        for table in (_STEP, _DELIVERY, _TASK)
    )
)


def _run(session: Session, endings: Endings, event: Event, clock: Clock, which: dict[str, Any]) -> None:
    session.flush()
    for ending in endings:
        _end(session.connection(), ending, which | {"now": clock(), "by": event.id})


def _end(connection: Connection, ending: Ending, facts: dict[str, Any]) -> None:
    change = ending.change
    if connection.dialect.name == "postgresql":
        # Rows are locked in the order of their ids, as every worker does: no deadlock. Only they are changed.
        ids = connection.execute(ending.lock, facts).scalars().all()
        if not ids:
            return
        change = change.where(ending.id.in_(ids))
    connection.execute(change, facts)


def _revive(connection: Connection, event_ids: list[int], application_id: int | None) -> None:
    ours = (_DELIVERY.c.application_id == application_id) & _DELIVERY.c.cancelled_by.in_(event_ids)
    steps = (_STEP.c.application_id == application_id) & _STEP.c.cancelled_by.in_(event_ids)
    tasks = (_TASK.c.application_id == application_id) & _TASK.c.cancelled_by.in_(event_ids)
    has_task = exists().where(
        _TASK.c.application_id == _DELIVERY.c.application_id, _TASK.c.delivery_id == _DELIVERY.c.id
    )
    for table, where, values in (
        (
            _STEP, steps & (_STEP.c.state == StepState.CANCELLED),
            {"state": StepState.PENDING, "reason": "", "settled_at": None, "cancelled_by": None},
        ),
        (
            _DELIVERY, ours & (_DELIVERY.c.state == DeliveryState.CANCELLED) & has_task,
            {"state": DeliveryState.WAITING_BY_HAND, "cancelled_by": None},
        ),
        (
            _DELIVERY, ours & (_DELIVERY.c.state == DeliveryState.CANCELLED),
            {"state": DeliveryState.PENDING, "cancelled_by": None},
        ),
        (_DELIVERY, ours & _DELIVERY.c.state.in_(IN_DOUBT), {"cancelled_by": None}),
        (
            _TASK, tasks & _TASK.c.done_at.is_(None),
            {"cancelled_at": None, "cancelled_by": None},
        ),
    ):  # fmt: skip
        _end(connection, _ending(table, where, **values), {})
