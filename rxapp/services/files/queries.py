"""Who may read which file. Asked anew at every reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import or_
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import (
    Booking,
    InterviewerProfile,
    Invitation,
    InvitationInterviewer,
    Job,
    Note,
    NoteFile,
    Place,
    StoredFile,
)
from rxapp.models.hiring import Application
from rxapp.rules.vocabulary import HR, NOT_COUNTED, STAFF
from rxapp.services.accounts.actor import Actor
from rxapp.services.files.store import path_of
from rxapp.services.files.types import FileKind
from rxapp.services.hiring.read_cv import note_reading


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as it is handed out."""

    id: int
    kind: FileKind
    name: str
    content_type: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as lists show it; its address is `/files/<id>`."""

    id: int
    name: str
    size: int
    content_type: str


def find_file(session: Session, file_id: int, *, actor: Actor) -> FileView:
    """A file that somebody may have, before it is handed out: a CV goes through `open_file`. Raises NotFound, also for
    whoever may not know that it exists."""
    return _view(_readable(session, file_id, actor))


def open_file(session: Session, file_id: int, *, actor: Actor, clock: Clock = clocks.now) -> FileView:
    """The same for handing out, in a unit of work: a CV's reading is written down. Raises NotFound."""
    row = _readable(session, file_id, actor)
    if row.kind == FileKind.CV and row.candidate_id is not None:
        note_reading(session, row.candidate_id, actor=actor, clock=clock, file_id=row.id)
    return _view(row)


def _readable(session: Session, file_id: int, actor: Actor) -> StoredFile:
    row = session.get(StoredFile, file_id)
    if row is None or row.removed_at is not None or not _may_read(session, row, actor):
        raise NotFound
    return row


def _view(row: StoredFile) -> FileView:
    return FileView(row.id or 0, FileKind(row.kind), row.name, row.content_type, row.size, path_of(row.key))


def cv_of(session: Session, candidate_id: int) -> FileRow | None:
    """The CV file in use; the caller has made sure that the reader may have it."""
    row = session.exec(
        select(StoredFile)
        .where(
            StoredFile.candidate_id == candidate_id,
            StoredFile.kind == FileKind.CV,
            col(StoredFile.removed_at).is_(None),
        )
        .order_by(col(StoredFile.id).desc())
        .limit(1)
    ).first()
    return None if row is None else FileRow(row.id or 0, row.name, row.size, row.content_type)


def _may_read(session: Session, row: StoredFile, actor: Actor) -> bool:
    if row.kind == FileKind.CV:
        return actor.role in HR
    if row.kind == FileKind.ATTACHMENT:
        return actor.role in HR and (row.uploaded_by == actor.user_id or _hangs_on_a_note(session, row))
    return actor.role in STAFF or _is_shown_to(session, row.id or 0, actor.application_id)


def _hangs_on_a_note(session: Session, row: StoredFile) -> bool:
    found = (
        select(NoteFile.file_id)
        .join(Note, col(Note.id) == NoteFile.note_id)
        .where(NoteFile.file_id == row.id, col(Note.removed_at).is_(None))
    )
    return session.exec(found).first() is not None


def _is_shown_to(session: Session, file_id: int, application_id: int | None) -> bool:
    """Whether a candidate meets this face, or comes to this place: by interview, open invitation or job."""
    if application_id is None:
        return False
    booked = (
        select(Booking.interviewer_id)
        .where(Booking.application_id == application_id)
        .where(col(Booking.state).not_in(NOT_COUNTED))
    )
    invited = (
        select(InvitationInterviewer.user_id)
        .join(Invitation, col(Invitation.id) == InvitationInterviewer.invitation_id)
        .where(Invitation.application_id == application_id, col(Invitation.is_open))
    )
    face = select(InterviewerProfile.user_id).where(
        InterviewerProfile.photo_id == file_id,
        or_(col(InterviewerProfile.user_id).in_(booked), col(InterviewerProfile.user_id).in_(invited)),
    )
    if session.exec(face).first() is not None:
        return True
    places = or_(
        col(Place.id).in_(select(Booking.place_id).where(Booking.application_id == application_id)),
        col(Place.id).in_(
            select(Invitation.place_id).where(
                Invitation.application_id == application_id, col(Invitation.is_open)
            )
        ),
        col(Place.id).in_(
            select(Job.place_id)
            .join(Application, col(Application.job_id) == Job.id)
            .where(Application.id == application_id)
        ),
    )
    return session.exec(select(Place.id).where(Place.photo_id == file_id, places)).first() is not None
