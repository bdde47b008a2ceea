"""Telling the candidate how it ended: the words are shown, may be changed, and leave ten seconds later."""

from __future__ import annotations

from typing import Annotated, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import UserError
from rxapp.rules.reasons import CLOSING_REASONS
from rxapp.rules.vocabulary import Closing
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import load
from rxapp.services.hiring.tell import MOST_WORDS, TellCandidate, TellingDraft, tell, telling_draft
from rxapp.services.hiring.types import Change
from rxapp.state.closing import ReasonChoice
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState
from rxapp.state.payload import Limit


class TellForm(TypedDict):
    """The words, and for a "no" why, which stays inside."""

    words: Annotated[str, Limit(MOST_WORDS + 500)]
    reason: str


class TellState(DialogState, rx.State):
    """One message at most; what is typed in it stays the browser's until it is sent."""

    application_id: int = 0
    version: int = 0
    who: str = ""
    verdict: str = ""
    language: str = ""
    words: str = ""
    needs_reason: bool = False
    reasons: list[ReasonChoice] = []

    @rx.event
    @guarded(*HR)
    async def open_for(self, application_id: int) -> None:
        """Show the usual words in the candidate's language."""
        actor = current_actor()
        try:
            draft = await db.run(_draft, application_id, actor)
        except UserError as problem:
            await self._refused(problem)
            return
        self.application_id, self.version, self.who = application_id, draft.version, draft.candidate
        self.verdict, self.language, self.words = draft.verdict, draft.language, draft.words
        self.needs_reason = draft.needs_reason
        self.reasons = [
            ReasonChoice(value=code, text=i18n.text(actor.language, f"reason.{code}"))
            for code in CLOSING_REASONS[Closing.REJECTED]
        ]
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*HR)
    async def send(self, form: TellForm) -> None:
        """Tell them; for ten seconds it can be taken back."""
        actor, verdict = current_actor(), self.verdict
        application_id, version = self.application_id, self.version
        words, reason = str(form["words"]), str(form["reason"])

        def work() -> Change:
            with db.unit_of_work() as session:
                command = TellCandidate(application_id, version, verdict, words, reason)
                return tell(session, command, actor=actor, clock=clock.now)

        if await self._do(work, f"drawer.told_{verdict or 'no'}", name=self.who) is not None:
            self.is_open = False
        elif self.is_open:
            # What was typed stays; having read why, they may press again.
            self.version = await db.run(_version, application_id)

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Tell nothing yet."""
        self.is_open = False


def _draft(application_id: int, actor: Actor) -> TellingDraft:
    with db.reading() as session:
        return telling_draft(session, application_id, actor=actor, clock=clock.now)


def _version(application_id: int) -> int:
    with db.reading() as session:
        return load(session, application_id).application.version
