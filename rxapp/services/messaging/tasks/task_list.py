"""What people are asked to do: the call list, questions of the day, messages to send by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlmodel import Session
from sqlmodel import select as select_rows

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, NotAllowed, NotFound, Stale
from rxapp.models import Application, Booking, Candidate, Delivery, Event, InboundMessage, Job, Task, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, DeliveryState, Role, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.undo_memory import keep_task
from rxapp.services.messaging.sending import left
from rxapp.services.messaging.sending.lost import lost_of_task
from rxapp.services.messaging.texts.letters import columns, letters
from rxapp.services.messaging.texts.words import with_link

MOST = 200
AT_ONCE = (TaskKind.SEND_BY_HAND, TaskKind.SECOND_OPINION)  # shown before they fall due
ANSWERED = (TaskKind.SECOND_OPINION, TaskKind.WHY_LATE)  # questions: ticking them would be no answer
_TASK, _APPLICATION, _CANDIDATE, _JOB = columns(Task), columns(Application), columns(Candidate), columns(Job)
_BOOKING, _DELIVERY, _USER = columns(Booking), columns(Delivery), columns(User)
_INBOUND = columns(InboundMessage)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One open task. `phone` is empty for whoever may not see contact data; `body` is the finished text, with its
    working link, of a message to send by hand. `is_overdue`: past `due_at`; for a message by hand that means
    unticked for 30 working minutes. `failed` is the kind of the newest message about the same matter that did not get
    through, empty without one. `said`: what the candidate wrote, where the task is to answer it."""

    id: int
    kind: TaskKind
    application_id: int
    booking_id: int | None
    delivery_id: int | None
    candidate: str
    phone: str
    job: str
    job_en: str
    interviewer: str
    starts_at: datetime | None
    due_at: datetime
    created_at: datetime
    is_overdue: bool
    subject: str
    body: str
    asker: str = ""
    assignee: str = ""
    failed: str = ""
    said: str = ""


def _open() -> Any:
    return and_(_TASK.done_at.is_(None), _TASK.cancelled_at.is_(None))


def _shown(user_id: int | None, now: datetime, assignee_role: Any, *, everybodys: bool) -> Any:
    whose = assignee_role.in_(HR) if everybodys else _TASK.assignee_id == user_id
    return and_(whose, _open(), or_(_TASK.due_at <= now, _TASK.kind.in_(AT_ONCE)))


def count_tasks(
    session: Session, user_id: int | None, *, clock: Clock = clocks.now, everybodys: bool = False
) -> dict[TaskKind, int]:
    """How many tasks of each kind `open_tasks` would list if it had no end; a kind without any is left out."""
    query = (
        select(_TASK.kind, func.count())
        .select_from(Task)
        .join(User, _USER.id == _TASK.assignee_id)
        .where(_shown(user_id, clock(), _USER.role, everybodys=everybodys))
        .group_by(_TASK.kind)
    )
    return {TaskKind(kind): n for kind, n in session.connection().execute(query)}


