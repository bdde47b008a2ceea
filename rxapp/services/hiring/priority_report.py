"""How an executive's "must come in" was kept: requested, seen, scheduled and attended against the deadline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Candidate, Invitation, Job, PriorityRequest, User
from rxapp.rules.priority import (
    KEPT,
    LATE,
    NEVER,
    TO_COME,
    PriorityTimes,
    Standing,
    Step,
    standing,
    step_minutes,
)
from rxapp.rules.vocabulary import BookingState
from rxapp.services.hiring.ask_why import answers_to

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
    stage: int
    version: int
    recruiter_id: int
    phone: str
    is_invited: bool
    standing: Standing
    minutes: dict[Step, int]
    is_asked: bool = False
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of how long a step took, in minutes, and of how many."""

    minutes: int
    n: int


@dataclass(frozen=True, slots=True)
class PriorityReport:
    """Requests open now, most urgent first, then those decided since `since`; counts by `rules.priority`, late
    without those that cannot be met any more; a step nobody has taken has no median."""

    rows: list[PriorityRow]
    met: int
    late: int
    missed: int
    open: int
    medians: dict[Step, Median]


def priority_report(
    session: Session,
    *,
    since: datetime,
    now: datetime,
    only_open: bool = False,
    recruiter_id: int | None = None,
) -> PriorityReport:
    """Requests open now or made since `since`, cancelled ones left out, at most 100; of one recruiter's candidates or
    of everybody's. Telephone numbers are the caller's to show or not."""
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
            PriorityRequest.scheduled_at, PriorityRequest.attended_at, Booking.starts_at,
            Application.stage, Application.version, Application.recruiter_id, Candidate.phone, Invitation.id,
            PriorityRequest.is_open,
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
        .outerjoin(Invitation, and_(col(Invitation.application_id) == Application.id, col(Invitation.is_open)))
        .where(and_(shown, col(PriorityRequest.cancelled_at).is_(None)))
        .order_by(col(PriorityRequest.is_open).desc(), col(PriorityRequest.deadline_at))
        .limit(MOST)
    )  # fmt: skip
    if recruiter_id is not None:
        query = query.where(Application.recruiter_id == recruiter_id)
    rows = [_row(row, now) for row in session.connection().execute(query)]
    answers = answers_to(session, [row.application_id for row in rows])
    rows = [_answered(row, answers.get(row.request_id)) for row in rows]
    return PriorityReport(
        rows=rows,
        met=sum(row.standing in KEPT for row in rows),
        late=sum(row.standing in LATE - NEVER for row in rows),
        missed=sum(row.standing in NEVER for row in rows),
        open=sum(row.standing in TO_COME for row in rows),
        medians=_medians(rows),
    )


def _medians(rows: list[PriorityRow]) -> dict[Step, Median]:
    taken = {step: [row.minutes[step] for row in rows if step in row.minutes] for step in Step}
    return {step: Median(round(median(all_)), len(all_)) for step, all_ in taken.items() if all_}


def _answered(row: PriorityRow, answer: tuple[bool, str] | None) -> PriorityRow:
    if answer is None:
        return row
    is_done, words = answer
    return replace(row, is_asked=True, answer=words if is_done else None)


def _row(row: Any, now: datetime) -> PriorityRow:
    *shown, invitation_id, is_open = row
    deadline_at, requested_at, seen_at, scheduled_at, attended_at, interview_at = shown[7:13]
    shown[16] = shown[16] or ""
    times = PriorityTimes(
        requested_at, deadline_at, seen_at, scheduled_at, interview_at, attended_at, is_open=is_open
    )
    return PriorityRow(*shown, invitation_id is not None, standing(times, now), step_minutes(times))  # type: ignore[call-arg]
