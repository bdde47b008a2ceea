"""名单 People: the list the address asks for. What changes elsewhere changes the shown rows in place; whatever would
move rows waits behind a bar until the reader asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypedDict

import reflex as rx

from rxapp import clock, db
from rxapp.errors import Invalid
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.board import BoardChoices, choices
from rxapp.services.hiring.people import (
    SORTS,
    PeoplePage,
    count_people,
    people,
    people_page,
    tags_and_sources,
)
from rxapp.services.hiring.people_address import MAX_QUERY, Asked, address, asked_of, query_of
from rxapp.services.hiring.people_words import COLUMNS, Speaker, source_text, title
from rxapp.state import board_filter
from rxapp.state.board_filter import SEERS, Choice
from rxapp.state.frame import complaint
from rxapp.state.guard import current_actor, guarded
from rxapp.state.news import differences
from rxapp.state.page import PageState
from rxapp.state.people_rows import Column, PersonRow, columns_of, person_row
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import AGENDA, WORK, work_of

MAY_FILTER = ("job", "recruiter", "stage", "tag", "source", "query")
MAY_TOGGLE = ("priority", "overdue", "closed")
EXPORT = "/api/people"


class PeopleState(PageState, rx.State):
    """One page of the list."""

    rows: list[PersonRow] = []
    columns: list[Column] = []
    total: int = 0
    changes: int = 0
    has_before: bool = False
    has_after: bool = False
    can_change: bool = False
    board_address: str = board_filter.ROUTE  # the same people on the board
    csv_address: str = ""
    xlsx_address: str = ""

    @rx.event
    @guarded(*SEERS)
    async def load(self) -> Any:
        """Show the page the address asks for."""
        actor, asked = current_actor(), self._asked()
        self.can_change = actor.role in HR
        self.changes = 0
        kept, chosen = query_of(asked), asked.chosen
        self.board_address = board_filter.address(
            job=str(chosen.job_id or ""), recruiter=str(chosen.recruiter_id or ""), query=chosen.query,
            priority="1" if chosen.priority else "", overdue="1" if chosen.overdue else "",
        )  # fmt: skip
        self.csv_address, self.xlsx_address = (
            f"{EXPORT}.{kind}?{kept}" if kept else f"{EXPORT}.{kind}" for kind in ("csv", "xlsx")
        )
        page = await self._read(_page, reader(actor), asked)
        if page is None:
            return None
        self.has_before, self.has_after = page.has_before, page.has_after
        self.columns = columns_of(asked.columns, actor.language, asked.chosen.sort, asked.chosen.descending)
        # Anything that happens to anybody may bring them onto this page.
        topics = {work_of(None), WORK, AGENDA}
        if await self._share(_rows, reader(actor), asked, page.ids, topics=topics) is None:
            return None
        if self.router.url.query_parameters.get("problem") == "export_too_long":
            return complaint(Invalid("export_too_long"))
        return None

    @rx.event
    @guarded(*SEERS)
    def turn(self, forward: bool) -> rx.event.EventSpec | None:
        """The next fifty, or those before."""
        if not self.rows:
            return None
        asked = self._asked()
        first, last = self.rows[0]["id"], self.rows[-1]["id"]
        asked = replace(asked, after=last if forward else None, before=None if forward else first)
        return rx.redirect(address(asked))

    @rx.event
    @guarded(*SEERS)
    def sort(self, column: str) -> rx.event.EventSpec | None:
        """Sort by a column; once more turns the order round."""
        if column not in SORTS:
            return None
        asked = self._asked()
        chosen = asked.chosen
        descending = not chosen.descending if chosen.sort == column else column in ("since", "last")
        return rx.redirect(
            address(asked.having(replace(chosen, sort=column, descending=descending))), replace=True
        )

    def _asked(self) -> Asked:
        return asked_of(self.router.url.query_parameters)


class ColumnChoice(TypedDict):
    """A column that can be shown or not."""

    key: str
    text: str
    is_on: bool


class PeopleFilterState(rx.State):
    """The filters' controls. Choosing one changes the address, and the address loads the list."""

    job: str = ""
    recruiter: str = ""
    stage: str = ""
    tag: str = ""
    source: str = ""
    query: str = ""
    priority: bool = False
    overdue: bool = False
    closed: bool = False
    is_filtered: bool = False
    jobs: list[Choice] = []
    recruiters: list[Choice] = []
    tags: list[Choice] = []
    sources: list[Choice] = []
    columns: list[ColumnChoice] = []

    @rx.event
    @guarded(*SEERS)
    async def open(self) -> None:
        """Offer what can be chosen and show what the address has chosen."""
        language = current_actor().language
        found, tags, sources = await db.run(_choices)
        self.jobs = [Choice(value=str(i), label=en if language == "en" else zh) for i, zh, en in found.jobs]
        self.recruiters = [Choice(value=str(i), label=name) for i, name in found.recruiters]
        self.tags = [Choice(value=each, label=each) for each in tags]
        self.sources = [Choice(value=each, label=source_text(each, language)) for each in sources]
        asked = asked_of(self.router.url.query_parameters)
        chosen = asked.chosen
        self.job, self.recruiter, self.stage = (
            "" if value is None else str(value)
            for value in (chosen.job_id, chosen.recruiter_id, chosen.stage)
        )
        self.tag, self.source, self.query = chosen.tag, chosen.source, chosen.query
        self.priority, self.overdue, self.closed = chosen.priority, chosen.overdue, chosen.with_closed
        self.is_filtered = not chosen.is_everything
        self.columns = [
            ColumnChoice(key=each, text=title(each, language), is_on=each in asked.columns)
            for each in COLUMNS
        ]

    @rx.event
    @guarded(*SEERS)
    def choose(self, name: str, value: str) -> rx.event.EventSpec | None:
        """Filter by one thing more, or with an empty value by one less."""
        if name not in MAY_FILTER:
            return None
        return self._go(**{name: value[:MAX_QUERY].strip()})

    @rx.event
    @guarded(*SEERS)
    def toggle(self, name: str) -> rx.event.EventSpec | None:
        """Only priority requests, only what is overdue, or also what has ended."""
        if name not in MAY_TOGGLE:
            return None
        return self._go(**{name: "" if getattr(self, name) else "1"})

    @rx.event
    @guarded(*SEERS)
    def clear(self) -> rx.event.EventSpec:
        """Show everything again, in the same order and columns."""
        return self._go(**dict.fromkeys((*MAY_FILTER, *MAY_TOGGLE), ""))

    @rx.event
    @guarded(*SEERS)
    def show_column(self, key: str) -> rx.event.EventSpec | None:
        """Show a column, or not."""
        if key not in COLUMNS:
            return None
        asked = asked_of(self.router.url.query_parameters)
        shown = {*asked.columns} ^ {key}
        columns = tuple(each for each in COLUMNS if each in shown)
        return rx.redirect(address(replace(asked, columns=columns)), replace=True)

    def _go(self, **changed: str) -> rx.event.EventSpec:
        query = {**self.router.url.query_parameters, **changed}
        asked = asked_of({name: value for name, value in query.items() if value})
        return rx.redirect(address(asked.having(asked.chosen)), replace=True)


def _page(actor: Actor, asked: Asked) -> PeoplePage:
    with db.reading() as session:
        return people_page(
            session, asked.chosen, actor=actor, now=clock.now(), after=asked.after, before=asked.before
        )


def _rows(actor: Actor, asked: Asked, ids: tuple[int, ...]) -> Values:
    """These rows as they are now, and how far the page has moved on from them."""
    now = clock.now()
    with db.reading() as session:
        page = people_page(
            session, asked.chosen, actor=actor, now=now, after=asked.after, before=asked.before
        )
        total = count_people(session, asked.chosen, actor=actor, now=now)
        found, say = people(session, ids, actor=actor), Speaker(actor.language, zone(session), now)
    rows = [person_row(found[one], asked.columns, say) for one in ids if one in found]
    return {"rows": rows, "total": total, "changes": differences(ids, page.ids)}


def _choices() -> tuple[BoardChoices, list[str], list[str]]:
    with db.reading() as session:
        return choices(session, now=clock.now()), *tags_and_sources(session)
