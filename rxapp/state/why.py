""" "Why late?": an executive asks with one tap, the recruiter answers in words."""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.ask_why import AnswerWhy, WhyQuestion, answer_why, ask_why_late, why_question
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState, PageState


class AnswerForm(TypedDict):
    """The recruiter's words."""

    answer: str


class AskWhyState(PageState, rx.State):
    """The executive's tap."""

    @rx.event
    @guarded(Role.EXECUTIVE, Role.ADMINISTRATOR)
    async def ask(self, request_id: int) -> None:
        """Ask the recruiter why this request is late; the list says that it was asked, and later the answer."""
        actor = current_actor()

        def work() -> int:
            with db.unit_of_work() as session:
                return ask_why_late(session, request_id, actor=actor, clock=clock.now)

        await self._do(work, "start.why_asked")


class WhyState(DialogState, rx.State):
    """The recruiter's dialog: one question at most. What is typed stays when the answer is refused."""

    task_id: int = 0
    who: str = ""
    asked: str = ""

    @rx.event
    @guarded(*HR)
    async def open_for(self, task_id: int) -> None:
        """Show the question."""
        actor = current_actor()
        found, where = await db.run(_question, task_id, actor)
        self.task_id, self.who = task_id, found.candidate
        deadline = i18n.when(actor.language, found.deadline_at, clock.now(), where)
        self.asked = i18n.text(actor.language, "start.why_question", asker=found.asker, deadline=deadline)
        self.problem, self.is_open = "", True

    @rx.event
    @guarded(*HR)
    async def save(self, form: AnswerForm) -> None:
        """Answer; the executive reads it on their list."""
        actor, task_id = current_actor(), self.task_id

        def work() -> bool:
            with db.unit_of_work() as session:
                answer_why(session, AnswerWhy(task_id, form["answer"]), actor=actor, clock=clock.now)
            return True

        if await self._do(work, "start.why_answered") is not None:
            self.is_open = False

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Answer later."""
        self.is_open = False


def _question(task_id: int, actor: Actor) -> tuple[WhyQuestion, str]:
    with db.reading() as session:
        return why_question(session, task_id, actor=actor), zone(session)
