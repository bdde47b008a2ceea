"""People come in: by hand for now, by import later."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed
from rxapp.models import Application, Candidate, Job
from rxapp.rules.events import EventKind
from rxapp.rules.priority import board_sort
from rxapp.rules.vocabulary import HR, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.inputs import an_id, text
from rxapp.services.hiring.set_stage import count_new
from rxapp.services.hiring.types import Change

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class AddApplication:
    """Somebody who passed the first round; raises Invalid with the field's name. Phone becomes E.164."""

    name: str
    job_id: int
    phone: str = ""
    email: str = ""
    city: str = ""
    is_employed: bool = False
    cv_text: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "name", text(self.name, "name", most=60))
        if not self.name:
            raise Invalid("needs_name", field="name")
        an_id(self.job_id, "job_id")
        put(self, "phone", _phone(text(self.phone, "phone", most=32)))
        put(self, "email", text(self.email, "email", most=254).lower())
        if self.email and not _EMAIL.fullmatch(self.email):
            raise Invalid("needs_contact", field="email")
        if not self.phone and not self.email:
            raise Invalid("needs_contact", field="phone")
        put(self, "city", text(self.city, "city", most=40))
        put(self, "cv_text", text(self.cv_text, "cv_text", most=20000))
        put(self, "source", text(self.source, "source", most=30))
        if not isinstance(self.is_employed, bool):
            raise Invalid(field="is_employed")


def _phone(value: str) -> str:
    if not value:
        return ""
    try:
        found = phonenumbers.parse(value, "CN")
    except phonenumbers.NumberParseException:
        raise Invalid("needs_contact", field="phone") from None
    if not phonenumbers.is_valid_number(found):
        raise Invalid("needs_contact", field="phone")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def add_application(
    session: Session, command: AddApplication, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Put somebody into the first column; the recruiter who adds them looks after them. Raises NotAllowed, Invalid."""
    if actor.role not in HR or actor.user_id is None:
        raise NotAllowed
    job = session.get(Job, command.job_id)
    if job is None or not job.is_open:
        raise Invalid("needs_job", field="job_id")
    now = clock()
    candidate = Candidate(
        name=command.name, phone=command.phone or None, email=command.email or None, city=command.city,
        is_employed=command.is_employed, cv_text=command.cv_text, created_at=now,
    )  # fmt: skip
    session.add(candidate)
    session.flush()
    order = board_sort(None, None, now)
    application = Application(
        candidate_id=candidate.id or 0, job_id=command.job_id, recruiter_id=actor.user_id, source=command.source,
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
