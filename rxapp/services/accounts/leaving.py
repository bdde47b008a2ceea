"""What hangs on a person: what must go to a colleague before their account is closed or their role changes.

An interviewer's booked interviews are never left to nobody: each needs another interviewer, or must be moved or called
off first, and so does an open invitation that offers nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed, NotFound
from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Invitation,
    InvitationInterviewer,
    Job,
    JobInterviewer,
    Task,
    User,
)
from rxapp.rules.spans import Span, covers, overlaps
from rxapp.rules.vocabulary import HR, BookingState, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone as company_zone
from rxapp.services.scheduling.free_time import times_of

MOST = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may take something over."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class HeldInterview:
    """A booked interview still to come, with those who are free then and may interview for the job."""

    booking_id: int
    application_id: int
    candidate: str
    job: str
    job_en: str
    starts_at: datetime
    ends_at: datetime
    choices: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class LoneInvitation:
    """An open invitation that offers nobody else, with those who may interview for the job."""

    invitation_id: int
    application_id: int
    candidate: str
    job: str
    job_en: str
    choices: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Everything that hangs on one person."""

    user_id: int
    name: str
    role: Role
    applications: int
    tasks: int
    jobs: int
    successors: tuple[Person, ...]
    interviews: tuple[HeldInterview, ...]
    invitations: tuple[LoneInvitation, ...]
    lone_jobs: tuple[str, ...]

    @property
    def has_work(self) -> bool:
        """Whether a colleague must take something over."""
        return bool(self.applications or self.tasks or self.jobs)


def leaving(session: Session, user_id: int, *, actor: Actor, clock: Clock = clocks.now) -> Leaving:
    """What must be settled before this person leaves. Raises NotAllowed, NotFound."""
    if actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    role = Role(user.role)
    open_tasks: Any = select(func.count(col(Task.id))).where(
        Task.assignee_id == user_id, col(Task.done_at).is_(None), col(Task.cancelled_at).is_(None)
    )
    return Leaving(
        user_id=user_id,
        name=user.name,
        role=role,
        applications=session.exec(
            select(func.count(col(Application.id))).where(
                Application.recruiter_id == user_id, col(Application.closing).is_(None)
            )
        ).one(),
        tasks=session.exec(open_tasks).one() if role is not Role.INTERVIEWER else 0,
        jobs=session.exec(
            select(func.count(col(Job.id))).where(Job.recruiter_id == user_id, col(Job.is_open))
        ).one(),
        successors=_successors(session, user_id),
        interviews=held_interviews(session, user_id, clock=clock),
        invitations=lone_invitations(session, user_id),
        lone_jobs=_lone_jobs(session, user_id),
    )


def held_interviews(
    session: Session, user_id: int, *, clock: Clock = clocks.now
) -> tuple[HeldInterview, ...]:
    """Their booked interviews that have not begun, soonest first; at most 200."""
    rows = (
        session.connection()
        .execute(
            _named(Booking.id, Booking.invitation_id, Booking.starts_at, Booking.ends_at)
            .select_from(Booking)
            .join(Application, col(Application.id) == Booking.application_id)
            .join(Candidate, col(Candidate.id) == Application.candidate_id)
            .join(Job, col(Job.id) == Application.job_id)
            .where(
                col(Booking.interviewer_id) == user_id,
                col(Booking.state) == BookingState.SCHEDULED.value,
                col(Booking.starts_at) > clock(),
            )
            .order_by(col(Booking.starts_at))
            .limit(MOST)
        )
        .all()
    )
    if not rows:
        return ()
    able = _able(session, {row.job_id for row in rows}, {row.invitation_id for row in rows}, user_id)
    people = {person.id: person for found in able.values() for person in found}
    times = times_of(
        session, sorted(people), since=rows[0].starts_at, until=max(row.ends_at for row in rows),
        zone=company_zone(session),
    )  # fmt: skip

    def is_free(person: Person, span: Span) -> bool:
        busy = times.busy.get(person.id, ())
        return covers(times.offered[person.id], span) and not any(overlaps(span, held) for held in busy)

    return tuple(
        HeldInterview(
            row.id, row.application_id, row.candidate, row.title, row.title_en or row.title, row.starts_at, row.ends_at,
            tuple(
                person for person in _of(able, row.job_id, row.invitation_id)
                if is_free(person, Span(row.starts_at, row.ends_at))
            ),
        )
        for row in rows
    )  # fmt: skip


