"""What waits for a recruiter and what went wrong, beside the tasks: the start page's lists. Each list is one statement,
whatever the company's size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.errors import NotAllowed
from rxapp.models import Application, Booking, Candidate, Delivery, Invitation, Job, Place, Task, User
from rxapp.rules.vocabulary import HR, BookingState, DeliveryState, Stage, TaskKind
from rxapp.services.accounts.actor import Actor

MOST = 60
RECENT = timedelta(days=14)  # a failed message older than that is history


class Waiting(StrEnum):
    """Why a row stands there."""

    OUTCOME = "outcome"  # the interview is over, nobody wrote down how it went
    DECISION = "decision"  # they came, nobody decided
    FAILED = "failed"  # no channel took the message
    HELD = "held"  # nobody can tell whether it arrived
    SILENT = "silent"  # invited, nothing chosen in seven days
    UNINVITED = "uninvited"  # to be arranged, and no invitation is open
    PLACE_GONE = "place_gone"  # the interview's place was given up
    PERSON_GONE = "person_gone"  # the interview's interviewer left


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One line. `since` is the moment it counts from (an interview's start where there is one); `what` names the
    interviewer, the place or the kind of message it is about."""

    kind: Waiting
    application_id: int
    version: int
    candidate: str
    phone: str
    job: str
    job_en: str
    since: datetime
    booking_id: int | None = None
    delivery_id: int | None = None
    what: str = ""


def waiting(
    session: Session, *, actor: Actor, now: datetime, recruiter_id: int | None = None
) -> list[WaitingRow]:
    """Everything that waits, at most 60 of a sort, the oldest first; one recruiter's candidates or everybody's.
    Raises NotAllowed: the lines hold telephone numbers."""
    if actor.role not in HR:
        raise NotAllowed
    whose = [] if recruiter_id is None else [col(Application.recruiter_id) == recruiter_id]
    return [
        row
        for read in (_outcomes, _decisions, _messages, _unanswered, _broken)
        for row in read(session, now, whose)
    ]


def _rows(session: Session, shown: list[Any], joins: list[Any], where: list[Any], order: Any) -> list[Any]:
    query: Any = (
        select(
            Application.id,
            Application.version,
            Candidate.name,
            Candidate.phone,
            Job.title,
            Job.title_en,
            *shown,
        )  # type: ignore[call-overload]
        .select_from(Application)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
    )
    for table, on, is_outer in joins:
        query = query.join(table, on, isouter=is_outer)
    query = (
        query.where(col(Application.closing).is_(None), *where)
        .order_by(order, col(Application.id))
        .limit(MOST)
    )
    return list(session.connection().execute(query))


def _row(kind: Waiting, row: Any, since: datetime, **facts: Any) -> WaitingRow:
    application_id, version, candidate, phone, job, job_en, *_ = row
    return WaitingRow(kind, application_id, version, candidate, phone or "", job, job_en, since, **facts)


_BOOKED = (Booking, col(Booking.application_id) == col(Application.id), False)
_INTERVIEWER = (User, col(User.id) == col(Booking.interviewer_id), False)
_HELD = col(Booking.state) == BookingState.SCHEDULED.value


def _outcomes(session: Session, now: datetime, whose: list[Any]) -> list[WaitingRow]:
    shown = [Booking.starts_at, Booking.id, User.name]
    where = [_HELD, col(Booking.ends_at) <= now, *whose]
    found = _rows(session, shown, [_BOOKED, _INTERVIEWER], where, col(Booking.starts_at))
    return [_row(Waiting.OUTCOME, row, row[6], booking_id=row[7], what=row[8]) for row in found]


def _decisions(session: Session, now: datetime, whose: list[Any]) -> list[WaitingRow]:
    where = [Application.stage == Stage.ATTENDED, col(Application.verdict).is_(None), *whose]
    found = _rows(session, [Application.stage_since], [], where, col(Application.stage_since))
    return [_row(Waiting.DECISION, row, row[6]) for row in found]


def _messages(session: Session, now: datetime, whose: list[Any]) -> list[WaitingRow]:
    sent = (Delivery, col(Delivery.application_id) == col(Application.id), False)
    about = (Booking, col(Booking.id) == col(Delivery.booking_id), True)
    where = [
        col(Delivery.state).in_((DeliveryState.FAILED.value, DeliveryState.HELD.value)),
        col(Delivery.user_id).is_(None),
        col(Delivery.cancelled_by).is_(None),
        col(Delivery.due_at) >= now - RECENT,
        # What a failed message was about may be over: then nobody needs it any more.
        or_(
            col(Delivery.state) == DeliveryState.HELD.value,
            and_(_HELD, col(Booking.starts_at) > now),
            and_(
                col(Delivery.booking_id).is_(None),
                or_(col(Application.stage) == Stage.ARRANGING, col(Application.stage) >= Stage.ATTENDED),
            ),
        ),
        *whose,
    ]
    shown = [Delivery.due_at, Delivery.id, Delivery.state, Delivery.kind]
    return [
        _row(
            Waiting.HELD if row[8] == DeliveryState.HELD else Waiting.FAILED, row, row[6],
            delivery_id=row[7], what=str(row[9]),
        )
        for row in _rows(session, shown, [sent, about], where, col(Delivery.due_at))
    ]  # fmt: skip


def _unanswered(session: Session, now: datetime, whose: list[Any]) -> list[WaitingRow]:
    # Whoever is asked to choose an interviewer has that among the tasks, and not here too.
    is_asked = select(Task.id).where(  # type: ignore[call-overload]
        col(Task.application_id) == Application.id, col(Task.kind) == TaskKind.CHOOSE_INTERVIEWER.value,
        col(Task.done_at).is_(None), col(Task.cancelled_at).is_(None),
    ).correlate(Application)  # fmt: skip
    offered = (
        Invitation, and_(col(Invitation.application_id) == col(Application.id), col(Invitation.is_open)), True
    )  # fmt: skip
    where = [
        Application.stage == Stage.ARRANGING,
        or_(
            col(Application.silent_since).is_not(None), and_(col(Invitation.id).is_(None), ~is_asked.exists())
        ),
        *whose,
    ]
    shown = [Application.silent_since, Application.stage_since, Invitation.id]
    return [
        _row(
            Waiting.UNINVITED if row[8] is None else Waiting.SILENT, row,
            (row[6] if row[8] is not None else None) or row[7],
        )
        for row in _rows(session, shown, [offered], where, col(Application.stage_since))
    ]  # fmt: skip


def _broken(session: Session, now: datetime, whose: list[Any]) -> list[WaitingRow]:
    person = aliased(User)
    joins = [
        _BOOKED,
        (person, person.id == col(Booking.interviewer_id), False),  # type: ignore[arg-type]
        (Place, col(Place.id) == col(Booking.place_id), True),
    ]
    where = [
        _HELD,
        col(Booking.starts_at) > now,
        or_(col(person.is_active).is_(False), col(Place.archived_at).is_not(None)),
        *whose,
    ]
    shown = [Booking.starts_at, Booking.id, person.name, person.is_active, Place.name]
    return [
        _row(
            Waiting.PLACE_GONE if row[9] else Waiting.PERSON_GONE, row, row[6], booking_id=row[7],
            what=row[10] or "" if row[9] else row[8],
        )
        for row in _rows(session, shown, joins, where, col(Booking.starts_at))
    ]  # fmt: skip
