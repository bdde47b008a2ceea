"""A recruiter's day: who comes, whom to call, what waits and what went wrong, one's own or everybody's, all live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import reflex as rx
from sqlmodel import Session

from rxapp import clock, db
from rxapp.rules.priority import LATE
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.priority_report import priority_report
from rxapp.services.hiring.waiting import Waiting, waiting
from rxapp.services.messaging.send_otherwise import send_by_hand
from rxapp.services.messaging.settle_held import settle_held
from rxapp.services.messaging.tasks import open_tasks, settle_task
from rxapp.services.scheduling.agenda import agenda
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.state.agenda_rows import AgendaItem, agenda_item, day_words, local_date, start_of
from rxapp.state.by_hand import tick_sent
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.measures import NO_LOSS, LossItem, current_loss
from rxapp.state.page import Next, PageState
from rxapp.state.priority_rows import PriorityItem, priority_item
from rxapp.state.shared_views import Values, reader
from rxapp.state.today_rows import CALLS, QUESTIONS, Teller, WorkItem
from rxapp.state.topics import AGENDA, MEASURES, REQUESTS, WORK, tasks_of, work_of

SHOWN = 30  # lines of a list on the page; more than a day holds helps nobody
WAITS = frozenset({Waiting.OUTCOME, Waiting.DECISION})


class TodayState(PageState, rx.State):
    """The recruiter's home. `everyone`: all recruiters' lines instead of one's own (`/?all=1`)."""

    title: str = ""
    loss: LossItem = NO_LOSS
    everyone: bool = False
    agenda: list[AgendaItem] = []
    priorities: list[PriorityItem] = []
    tasks: list[WorkItem] = []
    more_tasks: int = 0
    by_hand: list[WorkItem] = []
    questions: list[WorkItem] = []
    waits: list[WorkItem] = []
    wrong: list[WorkItem] = []

    @rx.event
    @guarded(*HR)
    async def load(self) -> None:
        """Show the day and keep it current."""
        actor = current_actor()
        asked = self.router.url.query_parameters.get("all", "")
        # An administrator has candidates of their own only where they recruit themselves.
        self.everyone = asked == "1" or (asked != "0" and actor.role is Role.ADMINISTRATOR)
        me = reader(actor, own=not self.everyone)
        # One's own lists wait for what happens to one's own candidates and tasks, and for whose they are; everybody's
        # are one read for all.
        mine = {tasks_of(me.user_id), WORK} if me.user_id else {work_of(None), WORK}
        if await self._share(_tasks, me, topics=mine) is None:
            return
        topics = {work_of(me.user_id), WORK} | (set() if me.user_id else {AGENDA, REQUESTS})
        if await self._share(_day, me, topics=topics) is not None:
            await self._share(_measure, reader(actor), topics={MEASURES})

    @rx.event
    @guarded(*HR)
    def show_all(self, everyone: bool) -> Next:
        """Everybody's lines, or one's own."""
        return rx.redirect("/?all=1" if everyone else "/?all=0", replace=True)

    @rx.event
    @guarded(*HR)
    async def settle(self, task_id: int) -> Next:
        """The call was made: the task is done."""
        return await self._settle(
            lambda session, actor: settle_task(session, task_id, actor=actor, clock=clock.now),
            "start.task_done",
        )

    @rx.event
    @guarded(*HR)
    async def sent(self, task_id: int) -> Next:
        """The message was sent by hand: its clocks start now."""
        await tick_sent(self, task_id)
        return TodayState.load

    @rx.event
    @guarded(*HR)
    async def confirm(self, application_id: int) -> Next:
        """The candidate said on the telephone that they come."""
        return await self._settle(
            lambda session, actor: confirm(session, application_id, actor=actor, clock=clock.now),
            "today.confirmed",
        )

    @rx.event
    @guarded(*HR)
    async def by_hand_instead(self, message_id: int) -> Next:
        """No channel took the message: its text waits to be sent by hand."""
        return await self._settle(
            lambda session, actor: send_by_hand(session, message_id, actor=actor, clock=clock.now),
            "today.waits_by_hand",
        )

    @rx.event
    @guarded(*HR)
    async def settle_held(self, message_id: int, resend: bool) -> Next:
        """A person knows whether the message arrived; else it goes again."""
        return await self._settle(
            lambda session, actor: settle_held(
                session, message_id, resend=resend, actor=actor, clock=clock.now
            ),
            "today.sent_again" if resend else "today.arrived_after_all",
        )

    async def _settle(self, work: Callable[[Session, Actor], Any], done: str) -> Next:
        actor = current_actor()

        def run() -> Any:
            with db.unit_of_work() as session:
                return work(session, actor) or True

        await self._do(run, done)
        return TodayState.load


def _measure(actor: Actor) -> Values:
    now = clock.now()
    with db.reading() as session:
        today = local_date(now, zone(session))
        loss = current_loss(session, now=now, language=actor.language)
    return {"title": day_words(today, today=today, language=actor.language), "loss": loss}


def _day(actor: Actor) -> Values:
    now, language = clock.now(), actor.language
    with db.reading() as session:
        place_zone = zone(session)
        midnight = start_of(local_date(now, place_zone), place_zone)
        rows = agenda(
            session, actor=actor, since=midnight, until=midnight + timedelta(days=1), called_off=True,
            recruiter_id=actor.user_id,
        )  # fmt: skip
        wishes = priority_report(session, since=now, now=now, only_open=True, recruiter_id=actor.user_id).rows
        found = waiting(session, actor=actor, now=now, recruiter_id=actor.user_id)
    teller = Teller(language, place_zone, now)
    items = [agenda_item(row, role=actor.role, language=language, zone=place_zone, now=now) for row in rows]
    today = {row.booking_id for row in rows}  # what stands among those who come today stands there once
    return {
        # What is still to come or to be settled stands before what is over.
        "agenda": sorted(items, key=lambda item: item["is_over"]),
        "priorities": [
            priority_item(row, language=language, zone=place_zone, now=now)
            for row in wishes
            if row.standing not in LATE
        ],
        "waits": [
            teller.waiting(row)
            for row in found
            if row.kind in WAITS and (row.booking_id is None or row.booking_id not in today)
        ][:SHOWN],
        "wrong": [
            *(teller.wish(row) for row in wishes if row.standing in LATE),
            *(teller.waiting(row) for row in found if row.kind not in WAITS),
        ][:SHOWN],
    }


def _tasks(actor: Actor) -> Values:
    now, everyone = clock.now(), actor.user_id is None
    with db.reading() as session:
        teller = Teller(actor.language, zone(session), now)
        rows = open_tasks(session, actor.user_id, clock=clock.now, everybodys=everyone)
    tasks = [teller.task(row, names_owner=everyone) for row in rows]
    calls = [task for task in tasks if task["action"] in CALLS]
    return {
        "tasks": calls[:SHOWN],
        "more_tasks": max(len(calls) - SHOWN, 0),
        "by_hand": [task for task in tasks if task["action"] == "by_hand"][:SHOWN],
        # A missing outcome is a line of the interview itself, whoever was asked for it.
        "questions": [task for task in tasks if task["action"] in QUESTIONS][:SHOWN],
    }
