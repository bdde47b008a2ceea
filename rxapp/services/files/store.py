"""Keeping a file: written beside its place, looked at, renamed, and only then a row names it.

    incoming = new_incoming(); write to it
    ready = prepare(incoming, FileKind.CV, name)             outside the transaction: it reads the whole file
    file_id = keep(session, ready, actor=…, clock=…)         the row; the bytes already lie in their place
    remove(session, file_id, actor=…)                        the row stays, the bytes go with the commit
    sweep(session)                                           what crashed or was never used goes

Bytes without a row and rows whose bytes should be gone are what a crash can leave; the daily sweep settles both.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy import event as sqlalchemy_event
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.models import InterviewerProfile, NoteFile, Place, StoredFile
from rxapp.private import private_folder
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, STAFF
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.files.photos import as_small_picture
from rxapp.services.files.types import FileKind, decide, named
from rxapp.settings import get_settings

UNUSED_FOR = timedelta(days=1)
STRAY_FOR = timedelta(hours=1)
MAY_BRING = {FileKind.CV: HR, FileKind.PHOTO: STAFF, FileKind.ATTACHMENT: HR}


@dataclass(frozen=True, slots=True)
class Ready:
    """Bytes in their final place, not yet named by any row."""

    kind: FileKind
    key: str
    name: str
    content_type: str
    size: int
    sha256: str


def folder() -> Path:
    """Where this installation's files lie; the demo has its own."""
    return get_settings().files_dir


def path_of(key: str) -> Path:
    """Where the bytes of a row lie."""
    return folder() / key[:2] / key


def new_incoming() -> Path:
    """A fresh path for bytes that are still arriving."""
    arriving = folder() / "incoming"
    private_folder(arriving)
    return arriving / secrets.token_hex(16)


def prepare(incoming: Path, kind: FileKind, name: str) -> Ready:
    """Look at what arrived and put it in its place; the incoming file is gone afterwards, whatever happened.

    Raises Invalid when it is too large, of a kind we do not take, or would unpack to too much.
    """
    try:
        content_type = decide(incoming, kind)
        if kind is FileKind.PHOTO:
            content_type = as_small_picture(incoming)
        digest = hashlib.sha256()
        with incoming.open("rb") as file:
            while part := file.read(262_144):
                digest.update(part)
            os.fsync(file.fileno())
        size, key = incoming.stat().st_size, secrets.token_hex(16)
        place = path_of(key)
        private_folder(place.parent)
        incoming.chmod(0o600)
        incoming.replace(place)
    finally:
        incoming.unlink(missing_ok=True)
    return Ready(kind, key, named(name, content_type), content_type, size, digest.hexdigest())


def keep(session: Session, ready: Ready, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """Name the bytes by a row; its id. Raises NotAllowed."""
    if actor.role not in MAY_BRING[ready.kind] or actor.user_id is None:
        raise NotAllowed
    row = StoredFile(
        kind=ready.kind.value, key=ready.key, name=ready.name, content_type=ready.content_type, size=ready.size,
        sha256=ready.sha256, uploaded_by=actor.user_id, created_at=clock(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    record(session, EventKind.FILE_ADDED, actor=actor, clock=clock, file_id=row.id, kind=ready.kind.value)
    return row.id


def usable(session: Session, file_id: int, kind: FileKind, *, actor: Actor) -> StoredFile:
    """A file that the actor brought and that nothing else uses yet, to be put somewhere. Raises Invalid: a made-up
    id must not move somebody else's file to where one can read it."""
    row = session.get(StoredFile, file_id)
    is_ours = row is not None and row.uploaded_by == actor.user_id and row.uploaded_by is not None
    if row is None or not is_ours or row.kind != kind.value or row.removed_at is not None:
        raise Invalid("file_gone", field="file_id")
    if row.candidate_id is not None or _is_used(session, file_id):
        raise Invalid("file_gone", field="file_id")
    return row


def remove(session: Session, file_id: int, *, actor: Actor | None, clock: Clock = clocks.now) -> None:
    """Delete a file's bytes with this transaction; the row stays and says that there was one. Raises NotFound."""
    row = session.get(StoredFile, file_id)
    if row is None or row.removed_at is not None:
        raise NotFound
    row.removed_at = clock()
    session.add(row)
    record(session, EventKind.FILE_REMOVED, actor=actor, clock=clock, file_id=file_id, kind=row.kind)
    place = path_of(row.key)

    def delete(_session: object) -> None:
        with suppress(OSError):  # the sweep tries again
            place.unlink(missing_ok=True)

    sqlalchemy_event.listen(session, "after_commit", delete, once=True)


def sweep(session: Session, *, clock: Clock = clocks.now, real_now: Clock = clocks.real_now) -> int:
    """Remove files that were brought and never used, and bytes that no row names any more; how many went."""
    unused = session.exec(
        select(StoredFile)
        .where(
            col(StoredFile.removed_at).is_(None),
            col(StoredFile.candidate_id).is_(None),
            col(StoredFile.created_at) < clock() - UNUSED_FOR,
            ~_used(),
        )
        .limit(1000)
    ).all()
    for row in unused:
        remove(session, row.id or 0, actor=None, clock=clock)
    return len(unused) + _sweep_strays(session, real_now())


def _sweep_strays(session: Session, real_now: datetime) -> int:
    old, gone = (real_now - STRAY_FOR).timestamp(), 0
    for shelf in folder().glob("*"):
        if not shelf.is_dir():
            continue
        found = {file.name: file for file in shelf.iterdir() if file.stat().st_mtime < old}
        known = set(
            session.exec(
                select(StoredFile.key).where(
                    col(StoredFile.key).startswith(shelf.name), col(StoredFile.removed_at).is_(None)
                )
            )
        )
        for name in found.keys() - known:
            found[name].unlink(missing_ok=True)
            gone += 1
    return gone


def _used() -> ColumnElement[bool]:
    return or_(
        exists().where(col(InterviewerProfile.photo_id) == StoredFile.id),
        exists().where(col(Place.photo_id) == StoredFile.id),
        exists().where(col(NoteFile.file_id) == StoredFile.id),
    )


def _is_used(session: Session, file_id: int) -> bool:
    return session.exec(select(StoredFile.id).where(StoredFile.id == file_id, _used())).first() is not None  # type: ignore[arg-type]