def lone_invitations(session: Session, user_id: int) -> tuple[LoneInvitation, ...]:
    """Open invitations of which they are the only active interviewer; at most 200."""
    others = (
        sql_select(InvitationInterviewer.user_id)
        .join(User, col(User.id) == InvitationInterviewer.user_id)
        .where(
            col(InvitationInterviewer.invitation_id) == Invitation.id,
            col(InvitationInterviewer.user_id) != user_id,
            col(User.is_active),
            col(User.role) == Role.INTERVIEWER.value,
        )
        .correlate(Invitation)
    )
    rows = (
        session.connection()
        .execute(
            _named(Invitation.id)
            .select_from(Invitation)
            .join(InvitationInterviewer, col(InvitationInterviewer.invitation_id) == Invitation.id)
            .join(Application, col(Application.id) == Invitation.application_id)
            .join(Candidate, col(Candidate.id) == Application.candidate_id)
            .join(Job, col(Job.id) == Application.job_id)
            .where(
                col(InvitationInterviewer.user_id) == user_id,
                col(Invitation.is_open),
                col(Application.closing).is_(None),
                ~others.exists(),
            )
            .order_by(col(Invitation.id))
            .limit(MOST)
        )
        .all()
    )
    able = _able(session, {row.job_id for row in rows}, (), user_id)
    return tuple(
        LoneInvitation(
            row.id, row.application_id, row.candidate, row.title, row.title_en or row.title,
            _of(able, row.job_id, None),
        )
        for row in rows
    )  # fmt: skip


def _named(*columns: Any) -> Select[Any]:
    return sql_select(
        *columns,
        Application.id.label("application_id"),  # type: ignore[union-attr]
        Candidate.name.label("candidate"),  # type: ignore[attr-defined]
        Application.job_id,
        Job.title,
        Job.title_en,
    )


Able = dict[tuple[str, int | None], tuple[Person, ...]]


def _able(session: Session, jobs: Collection[int], invitations: Collection[int | None], without: int) -> Able:
    """Active interviewers of these jobs and invitations, by name."""
    found: dict[tuple[str, int | None], list[Person]] = {}
    active = (col(User.is_active), col(User.role) == Role.INTERVIEWER.value, col(User.id) != without)
    for kind, table, key, ids in (
        ("job", JobInterviewer, JobInterviewer.job_id, jobs),
        ("invitation", InvitationInterviewer, InvitationInterviewer.invitation_id, invitations),
    ):
        query: Any = (
            sql_select(key, User.id, User.name)  # type: ignore[call-overload]
            .select_from(table)
            .join(User, col(User.id) == table.user_id)  # type: ignore[attr-defined]
            .where(col(key).in_([one for one in ids if one]), *active)
            .order_by(col(User.name), col(User.id))
        )
        for owner, user_id, name in session.connection().execute(query):
            found.setdefault((kind, owner), []).append(Person(user_id, name))
    return {key: tuple(people) for key, people in found.items()}


def _of(able: Able, job_id: int, invitation_id: int | None) -> tuple[Person, ...]:
    of_job, of_invitation = able.get(("job", job_id), ()), able.get(("invitation", invitation_id), ())
    return tuple(dict.fromkeys((*of_invitation, *of_job)))


def _successors(session: Session, user_id: int) -> tuple[Person, ...]:
    rows: Sequence[Any] = session.exec(
        select(User.id, User.name)
        .where(
            col(User.role).in_([role.value for role in HR]),
            col(User.is_active),
            col(User.id) != user_id,
            col(User.password_hash) != "",
        )
        .order_by(col(User.role).desc(), col(User.name))
    ).all()
    return tuple(Person(i, name) for i, name in rows)


def _lone_jobs(session: Session, user_id: int) -> tuple[str, ...]:
    """Open jobs for which nobody else may interview."""
    other = (
        sql_select(JobInterviewer.user_id)
        .join(User, col(User.id) == JobInterviewer.user_id)
        .where(
            col(JobInterviewer.job_id) == Job.id,
            col(JobInterviewer.user_id) != user_id,
            col(User.is_active),
        )
        .correlate(Job)
    )
    rows = session.exec(
        select(Job.title)
        .join(JobInterviewer, col(JobInterviewer.job_id) == Job.id)
        .where(col(JobInterviewer.user_id) == user_id, col(Job.is_open), ~other.exists())
        .order_by(col(Job.title))
        .limit(MOST)
    )
    return tuple(rows)
