"""Open tasks go from one person to another, in the transaction of what changes hands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from rxapp.models import Task
from rxapp.rules.vocabulary import TaskKind

# Asked of a person by name: who looks after the candidate has nothing to do with who answers.
PERSONAL = (TaskKind.WHY_LATE, TaskKind.SECOND_OPINION)


def open_tasks_of(
    session: Session,
    user_id: int,
    *,
    application_id: int | None = None,
    booking_id: int | None = None,
    but_not: Iterable[TaskKind] = (),
) -> Sequence[Task]:
    """What somebody is still asked to do, everywhere or about one application or booking, held until the transaction
    ends."""
    query = select(Task).where(
        Task.assignee_id == user_id, col(Task.done_at).is_(None), col(Task.cancelled_at).is_(None)
    )
    if application_id is not None:
        query = query.where(Task.application_id == application_id)
    if booking_id is not None:
        query = query.where(Task.booking_id == booking_id)
    if kinds := [kind.value for kind in but_not]:
        query = query.where(col(Task.kind).not_in(kinds))
    return session.exec(
        query.order_by(col(Task.id)).with_for_update().execution_options(populate_existing=True)
    ).all()


def give_tasks(session: Session, tasks: Iterable[Task], to_user_id: int) -> None:
    """From now on these are asked of somebody else."""
    for task in tasks:
        task.assignee_id = to_user_id
        session.add(task)
    session.flush()
