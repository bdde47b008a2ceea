"""Jobs as those who run them list and edit them: frozen rows, in a handful of statements however many jobs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from rxapp.errors import NotFound
from rxapp.models import Application, InterviewerProfile, Job, JobInterviewer, Place, User, WeeklyHours
from rxapp.rules.vocabulary import HR, InterviewMode, Role, Stage
from rxapp.services.inputs import an_id


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One line of the list. `applications` are those still on their way; `has_hours`: somebody may interview and has
    weekly hours, so that times can be offered."""

    id: int
    version: int
    title: str
    title_en: str
    city: str
    is_open: bool
    recruiter: str
    applications: int
    interviewers: tuple[str, ...]
    has_hours: bool
    mode: InterviewMode
    minutes: int
    place: str
    place_en: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A job as its form shows it."""

    id: int
    version: int
    is_open: bool
    title: str
    title_en: str
    city: str
    recruiter_id: int | None
    requirements: str
    interviewer_ids: tuple[int, ...]
    mode: InterviewMode
    minutes: int
    place_id: int | None
    meeting_link: str
    what_to_bring: str
    what_to_bring_en: str
    culture_tags: str
    applications: int


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A colleague to choose; `has_hours` and titles are of interviewers."""

    id: int
    name: str
    title: str = ""
    title_en: str = ""
    has_hours: bool = False


@dataclass(frozen=True, slots=True)
class OpeningChoices:
    """What a job's form offers."""

    recruiters: tuple[PersonChoice, ...]
    interviewers: tuple[PersonChoice, ...]
    places: tuple[tuple[int, str, str, str], ...]  # id, name, English name, city


def openings(session: Session) -> list[OpeningRow]:
    """All jobs, open ones first, then by title."""
    counts: dict[int, int] = dict(
        session.exec(
            select(Application.job_id, func.count())
            .where(col(Application.closing).is_(None), Application.stage != Stage.HIRED)
            .group_by(col(Application.job_id))
        ).all()
    )
    with_hours = set(session.exec(select(WeeklyHours.user_id).distinct()))
    people: dict[int, list[tuple[int, str]]] = defaultdict(list)
    named = select(JobInterviewer.job_id, User.id, User.name).join(
        User, col(User.id) == JobInterviewer.user_id
    )
    for job_id, user_id, name in session.exec(named.where(col(User.is_active)).order_by(col(User.name))):
        people[job_id].append((user_id or 0, name))
    found = session.exec(
        select(Job, User.name, Place.name, Place.name_en)
        .outerjoin(User, col(User.id) == Job.recruiter_id)
        .outerjoin(Place, col(Place.id) == Job.place_id)
        .order_by(col(Job.is_open).desc(), col(Job.title), col(Job.id))
    )
    return [_row(job, more, counts, people, with_hours) for job, *more in found]


def _row(
    job: Job,
    more: list[Any],
    counts: dict[int, int],
    people: dict[int, list[tuple[int, str]]],
    with_hours: set[int],
) -> OpeningRow:
    recruiter, place, place_en = more
    mine = people.get(job.id or 0, [])
    return OpeningRow(
        id=job.id or 0, version=job.version, title=job.title, title_en=job.title_en, city=job.city,
        is_open=job.is_open, recruiter=recruiter or "", applications=counts.get(job.id or 0, 0),
        interviewers=tuple(name for _, name in mine), has_hours=any(user_id in with_hours for user_id, _ in mine),
        mode=InterviewMode(job.mode), minutes=job.minutes, place=place or "", place_en=place_en or "",
    )  # fmt: skip


def opening(session: Session, job_id: int) -> Opening:
    """One job, for its form. Raises NotFound."""
    job = session.get(Job, an_id(job_id, "job_id"))
    if job is None:
        raise NotFound
    people = session.exec(
        select(JobInterviewer.user_id)
        .join(User, col(User.id) == JobInterviewer.user_id)
        .where(JobInterviewer.job_id == job_id, col(User.is_active), User.role == Role.INTERVIEWER)
        .order_by(col(JobInterviewer.user_id))
    )
    return Opening(
        id=job_id, version=job.version, is_open=job.is_open, title=job.title, title_en=job.title_en, city=job.city,
        recruiter_id=job.recruiter_id, requirements=job.requirements, interviewer_ids=tuple(people),
        mode=InterviewMode(job.mode), minutes=job.minutes, place_id=job.place_id, meeting_link=job.meeting_link,
        what_to_bring=job.what_to_bring, what_to_bring_en=job.what_to_bring_en, culture_tags=job.culture_tags,
        applications=open_applications(session, job_id),
    )  # fmt: skip


def open_applications(session: Session, job_id: int) -> int:
    """How many people are still on their way in this position."""
    query = (
        select(func.count())
        .select_from(Application)
        .where(
            Application.job_id == job_id, col(Application.closing).is_(None), Application.stage != Stage.HIRED
        )
    )
    return session.exec(query).one()


def opening_choices(session: Session) -> OpeningChoices:
    """Colleagues and places a job can name now."""
    with_hours = set(session.exec(select(WeeklyHours.user_id).distinct()))
    staff = session.exec(
        select(User, InterviewerProfile)
        .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .where(col(User.is_active), col(User.role).in_([*HR, Role.INTERVIEWER]))
        .order_by(col(User.name), col(User.id))
    ).all()
    places = session.exec(
        select(Place).where(col(Place.archived_at).is_(None)).order_by(col(Place.city), col(Place.name))
    )
    people = {
        True: [
            PersonChoice(
                user.id or 0, user.name, profile.title if profile else "", profile.title_en if profile else "",
                user.id in with_hours,
            )
            for user, profile in staff
            if user.role == Role.INTERVIEWER
        ],
        False: [PersonChoice(user.id or 0, user.name) for user, _ in staff if user.role != Role.INTERVIEWER],
    }  # fmt: skip
    return OpeningChoices(
        recruiters=tuple(people[False]),
        interviewers=tuple(people[True]),
        places=tuple((each.id or 0, each.name, each.name_en, each.city) for each in places),
    )
