"""Jobs: their list, the form of one, closing one. ("openings" in code, because `jobs` are the background jobs.)"""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from rxapp import db, i18n
from rxapp.rules.vocabulary import InterviewMode, Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.openings import (
    Opening,
    OpeningRow,
    opening,
    openings,
)
from rxapp.services.hiring.save_job import close_job, reopen_job
from rxapp.state.address import read_form
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.opening_form import OpeningFormState
from rxapp.state.page import DialogState, Next, PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import OPENINGS


class OpeningItem(TypedDict):
    """One job of the list, in words."""

    id: int
    version: int
    title: str
    city: str
    is_open: bool
    recruiter: str
    applications: int
    interviewers: str
    has_interviewers: bool
    has_hours: bool
    plan: str


class OpeningsState(PageState, rx.State):
    """The list: open jobs, then closed ones."""

    openings: list[OpeningItem] = []
    closed: list[OpeningItem] = []

    @rx.event
    @guarded(*HR)
    async def load(self) -> Next:
        """Show the jobs; the address may ask for a form: `?open=3`, `?open=new`."""
        await self._share(_openings, reader(current_actor()), topics={OPENINGS})
        known = [each["id"] for each in [*self.openings, *self.closed]]
        job_id = read_form(self.router.url.query_parameters.get("open"), known)
        return None if job_id is None else OpeningFormState.open_for(job_id)

    @rx.event
    @guarded(*HR)
    async def reopen(self, job_id: int, version: int) -> None:
        """Take candidates for it again."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                reopen_job(session, job_id, version, actor=actor)
            return True

        await self._do(work, "openings.reopened")
        await self._share(_openings, reader(actor), topics={OPENINGS})


class OpeningClosingState(DialogState, rx.State):
    """Closing a job: how many are on their way, and that they stay."""

    title: str = ""
    applications: int = 0
    job_id: int = 0
    _version: int = 0

    @rx.event
    @guarded(*HR)
    async def open_for(self, job_id: int) -> None:
        """Show what closing it means."""
        await self._look(job_id)
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*HR)
    async def confirm(self) -> None:
        """Take no new candidates for it."""
        actor, job_id, version = current_actor(), self.job_id, self._version

        def work() -> int:
            with db.unit_of_work() as session:
                return close_job(session, job_id, version, actor=actor)

        if await self._do(work, "openings.closed_now", title=self.title) is None:
            if job_id:
                await self._look(job_id)
            return
        self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Leave it open."""
        self.is_open = False

    async def _look(self, job_id: int) -> None:
        found = await db.run(_opening, job_id)
        english = current_actor().language == Language.EN
        self.job_id, self._version, self.applications = job_id, found.version, found.applications
        self.title = (found.title_en if english else "") or found.title


def _openings(actor: Actor) -> Values:
    with db.reading() as session:
        rows = openings(session)
    items = [(row.is_open, _item(row, actor.language)) for row in rows]
    return {
        "openings": [item for is_open, item in items if is_open],
        "closed": [item for is_open, item in items if not is_open],
    }


def _item(row: OpeningRow, language: str) -> OpeningItem:
    english = language == Language.EN
    place = (row.place_en if english else "") or row.place
    parts = [
        i18n.text(language, "drawer.n_minutes", n=row.minutes),
        i18n.text(language, f"drawer.mode_{row.mode.value}"),
    ]
    if row.mode is InterviewMode.ONSITE and place:
        parts.append(place)
    return OpeningItem(
        id=row.id, version=row.version, title=(row.title_en if english else "") or row.title, city=row.city,
        is_open=row.is_open, recruiter=row.recruiter, applications=row.applications,
        interviewers=i18n.text(language, "places.comma").join(row.interviewers),
        has_interviewers=bool(row.interviewers), has_hours=row.has_hours, plan=" · ".join(parts),
    )  # fmt: skip


def _opening(job_id: int) -> Opening:
    with db.reading() as session:
        return opening(session, job_id)
