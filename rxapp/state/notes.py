"""Notes of the open application, for HR alone. What somebody types stays in their browser until it is saved: a push
redraws the list below it and nothing else, and a refused save leaves it where it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import HR as HR_ROLES
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.notes.queries import NoteRow, notes_of
from rxapp.services.notes.write import (
    MOST,
    EditNote,
    WriteNote,
    callable_colleagues,
    edit_note,
    remove_note,
    write_note,
)
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import PageState
from rxapp.state.payload import Limit


class FileItem(TypedDict):
    """A file on a note, or one about to be."""

    id: int
    name: str
    link: str


class EarlierItem(TypedDict):
    """What a note said before."""

    key: str
    until: str
    body: str


class NoteItem(TypedDict):
    """One note in words."""

    id: int
    version: int
    author: str
    when: str
    body: str
    edited: str
    removed: str
    is_own: bool
    earlier: list[EarlierItem]
    files: list[FileItem]


class NoteForm(TypedDict, total=False):
    """What is written; the field is a component of its own, which the build does not know as one."""

    body: Annotated[str, Limit(MOST + 1000)]


class NotesState(PageState, rx.State):
    """`saved` rises with each note that was stored, which is when the browser forgets the draft; `editing` is the note
    whose words stand in a field."""

    application_id: int = 0
    notes: list[NoteItem] = []
    people: list[str] = []
    files: list[FileItem] = []
    saved: int = 0
    editing: int = 0
    removing: int = 0
    edit_problem: str = ""
    _edit_version: int = 0

    @rx.event
    @guarded(*HR)
    async def write(self, form: NoteForm) -> None:
        """Keep the note; the draft stays when it is refused."""
        actor, application_id, body = current_actor(), self.application_id, str(form.get("body", ""))
        files = tuple(each["id"] for each in self.files)

        def work() -> int:
            with db.unit_of_work() as session:
                command = WriteNote(application_id, body, files)
                return write_note(session, command, actor=actor, clock=clock.now)

        if await self._do(work, "notes.saved") is not None:
            self.saved += 1
            self.files = []
        await self._load(application_id, actor)

    @rx.event
    @guarded(*HR)
    def attach(self, file_id: int, name: str) -> None:
        """A file was sent; it hangs on the note once that is saved."""
        if all(each["id"] != file_id for each in self.files):
            self.files = [*self.files, FileItem(id=file_id, name=name[:200], link="")][-5:]

    @rx.event
    @guarded(*HR)
    def detach(self, file_id: int) -> None:
        """Not this file after all."""
        self.files = [each for each in self.files if each["id"] != file_id]

    @rx.event
    @guarded(*HR)
    def edit(self, note_id: int) -> None:
        """Open one's own note for changes."""
        note = next((each for each in self.notes if each["id"] == note_id), None)
        if note is not None and note["is_own"] and not note["removed"]:
            self.editing, self._edit_version, self.edit_problem = note_id, note["version"], ""

    @rx.event
    @guarded(*HR)
    def stop_editing(self) -> None:
        """Leave the note as it was."""
        self.editing, self.edit_problem = 0, ""

    @rx.event
    @guarded(*HR)
    async def save_edit(self, form: NoteForm) -> None:
        """Keep the changed words; whoever changed them elsewhere meanwhile is told, and keeps their text."""
        actor, note_id, version, body = (
            current_actor(),
            self.editing,
            self._edit_version,
            str(form.get("body", "")),
        )
        if not note_id:
            return

        def work() -> int:
            with db.unit_of_work() as session:
                return edit_note(session, EditNote(note_id, version, body), actor=actor, clock=clock.now)

        done = await self._do(work, "notes.edited")
        self.edit_problem, self.problem = self.problem, ""
        if done is not None:
            self.editing = 0
        await self._load(self.application_id, actor)
        if done is None:
            # Having read what stands there now, they may save their own words over it.
            self._edit_version = next(
                (each["version"] for each in self.notes if each["id"] == note_id), version
            )

    @rx.event
    @guarded(*HR)
    async def remove(self, note_id: int) -> None:
        """Take one's own note away; the first press asks, the second does it."""
        actor = current_actor()
        if self.removing != note_id:
            self.removing = note_id
            return

        def work() -> bool:
            with db.unit_of_work() as session:
                remove_note(session, note_id, actor=actor, clock=clock.now)
            return True

        await self._do(work, "notes.removed")
        self.removing = 0
        await self._load(self.application_id, actor)

    def _says_itself(self) -> bool:
        return True  # the drawer shows a refusal beside what was typed

    async def _load(self, application_id: int, actor: Actor) -> None:
        """Show an application's notes; for whoever may not read any there are none."""
        if actor.role not in HR_ROLES:
            self._forget()
            return
        if application_id != self.application_id:
            self.files, self.editing, self.removing, self.problem, self.edit_problem = [], 0, 0, "", ""
        self.application_id = application_id
        found = await self._read(_notes, application_id, actor)
        if found is not None:
            self.notes, self.people = found

    def _forget(self) -> None:
        self.application_id, self.notes, self.people, self.files = 0, [], [], []


def _notes(application_id: int, actor: Actor) -> tuple[list[NoteItem], list[str]]:
    now = clock.now()
    with db.reading() as session:
        where = zone(session)
        rows = notes_of(session, application_id, actor=actor)
        people = [name for user_id, name in callable_colleagues(session) if user_id != actor.user_id]
    return [_item(row, actor.language, where, now) for row in rows], people


def _item(row: NoteRow, language: str, where: str, now: datetime) -> NoteItem:
    def said(key: str, at: datetime | None) -> str:
        return i18n.text(language, key, when=i18n.when(language, at, now, where)) if at else ""

    return NoteItem(
        id=row.id,
        version=row.version,
        author=row.author,
        when=i18n.when(language, row.created_at, now, where),
        body=row.body,
        edited=said("notes.was_edited", row.edited_at) if row.removed_at is None else "",
        removed=said("notes.was_removed", row.removed_at),
        is_own=row.is_own,
        earlier=[
            EarlierItem(key=str(each.id), until=said("notes.until", each.until), body=each.body)
            for each in row.earlier
        ],
        files=[
            FileItem(id=each.file_id, name=each.name, link=f"/files/{each.file_id}") for each in row.files
        ],
    )
