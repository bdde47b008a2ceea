"""Puts lines into people's bells, in the transaction of what happened. The one way in: when the company has an e-mail
channel, this is where each line is also planned as a message to the member of staff (`Delivery.user_id`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from rxapp.models import Event, Notice, Task, User
from rxapp.rules.vocabulary import ActorKind, NoticeKind, Role, TaskKind

RINGING = (TaskKind.REPLY_DUE, TaskKind.OUTCOME_MISSING)  # notice kinds of the same names
_TASK: Any = Task.__table__  # type: ignore[attr-defined]
_NOTICE: Any = Notice.__table__  # type: ignore[attr-defined]


def notify(
    session: Session,
    kind: NoticeKind,
    to: Iterable[int | None],
    *,
    event: Event,
    note_id: int | None = None,
    task_id: int | None = None,
    application_id: int | None = None,
) -> None:
    """A line for each of these people but whoever did it; `event` says what happened, about whom and when.
    `application_id` is for an event that is about no single application."""
    author = event.actor_id if event.actor_kind == ActorKind.USER else None
    for user_id in sorted({one for one in to if one is not None} - {author}):
        session.add(
            Notice(
                user_id=user_id, kind=kind.value, note_id=note_id,
                application_id=event.application_id or application_id, task_id=task_id, from_user_id=author,
                caused_by=event.id, created_at=event.occurred_at,
            )
        )  # fmt: skip
    session.flush()


def ring_for_tasks(session: Session, task_ids: Sequence[int]) -> None:
    """Lines for tasks that a job made: a promise in danger rings; a missing outcome only the interviewer, because HR's
    call list is the page they have open."""
    if not task_ids:
        return
    tasks = (
        select(
            _TASK.c.assignee_id, _TASK.c.kind, _TASK.c.application_id, _TASK.c.id, _TASK.c.caused_by,
            _TASK.c.created_at,
        )
        .join(User, col(User.id) == _TASK.c.assignee_id)
        .where(
            _TASK.c.id.in_(list(task_ids)),
            or_(_TASK.c.kind == TaskKind.REPLY_DUE, col(User.role) == Role.INTERVIEWER.value),
        )
        .order_by(_TASK.c.id)
    )  # fmt: skip
    names = ["user_id", "kind", "application_id", "task_id", "caused_by", "created_at"]
    session.connection().execute(_NOTICE.insert().from_select(names, tasks))


def take_away(session: Session, event_ids: Sequence[int]) -> None:
    """Undo: what never was meant rings nobody's bell."""
    session.connection().execute(delete(Notice).where(col(Notice.caused_by).in_(list(event_ids))))
