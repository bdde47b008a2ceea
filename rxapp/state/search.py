"""Search and commands (Ctrl-K): what a few letters find, and what was opened last in this tab."""

from __future__ import annotations

from typing import Annotated, TypedDict

import reflex as rx

from rxapp import db, i18n
from rxapp.rules.vocabulary import Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring import search as service
from rxapp.services.hiring.search import Found, JobHit, PersonHit
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF
from rxapp.state.payload import Limit

RECENT = 6


class Hit(TypedDict):
    """One line: `kind` is person or job, `address` where choosing it leads."""

    key: str
    kind: str
    id: int
    title: str
    more: str
    address: str


class SearchState(rx.State):
    """`answered` is the query that the hits belong to; the palette waits for its own."""

    people: list[Hit] = []
    jobs: list[Hit] = []
    recent: list[Hit] = []
    answered: str = ""
    _opened: list[int] = []

    @rx.event
    @guarded(*STAFF)
    async def look_for(self, query: Annotated[str, Limit(100)]) -> None:
        """Find people and jobs; with an empty query, what was opened last."""
        actor = current_actor()
        found, recent = await db.run(_find, query, list(self._opened), actor)
        self.people = [_person(each, actor) for each in found.people]
        self.jobs = [_job(each, actor) for each in found.jobs]
        self.recent = [_person(each, actor) for each in recent]
        self.answered = query

    @rx.event
    @guarded(*STAFF)
    async def chosen(self, application_id: int) -> None:
        """Remember what was opened, the newest first."""
        actor = current_actor()
        self._opened = [application_id, *(each for each in self._opened if each != application_id)][:RECENT]
        _, recent = await db.run(_find, "", list(self._opened), actor)
        self.recent = [_person(each, actor) for each in recent]


def _find(query: str, opened: list[int], actor: Actor) -> tuple[Found, tuple[PersonHit, ...]]:
    with db.reading() as session:
        if not query.strip():
            return Found(), service.hits_of(session, opened, actor=actor)
        return service.search(session, query, actor=actor), ()


def _person(hit: PersonHit, actor: Actor) -> Hit:
    english = actor.language == "en"
    stage = (
        i18n.text(actor.language, f"people.closed_{hit.closing}")
        if hit.closing
        else i18n.text(actor.language, f"board.stage_{Stage(hit.stage).name.lower()}")
    )
    address = "/calendar" if actor.role is Role.INTERVIEWER else f"/board?open={hit.application_id}"
    more = " · ".join(filter(None, (hit.job_en if english else hit.job, stage, hit.phone)))
    return Hit(
        key=f"person-{hit.application_id}", kind="person", id=hit.application_id, title=hit.name, more=more,
        address=address,
    )  # fmt: skip


def _job(hit: JobHit, actor: Actor) -> Hit:
    title = hit.title_en if actor.language == "en" else hit.title
    ended = "" if hit.is_open else i18n.text(actor.language, "search.job_closed")
    more = " · ".join(filter(None, (hit.city, ended)))
    return Hit(
        key=f"job-{hit.job_id}", kind="job", id=hit.job_id, title=title, more=more,
        address=f"/people?job={hit.job_id}",
    )  # fmt: skip
