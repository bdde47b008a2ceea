"""Write, edit and remove a note. What a note said before stays readable; a removed one stays as removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application, Event, Note, NoteEdit, NoteFile, Notice, User
from rxapp.rules.events import EventKind
from rxapp.rules.mentions import mentioned
from rxapp.rules.vocabulary import HR, NoticeKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.files.store import usable
from rxapp.services.files.types import FileKind
from rxapp.services.inputs import an_id, ids, text
from rxapp.services.notices.notify import notify

MOST = 4000
MOST_FILES = 5


@dataclass(frozen=True)
class WriteNote:
    """What is noted about whom; raises Invalid with the field's name."""

    application_id: int
    body: str
    file_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        an_id(self.application_id, "application_id")
        object.__setattr__(self, "file_ids", ids(self.file_ids, "file_ids", most=MOST_FILES))
        object.__setattr__(self, "body", _body(self.body))


@dataclass(frozen=True)
class EditNote:
    """What the note says from now on, and the version the writer saw; raises Invalid with the field's name."""

    note_id: int
    version: int
    body: str

    def __post_init__(self) -> None:
        an_id(self.note_id, "note_id")
        an_id(self.version, "version")
        object.__setattr__(self, "body", _body(self.body))


def _body(value: object) -> str:
    body = text(value, "body", most=MOST)
    if not body:
        raise Invalid("needs_words", field="body")
    return body


def write_note(session: Session, command: WriteNote, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Note it and ring whom it calls; answers the note's id. Raises NotAllowed, NotFound, Invalid
    (a file that is not the writer's, or hangs elsewhere)."""
    author_id = _author(actor)
    application = session.get(Application, command.application_id)
    if application is None:
        raise NotFound
    note = Note(
        application_id=command.application_id, author_id=author_id, body=command.body, created_at=clock()
    )
    session.add(note)
    session.flush()
    for file_id in command.file_ids:
        usable(session, file_id, FileKind.ATTACHMENT, actor=actor)
        session.add(NoteFile(note_id=note.id or 0, file_id=file_id))
    event = record(
        session, EventKind.NOTE_WRITTEN, actor=actor, clock=clock, application=application, note_id=note.id
    )
    _call(session, note, event)
    assert note.id is not None
    return note.id


def edit_note(session: Session, command: EditNote, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Change one's own note; what it said before is kept, and only people it did not call before are
    called. Answers the new version. Raises NotAllowed, NotFound (also somebody else's), Stale (`note_changed`)."""
    note = _own(session, command.note_id, actor)
    if note.version != command.version:
        raise Stale("note_changed", version=note.version)
    if note.body == command.body:
        return note.version
    session.add(NoteEdit(note_id=note.id or 0, body=note.body, edited_by=note.author_id, edited_at=clock()))
    note.body, note.edited_at, note.version = command.body, clock(), note.version + 1
    session.add(note)
    event = _record(session, EventKind.NOTE_EDITED, note, actor, clock)
    _call(session, note, event)
    return note.version


def remove_note(session: Session, note_id: int, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """Take one's own note away: that there was one stays. A second time changes nothing. Raises NotAllowed,
    NotFound."""
    note = _own(session, note_id, actor, removed=True)
    if note.removed_at is not None:
        return
    note.removed_at, note.version = clock(), note.version + 1
    session.add(note)
    _record(session, EventKind.NOTE_REMOVED, note, actor, clock)


def _author(actor: Actor) -> int:
    if actor.role not in HR or actor.user_id is None:
        raise NotAllowed
    return actor.user_id


def _own(session: Session, note_id: int, actor: Actor, *, removed: bool = False) -> Note:
    author_id = _author(actor)
    note = session.exec(select(Note).where(Note.id == an_id(note_id, "note_id")).with_for_update()).first()
    if note is None or note.author_id != author_id or (note.removed_at is not None and not removed):
        raise NotFound
    return note


def _record(session: Session, kind: EventKind, note: Note, actor: Actor, clock: Clock) -> Event:
    application = session.get_one(Application, note.application_id)
    return record(session, kind, actor=actor, clock=clock, application=application, note_id=note.id)


def callable_colleagues(session: Session) -> list[tuple[int, str]]:
    """Who may be called in a note: those who may read it."""
    found = session.exec(
        select(User.id, User.name)
        .where(col(User.role).in_([role.value for role in HR]), col(User.is_active))
        .order_by(col(User.name))
    )
    return [(user_id or 0, name) for user_id, name in found]


def _call(session: Session, note: Note, event: Event) -> None:
    called = mentioned(note.body, callable_colleagues(session))
    if called:
        notify(session, NoticeKind.MENTIONED, called - _called(session, note), event=event, note_id=note.id)


def _called(session: Session, note: Note) -> set[int]:
    before: Iterable[int] = session.exec(select(Notice.user_id).where(Notice.note_id == note.id))
    return set(before)
