"""Jobs: what a position is, and what its second round needs. Recruiters' and administrators' work.

save_job(session, SaveJob(...)) -> id      close_job(session, job_id, version) -> open applications it keeps
reopen_job(session, job_id, version)

Invitations copy what the job says when they are sent: changing a job changes none that is out.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Job, JobInterviewer, Place, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, InterviewMode, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.openings import open_applications
from rxapp.services.hiring.usable_place import lock_place
from rxapp.services.inputs import (
    an_id,
    choice,
    ids,
    item_lines,
    maybe_id,
    number,
    one_line,
    text,
    web_link,
)

ITEMS, ITEM = 12, 40  # what to bring; together within the column
TAGS, TAG = 10, 24


@dataclass(frozen=True)
class SaveJob:
    """A position as its form says it; raises Invalid with the field's name. `job_id` None opens a new one, else
    `version` is the one the form was opened with. `recruiter_id` None is whoever saves."""

    title: str
    city: str
    job_id: int | None = None
    version: int | None = None
    title_en: str = ""
    recruiter_id: int | None = None
    requirements: str = ""
    interviewer_ids: tuple[int, ...] = ()
    mode: InterviewMode = InterviewMode.ONSITE
    minutes: int = 45
    place_id: int | None = None
    meeting_link: str = ""
    what_to_bring: str = ""
    what_to_bring_en: str = ""
    culture_tags: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        for name in ("job_id", "version", "recruiter_id", "place_id"):
            maybe_id(getattr(self, name), name)
        put(self, "title", one_line(self.title, "job_title", most=80, needed=True))
        put(self, "title_en", one_line(self.title_en, "job_title_en", most=80))
        put(self, "city", one_line(self.city, "city", most=40, needed=True))
        put(self, "requirements", text(self.requirements, "requirements", most=4000))
        put(self, "interviewer_ids", ids(self.interviewer_ids, "interviewer_ids"))
        put(self, "mode", choice(self.mode, InterviewMode, "mode"))
        number(self.minutes, "minutes", least=15, most=240)
        put(self, "meeting_link", web_link(self.meeting_link, "meeting_link"))
        for name in ("what_to_bring", "what_to_bring_en"):
            put(self, name, item_lines(getattr(self, name), name, items=ITEMS, each=ITEM))
        put(
            self,
            "culture_tags",
            item_lines(self.culture_tags, "culture_tags", items=TAGS, each=TAG, between="[,，、;；]"),
        )
        if self.mode is InterviewMode.VIDEO and not self.meeting_link:
            raise Invalid("needs_meeting_link", field="meeting_link")
        if self.mode is InterviewMode.ONSITE and self.place_id is None:
            raise Invalid("needs_place", field="place_id")


def save_job(session: Session, command: SaveJob, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Open or change a position; answers its id. Raises NotAllowed, NotFound, Invalid, and Stale where somebody saved
    it since the form was opened."""
    _hr(actor)
    if command.job_id is None:
        job = Job(title="", city="", created_at=clock())
    else:
        job = _locked(session, command.job_id, command.version)
        job.version += 1
    known = session.exec(
        select(User.id).where(
            col(User.id).in_(command.interviewer_ids), User.role == Role.INTERVIEWER, col(User.is_active)
        )
    ).all()
    if len(known) != len(command.interviewer_ids):
        raise Invalid("needs_interviewer", field="interviewer_ids")
    if command.place_id is not None and command.place_id != job.place_id:
        lock_place(session, command.place_id)
    elif command.mode is InterviewMode.ONSITE and command.place_id is not None:
        place = session.get(Place, command.place_id)
        if place is None or (place.archived_at is not None and job.is_open):
            raise Invalid("needs_place", field="place_id")
    job.recruiter_id = _recruiter(session, command.recruiter_id or actor.user_id, job)
    for name in (
        "title", "title_en", "city", "requirements", "mode", "minutes", "place_id", "meeting_link", "what_to_bring",
        "what_to_bring_en", "culture_tags",
    ):  # fmt: skip
        setattr(job, name, getattr(command, name))
    session.add(job)
    session.flush()
    assert job.id is not None
    session.exec(delete(JobInterviewer).where(col(JobInterviewer.job_id) == job.id))
    for user_id in command.interviewer_ids:
        session.add(JobInterviewer(job_id=job.id, user_id=user_id))
    session.flush()
    kind = EventKind.JOB_ADDED if command.job_id is None else EventKind.JOB_CHANGED
    record(session, kind, actor=actor, clock=clock, job_id=job.id)
    return job.id


def close_job(session: Session, job_id: int, version: int, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Take no new candidates for the position. Its applications stay as they are and go on: answers how many are
    open. Raises NotAllowed, NotFound, Stale."""
    _hr(actor)
    job = _locked(session, job_id, version)
    kept = open_applications(session, job_id)
    if job.is_open:
        job.is_open = False
        job.version += 1
        session.add(job)
        record(session, EventKind.JOB_CLOSED, actor=actor, clock=clock, job_id=job_id, applications=kept)
    return kept


def reopen_job(
    session: Session, job_id: int, version: int, *, actor: Actor, clock: Clock = clocks.now
) -> None:
    """Take candidates again. Raises NotAllowed, NotFound, Stale, and Invalid where its place is no longer in use."""
    _hr(actor)
    job = _locked(session, job_id, version)
    if job.is_open:
        return
    if job.mode == InterviewMode.ONSITE and job.place_id is not None:
        lock_place(session, job.place_id)
    job.is_open = True
    job.version += 1
    session.add(job)
    record(session, EventKind.JOB_REOPENED, actor=actor, clock=clock, job_id=job_id)


def _recruiter(session: Session, user_id: int | None, job: Job) -> int | None:
    """Who looks after it: an active recruiter or administrator, or whoever did so far."""
    if user_id == job.recruiter_id:
        return user_id
    user = session.get(User, user_id) if user_id is not None else None
    if user is None or not user.is_active or user.role not in HR:
        raise Invalid("needs_recruiter", field="recruiter_id")
    return user.id


def _hr(actor: Actor) -> None:
    if actor.role not in HR or actor.user_id is None:
        raise NotAllowed


def _locked(session: Session, job_id: int, version: int | None) -> Job:
    # NO KEY UPDATE: applications that merely name the job need not wait.
    job = session.get(
        Job, an_id(job_id, "job_id"), with_for_update={"key_share": True}, populate_existing=True
    )
    if job is None:
        raise NotFound
    if version is not None and job.version != version:
        raise Stale("edited_meanwhile")
    return job
