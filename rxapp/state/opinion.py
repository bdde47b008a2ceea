"""A colleague's question to me: pass or no, and why. Opened from the bell, the call list or the drawer, by any role."""

from __future__ import annotations

from typing import Literal, TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Stale, UserError
from rxapp.rules.vocabulary import Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.opinions import AnswerOpinion, OpinionQuestion, answer_opinion, opinion_question
from rxapp.services.hiring.types import Change
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF
from rxapp.state.page import DialogState


class OpinionForm(TypedDict):
    """Why."""

    note: str


class OpinionState(DialogState, rx.State):
    """One open question at most."""

    task_id: int = 0
    title: str = ""
    asked: str = ""
    note: str = ""
    answer: str = ""

    @rx.event
    @guarded(*STAFF)
    async def open_for(self, task_id: int) -> None:
        """Show what is asked; only the one who was asked may read it."""
        actor = current_actor()
        try:
            found, due = await db.run(_question, task_id, actor)
        except UserError as problem:
            await self._refused(problem)
            return
        job = found.job_en if actor.language == Language.EN else found.job
        self.task_id, self.title = task_id, f"{found.candidate} · {job}"
        self.asked = i18n.text(actor.language, "drawer.opinion_asked", who=found.asked_by, when=due)
        self.note, self.answer, self.problem, self.is_open = found.note, "", "", True

    @rx.event
    @guarded(*STAFF)
    def choose(self, answer: Literal["pass", "no"]) -> None:
        """What the answer will be."""
        self.answer = answer

    @rx.event
    @guarded(*STAFF)
    async def save(self, form: OpinionForm) -> None:
        """Give it; whoever asked hears of it."""
        actor, task_id, answer, note = current_actor(), self.task_id, self.answer, str(form["note"])

        def work() -> Change:
            with db.unit_of_work() as session:
                command = AnswerOpinion(task_id, answer, note)  # type: ignore[arg-type]
                return answer_opinion(session, command, actor=actor, clock=clock.now)

        if answer and await self._do(work, "drawer.opinion_thanks") is not None:
            self.is_open = False

    @rx.event
    @guarded(*STAFF)
    def close(self) -> None:
        """Answer later."""
        self.is_open = False


def _question(task_id: int, actor: Actor) -> tuple[OpinionQuestion, str]:
    with db.reading() as session:
        found = opinion_question(session, task_id, actor=actor)
        if not found.is_open:
            raise Stale
        due = i18n.when(actor.language, found.due_at, clock.now(), zone(session))
    return found, due
