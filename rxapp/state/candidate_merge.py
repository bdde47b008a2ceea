"""Two rows, one person: whom to merge with, what would happen, and doing it."""

from __future__ import annotations

from typing import Annotated, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Stale
from rxapp.rules.phones import phone_text
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit_candidate import candidate_row
from rxapp.services.hiring.known_people import applications_of, people_like, same_people
from rxapp.services.hiring.merge_candidates import (
    MergeCandidates,
    MergePreview,
    merge_candidates,
    merge_preview,
)
from rxapp.services.hiring.phones import maybe_phone
from rxapp.state.guard import current_actor, guarded
from rxapp.state.known_rows import KnownItem, application_text, known_item
from rxapp.state.marks import HR
from rxapp.state.page import DialogState, Next
from rxapp.state.payload import Limit

LONGEST = 80


class MergeLine(TypedDict):
    """One field: what stays, and what the other row says where that is something else."""

    name: str
    kept: str
    other: str
    is_filled: bool


class MergeState(DialogState, rx.State):
    """`keep_id` is who stays; `other_id` 0 while nobody is chosen yet."""

    keep_id: int = 0
    other_id: int = 0
    keep_name: str = ""
    other_name: str = ""
    known: list[KnownItem] = []
    lines: list[MergeLine] = []
    moved: list[str] = []
    kept: list[str] = []
    file: str = ""
    clash: str = ""
    _versions: tuple[int, int] = (0, 0)

    @rx.event
    @guarded(*HR)
    async def open_for(self, candidate_id: int) -> None:
        """Offer who may be the same person."""
        found = await self._read(_known, candidate_id, current_actor())
        if found is not None:
            self.keep_id, (self.keep_name, self.known) = candidate_id, found
            self.other_id, self.problem, self.is_open = 0, "", True

    @rx.event
    @guarded(*HR)
    async def look_for(self, words: Annotated[str, Limit(120)]) -> None:
        """Look for somebody by name, telephone or e-mail."""
        self.known = await db.run(_like, words, self.keep_id, current_actor())

    @rx.event
    @guarded(*HR)
    async def choose(self, candidate_id: int) -> None:
        """Show what merging with this person would do."""
        await self._preview(self.keep_id, candidate_id)

    @rx.event
    @guarded(*HR)
    async def swap(self) -> None:
        """Keep the other row instead."""
        await self._preview(self.other_id, self.keep_id)

    @rx.event
    @guarded(*HR)
    async def merge(self) -> Next:
        """Make them one."""
        actor, name = current_actor(), self.keep_name
        if not self.other_id:
            raise Stale
        keep_version, other_version = self._versions
        command = MergeCandidates(self.keep_id, keep_version, self.other_id, other_version)

        def work() -> int:
            with db.unit_of_work() as session:
                return merge_candidates(session, command, actor=actor, clock=clock.now)

        if await self._do(work, "intake.merged", name=name) is None:
            return None
        from rxapp.state.candidate_edit import CandidateEditState

        self.is_open = False
        return CandidateEditState.close

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Leave both as they are."""
        self.is_open = False

    async def _preview(self, keep_id: int, other_id: int) -> None:
        language = current_actor().language
        found = await self._read(_preview_of, keep_id, other_id, current_actor())
        if found is None:
            return
        self.keep_id, self.other_id = found.keep_id, found.other_id
        self.keep_name, self.other_name = found.keep_name, found.other_name
        self._versions = (found.keep_version, found.other_version)
        self.lines = [
            MergeLine(
                name=i18n.text(language, f"intake.{each.name}"), kept=_short(each.kept),
                other="" if each.is_filled or each.other == each.kept else _short(each.other), is_filled=each.is_filled,
            )
            for each in found.fields if each.kept or each.other
        ]  # fmt: skip
        self.moved = [application_text(each, language) for each in found.moved_applications]
        self.kept = [application_text(each, language) for each in found.kept_applications]
        self.file, self.problem = found.file, ""
        self.clash = (
            i18n.text(language, "error.merge_open_twice", job=found.clashes[0].job) if found.clashes else ""
        )


def _short(text: str) -> str:
    line = phone_text(" ".join(text.split()))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _known(candidate_id: int, actor: Actor) -> tuple[str, list[KnownItem]]:
    with db.reading() as session:
        row = candidate_row(session, candidate_id, actor=actor)
        jobs = tuple(each.job_id for each in applications_of(session, [row.id]).get(row.id, ()))
        found = same_people(
            session, name=row.name, phone=row.phone, email=row.email, job_ids=jobs, but_not=row.id
        )
    return row.name, [known_item(each, language=actor.language) for each in found]


def _like(words: str, candidate_id: int, actor: Actor) -> list[KnownItem]:
    with db.reading() as session:
        found = people_like(session, maybe_phone(words) or words, but_not=candidate_id)
    return [known_item(each, language=actor.language) for each in found]


def _preview_of(keep_id: int, other_id: int, actor: Actor) -> MergePreview:
    with db.reading() as session:
        return merge_preview(session, keep_id, other_id, actor=actor)
