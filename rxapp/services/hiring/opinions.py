"""A second opinion: a named colleague is asked, answers pass or no with a note, and HR still decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, or_, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.models import Application, Booking, Candidate, Job, Task, User
from rxapp.rules.decisions import Verdict, check_decide
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, NOT_COUNTED, NoticeKind, Role, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.decide import keep, promise
from rxapp.services.hiring.edit import open_edit, stale
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, maybe_id, moment, text
from rxapp.services.messaging.ladder.working import working_time
from rxapp.services.notices.notify import notify

ANSWER_WORKING_MINUTES = 8 * 60  # a working day
ANSWERS = {"pass": Verdict.OPINION_PASS, "no": Verdict.OPINION_NO}


@dataclass(frozen=True)
class AskOpinion:
    """Whom, what about, and by when the candidate is promised an answer; raises Invalid with the field's name."""

    application_id: int
    version: int | None
    colleague_id: int
    note: str = ""
    reply_by: datetime | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        an_id(self.colleague_id, "colleague_id")
        put(self, "note", text(self.note, "note", most=500))
        put(self, "reply_by", None if self.reply_by is None else moment(self.reply_by, "reply_by"))


@dataclass(frozen=True)
class AnswerOpinion:
    """Pass or no, and why; raises Invalid with the field's name."""

    task_id: int
    answer: Literal["pass", "no"]
    note: str = ""

    def __post_init__(self) -> None:
        an_id(self.task_id, "task_id")
        if self.answer not in ANSWERS:
            raise Invalid(field="answer")
        object.__setattr__(self, "note", text(self.note, "note", most=500))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be asked."""

    user_id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class OpinionQuestion:
    """What a colleague is asked about somebody. `is_open`: their answer is still wanted."""

    task_id: int
    application_id: int
    candidate: str
    job: str
    job_en: str
    asked_by: str
    note: str
    due_at: datetime
    is_open: bool


def colleagues_for(session: Session, application_id: int, *, actor: Actor) -> list[Colleague]:
    """Who may be asked about this application: HR and executives, and those who interviewed this candidate;
    other interviewers may not know of them. Raises NotAllowed."""
    if actor.role not in HR:
        raise NotAllowed
    theirs = select(Booking.interviewer_id).where(
        Booking.application_id == an_id(application_id, "application_id"),
        col(Booking.state).not_in(NOT_COUNTED),
    )
    found = session.exec(
        select(User.id, User.name, User.role)
        .where(
            col(User.is_active),
            User.id != actor.user_id,
            or_(
                col(User.role).in_([*(role.value for role in HR), Role.EXECUTIVE.value]),
                col(User.id).in_(theirs),
            ),
        )
        .order_by(col(User.name))
    )
    return [Colleague(user_id or 0, name, role) for user_id, name, role in found]


def ask_opinion(session: Session, command: AskOpinion, *, actor: Actor, clock: Clock = clocks.now) -> Change:
    """A task and a line in the bell of the colleague; the candidate is promised an answer by the date. Raises Stale,
    NotAllowed, NotFound (nobody who may know of it), IllegalMove, Invalid (asked already, or the date lies behind)."""
    edit = open_edit(session, command.application_id, actor=actor, clock=clock, version=command.version)
    unless(check_decide(edit.facts, edit.role))
    may = {one.user_id for one in colleagues_for(session, command.application_id, actor=actor)}
    if command.colleague_id not in may:
        raise NotFound
    if _open_task(session, command.application_id, command.colleague_id) is not None:
        raise Invalid("asked_already", field="colleague_id")
    keep(edit, Verdict.SECOND_OPINION, command.note, asked=command.colleague_id)
    event = edit.record(EventKind.OPINION_ASKED, colleague_id=command.colleague_id)
    task = Task(
        dedupe=f"opinion:{event.id}", kind=TaskKind.SECOND_OPINION, application_id=command.application_id,
        assignee_id=command.colleague_id, asked_by=actor.user_id, created_at=edit.now, caused_by=event.id,
        due_at=working_time(session).add_working(edit.now, ANSWER_WORKING_MINUTES),
    )  # fmt: skip
    session.add(task)
    promise(edit, command.reply_by)
    notify(session, NoticeKind.OPINION_ASKED, [command.colleague_id], event=event, task_id=task.id)
    return edit.done()


def _open_task(session: Session, application_id: int, user_id: int) -> Task | None:
    return session.exec(
        select(Task).where(
            Task.application_id == application_id,
            Task.kind == TaskKind.SECOND_OPINION,
            Task.assignee_id == user_id,
            col(Task.done_at).is_(None),
            col(Task.cancelled_at).is_(None),
        )
    ).first()


def opinion_question(session: Session, task_id: int, *, actor: Actor) -> OpinionQuestion:
    """What the caller is asked. Raises NotFound: a question to somebody else is nobody else's business."""
    from rxapp.models import Decision

    task = session.get(Task, an_id(task_id, "task_id"))
    if task is None or task.kind != TaskKind.SECOND_OPINION or task.assignee_id != actor.user_id:
        raise NotFound
    candidate, title, title_en = session.exec(
        select(Candidate.name, Job.title, Job.title_en)
        .select_from(Application)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .where(Application.id == task.application_id)
    ).one()
    note = session.exec(
        select(Decision.note)
        .where(
            Decision.application_id == task.application_id,
            Decision.verdict == Verdict.SECOND_OPINION,
            Decision.asked_user_id == actor.user_id,
        )
        .order_by(col(Decision.id).desc())
    ).first()
    asker = session.get(User, task.asked_by) if task.asked_by else None
    return OpinionQuestion(
        task_id=task.id or 0, application_id=task.application_id, candidate=candidate, job=title,
        job_en=title_en or title, asked_by=asker.name if asker else "", note=note or "", due_at=task.due_at,
        is_open=task.done_at is None and task.cancelled_at is None,
    )  # fmt: skip


def answer_opinion(
    session: Session, command: AnswerOpinion, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Keep what the colleague thinks and tell whoever asked. Raises NotFound (asked of somebody else), Stale (answered
    already, or no longer wanted)."""
    task = session.get(Task, command.task_id)
    if task is None or task.kind != TaskKind.SECOND_OPINION or task.assignee_id != actor.user_id:
        raise NotFound
    edit = open_edit(session, task.application_id, actor=actor, clock=clock)
    session.refresh(task)  # it was read before the application was locked
    if task.done_at is not None or task.cancelled_at is not None:
        raise stale(edit.application)
    verdict = ANSWERS[command.answer]
    keep(edit, verdict, command.note)
    task.done_at, task.done_by, task.answer = edit.now, actor.user_id, command.note
    session.add(task)
    event = edit.record(EventKind.OPINION_GIVEN, verdict=verdict.value)
    record(
        session, EventKind.TASK_DONE, actor=actor, clock=clock, application=edit.application,
        task_id=task.id, kind=TaskKind.SECOND_OPINION.value,
    )  # fmt: skip
    notify(session, NoticeKind.OPINION_GIVEN, [task.asked_by], event=event)
    return edit.done(can_undo=False)
