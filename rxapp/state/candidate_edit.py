"""Editing what is known about a person. Somebody else's save meanwhile is told and nothing typed is lost."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.events import EventKind
from rxapp.rules.phones import phone_text
from rxapp.rules.vocabulary import Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.edit_candidate import (
    CandidateRow,
    EditCandidate,
    candidate_of,
    candidate_row,
    edit_candidate,
)
from rxapp.services.hiring.known_people import applications_of, same_people
from rxapp.services.hiring.person import MOST_CV
from rxapp.state.conflict import merge, who_saved
from rxapp.state.guard import current_actor, guarded
from rxapp.state.known_rows import KnownItem, known_item
from rxapp.state.marks import HR
from rxapp.state.page import DialogState
from rxapp.state.payload import Limit

SAVED = (EventKind.CANDIDATE_EDITED, EventKind.CANDIDATES_MERGED)


class EditForm(TypedDict, total=False):
    """The dialog's fields."""

    name: Annotated[str, Limit(400)]
    phone: str
    email: str
    city: str
    language: str
    in_work: str
    cv_text: Annotated[str, Limit(MOST_CV)]


class EditValues(TypedDict):
    """What the fields hold."""

    name: str
    phone: str
    email: str
    city: str
    language: str
    in_work: bool
    cv_text: str


NOTHING = EditValues(name="", phone="", email="", city="", language="zh", in_work=False, cv_text="")


class CandidateEditState(DialogState, rx.State):
    """One person; a new `seq` draws the fields anew, after opening and after somebody else's save."""

    candidate_id: int = 0
    values: EditValues = NOTHING
    seq: int = 0
    file_name: str = ""
    is_new_file: bool = False
    who: str = ""
    changes: list[str] = []
    known: list[KnownItem] = []
    _version: int = 0
    _base: dict[str, Any] = {}
    _file_id: int = 0
    _drops_file: bool = False

    @rx.event
    @guarded(*HR)
    async def open_for(self, application_id: int) -> None:
        """Open the form of whoever's application this is."""
        found = await self._read(_of_application, application_id, current_actor())
        if found is not None:
            self._show(*found)

    @rx.event
    @guarded(*HR)
    def take_file(self, file_id: int, name: Annotated[str, Limit(400)]) -> None:
        """Put a new CV in the place of the present one; it counts when the form is saved."""
        self._file_id, self._drops_file, self.file_name, self.is_new_file = file_id, False, name, True

    @rx.event
    @guarded(*HR)
    def drop_file(self) -> None:
        """Take the CV file away; it goes when the form is saved."""
        self._file_id, self._drops_file, self.file_name, self.is_new_file = 0, True, "", False

    @rx.event
    @guarded(*HR)
    async def save(self, form: EditForm) -> None:
        """Store what the form holds."""
        actor = current_actor()
        candidate_id, version = self.candidate_id, self._version
        file_id, drops_file = self._file_id or None, self._drops_file

        def work() -> int:
            command = EditCandidate(
                candidate_id, version, form.get("name", ""), form.get("phone", ""), form.get("email", ""),
                form.get("city", ""), Language.EN if form.get("language") == "en" else Language.ZH,
                form.get("in_work", "") == "on", form.get("cv_text", ""), file_id, drops_file,
            )  # fmt: skip
            with db.unit_of_work() as session:
                return edit_candidate(session, command, actor=actor, clock=clock.now)

        name = " ".join(form.get("name", "").split())[:60]
        join = partial(self._join, form, actor)
        if await self._do(work, "intake.edited", on_stale=join, name=name) is not None:
            self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Leave everything as it is."""
        self.is_open = False

    def _show(self, row: CandidateRow, known: list[KnownItem]) -> None:
        self.candidate_id, self._version, self.known = row.id, row.version, known
        self.values = _values(row)
        self._base = dict(self.values)
        self.file_name, self.is_new_file = row.file.name if row.file else "", False
        self._file_id, self._drops_file = 0, False
        self.who, self.changes, self.problem = "", [], ""
        self.seq, self.is_open = self.seq + 1, True

    async def _join(self, form: EditForm, actor: Actor) -> None:
        """Somebody saved it meanwhile: show what they changed, keep what was typed."""
        row, self.who = await db.run(_row_and_author, self.candidate_id, actor)
        mine = {name: form.get(name, "") for name in NOTHING if name != "in_work"}
        theirs = dict(_values(row))
        found = merge(
            self._base, {**mine, "in_work": form.get("in_work", "") == "on"}, theirs, language=actor.language,
            words=lambda name, value: _word(name, value, actor.language),
        )  # fmt: skip
        self.values, self.changes = EditValues(**found.values), found.lines  # type: ignore[typeddict-item]
        self._base, self._version, self.problem = theirs, row.version, ""
        self.seq += 1


def _word(name: str, value: Any, language: str) -> str:
    if name == "in_work":
        return i18n.text(language, "drawer.yes" if value else "drawer.no")
    return i18n.text(language, f"ui.language.{value}") if name == "language" else str(value)


def _values(row: CandidateRow) -> EditValues:
    return EditValues(
        name=row.name, phone=phone_text(row.phone), email=row.email, city=row.city, language=row.language,
        in_work=row.is_employed, cv_text=row.cv_text,
    )  # fmt: skip


def _of_application(application_id: int, actor: Actor) -> tuple[CandidateRow, list[KnownItem]]:
    with db.reading() as session:
        row = candidate_row(session, candidate_of(session, application_id), actor=actor)
        jobs = tuple(each.job_id for each in applications_of(session, [row.id]).get(row.id, ()))
        known = same_people(
            session, name=row.name, phone=phone_text(row.phone), email=row.email, job_ids=jobs, but_not=row.id
        )
    return row, [known_item(each, language=actor.language) for each in known]


def _row_and_author(candidate_id: int, actor: Actor) -> tuple[CandidateRow, str]:
    with db.reading() as session:
        who = who_saved(
            session, SAVED, "candidate_id", candidate_id, language=actor.language, zone=zone(session)
        )
        return candidate_row(session, candidate_id, actor=actor), who
