"""The notes of one application as their reader gets them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp.errors import NotAllowed
from rxapp.models import Note, NoteEdit, NoteFile, StoredFile, User
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor
from rxapp.services.inputs import an_id

SHOWN = 100


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """What a note said until `until`."""

    id: int
    body: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a note."""

    file_id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note, newest first. A removed one has no words and no files left to read."""

    id: int
    version: int
    author: str
    is_own: bool
    body: str
    created_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    earlier: tuple[EarlierWords, ...]
    files: tuple[Attachment, ...]


def notes_of(session: Session, application_id: int, *, actor: Actor) -> list[NoteRow]:
    """The newest hundred. Raises NotAllowed for everybody but HR."""
    if actor.role not in HR:
        raise NotAllowed
    rows = session.exec(
        select(Note, User.name)
        .join(User, col(User.id) == Note.author_id)
        .where(Note.application_id == an_id(application_id, "application_id"))
        .order_by(col(Note.id).desc())
        .limit(SHOWN)
    ).all()
    shown = [note.id for note, _ in rows if note.removed_at is None]
    earlier, files = _earlier(session, shown), _files(session, shown)
    return [
        NoteRow(
            id=note.id or 0,
            version=note.version,
            author=author,
            is_own=note.author_id == actor.user_id,
            body=note.body if note.removed_at is None else "",
            created_at=note.created_at,
            edited_at=note.edited_at,
            removed_at=note.removed_at,
            earlier=tuple(earlier.get(note.id or 0, ())),
            files=tuple(files.get(note.id or 0, ())),
        )
        for note, author in rows
    ]


def _earlier(session: Session, ids: list[int | None]) -> dict[int, list[EarlierWords]]:
    found: dict[int, list[EarlierWords]] = defaultdict(list)
    edits = select(NoteEdit).where(col(NoteEdit.note_id).in_(ids)).order_by(col(NoteEdit.id).desc())
    for row in session.exec(edits) if ids else ():
        found[row.note_id].append(EarlierWords(row.id or 0, row.body, row.edited_at))
    return found


def _files(session: Session, ids: list[int | None]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = defaultdict(list)
    if not ids:
        return found
    rows = session.exec(
        select(NoteFile.note_id, StoredFile.id, StoredFile.name, StoredFile.size)
        .join(StoredFile, col(StoredFile.id) == NoteFile.file_id)
        .where(col(NoteFile.note_id).in_(ids), col(StoredFile.removed_at).is_(None))
        .order_by(col(StoredFile.id))
    )
    for note_id, file_id, name, size in rows:
        found[note_id].append(Attachment(file_id or 0, name, size))
    return found