def open_tasks(
    session: Session, user_id: int | None, *, clock: Clock = clocks.now, everybodys: bool = False,
    kinds: Collection[TaskKind] = tuple(TaskKind), most: int = MOST,
) -> list[TaskRow]:  # fmt: skip
    """A person's open tasks of these kinds that are due, and messages waiting for their hand, most urgent first; at
    most `most`. `everybodys`: those of all who recruit, for a reader of whom the caller knows that they do."""
    now, connection = clock(), session.connection()
    role = (
        Role.RECRUITER
        if everybodys
        else connection.execute(select(_USER.role).where(_USER.id == user_id)).scalar()
    )
    interviewer = User.__table__.alias()  # type: ignore[attr-defined]
    asker, assignee = User.__table__.alias(), User.__table__.alias()  # type: ignore[attr-defined]
    query = (
        select(
            _TASK.id, _TASK.kind, _TASK.application_id, _TASK.booking_id, _TASK.delivery_id,
            _CANDIDATE.name.label("candidate"), _CANDIDATE.phone, _JOB.title, _JOB.title_en,
            interviewer.c.name.label("interviewer"), _BOOKING.starts_at, _TASK.due_at, _TASK.created_at,
            _DELIVERY.subject, _DELIVERY.body, _DELIVERY.link_id, asker.c.name.label("asker"),
            assignee.c.name.label("assignee"), lost_of_task(now).label("failed"), _INBOUND.text.label("said"),
        )
        .join(Application, _APPLICATION.id == _TASK.application_id)
        .join(Candidate, _CANDIDATE.id == _APPLICATION.candidate_id)
        .join(Job, _JOB.id == _APPLICATION.job_id)
        .outerjoin(Booking, _BOOKING.id == _TASK.booking_id)
        .outerjoin(interviewer, interviewer.c.id == _BOOKING.interviewer_id)
        .outerjoin(Delivery, _DELIVERY.id == _TASK.delivery_id)
        .join(assignee, assignee.c.id == _TASK.assignee_id)
        .outerjoin(asker, asker.c.id == _TASK.asked_by)
        .outerjoin(InboundMessage, _INBOUND.task_id == _TASK.id)
        .where(_shown(user_id, now, assignee.c.role, everybodys=everybodys), _TASK.kind.in_(kinds))
        .order_by(_TASK.due_at, _TASK.id)
        .limit(most)
    )  # fmt: skip
    return [_row(row, now, sees_contact=role in HR) for row in connection.execute(query)]


def _row(row: Any, now: datetime, *, sees_contact: bool) -> TaskRow:
    return TaskRow(
        id=row.id, kind=TaskKind(row.kind), application_id=row.application_id, booking_id=row.booking_id,
        delivery_id=row.delivery_id, candidate=row.candidate, phone=(row.phone or "") if sees_contact else "",
        job=row.title, job_en=row.title_en, interviewer=row.interviewer or "", starts_at=row.starts_at,
        due_at=row.due_at, created_at=row.created_at, is_overdue=row.due_at < now,
        subject=row.subject or "" if sees_contact else "",
        body=with_link(row.body or "", row.link_id) if sees_contact else "",
        asker=row.asker or "", assignee=row.assignee, failed=(row.failed or "") if sees_contact else "",
        said=(row.said or "") if sees_contact else "",
    )  # fmt: skip


def _task(session: Session, task_id: int, actor: Actor) -> Task:
    task = session.get(Task, task_id)
    if task is None or (task.assignee_id != actor.user_id and actor.role not in HR):
        raise NotFound
    return task


def settle_task(session: Session, task_id: int, *, actor: Actor, clock: Clock = clocks.now) -> Change | None:
    """Tick a task as done, once; a message by hand is thereby sent. What was ticked can be taken back for ten seconds
    (services/hiring/undo.py), a message that was sent cannot; None where nothing is to be taken back. Raises NotFound
    (also for a task of somebody else, unless HR asks), Stale when what it is about was called off."""
    task = _task(session, task_id, actor)
    if task.kind == TaskKind.SEND_BY_HAND:
        tick_sent_by_hand(session, task_id, actor=actor, clock=clock)
    elif task.kind in ANSWERED and task.done_at is None:
        raise IllegalMove("illegal.needs_answer")
    elif task.cancelled_at is not None:
        raise Stale
    elif task.done_at is None:
        event = _close(session, task, actor, clock)
        application = session.get_one(Application, task.application_id)
        undo_id = keep_task(session, application, event, task_id) if actor.user_id is not None else None
        return Change(task.application_id, application.version, event.id or 0, undo_id)
    return None


def whom(session: Session, task_id: int) -> str:
    """The candidate a task is about; empty where there is none."""
    query = (
        select(_CANDIDATE.name)
        .join(Application, _APPLICATION.candidate_id == _CANDIDATE.id)
        .join(Task, _TASK.application_id == _APPLICATION.id)
        .where(_TASK.id == task_id)
    )
    return session.connection().execute(query).scalar() or ""


