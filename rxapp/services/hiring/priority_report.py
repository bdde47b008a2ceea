"""How an executive's "must come in" was kept: requested, seen, scheduled and attended against the deadline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Candidate, Invitation, Job, PriorityRequest, User
from rxapp.rules.priority import (
    FINISHED,
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
_BOOKED = and_(
    col(Booking.application_id) == Application.id, col(Booking.state) == BookingState.SCHEDULED.value,
    col(Booking.round) == 2,
)  # fmt: skip
# An interview held, or still to be held, by the deadline: whoever takes a request back then takes back none that was
# late (rules.priority.standing).
_HELD = aliased(Booking)
_KEPT = exists().where(
    col(_HELD.application_id) == PriorityRequest.application_id,
    col(_HELD.round) == 2,
    col(_HELD.starts_at) <= PriorityRequest.deadline_at,
    col(_HELD.state).in_(
        [BookingState.SCHEDULED.value, BookingState.ATTENDED.value, BookingState.LEFT_EARLY.value]
    ),
)
_WAS_LATE = and_(col(PriorityRequest.cancelled_at) >= PriorityRequest.deadline_at, ~_KEPT)


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
    seen_by: str
    is_asked: bool = False
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of how long a step took, in minutes, and of how many."""

    minutes: int
    n: int


@dataclass(frozen=True, slots=True)
class PriorityReport:
    """Requests open now, most urgent first, then the finished ones made since `since`, the newest deadline first, of
    either as many as were asked for. Counts and medians are of all of them: by `rules.priority`, late without those
    that cannot be met any more; a step nobody has taken has no median."""

    rows: list[PriorityRow]
    met: int
    late: int
    missed: int
    open: int
    finished: int
    medians: dict[Step, Median]

    @property
    def total(self) -> int:
        """How many there are, listed or not."""
        return self.met + self.late + self.missed + self.open


def priority_report(
    session: Session,
    *,
    since: datetime,
    now: datetime,
    only_open: bool = False,
    recruiter_id: int | None = None,
    most: int = MOST,
) -> PriorityReport:
    """Requests open now or made since `since`, of those taken back only what was late by then, at most `most` open ones
    and `most` finished ones as rows; of one recruiter's candidates or of everybody's. Telephone numbers are the
    caller's to show or not."""
    recruiter, requester, looker = aliased(User), aliased(User), aliased(User)
    shown = [
        col(PriorityRequest.is_open)
        if only_open
        else or_(col(PriorityRequest.is_open), col(PriorityRequest.requested_at) >= since),
        or_(col(PriorityRequest.cancelled_at).is_(None), _WAS_LATE),
    ]
    if recruiter_id is not None:
        shown.append(col(Application.recruiter_id) == recruiter_id)
    order = (
        case((col(PriorityRequest.is_open), col(PriorityRequest.deadline_at))),
        col(PriorityRequest.deadline_at).desc(),
    )
    ranked = (
        select(
            col(PriorityRequest.id).label("id"),
            func.row_number().over(partition_by=col(PriorityRequest.is_open), order_by=order).label("place"),
        )
        .join(Application, col(Application.id) == PriorityRequest.application_id)
        .where(*shown)
        .subquery()
    )
    query: Any = (
        select(
            PriorityRequest.id, Application.id, Candidate.name, Job.title, Job.title_en, recruiter.name,  # type: ignore[call-overload,misc]
            requester.name, PriorityRequest.deadline_at, PriorityRequest.requested_at, PriorityRequest.seen_at,
            PriorityRequest.scheduled_at, PriorityRequest.attended_at, Booking.starts_at,
            Application.stage, Application.version, Application.recruiter_id, Candidate.phone, Invitation.id,
            PriorityRequest.is_open, PriorityRequest.cancelled_at, func.coalesce(looker.name, ""),
        )
        .select_from(PriorityRequest)
        .join(Application, col(Application.id) == PriorityRequest.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .join(recruiter, recruiter.id == Application.recruiter_id)
        .join(requester, requester.id == PriorityRequest.requested_by)
        .outerjoin(looker, looker.id == PriorityRequest.seen_by)
        .outerjoin(Booking, _BOOKED)
        .outerjoin(Invitation, and_(col(Invitation.application_id) == Application.id, col(Invitation.is_open)))
        .join(ranked, ranked.c.id == PriorityRequest.id)
        .where(ranked.c.place <= most)
        .order_by(col(PriorityRequest.is_open).desc(), *order)
    )  # fmt: skip
    rows = [_row(row, now) for row in session.connection().execute(query)]
    answers = answers_to(session, [row.application_id for row in rows])
    rows = [_answered(row, answers.get(row.request_id)) for row in rows]
    all_times = _all_times(session, shown)
    standings = [standing(times, now) for times in all_times]
    return PriorityReport(
        rows=rows,
        met=sum(each in KEPT for each in standings),
        late=sum(each in LATE - NEVER for each in standings),
        missed=sum(each in NEVER for each in standings),
        open=sum(each in TO_COME for each in standings),
        finished=sum(each in FINISHED for each in standings),
        medians=_medians([step_minutes(times) for times in all_times]),
    )


def _all_times(session: Session, shown: list[Any]) -> list[PriorityTimes]:
    """The times of every request, however many are listed."""
    query: Any = (
        select(
            PriorityRequest.requested_at, PriorityRequest.deadline_at, PriorityRequest.seen_at,  # type: ignore[call-overload]
            PriorityRequest.scheduled_at, Booking.starts_at, PriorityRequest.attended_at,
            PriorityRequest.cancelled_at, PriorityRequest.is_open,
        )
        .select_from(PriorityRequest)
        .join(Application, col(Application.id) == PriorityRequest.application_id)
        .outerjoin(Booking, _BOOKED)
        .where(*shown)
    )  # fmt: skip
    return [PriorityTimes(*found) for found in session.connection().execute(query)]


def _medians(steps: list[dict[Step, int]]) -> dict[Step, Median]:
    taken = {step: [minutes[step] for minutes in steps if step in minutes] for step in Step}
    return {step: Median(round(median(all_)), len(all_)) for step, all_ in taken.items() if all_}


def _answered(row: PriorityRow, answer: tuple[bool, str] | None) -> PriorityRow:
    if answer is None:
        return row
    is_done, words = answer
    return replace(row, is_asked=True, answer=words if is_done else None)


def _row(row: Any, now: datetime) -> PriorityRow:
    *shown, invitation_id, is_open, cancelled_at, seen_by = row
    deadline_at, requested_at, seen_at, scheduled_at, attended_at, interview_at = shown[7:13]
    shown[16] = shown[16] or ""
    times = PriorityTimes(
        requested_at, deadline_at, seen_at, scheduled_at, interview_at, attended_at, cancelled_at, is_open
    )
    return PriorityRow(*shown, invitation_id is not None, standing(times, now), step_minutes(times), seen_by)  # type: ignore[call-arg]
