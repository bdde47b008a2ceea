"""The first tour: four steps for each role, beside the things they speak of.

The steps come from the server when the tour opens, so that pages carry none of its words. It opens by itself on the
start page of whoever is new; a link somebody was sent shows what they came for. In the demo it never opens by itself:
its accounts are everybody's, a projector must not be interrupted, and the strip at the top offers it instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.end_tour import end_tour
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF

START = "/"
WORDS = ("next", "back", "skip", "done")


@dataclass(frozen=True, slots=True)
class Spot:
    """What a step speaks of: its name in the catalogue, the page, and the elements it may stand beside, best first."""

    name: str
    page: str
    anchors: tuple[str, ...]


def _place(page: str) -> str:
    return f'.frame__place[href="{page}"]'


PERSON = ".frame__foot summary"
COLUMN = ".board-column__head"
CARD = ".board-card"
TOURS: dict[Role, tuple[Spot, ...]] = {
    Role.ADMINISTRATOR: (
        Spot("settings", START, (_place("/settings"), PERSON)),
        Spot("board", "/board", (COLUMN, _place("/board"))),
        Spot("by_hand", "/messages", (_place("/messages"),)),
        Spot("person", "/messages", (PERSON,)),
    ),
    Role.RECRUITER: (
        Spot("today", START, (_place(START),)),
        Spot("column", "/board", (COLUMN, _place("/board"))),
        Spot("card", "/board", (CARD, COLUMN, _place("/board"))),
        Spot("person", "/board", (PERSON,)),
    ),
    Role.INTERVIEWER: (
        Spot("mine", START, (_place(START),)),
        Spot("outcome", START, (".agenda__row", _place(START))),
        Spot("hours", "/calendar", (".calendar-hours h2", _place("/calendar"))),
        Spot("person", "/calendar", (PERSON,)),
    ),
    Role.EXECUTIVE: (
        Spot("figures", START, (".start-figure", _place(START))),
        Spot("must", "/board", (CARD, COLUMN, _place("/board"))),
        Spot("insights", "/insights", (_place("/insights"),)),
        Spot("person", "/insights", (PERSON,)),
    ),
}


class Step(TypedDict):
    """One step as the browser shows it."""

    page: str
    anchors: list[str]
    title: str
    text: str
    count: str


class TourState(rx.State):
    """The tour this tab is on: no steps, no tour."""

    steps: list[Step] = []
    words: dict[str, str] = {}
    run: int = 0  # tells one tour from the next, so that the browser knows whether to go on or to begin
    is_called: bool = False
    _whose: int | None = None  # a tab's state outlives a sign-out

    @rx.event
    @guarded(*STAFF)
    def begin(self) -> None:
        """Show the tour because somebody asked for it."""
        self._begin(current_actor(), is_called=True)

    @rx.event
    @guarded(*STAFF)
    async def end(self) -> None:
        """It was seen or skipped; it does not open by itself again."""
        actor = current_actor()
        self._clear()
        await db.run(_end, actor)

    def _arrive(self, actor: Actor, path: str, *, is_demo: bool) -> None:
        """A page was opened: whoever is new meets the tour on the start page."""
        if self.steps and (self._whose != actor.user_id or path not in [step["page"] for step in self.steps]):
            self._clear()
        if actor.is_new and not is_demo and path == START and not self.steps:
            self._begin(actor, is_called=False)

    def _begin(self, actor: Actor, *, is_called: bool) -> None:
        spots, language = TOURS[actor.role], actor.language
        self.steps = [
            Step(
                page=spot.page,
                anchors=list(spot.anchors),
                title=i18n.text(language, f"tour.{actor.role.value}_{spot.name}_title"),
                text=i18n.text(language, f"tour.{actor.role.value}_{spot.name}"),
                count=i18n.text(language, "tour.count", n=number, all=len(spots)),
            )
            for number, spot in enumerate(spots, 1)
        ]
        self.words = {name: i18n.text(language, f"tour.{name}") for name in WORDS}
        self.run = int(clock.real_now().timestamp() * 1000)
        self.is_called, self._whose = is_called, actor.user_id

    def _clear(self) -> None:
        self.steps, self.words = [], {}


def _end(actor: Actor) -> None:
    with db.unit_of_work() as session:
        end_tour(session, actor=actor, real_now=clock.real_now())
