"""How an executive's "must come in" was kept: requested, seen, scheduled and attended against the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Candidate, Job, PriorityRequest, User
from rxapp.rules.priority import KEPT, LATE, TO_COME, PriorityTimes, Standing, standing
from rxapp.rules.vocabulary import BookingState

MOST = 100


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One request; `interview_at` is the start of the time that is booked now."""

    request_id: int
    application_id: int
    candidate: str
    job: str
    job_en: str
    recruiter: str
    requester: str
    deadline_at: datetime
    requested_at: datetime
    seen_at: datetime | None
    scheduled_at: datetime | None
    attended_at: datetime | None
    interview_at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class PriorityReport:
    """Requests open now, most urgent first, then those decided since `since`; counts by `rules.priority`."""

    rows: list[PriorityRow]
    met: int
    late: int
    open: int


def priority_report(
    session: Session, *, since: datetime, now: datetime, only_open: bool = False
) -> PriorityReport:
    """Requests open now or made since `since`, cancelled ones left out, at most 100."""
    recruiter, requester = aliased(User), aliased(User)
    shown = (
        col(PriorityRequest.is_open)
        if only_open
        else or_(col(PriorityRequest.is_open), col(PriorityRequest.requested_at) >= since)
    )
    query: Any = (
        select(
            PriorityRequest.id, Application.id, Candidate.name, Job.title, Job.title_en, recruiter.name,  # type: ignore[call-overload,misc]
            requester.name, PriorityRequest.deadline_at, PriorityRequest.requested_at, PriorityRequest.seen_at,
            PriorityRequest.scheduled_at, PriorityRequest.attended_at, Booking.starts_at, PriorityRequest.is_open,
        )
        .select_from(PriorityRequest)
        .join(Application, col(Application.id) == PriorityRequest.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .join(recruiter, recruiter.id == Application.recruiter_id)
        .join(requester, requester.id == PriorityRequest.requested_by)
        .outerjoin(
            Booking,
            and_(
                col(Booking.application_id) == Application.id,
                col(Booking.state) == BookingState.SCHEDULED.value,
                col(Booking.round) == 2,
            ),
        )
        .where(and_(shown, col(PriorityRequest.cancelled_at).is_(None)))
        .order_by(col(PriorityRequest.is_open).desc(), col(PriorityRequest.deadline_at))
        .limit(MOST)
    )  # fmt: skip
    rows = [_row(row, now) for row in session.connection().execute(query)]
    return PriorityReport(
        rows=rows,
        met=sum(row.standing in KEPT for row in rows),
        late=sum(row.standing in LATE for row in rows),
        open=sum(row.standing in TO_COME for row in rows),
    )


def _row(row: Any, now: datetime) -> PriorityRow:
    *shown, is_open = row
    deadline_at, requested_at, seen_at, scheduled_at, attended_at, interview_at = shown[7:]
    times = PriorityTimes(
        requested_at, deadline_at, seen_at, scheduled_at, interview_at, attended_at, is_open=is_open
    )
    return PriorityRow(*shown, standing(times, now))  # type: ignore[call-arg]
