"""Reads of the bell: how many lines are new, and the newest ones. One statement each, the reader's own only.

Candidates handed over in one deed carry one instant and one author, and are one line, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Candidate, Notice, Task, User
from rxapp.rules.vocabulary import BookingState, NoticeKind

SHOWN = 50
LOOKED_AT = 1000  # newest notices among which lines are found
MANY = (NoticeKind.ASSIGNED.value,)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line, newest first. `kind` is rules.vocabulary.NoticeKind; `who` did it (empty: the candidate or a job);
    `starts_at` is the reader's booked interview with that candidate; `question_id` the task of a question that still
    waits for the reader's answer; `count` how many candidates the line is about, the named one among them."""

    id: int
    kind: str
    candidate: str
    who: str
    application_id: int | None
    question_id: int | None
    starts_at: datetime | None
    created_at: datetime
    is_seen: bool
    count: int = 1


def _deed() -> tuple[Any, ...]:
    """What lines of one deed have in common; every other notice is a line of its own."""
    alone = case((col(Notice.kind).in_(MANY), literal(0)), else_=col(Notice.id))
    return alone, col(Notice.from_user_id), col(Notice.created_at)


def same_line(notice: Notice) -> ColumnElement[bool]:
    """The notices that stand in one line with this one, itself among them."""
    if notice.kind not in MANY:
        return col(Notice.id) == notice.id
    return and_(
        col(Notice.user_id) == notice.user_id, col(Notice.kind) == notice.kind,
        col(Notice.from_user_id).is_not_distinct_from(notice.from_user_id), col(Notice.created_at) == notice.created_at,
    )  # fmt: skip


def unseen(session: Session, user_id: int) -> int:
    """How many lines somebody has not seen."""
    lines = select(*_deed()).where(col(Notice.user_id) == user_id, col(Notice.seen_at).is_(None)).distinct()
    return session.connection().execute(select(func.count()).select_from(lines.subquery())).scalar_one()


def _lines(user_id: int) -> Any:
    """The newest lines: the newest notice of each, and how many stand in it."""
    alone, author, at = (
        each.label(name) for each, name in zip(_deed(), ("alone", "author", "at"), strict=True)
    )
    newest = (
        select(col(Notice.id), alone, author, at)
        .where(col(Notice.user_id) == user_id)
        .order_by(col(Notice.id).desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    last = func.max(newest.c.id)
    return (
        select(last.label("id"), func.count().label("count"))
        .group_by(newest.c.alone, newest.c.author, newest.c.at)
        .order_by(last.desc())
        .limit(SHOWN)
        .subquery()
    )


def newest_notices(session: Session, user_id: int) -> list[NoticeRow]:
    """Somebody's newest lines, at most 50."""
    lines = _lines(user_id)
    query: Any = (
        select(  # type: ignore[call-overload]
            Notice.id, Notice.kind, func.coalesce(Candidate.name, ""), func.coalesce(User.name, ""),
            Notice.application_id, Task.id, Booking.starts_at, Notice.created_at, col(Notice.seen_at).is_not(None),
            lines.c.count,
        )
        .select_from(Notice)
        .join(lines, lines.c.id == col(Notice.id))
        .outerjoin(Application, col(Application.id) == Notice.application_id)
        .outerjoin(Candidate, col(Candidate.id) == Application.candidate_id)
        .outerjoin(User, col(User.id) == Notice.from_user_id)
        .outerjoin(
            Task,
            and_(
                col(Task.id) == Notice.task_id,
                col(Task.assignee_id) == Notice.user_id,
                col(Task.done_at).is_(None),
                col(Task.cancelled_at).is_(None),
            ),
        )
        .outerjoin(
            Booking,
            and_(
                col(Booking.application_id) == Notice.application_id,
                col(Booking.interviewer_id) == Notice.user_id,
                col(Booking.state) == BookingState.SCHEDULED.value,
                col(Booking.round) == 2,
            ),
        )
        .order_by(col(Notice.id).desc())
    )  # fmt: skip
    return [NoticeRow(*row) for row in session.connection().execute(query)]
