"""Reads of the bell: how many lines are new, and the newest ones. One statement each, the reader's own only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Candidate, Notice, Task, User
from rxapp.rules.vocabulary import BookingState

SHOWN = 50


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line, newest first. `kind` is rules.vocabulary.NoticeKind; `who` did it (empty: the candidate or a job);
    `starts_at` is the reader's booked interview with that candidate; `question_id` the task of a question that still
    waits for the reader's answer."""

    id: int
    kind: str
    candidate: str
    who: str
    application_id: int | None
    question_id: int | None
    starts_at: datetime | None
    created_at: datetime
    is_seen: bool


def unseen(session: Session, user_id: int) -> int:
    """How many lines somebody has not seen."""
    query = select(func.count()).where(col(Notice.user_id) == user_id, col(Notice.seen_at).is_(None))
    return session.connection().execute(query.select_from(Notice)).scalar_one()


def newest_notices(session: Session, user_id: int) -> list[NoticeRow]:
    """Somebody's newest lines, at most 50."""
    query: Any = (
        select(  # type: ignore[call-overload]
            Notice.id, Notice.kind, func.coalesce(Candidate.name, ""), func.coalesce(User.name, ""),
            Notice.application_id, Task.id, Booking.starts_at, Notice.created_at, col(Notice.seen_at).is_not(None),
        )
        .select_from(Notice)
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
        .where(col(Notice.user_id) == user_id)
        .order_by(col(Notice.id).desc())
        .limit(SHOWN)
    )  # fmt: skip
    return [NoticeRow(*row) for row in session.connection().execute(query)]