def tick_sent_by_hand(session: Session, task_id: int, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """The recruiter sent the text: the message counts as sent from now on and its clocks start. A second tick
    changes nothing. Raises NotFound, NotAllowed, Stale (called off in the meantime: it should not go out)."""
    task = _task(session, task_id, actor)
    if actor.role not in HR:
        raise NotAllowed
    if task.kind != TaskKind.SEND_BY_HAND or task.delivery_id is None:
        raise NotFound
    if task.done_at is not None:
        return
    if task.cancelled_at is not None:
        raise Stale
    if not _mark_sent(session, task, actor, clock):
        raise Stale


def sent_as_opened(session: Session, delivery_id: int, *, clock: Clock = clocks.now) -> None:
    """A text that waits for a hand was opened by its own link: somebody sent it and did not tick it yet. It counts as
    sent from now on; the task is done by nobody in particular."""
    task = session.connection().execute(
        select(_TASK.id).where(
            _TASK.delivery_id == delivery_id, _TASK.kind == TaskKind.SEND_BY_HAND, _open()
        )
    ).scalar()  # fmt: skip
    if task is not None:
        _mark_sent(session, session.get_one(Task, task), None, clock)


def _mark_sent(session: Session, task: Task, actor: Actor | None, clock: Clock) -> bool:
    connection, now = session.connection(), clock()
    assert task.delivery_id is not None
    [letter] = letters(connection, [task.delivery_id], now, is_gone=True)
    left.lock_for_clocks(connection, [letter])
    sent = connection.execute(
        update(Delivery.__table__)  # type: ignore[attr-defined]
        .where(_DELIVERY.id == task.delivery_id, _DELIVERY.state == DeliveryState.WAITING_BY_HAND)
        .values(state=DeliveryState.SENT, sent_at=now)
    )
    if sent.rowcount != 1:
        return False
    _close(session, task, actor, clock)
    left.after_sent(session, [letter], at=now, real_now=clocks.real_now())
    return True


def task_of_key(session: Session, key: str) -> int:
    """The id of the task that exists under a key."""
    return int(session.connection().execute(select(_TASK.id).where(_TASK.dedupe == key)).scalar_one())


def ask_for_interviewer(
    session: Session, application_id: int, *, caused_by: int | None = None, clock: Clock = clocks.now
) -> bool:
    """They should be invited again and nobody is left who would see them: whoever looks after the candidate is asked
    to choose somebody, once. Whether that is a new task."""
    application = session.exec(
        select_rows(Application).where(Application.id == application_id).with_for_update(key_share=True)
    ).one()
    key, now = f"interviewer:{application_id}:{application.version}", clock()
    asked = select(_TASK.id).where(
        _TASK.application_id == application_id,
        or_(_TASK.dedupe == key, and_(_TASK.kind == TaskKind.CHOOSE_INTERVIEWER, _open())),
    )
    if session.connection().execute(asked).first() is not None:
        return False
    left.add_tasks(
        session,
        [
            {
                "dedupe": key, "kind": TaskKind.CHOOSE_INTERVIEWER, "application_id": application_id,
                "booking_id": None, "assignee_id": application.recruiter_id, "due_at": now, "created_at": now,
                "caused_by": caused_by,
            }
        ],
        real_now=clocks.real_now(),
    )  # fmt: skip
    return True


def _close(session: Session, task: Task, actor: Actor | None, clock: Clock) -> Event:
    task.done_at, task.done_by = clock(), actor.user_id if actor else None
    session.add(task)
    return record(
        session, EventKind.TASK_DONE, actor=actor, clock=clock, booking_id=task.booking_id,
        application=session.get_one(Application, task.application_id), task_id=task.id, kind=TaskKind(task.kind).value,
    )  # fmt: skip
