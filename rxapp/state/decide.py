"""After the interview: deciding, asking a colleague, and the date by which the candidate is promised an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Invalid
from rxapp.rules.decisions import Verdict
from rxapp.rules.numbers import whole
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.decide import Decide, decide, promise_reply, usual_reply_by
from rxapp.services.hiring.edit import load
from rxapp.services.hiring.opinions import AskOpinion, ask_opinion, colleagues_for
from rxapp.services.hiring.queries import application_view
from rxapp.services.hiring.types import Change
from rxapp.state.drawer_said import said
from rxapp.state.drawer_words import Speaker
from rxapp.state.guard import current_actor, guarded
from rxapp.state.local_time import LOCAL, instant
from rxapp.state.marks import HR
from rxapp.state.page import DialogState

Choice = Literal["pass", "no", "second_opinion"]


class ColleagueChoice(TypedDict):
    """Somebody who may be asked."""

    value: str
    text: str


class DecideForm(TypedDict):
    """By when (in the company's zone, as the browser's field writes it), why, and whom (empty unless asked)."""

    reply_by: str
    note: str
    colleague: str


class PromiseForm(TypedDict):
    """By when an answer is promised."""

    reply_by: str


class DecideState(DialogState, rx.State):
    """One open decision at most; `is_promise`: only the date changes."""

    application_id: int = 0
    version: int = 0
    who: str = ""
    choice: str = "pass"
    is_promise: bool = False
    colleagues: list[ColleagueChoice] = []
    proposed: str = ""
    earliest: str = ""
    said: list[str] = []  # how the interview went, and who advised what
    has_cv: bool = False

    @rx.event
    @guarded(*HR)
    async def open_for(self, application_id: int, who: str, is_promise: bool) -> None:
        """Propose the date already promised, else the end of the third working day."""
        found = await db.run(_start, application_id, current_actor())
        self.version, self.proposed, self.earliest, self.colleagues = found
        self.said, self.has_cv = await db.run(_heard, application_id, current_actor())
        self.application_id, self.who, self.is_promise = application_id, who[:60], is_promise
        self.choice, self.problem, self.is_open = "pass", "", True

    @rx.event
    @guarded(*HR)
    def choose(self, choice: Choice) -> None:
        """Pass, no, or somebody else's view first."""
        self.choice = choice

    @rx.event
    @guarded(*HR)
    async def save(self, form: DecideForm) -> None:
        """Keep it; the candidate learns of the promised date, of nothing else."""
        actor, choice, application_id, version = (
            current_actor(),
            self.choice,
            self.application_id,
            self.version,
        )
        reply_by, note, asked = str(form["reply_by"]), str(form["note"]), str(form["colleague"])

        def work() -> Change:
            with db.unit_of_work() as session:
                by = instant(reply_by, zone(session), "reply_by")
                if choice == "second_opinion":
                    question = AskOpinion(application_id, version, _colleague(asked), note, by)
                    return ask_opinion(session, question, actor=actor, clock=clock.now)
                return decide(
                    session,
                    Decide(application_id, version, Verdict(choice), by, note),
                    actor=actor,
                    clock=clock.now,
                )

        await self._save(work, f"drawer.decided_{choice}")

    @rx.event
    @guarded(*HR)
    async def promise(self, form: PromiseForm) -> None:
        """Another date; the candidate sees it at once."""
        actor, application_id, version = current_actor(), self.application_id, self.version
        reply_by = str(form["reply_by"])

        def work() -> Change:
            with db.unit_of_work() as session:
                by = instant(reply_by, zone(session), "reply_by")
                return promise_reply(session, application_id, version, by, actor=actor, clock=clock.now)

        await self._save(work, "drawer.promised")

    async def _save(self, work: Callable[[], Change], done: str) -> None:
        if await self._do(work, done, name=self.who) is not None:
            self.is_open = False
        elif self.is_open:
            # What was typed stays; having read why, they may press again.
            self.version = await db.run(_version, self.application_id)

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Decide nothing."""
        self.is_open = False


def _start(application_id: int, actor: Actor) -> tuple[int, str, str, list[ColleagueChoice]]:
    now = clock.now()
    with db.reading() as session:
        place = ZoneInfo(zone(session))
        application = load(session, application_id).application
        promised = application.reply_by
        if promised is None or promised <= now:
            promised = usual_reply_by(session, clock=clock.now)
        people = [
            ColleagueChoice(
                value=str(one.user_id),
                text=f"{one.name} · {i18n.text(actor.language, f'ui.role.{one.role}')}",
            )
            for one in colleagues_for(session, application_id, actor=actor)
        ]
        return (
            application.version,
            promised.astimezone(place).strftime(LOCAL),
            now.astimezone(place).strftime(LOCAL),
            people,
        )


def _heard(application_id: int, actor: Actor) -> tuple[list[str], bool]:
    """What is known for the decision: the interview's end with its reason and note, then opinions."""
    with db.reading() as session:
        view = application_view(session, application_id, actor=actor, clock=clock.now)
        say = Speaker(actor.language, zone(session), clock.now())
    rows, booking = [], view.booking
    if booking is not None and booking.outcome_at is not None:
        outcome = say("said_outcome", who=booking.outcome_by, outcome=say(f"outcome_{booking.state}"))
        parts = (say.when(booking.outcome_at), outcome, say.reason(booking.reason), booking.note)
        rows.append(" · ".join(filter(None, parts)))
    opinions = said(replace(view, booking=None, bookings=()), say)
    return [*rows, *(f"{line['when']} · {line['text']}" for line in opinions)], view.candidate.has_cv


def _version(application_id: int) -> int:
    with db.reading() as session:
        return load(session, application_id).application.version


def _colleague(text: str) -> int:
    found = whole(text)
    if found is None:
        raise Invalid("needs_colleague", field="colleague_id")
    return found
