"""Reads about decisions: those of one application, the question that waits for the reader, who passed and waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.errors import NotAllowed
from rxapp.models import Application, Candidate, Decision, Job, Task, User
from rxapp.rules.decisions import Verdict
from rxapp.rules.vocabulary import HR, Role, Stage, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.views import DecisionRow

MOST = 100


@dataclass(frozen=True, slots=True)
class PassedRow:
    """Somebody who passed and waits for the offer: `told_at` is None while they have not been told."""

    application_id: int
    candidate: str
    job: str
    job_en: str
    recruiter: str
    passed_at: datetime
    reply_by: datetime | None
    told_at: datetime | None


def decisions_of(session: Session, application_id: int, *, actor: Actor) -> tuple[DecisionRow, ...]:
    """Newest first, without those taken back within their ten seconds. Reasons are HR's to read, and each one's own."""
    by, asked = aliased(User), aliased(User)
    query: Any = (
        select(Decision.id, Decision.verdict, by.name, asked.name, Decision.decided_at, Decision.note,  # type: ignore[call-overload]
               Decision.decided_by)
        .join(by, col(by.id) == Decision.decided_by)
        .outerjoin(asked, col(asked.id) == Decision.asked_user_id)
        .where(Decision.application_id == application_id, Decision.verdict != Verdict.UNDONE)
        .order_by(col(Decision.id).desc())
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        DecisionRow(id_, verdict, name, other or "", at, note if _may_read(actor, author) else "")
        for id_, verdict, name, other, at, note, author in session.connection().execute(query)
    )


def _may_read(actor: Actor, author_id: int) -> bool:
    return actor.role in HR or author_id == actor.user_id


def open_question(session: Session, application_id: int, *, actor: Actor) -> int | None:
    """The task of a second opinion that the reader was asked for and has not given."""
    query = select(col(Task.id)).where(
        col(Task.application_id) == application_id,
        col(Task.kind) == TaskKind.SECOND_OPINION,
        col(Task.assignee_id) == actor.user_id,
        col(Task.done_at).is_(None),
        col(Task.cancelled_at).is_(None),
    )
    return session.connection().execute(query.limit(1)).scalar()


def passed(session: Session, *, actor: Actor) -> list[PassedRow]:
    """Who passed and waits for the offer, longest first; at most a hundred. Raises NotAllowed for interviewers."""
    if actor.role not in (*HR, Role.EXECUTIVE):
        raise NotAllowed
    query: Any = (
        select(Application.id, Candidate.name, Job.title, func.coalesce(func.nullif(Job.title_en, ""), Job.title),  # type: ignore[call-overload]
               User.name, Application.stage_since, Application.reply_by, Application.told_at)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .join(User, col(User.id) == Application.recruiter_id)
        .where(Application.stage == int(Stage.OFFER), col(Application.closing).is_(None))
        .order_by(Application.stage_since, Application.id)
        .limit(MOST)
    )  # fmt: skip
    return [PassedRow(*row) for row in session.connection().execute(query)]
