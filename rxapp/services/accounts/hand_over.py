"""Somebody's work goes to a colleague: open applications, the calls and questions about them, and jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid
from rxapp.models import Application, Event, Job, Task, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, ActorKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.messaging.ladder.give_tasks import give_tasks, open_tasks_of

CHUNK = 400


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much went to the colleague."""

    applications: int = 0
    tasks: int = 0
    jobs: int = 0

    def __bool__(self) -> bool:
        return bool(self.applications or self.tasks or self.jobs)


def hand_over(
    session: Session, from_id: int, to: User | None, *, actor: Actor, clock: Clock = clocks.now
) -> HandedOver:
    """Give everything open that one person looks after to another recruiter; both are locked by the caller. Raises
    Invalid (`needs_successor`) when there is something and nobody to take it."""
    applications = session.exec(
        select(Application.id)
        .where(Application.recruiter_id == from_id, col(Application.closing).is_(None))
        .order_by(col(Application.id))
        .with_for_update(key_share=True)
    ).all()
    jobs = session.exec(
        select(Job.id)
        .where(Job.recruiter_id == from_id, col(Job.is_open))
        .order_by(col(Job.id))
        .with_for_update(key_share=True)
    ).all()
    tasks = open_tasks_of(session, from_id)
    found = HandedOver(len(applications), len(tasks), len(jobs))
    if not found:
        return found
    if to is None or to.id is None or to.id == from_id or to.role not in HR or not to.is_active:
        raise Invalid("needs_successor", field="to_user_id")
    give_tasks(session, tasks, to.id)
    _give(session, Application, applications, recruiter_id=to.id, version=Application.version + 1)
    _give(session, Job, jobs, recruiter_id=to.id, version=Job.version + 1)
    _tell(session, applications, to.id, actor=actor, clock=clock)
    record(
        session, EventKind.WORK_HANDED_OVER, actor=actor, clock=clock, user_id=from_id, to_user_id=to.id,
        applications=found.applications, tasks=found.tasks, jobs=found.jobs,
    )  # fmt: skip
    return found


def hand_back_questions(session: Session, from_id: int) -> int:
    """An interviewer's open questions ("not here?", "how did it go?") go to who looks after the candidate; where that
    person has the same question already, it is only taken from the list. How many went."""
    rows = session.exec(
        select(Task, Application.recruiter_id)
        .join(Application, col(Application.id) == Task.application_id)
        .where(Task.assignee_id == from_id, col(Task.done_at).is_(None), col(Task.cancelled_at).is_(None))
        .order_by(col(Task.id))
        .with_for_update(of=Task)
    ).all()
    now = clocks.now()
    for task, recruiter_id in rows:
        has_it = session.exec(
            select(Task.id).where(
                Task.assignee_id == recruiter_id, Task.kind == task.kind, Task.booking_id == task.booking_id,
                Task.application_id == task.application_id, col(Task.done_at).is_(None),
                col(Task.cancelled_at).is_(None),
            )
        ).first()  # fmt: skip
        if has_it is None:
            task.assignee_id = recruiter_id
        else:
            task.cancelled_at = now
        session.add(task)
    session.flush()
    return len(rows)


def _give(session: Session, model: type, ids: Sequence[int | None], **values: object) -> None:
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        session.connection().execute(update(model).where(model.id.in_(chunk)).values(**values))  # type: ignore[attr-defined]
    session.expire_all()


def _tell(session: Session, ids: Sequence[int | None], to_id: int, *, actor: Actor, clock: Clock) -> None:
    now, real_now = clock(), clocks.real_now()
    session.add_all(
        Event(
            kind=EventKind.RECRUITER_ASSIGNED, occurred_at=now, recorded_at=real_now, actor_kind=ActorKind.USER,
            actor_id=actor.user_id, application_id=application_id, data={"recruiter_id": to_id},
        )
        for application_id in ids
    )  # fmt: skip
    session.flush()
