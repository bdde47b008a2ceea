"""People come in: by form, by CV, by the command line; import comes later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed
from rxapp.models import Application, Candidate, Job, User
from rxapp.rules.events import EventKind
from rxapp.rules.priority import board_sort
from rxapp.rules.vocabulary import HR, Language, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.known_people import give_file, locked, refuse_second
from rxapp.services.hiring.person import cv_words, email_address, person_name
from rxapp.services.hiring.phones import parse_phone
from rxapp.services.hiring.set_stage import count_new
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, choice, maybe_id, text


@dataclass(frozen=True)
class AddApplication:
    """Somebody who passed the first round; raises Invalid with the field's name. Phone becomes E.164.

    `candidate_id` names the person who is already known; then only what is not yet known about them is added, but a CV
    that comes with the form, its words or its file, takes the place of the one before: people send the newer one.
    `file_id` is a CV that was just brought; `recruiter_id` None: whoever adds them looks after them."""

    name: str
    job_id: int
    phone: str = ""
    email: str = ""
    city: str = ""
    is_employed: bool = False
    cv_text: str = ""
    source: str = ""
    language: Language = Language.ZH
    recruiter_id: int | None = None
    candidate_id: int | None = None
    file_id: int | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "name", person_name(self.name))
        if self.job_id == 0:
            raise Invalid("needs_job", field="job_id")
        an_id(self.job_id, "job_id")
        put(self, "phone", parse_phone(text(self.phone, "phone", most=60)))
        put(self, "email", email_address(self.email))
        maybe_id(self.candidate_id, "candidate_id")
        if not self.phone and not self.email and self.candidate_id is None:
            raise Invalid("needs_contact", field="phone")
        put(self, "city", text(self.city, "city", most=40))
        put(self, "cv_text", cv_words(self.cv_text))
        put(self, "source", text(self.source, "source", most=30))
        put(self, "language", choice(self.language, Language, "language"))
        maybe_id(self.recruiter_id, "recruiter_id")
        maybe_id(self.file_id, "file_id")
        if not isinstance(self.is_employed, bool):
            raise Invalid(field="is_employed")


def add_application(
    session: Session, command: AddApplication, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Put somebody into the first column. A person has one open application a job. Raises NotAllowed, NotFound,
    Invalid."""
    if actor.role not in HR or actor.user_id is None:
        raise NotAllowed
    job = session.get(Job, command.job_id)
    if job is None or not job.is_open:
        raise Invalid("needs_job", field="job_id")
    recruiter_id = _recruiter(session, command.recruiter_id, actor)
    now = clock()
    candidate = _person(session, command, now)
    assert candidate.id is not None
    if command.file_id is not None:
        give_file(session, candidate.id, command.file_id, actor=actor, clock=clock)
    order = board_sort(None, None, now)
    application = Application(
        candidate_id=candidate.id, job_id=command.job_id, recruiter_id=recruiter_id, source=command.source,
        created_at=now, passed_first_at=now, stage_since=now, sort_priority=order[0], sort_key=order[1],
    )  # fmt: skip
    session.add(application)
    session.flush()
    count_new(session, application)
    event = record(
        session, EventKind.APPLICATION_CREATED, actor=actor, clock=clock, application=application,
        job_id=command.job_id, stage=int(Stage.PASSED_FIRST),
    )  # fmt: skip
    assert application.id is not None and event.id is not None
    return Change(application.id, application.version, event.id)


def _recruiter(session: Session, wanted: int | None, actor: Actor) -> int:
    assert actor.user_id is not None
    if wanted is None or wanted == actor.user_id:
        return actor.user_id
    found = session.get(User, wanted)
    if found is None or not found.is_active or found.role not in HR:
        raise Invalid("needs_recruiter", field="recruiter_id")
    return wanted


def _person(session: Session, command: AddApplication, now: datetime) -> Candidate:
    if command.candidate_id is None:
        candidate = Candidate(
            name=command.name, phone=command.phone or None, email=command.email or None, city=command.city,
            language=command.language, is_employed=command.is_employed, cv_text=command.cv_text, created_at=now,
        )  # fmt: skip
        session.add(candidate)
        session.flush()
        return candidate
    candidate = locked(session, command.candidate_id)
    refuse_second(session, command.candidate_id, command.job_id)
    # What is known stays; a form filled in a hurry must not take a number away. Of CVs the newer one counts.
    candidate.phone = candidate.phone or command.phone or None
    candidate.email = candidate.email or command.email or None
    candidate.city = candidate.city or command.city
    candidate.cv_text = command.cv_text or candidate.cv_text
    candidate.version += 1
    session.add(candidate)
    session.flush()
    return candidate
