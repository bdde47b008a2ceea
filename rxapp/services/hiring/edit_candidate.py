"""Changing what is known about a person: contact data, city, language, CV."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application, Candidate
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.files.queries import FileRow, cv_of
from rxapp.services.files.store import remove
from rxapp.services.hiring.known_people import give_file, lock_applications, locked
from rxapp.services.hiring.person import cv_words, email_address, person_name
from rxapp.services.hiring.phones import parse_phone
from rxapp.services.inputs import an_id, choice, maybe_id, text


@dataclass(frozen=True)
class EditCandidate:
    """A person's data as the form holds them; raises Invalid with the field's name. `file_id` is a new CV that was
    just brought; `drops_file` takes the present one away."""

    candidate_id: int
    version: int
    name: str
    phone: str
    email: str
    city: str
    language: Language
    is_employed: bool
    cv_text: str
    file_id: int | None = None
    drops_file: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        an_id(self.candidate_id, "candidate_id")
        put(self, "name", person_name(self.name))
        put(self, "phone", parse_phone(text(self.phone, "phone", most=60)))
        put(self, "email", email_address(self.email))
        if not self.phone and not self.email:
            raise Invalid("needs_contact", field="phone")
        put(self, "city", text(self.city, "city", most=40))
        put(self, "language", choice(self.language, Language, "language"))
        put(self, "cv_text", cv_words(self.cv_text))
        maybe_id(self.file_id, "file_id")
        for name in ("is_employed", "drops_file"):
            if not isinstance(getattr(self, name), bool):
                raise Invalid(field=name)


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A person as the form shows them."""

    id: int
    version: int
    name: str
    phone: str
    email: str
    city: str
    language: str
    is_employed: bool
    cv_text: str
    file: FileRow | None


def candidate_row(session: Session, candidate_id: int, *, actor: Actor) -> CandidateRow:
    """A person's data for HR's form. Raises NotAllowed, NotFound."""
    if actor.role not in HR:
        raise NotAllowed
    row = session.get(Candidate, candidate_id)
    if row is None or row.merged_into_id is not None:
        raise NotFound
    return CandidateRow(
        candidate_id, row.version, row.name, row.phone or "", row.email or "", row.city, row.language,
        row.is_employed, row.cv_text, cv_of(session, candidate_id),
    )  # fmt: skip


def candidate_of(session: Session, application_id: int) -> int:
    """Whose application this is. Raises NotFound."""
    an_id(application_id, "application_id")
    row = session.get(Application, application_id)
    if row is None:
        raise NotFound
    return row.candidate_id


def edit_candidate(
    session: Session, command: EditCandidate, *, actor: Actor, clock: Clock = clocks.now
) -> int:
    """Store a person's data; the version they have now. Raises NotAllowed, NotFound, Stale, Invalid."""
    if actor.role not in HR:
        raise NotAllowed
    row = locked(session, command.candidate_id)
    if row.version != command.version:
        raise Stale(version=row.version)
    was_called = row.name
    row.phone, row.email = command.phone or None, command.email or None
    for each in fields(EditCandidate):
        if each.name in ("name", "city", "language", "is_employed", "cv_text"):
            setattr(row, each.name, getattr(command, each.name))
    row.version += 1
    session.add(row)
    session.flush()
    if command.file_id is not None:
        give_file(session, command.candidate_id, command.file_id, actor=actor, clock=clock)
    elif command.drops_file and (before := cv_of(session, command.candidate_id)) is not None:
        remove(session, before.id, actor=actor, clock=clock)
    raised = _raise_versions(session, row) if row.name != was_called else frozenset()
    tell(session, EventKind.CANDIDATE_EDITED, row, raised, actor=actor, clock=clock)
    return row.version


def tell(
    session: Session,
    kind: EventKind,
    row: Candidate,
    raised: Collection[int | None],
    *,
    actor: Actor,
    clock: Clock,
    **data: Any,
) -> None:
    """Write the event once for each application, because their cards and drawers show the person; `raised`: those whose
    version went up with it."""
    applications = _applications(session, row)
    for application in applications:
        is_raised = int(application.id in raised)
        record(
            session, kind, actor=actor, clock=clock, application=application, candidate_id=row.id, raised=is_raised,
            **data,
        )  # fmt: skip
    if not applications:
        record(session, kind, actor=actor, clock=clock, candidate_id=row.id, raised=0, **data)


def _raise_versions(session: Session, row: Candidate) -> frozenset[int | None]:
    """Their cards show the name. Held first: a version that somebody else raises meanwhile must not be lost."""
    applications = lock_applications(session, [row.id or 0])
    for application in applications:
        application.version += 1
        session.add(application)
    return frozenset(application.id for application in applications)


def _applications(session: Session, row: Candidate) -> Sequence[Application]:
    theirs = select(Application).where(Application.candidate_id == row.id).order_by(col(Application.id))
    return session.exec(theirs).all()
