"""What waits for a recruiter and what went wrong, beside the tasks: the start page's lists. Each list is one statement,
whatever the company's size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.errors import NotAllowed
from rxapp.models import Application, Booking, Candidate, Delivery, Invitation, Job, Place, Task, User
from rxapp.rules.ladder.judging import UNANSWERED
from rxapp.rules.vocabulary import HR, BookingState, DeliveryState, Stage, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.sending.lost import is_held, is_needed, is_told_by_task

MOST = 60


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


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The first rows of a list, and how many it has in all."""

    rows: list[WaitingRow]
    total: int


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for an outcome or a decision, and what went wrong."""

    waits: WaitingList
    wrong: WaitingList

    @property
    def rows(self) -> list[WaitingRow]:
        """Both."""
        return self.waits.rows + self.wrong.rows


@dataclass(frozen=True, slots=True)
class _Asked:
    session: Session
    now: datetime
    whose: list[Any]
    most: int


def waiting(
    session: Session, *, actor: Actor, now: datetime, recruiter_id: int | None = None,
    outcomes_before: datetime | None = None, most: int = MOST,
) -> Waits:  # fmt: skip
    """Everything that waits, at most `most` rows of a sort, the oldest first; of one recruiter's candidates or of
    everybody's. `outcomes_before` leaves out the outcomes of interviews from then on. Raises NotAllowed: the lines hold
    telephone numbers."""
    if actor.role not in HR:
        raise NotAllowed
    whose = [] if recruiter_id is None else [col(Application.recruiter_id) == recruiter_id]
    asked = _Asked(session, now, whose, most)
    return Waits(
        _together(_outcomes(asked, outcomes_before), _decisions(asked)),
        _together(_messages(asked), _unanswered(asked), _broken(asked)),
    )


def _together(*lists: WaitingList) -> WaitingList:
    return WaitingList([row for each in lists for row in each.rows], sum(each.total for each in lists))


def _list(found: list[Any], rows: list[WaitingRow]) -> WaitingList:
    return WaitingList(rows, found[0][-1] if found else 0)


def _rows(asked: _Asked, shown: list[Any], joins: list[Any], where: list[Any], order: Any) -> list[Any]:
    """The rows; the last column of each says how many there are without the limit."""
    query: Any = (
        select(
            Application.id,
            Application.version,
            Candidate.name,
            Candidate.phone,
            Job.title,
            Job.title_en,
            *shown,
            func.count().over(),
        )  # type: ignore[call-overload]
        .select_from(Application)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
    )
    for table, on, is_outer in joins:
        query = query.join(table, on, isouter=is_outer)
    query = (
        query.where(col(Application.closing).is_(None), *where, *asked.whose)
        .order_by(order, col(Application.id))
        .limit(asked.most)
    )
    return list(asked.session.connection().execute(query))


def _row(kind: Waiting, row: Any, since: datetime, **facts: Any) -> WaitingRow:
    application_id, version, candidate, phone, job, job_en, *_ = row
    return WaitingRow(kind, application_id, version, candidate, phone or "", job, job_en, since, **facts)


_BOOKED = (Booking, col(Booking.application_id) == col(Application.id), False)
_INTERVIEWER = (User, col(User.id) == col(Booking.interviewer_id), False)
_HELD = col(Booking.state) == BookingState.SCHEDULED.value


def _outcomes(asked: _Asked, before: datetime | None) -> WaitingList:
    shown = [Booking.starts_at, Booking.id, User.name]
    where = [_HELD, col(Booking.ends_at) <= asked.now]
    if before is not None:
        where.append(col(Booking.starts_at) < before)
    found = _rows(asked, shown, [_BOOKED, _INTERVIEWER], where, col(Booking.starts_at))
    return _list(found, [_row(Waiting.OUTCOME, row, row[6], booking_id=row[7], what=row[8]) for row in found])


def _decisions(asked: _Asked) -> WaitingList:
    where = [Application.stage == Stage.ATTENDED, col(Application.verdict).is_(None)]
    found = _rows(asked, [Application.stage_since], [], where, col(Application.stage_since))
    return _list(found, [_row(Waiting.DECISION, row, row[6]) for row in found])


# A call because they answer nothing, or the question who sees them next.
_CALLS = (TaskKind.CHOOSE_INTERVIEWER, *UNANSWERED)


def _has_task(asked: _Asked, *about: Any) -> Any:
    """Whether whoever looks after the candidate has an open task of this sort about them: it stands among the tasks,
    and not here too. Once it is ticked and nothing has come of it, the line is back."""
    return (
        select(Task.id)  # type: ignore[call-overload]
        .where(
            col(Task.application_id) == Application.id, col(Task.assignee_id) == Application.recruiter_id,
            col(Task.due_at) <= asked.now, col(Task.done_at).is_(None), col(Task.cancelled_at).is_(None), *about,
        )
        .correlate(Application, Delivery)
        .exists()
    )  # fmt: skip


def _messages(asked: _Asked) -> WaitingList:
    now = asked.now
    sent = (Delivery, col(Delivery.application_id) == col(Application.id), False)
    about = (Booking, col(Booking.id) == col(Delivery.booking_id), True)
    offer = (Invitation, col(Invitation.id) == col(Delivery.invitation_id), True)
    where = [or_(is_held(now), and_(is_needed(now), ~_has_task(asked, is_told_by_task())))]
    shown = [Delivery.due_at, Delivery.id, Delivery.state, Delivery.kind]
    found = _rows(asked, shown, [sent, about, offer], where, col(Delivery.due_at))
    return _list(found, [
        _row(
            Waiting.HELD if row[8] == DeliveryState.HELD else Waiting.FAILED, row, row[6],
            delivery_id=row[7], what=str(row[9]),
        )
        for row in found
    ])  # fmt: skip


def _unanswered(asked: _Asked) -> WaitingList:
    offered = (
        Invitation, and_(col(Invitation.application_id) == col(Application.id), col(Invitation.is_open)), True
    )  # fmt: skip
    where = [
        Application.stage == Stage.ARRANGING,
        or_(col(Application.silent_since).is_not(None), col(Invitation.id).is_(None)),
        ~_has_task(asked, col(Task.kind).in_([kind.value for kind in _CALLS])),
    ]
    shown = [Application.silent_since, Application.stage_since, Invitation.id]
    found = _rows(asked, shown, [offered], where, col(Application.stage_since))
    return _list(found, [
        _row(
            Waiting.UNINVITED if row[8] is None else Waiting.SILENT, row,
            (row[6] if row[8] is not None else None) or row[7],
        )
        for row in found
    ])  # fmt: skip


def _broken(asked: _Asked) -> WaitingList:
    person = aliased(User)
    joins = [
        _BOOKED,
        (person, person.id == col(Booking.interviewer_id), False),  # type: ignore[arg-type]
        (Place, col(Place.id) == col(Booking.place_id), True),
    ]
    where = [
        _HELD,
        col(Booking.starts_at) > asked.now,
        or_(col(person.is_active).is_(False), col(Place.archived_at).is_not(None)),
    ]
    shown = [Booking.starts_at, Booking.id, person.name, person.is_active, Place.name]
    found = _rows(asked, shown, joins, where, col(Booking.starts_at))
    return _list(found, [
        _row(
            Waiting.PLACE_GONE if row[9] else Waiting.PERSON_GONE, row, row[6], booking_id=row[7],
            what=row[10] or "" if row[9] else row[8],
        )
        for row in found
    ])  # fmt: skip
