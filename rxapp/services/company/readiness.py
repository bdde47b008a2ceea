"""What an empty installation still lacks before a candidate can be invited. Computed from the data, stored nowhere.

Shown until the first second round is booked: after that the company is at work, and a missing piece is said where it
is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Job, JobInterviewer, Place, User, WeeklyHours
from rxapp.rules.vocabulary import InterviewMode, Role
from rxapp.services.accounts.actor import Actor


class Step(StrEnum):
    """In the order in which one needs the other."""

    COLLEAGUE = "colleague"  # an interviewer with an account
    PLACE = "place"  # a place that a map finds
    JOB = "job"  # an open job with somebody who may interview
    HOURS = "hours"  # one of them has weekly hours
    CANDIDATE = "candidate"  # somebody to invite


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step. `is_theirs`: the reader can do it; accounts are an administrator's."""

    step: Step
    is_done: bool
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """All steps in order, or none once the company is at work. The ids name where a step goes on: the place without a
    pin, the open job without an interviewer, the interviewer without hours."""

    steps: tuple[StepRow, ...]
    place_id: int | None = None
    job_id: int | None = None
    interviewer_id: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to show."""
        return all(row.is_done for row in self.steps)


READY = Readiness(())


def readiness(session: Session, *, actor: Actor) -> Readiness:
    """What is missing, for somebody who runs the hiring; one statement once the company is at work."""
    connection = session.connection()
    judge = and_(col(User.role) == Role.INTERVIEWER.value, col(User.is_active))
    in_use = col(Place.archived_at).is_(None)
    named = exists().where(
        col(JobInterviewer.job_id) == col(Job.id),
        col(JobInterviewer.user_id) == col(User.id),
        col(Job.is_open),
        judge,
    )
    has_judge = exists().where(
        col(JobInterviewer.job_id) == col(Job.id), col(JobInterviewer.user_id) == col(User.id), judge
    )
    hours = exists().where(col(WeeklyHours.user_id) == col(User.id))
    on_site = exists().where(col(Job.is_open), col(Job.mode) == InterviewMode.ONSITE.value)
    found: dict[Step, ColumnElement[bool]] = {
        Step.COLLEAGUE: exists().where(judge),
        # Who interviews by video alone needs no place.
        Step.PLACE: or_(
            exists().where(in_use, col(Place.lat).is_not(None)),
            and_(exists().where(col(Job.is_open)), ~on_site),
        ),
        Step.JOB: select(literal(1)).select_from(User).where(named).exists(),
        Step.HOURS: select(literal(1)).select_from(User).where(named, hours).exists(),
        Step.CANDIDATE: exists().where(col(Application.id).is_not(None)),
    }
    if connection.execute(select(exists().where(col(Booking.id).is_not(None)))).scalar():
        return READY
    is_done = dict(zip(found, connection.execute(select(*found.values())).one(), strict=True))
    steps = tuple(
        StepRow(step, bool(done), step is not Step.COLLEAGUE or actor.role is Role.ADMINISTRATOR)
        for step, done in is_done.items()
    )
    return Readiness(
        steps,
        place_id=connection.execute(
            select(col(Place.id)).where(in_use, col(Place.lat).is_(None)).order_by(col(Place.id)).limit(1)
        ).scalar(),
        job_id=connection.execute(
            select(col(Job.id)).where(col(Job.is_open), ~has_judge).order_by(col(Job.id)).limit(1)
        ).scalar(),
        interviewer_id=connection.execute(
            select(col(User.id)).where(judge, ~hours).order_by(~named, col(User.id)).limit(1)
        ).scalar(),
    )
