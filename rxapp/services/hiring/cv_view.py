"""A CV as its reader may see it; each reading is written down."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import Application, Candidate
from rxapp.rules.masking import mask_contacts
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor
from rxapp.services.files.queries import FileRow, cv_of
from rxapp.services.hiring.edit import load, may_know
from rxapp.services.hiring.read_cv import note_reading
from rxapp.services.inputs import an_id


@dataclass(frozen=True, slots=True)
class CvView:
    """Text whole and the file for HR; text with contacts covered and no file for executives and the interviewer."""

    name: str
    text: str
    is_masked: bool
    file: FileRow | None


def read_cv(session: Session, application_id: int, *, actor: Actor, clock: Clock = clocks.now) -> CvView:
    """The CV behind an application. Raises NotFound where the reader may not know of it; candidates have a page of
    their own."""
    an_id(application_id, "application_id")
    if actor.is_candidate:
        raise NotFound
    rows = load(session, application_id)
    if not may_know(session, actor, application_id, rows.booking):
        raise NotFound
    application: Application = rows.application
    candidate = session.get_one(Candidate, application.candidate_id)
    is_hr = actor.role in HR
    file = cv_of(session, application.candidate_id) if is_hr else None
    if candidate.cv_text or file is not None:
        note_reading(session, application.candidate_id, actor=actor, clock=clock, application=application)
    text = candidate.cv_text if is_hr else mask_contacts(candidate.cv_text)
    return CvView(candidate.name, text, not is_hr, file)
