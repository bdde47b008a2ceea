"""A recruiter's day: what to do, who comes, what executives wait for, and the loss rate, all live."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Language, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.priority_report import priority_report
from rxapp.services.messaging.tasks import TaskRow, open_tasks, settle_task
from rxapp.services.scheduling.agenda import agenda
from rxapp.state.agenda_rows import AgendaItem, agenda_item, day_words, local_date, start_of
from rxapp.state.by_hand import tick_sent
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.measures import NO_LOSS, LossItem, current_loss
from rxapp.state.page import Next, PageState
from rxapp.state.phones import phone_text
from rxapp.state.priority_rows import PriorityItem, priority_item
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import AGENDA, MEASURES, REQUESTS, tasks_of

SHOWN = 30  # tasks on the page; more than a day holds helps nobody

_GROUPS = {
    TaskKind.NOT_HERE: "check", TaskKind.OUTCOME_MISSING: "outcome", TaskKind.SEND_BY_HAND: "by_hand",
}  # fmt: skip


class TaskItem(TypedDict):
    """One task in words; `group` decides which button settles it."""

    id: int
    group: str
    who: str
    phone: str
    dial: str
    job: str
    why: str
    due: str
    is_overdue: bool
    application_id: int
    booking_id: int
    body: str


class TodayState(PageState, rx.State):
    """The recruiter's home."""

    title: str = ""
    loss: LossItem = NO_LOSS
    agenda: list[AgendaItem] = []
    priorities: list[PriorityItem] = []
    tasks: list[TaskItem] = []
    more_tasks: int = 0
    by_hand: list[TaskItem] = []

    @rx.event
    @guarded(*HR)
    async def load(self) -> None:
        """Show the day and keep it current."""
        actor = current_actor()
        me = reader(actor, own=True)
        # The day is everybody's, the tasks are one's own: a change of one's tasks reads nothing else.
        if await self._share(_tasks, me, topics={tasks_of(me.user_id)}) is not None:
            await self._share(_today, reader(actor), topics={AGENDA, REQUESTS, MEASURES})

    @rx.event
    @guarded(*HR)
    async def settle(self, task_id: int) -> Next:
        """The call was made: the task is done."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                settle_task(session, task_id, actor=actor, clock=clock.now)
            return True

        await self._do(work, "start.task_done")
        return TodayState.load

    @rx.event
    @guarded(*HR)
    async def sent(self, task_id: int) -> Next:
        """The message was sent by hand: its clocks start now."""
        await tick_sent(self, task_id)
        return TodayState.load


def _today(actor: Actor) -> Values:
    now, language = clock.now(), actor.language
    with db.reading() as session:
        place_zone = zone(session)
        today = local_date(now, place_zone)
        midnight = start_of(today, place_zone)
        rows = agenda(
            session, actor=actor, since=midnight, until=midnight + timedelta(days=1), called_off=True
        )
        report = priority_report(session, since=now, now=now, only_open=True)
        loss = current_loss(session, now=now, language=language)
    items = [agenda_item(row, role=actor.role, language=language, zone=place_zone, now=now) for row in rows]
    return {
        "title": day_words(today, today=today, language=language),
        "loss": loss,
        # What is still to come or to be settled stands before what is over.
        "agenda": sorted(items, key=lambda item: item["is_over"]),
        "priorities": [
            priority_item(row, language=language, zone=place_zone, now=now) for row in report.rows
        ],
    }


def _tasks(actor: Actor) -> Values:
    now = clock.now()
    with db.reading() as session:
        place_zone = zone(session)
        rows = open_tasks(session, actor.user_id, clock=clock.now)
    tasks = [_task(row, actor.language, place_zone, now) for row in rows]
    calls = [task for task in tasks if task["group"] != "by_hand"]
    return {
        "tasks": calls[:SHOWN],
        "more_tasks": max(len(calls) - SHOWN, 0),
        "by_hand": [task for task in tasks if task["group"] == "by_hand"][:SHOWN],
    }


def _task(row: TaskRow, language: str, place_zone: str, now: datetime) -> TaskItem:
    why = i18n.text(language, f"task.{row.kind.value}")
    if row.starts_at is not None:
        why = f"{why} · {i18n.when(language, row.starts_at, now, place_zone)} {row.interviewer}"
    return TaskItem(
        id=row.id,
        group=_GROUPS.get(row.kind, "call"),
        who=row.candidate,
        phone=phone_text(row.phone),
        dial=row.phone,
        job=row.job_en if language == Language.EN and row.job_en else row.job,
        why=why,
        due=i18n.when(language, row.due_at, now, place_zone),
        is_overdue=row.is_overdue,
        application_id=row.application_id,
        booking_id=row.booking_id or 0,
        body=row.body,
    )
