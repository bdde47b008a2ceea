"""One tap asks why a "must come in" is late; the recruiter answers in words, the executive reads them on the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid, NotAllowed, NotFound
from rxapp.models import Application, Candidate, Event, PriorityRequest, Task, User
from rxapp.rules.events import EventKind
from rxapp.rules.priority import LATE, PriorityTimes, standing
from rxapp.rules.vocabulary import HR, NoticeKind, Role, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.edit import load
from rxapp.services.inputs import an_id, text
from rxapp.services.notices.notify import notify

MAY = (Role.EXECUTIVE, Role.ADMINISTRATOR)
LONGEST = 500


def mark_of(request_id: int) -> str:
    """The name of the one question about a request; the database keeps it single."""
    return f"why_late:{request_id}"


def ask_why_late(session: Session, request_id: int, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Ask the recruiter; answers the task's id. Raises NotFound, NotAllowed, IllegalMove (it is not late, or the
    question has been asked)."""
    if actor.role not in MAY:
        raise NotAllowed
    request = session.get(PriorityRequest, an_id(request_id, "request_id"))
    if request is None:
        raise NotFound
    rows = load(session, request.application_id, lock=True)
    application, held, now = rows.application, rows.booking, clock()
    times = PriorityTimes(
        request.requested_at, request.deadline_at, attended_at=request.attended_at, cancelled_at=request.cancelled_at,
        scheduled_for=held.starts_at if held is not None and held.state == "scheduled" else None,
        is_open=request.is_open,
    )  # fmt: skip
    if standing(times, now) not in LATE:
        raise IllegalMove("illegal.not_late")
    if session.exec(select(Task.id).where(Task.dedupe == mark_of(request_id))).first() is not None:
        raise IllegalMove("illegal.already_asked")
    assert request.id is not None and application.id is not None
    task = Task(
        dedupe=mark_of(request.id), kind=TaskKind.WHY_LATE, application_id=application.id,
        assignee_id=application.recruiter_id, asked_by=actor.user_id, due_at=now, created_at=now,
    )  # fmt: skip
    session.add(task)
    session.flush()
    event = _tell(session, EventKind.WHY_ASKED, application, request, task, actor, clock)
    notify(session, NoticeKind.WHY_ASKED, [task.assignee_id], event=event, task_id=task.id)
    assert task.id is not None
    return task.id


@dataclass(frozen=True)
class AnswerWhy:
    """The recruiter's words; raises Invalid with the field's name."""

    task_id: int
    answer: str

    def __post_init__(self) -> None:
        an_id(self.task_id, "task_id")
        words = text(self.answer, "answer", most=LONGEST)
        if not words:
            raise Invalid("answer_empty", field="answer")
        object.__setattr__(self, "answer", words)


def answer_why(session: Session, command: AnswerWhy, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """Write the answer, once. Raises NotFound, NotAllowed, IllegalMove (a colleague has answered)."""
    if actor.role not in HR:
        raise NotAllowed
    task = session.exec(
        select(Task).where(Task.id == command.task_id, Task.kind == TaskKind.WHY_LATE).with_for_update()
    ).first()
    if task is None:
        raise NotFound
    if task.done_at is not None:
        raise IllegalMove("illegal.already_answered")
    task.answer, task.done_at, task.done_by = command.answer, clock(), actor.user_id
    task.cancelled_at = None
    session.add(task)
    application = session.get_one(Application, task.application_id)
    request = session.get_one(PriorityRequest, int(task.dedupe.rpartition(":")[2]))
    event = _tell(session, EventKind.WHY_ANSWERED, application, request, task, actor, clock)
    notify(session, NoticeKind.WHY_ANSWERED, [task.asked_by], event=event)


@dataclass(frozen=True, slots=True)
class WhyQuestion:
    """What a recruiter is asked: about whom, by whom, against which deadline."""

    task_id: int
    candidate: str
    asker: str
    deadline_at: datetime


def why_question(session: Session, task_id: int, *, actor: Actor) -> WhyQuestion:
    """Raises NotFound, NotAllowed, IllegalMove (it is answered)."""
    if actor.role not in HR:
        raise NotAllowed
    found = session.exec(
        select(Task, Candidate.name, User.name)
        .join(Application, col(Application.id) == col(Task.application_id))
        .join(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .join(User, col(User.id) == col(Task.asked_by))
        .where(Task.id == an_id(task_id, "task_id"), Task.kind == TaskKind.WHY_LATE)
    ).first()
    if found is None:
        raise NotFound
    task, candidate, asker = found
    if task.done_at is not None:
        raise IllegalMove("illegal.already_answered")
    request = session.get_one(PriorityRequest, int(task.dedupe.rpartition(":")[2]))
    return WhyQuestion(task_id, candidate, asker, request.deadline_at)


def answers_to(session: Session, application_ids: list[int]) -> dict[int, tuple[bool, str]]:
    """By request id: whether its question is answered, and the answer's words. One statement."""
    found = session.exec(
        select(Task.dedupe, Task.done_at, Task.answer).where(
            Task.kind == TaskKind.WHY_LATE, col(Task.application_id).in_(application_ids)
        )
    )
    return {int(name.rpartition(":")[2]): (done_at is not None, answer) for name, done_at, answer in found}


def _tell(
    session: Session,
    kind: EventKind,
    application: Application,
    request: PriorityRequest,
    task: Task,
    actor: Actor,
    clock: Clock,
) -> Event:
    return record(
        session,
        kind,
        actor=actor,
        clock=clock,
        application=application,
        priority_id=request.id,
        task_id=task.id,
    )
