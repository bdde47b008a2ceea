"""Booked interviews by day: what the start page and the calendar list. One statement whatever the company's size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Candidate, Job, Place, PriorityRequest, User
from rxapp.rules.vocabulary import NOT_COUNTED, BookingState, Role
from rxapp.services.accounts.actor import Actor

MOST = 200
CALLED_OFF = (
    BookingState.CANCELLED_BY_CANDIDATE.value,
    BookingState.CANCELLED_BY_COMPANY.value,
    BookingState.LATE_CANCEL.value,
)
SETTLED = (
    BookingState.ATTENDED.value,
    BookingState.LEFT_EARLY.value,
    BookingState.NO_SHOW.value,
    BookingState.LATE_CANCEL.value,
)


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One interview. Names only: contact data has no place in a list that interviewers read."""

    booking_id: int
    application_id: int
    version: int
    candidate: str
    job: str
    job_en: str
    interviewer_id: int
    interviewer: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: str
    place_en: str
    meeting_link: str
    state: str
    confirmed_at: datetime | None
    arrived_at: datetime | None
    late_minutes: int | None
    deadline_at: datetime | None
    stage: int
    verdict: str | None
    is_closed: bool
    recruiter: str
    outcome_by: int | None
    reason: str | None
    reason_note: str


def agenda(
    session: Session,
    *,
    actor: Actor,
    since: datetime,
    until: datetime,
    interviewer_id: int | None = None,
    called_off: bool = False,
    unsettled: bool = False,
    recruiter_id: int | None = None,
    most: int = MOST,
) -> list[AgendaRow]:
    """Interviews that start in `[since, until)`, earliest first, at most `most`; an interviewer sees only their own.

    `called_off` adds the cancelled ones; `unsettled` keeps only those whose outcome nobody has recorded;
    `recruiter_id` those of one recruiter's candidates.
    """
    where = _where(actor, since, until, interviewer_id, called_off, unsettled, recruiter_id)
    return [] if where is None else _rows(session, where, most)


def count_agenda(
    session: Session,
    *,
    actor: Actor,
    since: datetime,
    until: datetime,
    interviewer_id: int | None = None,
    called_off: bool = False,
    unsettled: bool = False,
    recruiter_id: int | None = None,
) -> int:
    """How many interviews `agenda` would list if it had no end."""
    where = _where(actor, since, until, interviewer_id, called_off, unsettled, recruiter_id)
    if where is None:
        return 0
    query: Any = select(func.count()).select_from(Booking).join(
        Application, col(Application.id) == Booking.application_id
    ).where(*where)  # fmt: skip
    return int(session.connection().execute(query).scalar_one())


def _where(
    actor: Actor, since: datetime, until: datetime, interviewer_id: int | None, called_off: bool, unsettled: bool,
    recruiter_id: int | None,
) -> list[Any] | None:  # fmt: skip
    """Conditions on bookings and their applications; None for whom no interview is."""
    if actor.role is Role.INTERVIEWER:
        interviewer_id = actor.user_id
    elif actor.role is Role.CANDIDATE:
        return None
    where: list[Any] = [
        col(Booking.starts_at) >= since,
        col(Booking.starts_at) < until,
        col(Booking.state).not_in(NOT_COUNTED if called_off else NOT_COUNTED + CALLED_OFF),
    ]
    if interviewer_id is not None:
        where.append(col(Booking.interviewer_id) == interviewer_id)
    if recruiter_id is not None:
        where.append(col(Application.recruiter_id) == recruiter_id)
    if unsettled:
        where.append(col(Booking.state) == BookingState.SCHEDULED.value)
    return where


def settled(
    session: Session, *, actor: Actor, since: datetime, until: datetime, recruiter_id: int | None = None, most: int
) -> list[AgendaRow]:  # fmt: skip
    """How the interviews that started in `[since, until)` went, the newest first; without those nobody has recorded,
    and without those called off in time."""
    where = _where(actor, since, until, None, True, False, recruiter_id)
    if where is None:
        return []
    return _rows(session, [*where, col(Booking.state).in_(SETTLED)], most, newest_first=True)


def interview(session: Session, booking_id: int, *, actor: Actor) -> AgendaRow | None:
    """One interview; None when it is not there or not the interviewer's own."""
    where: list[Any] = [col(Booking.id) == booking_id, col(Booking.state).not_in(NOT_COUNTED)]
    if actor.role is Role.INTERVIEWER:
        where.append(col(Booking.interviewer_id) == actor.user_id)
    elif actor.role is Role.CANDIDATE:
        return None
    return next(iter(_rows(session, where)), None)


def _rows(
    session: Session, where: list[Any], most: int = MOST, *, newest_first: bool = False
) -> list[AgendaRow]:
    interviewer, recruiter = aliased(User), aliased(User)
    order = (col(Booking.starts_at), col(Booking.id))
    query: Any = (
        select(
            Booking.id, Application.id, Application.version, Candidate.name, Job.title, Job.title_en,  # type: ignore[call-overload,misc]
            Booking.interviewer_id, interviewer.name, Booking.starts_at, Booking.ends_at, Booking.mode,
            Place.name, Place.name_en, Booking.meeting_link, Booking.state, Booking.confirmed_at,
            Booking.arrived_at, Booking.late_minutes, PriorityRequest.deadline_at,
            Application.stage, Application.verdict, col(Application.closing).is_not(None), recruiter.name,
            Booking.outcome_by, Booking.reason, Booking.reason_note,
        )
        .select_from(Booking)
        .join(Application, col(Application.id) == Booking.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .join(interviewer, interviewer.id == Booking.interviewer_id)
        .join(recruiter, recruiter.id == Application.recruiter_id)
        .outerjoin(Place, col(Place.id) == Booking.place_id)
        .outerjoin(
            PriorityRequest,
            and_(col(PriorityRequest.application_id) == Application.id, col(PriorityRequest.is_open)),
        )
        .where(*where)
        .order_by(*(each.desc() if newest_first else each for each in order))
        .limit(most)
    )  # fmt: skip
    return [_row(row) for row in session.connection().execute(query)]


def _row(row: Any) -> AgendaRow:
    found = list(row)
    found[11], found[12] = found[11] or "", found[12] or ""  # a video interview has no place
    return AgendaRow(*found)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An interviewer one may look up in the calendar."""

    id: int
    name: str


def interviewers(session: Session) -> list[PersonRow]:
    """Active interviewers by name."""
    query = (
        select(User.id, User.name)  # type: ignore[call-overload]
        .where(col(User.is_active), col(User.role) == Role.INTERVIEWER.value)
        .order_by(col(User.name), col(User.id))
    )
    return [PersonRow(row.id, row.name) for row in session.connection().execute(query)]
