"""What the board is filtered by; the address holds it, so reload, back and a shared link show the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict
from urllib.parse import urlencode

import reflex as rx

from rxapp import clock, db
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring import board, people_address
from rxapp.services.hiring.people import PeopleFilter
from rxapp.services.hiring.types import BoardFilter
from rxapp.state.address import read_id
from rxapp.state.guard import current_actor, guarded

ROUTE = "/board"
SEERS = (Role.ADMINISTRATOR, Role.RECRUITER, Role.EXECUTIVE)
MAX_QUERY = 40


class Choice(TypedDict):
    """An entry of a filter: what the address says and what people read."""

    value: str
    label: str


class BoardFilterState(rx.State):
    """The filters' controls. Choosing one changes the address, and the address loads the board."""

    job: str = ""
    recruiter: str = ""
    interviewer: str = ""
    priority: bool = False
    overdue: bool = False
    query: str = ""
    jobs: list[Choice] = []
    recruiters: list[Choice] = []
    interviewers: list[Choice] = []
    is_filtered: bool = False
    list_address: str = people_address.ROUTE  # the same people as a list

    @rx.event
    @guarded(*SEERS)
    async def open(self) -> None:
        """Offer what can be chosen and show what the address has chosen."""
        found = await db.run(_choices)
        english = current_actor().language == "en"
        self.jobs = [Choice(value=str(i), label=en if english else zh) for i, zh, en in found.jobs]
        self.recruiters = [Choice(value=str(i), label=name) for i, name in found.recruiters]
        self.interviewers = [Choice(value=str(i), label=name) for i, name in found.interviewers]
        self._show(parse(self.router.url.query_parameters))

    @rx.event
    @guarded(*SEERS)
    def choose(self, name: str, value: str) -> rx.event.EventSpec | None:
        """Filter by one thing more, or with an empty value by one less."""
        if name not in ("job", "recruiter", "interviewer", "query"):
            return None
        setattr(self, name, value[:MAX_QUERY].strip())
        return self._go()

    @rx.event
    @guarded(*SEERS)
    def toggle(self, name: str) -> rx.event.EventSpec | None:
        """Only priority requests, or only what is overdue."""
        if name not in ("priority", "overdue"):
            return None
        setattr(self, name, not getattr(self, name))
        return self._go()

    @rx.event
    @guarded(*SEERS)
    def clear(self) -> rx.event.EventSpec:
        """Show everything again."""
        self._show(BoardFilter())
        return self._go()

    def _show(self, chosen: BoardFilter) -> None:
        self.job, self.recruiter, self.interviewer = (
            "" if value is None else str(value)
            for value in (chosen.job_id, chosen.recruiter_id, chosen.interviewer_id)
        )
        self.priority, self.overdue, self.query = chosen.priority, chosen.overdue, chosen.query
        self.is_filtered = not chosen.is_everything
        self.list_address = people_address.address(
            people_address.Asked(
                PeopleFilter(
                    job_id=chosen.job_id, recruiter_id=chosen.recruiter_id, priority=chosen.priority,
                    overdue=chosen.overdue, query=chosen.query,
                )
            )
        )  # fmt: skip

    def _go(self) -> rx.event.EventSpec:
        return rx.redirect(
            address(
                job=self.job, recruiter=self.recruiter, interviewer=self.interviewer, query=self.query,
                priority="1" if self.priority else "", overdue="1" if self.overdue else "",
            ),
            replace=True,
        )  # fmt: skip


def address(**chosen: str) -> str:
    """The board's address with these filters; empty ones are left out."""
    given = {name: value for name, value in chosen.items() if value}
    return f"{ROUTE}?{urlencode(given)}" if given else ROUTE


def parse(given: Mapping[str, str]) -> BoardFilter:
    """The filter an address asks for. What cannot be understood counts as not asked for: a shared link from an
    older day still opens a board."""
    return BoardFilter(
        job_id=read_id(given.get("job")),
        recruiter_id=read_id(given.get("recruiter")),
        interviewer_id=read_id(given.get("interviewer")),
        priority=given.get("priority") == "1",
        overdue=given.get("overdue") == "1",
        query=str(given.get("query", ""))[:MAX_QUERY].strip(),
    )


def _choices() -> board.BoardChoices:
    with db.reading() as session:
        return board.choices(session, now=clock.now())
