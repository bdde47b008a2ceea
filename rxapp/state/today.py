"""A recruiter's day: who comes, whom to call, what waits and what went wrong, one's own or everybody's, all live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import reflex as rx
from sqlmodel import Session

from rxapp import clock, db
from rxapp.rules.priority import LATE
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.priority_report import priority_report
from rxapp.services.hiring.waiting import Waiting, waiting
from rxapp.services.messaging.sending.send_otherwise import send_by_hand
from rxapp.services.messaging.sending.settle_held import settle_held
from rxapp.services.messaging.tasks.task_list import count_tasks, open_tasks, settle_task, whom
from rxapp.services.scheduling.agenda import agenda, count_agenda
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.state.agenda_rows import AgendaItem, agenda_item, day_words, local_date, start_of
from rxapp.state.by_hand import tick_sent
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.measures import NO_LOSS, LossItem, current_loss
from rxapp.state.page import Next, PageState
from rxapp.state.priority_rows import PriorityItem, priority_item
from rxapp.state.settled import settled_items
from rxapp.state.shared_views import Values, reader
from rxapp.state.today_rows import CALLS, QUESTIONS, Teller, WorkItem, kinds_of
from rxapp.state.topics import AGENDA, MEASURES, REQUESTS, WORK, tasks_of, work_of

# Lines of each list at first; more than a day holds helps nobody, so the rest is shown when asked for.
SHOWN = {
    "tasks": 30,
    "by_hand": 30,
    "questions": 30,
    "waits": 30,
    "wrong": 30,
    "priorities": 30,
    "agenda": 200,
}
MORE, MOST = 100, 1000
Listed = Literal["tasks", "by_hand", "questions", "waits", "wrong", "priorities", "agenda"]
Lengths = tuple[tuple[str, int], ...]  # a list's name and how many lines of it are wanted
_KINDS = {"tasks": kinds_of(CALLS), "by_hand": kinds_of({"by_hand"}), "questions": kinds_of(QUESTIONS)}


class TodayState(PageState, rx.State):
    """The recruiter's home. `everyone`: all recruiters' lines instead of one's own (`/?all=1`). A list's total counts
    also what is not shown."""

    title: str = ""
    loss: LossItem = NO_LOSS
    everyone: bool = False
    agenda: list[AgendaItem] = []
    settled: list[AgendaItem] = []
    priorities: list[PriorityItem] = []
    tasks: list[WorkItem] = []
    by_hand: list[WorkItem] = []
    questions: list[WorkItem] = []
    waits: list[WorkItem] = []
    wrong: list[WorkItem] = []
    agenda_total: int = 0
    priorities_total: int = 0
    tasks_total: int = 0
    by_hand_total: int = 0
    questions_total: int = 0
    waits_total: int = 0
    wrong_total: int = 0
    _most: dict[str, int] = SHOWN

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
        most = tuple(sorted(self._most.items()))
        if await self._share(_tasks, me, most, topics=mine) is None:
            return
        topics = {work_of(me.user_id), WORK} | (set() if me.user_id else {AGENDA, REQUESTS})
        if await self._share(_day, me, most, topics=topics) is not None:
            await self._share(_measure, reader(actor), topics={MEASURES})

    @rx.event
    @guarded(*HR)
    def show_all(self, everyone: bool) -> Next:
        """Everybody's lines, or one's own."""
        return rx.redirect("/?all=1" if everyone else "/?all=0", replace=True)

    @rx.event
    @guarded(*HR)
    def more(self, name: Listed) -> Next:
        """Show more lines of a list."""
        self._most = {**self._most, name: min(self._most[name] + MORE, MOST)}
        return TodayState.load

    @rx.event
    @guarded(*HR)
    async def settle(self, task_id: int) -> Next:
        """The call was made: the task is done, which can be taken back for ten seconds."""
        return await self._settle(
            lambda session, actor: settle_task(session, task_id, actor=actor, clock=clock.now),
            "start.task_done",
            name=await db.run(_whom, task_id),
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

    async def _settle(self, work: Callable[[Session, Actor], Any], done: str, name: str = "") -> Next:
        actor = current_actor()

        def run() -> Any:
            with db.unit_of_work() as session:
                return work(session, actor) or True

        await self._do(run, done, name=name)
        return TodayState.load


def _whom(task_id: int) -> str:
    with db.reading() as session:
        return whom(session, task_id)


def _measure(actor: Actor) -> Values:
    now = clock.now()
    with db.reading() as session:
        today = local_date(now, zone(session))
        loss = current_loss(session, now=now, language=actor.language)
    return {"title": day_words(today, today=today, language=actor.language), "loss": loss}


def _day(actor: Actor, lengths: Lengths) -> Values:
    now, language, most = clock.now(), actor.language, dict(lengths)
    with db.reading() as session:
        place_zone = zone(session)
        midnight = start_of(local_date(now, place_zone), place_zone)
        of_today: Any = {
            "actor": actor, "since": midnight, "until": midnight + timedelta(days=1), "called_off": True,
            "recruiter_id": actor.user_id,
        }  # fmt: skip
        rows = agenda(session, most=most["agenda"], **of_today)
        went = settled_items(
            session, actor=actor, now=now, zone=place_zone, with_today=False, recruiter_id=actor.user_id
        )
        come = len(rows) if len(rows) < most["agenda"] else count_agenda(session, **of_today)
        wishes = priority_report(
            session, since=now, now=now, only_open=True, recruiter_id=actor.user_id, most=MOST
        )
        # What is to be settled of today's interviews stands among those who come today.
        found = waiting(
            session, actor=actor, now=now, recruiter_id=actor.user_id, outcomes_before=midnight,
            most=max(most["waits"], most["wrong"]),
        )  # fmt: skip
    teller = Teller(language, place_zone, now)
    # Once a person: a late wish says all that "silent" or "not invited" would, with the same button.
    late = [row for row in wishes.rows if row.standing in LATE]
    wished = {row.application_id for row in late}
    wrong = [
        row
        for row in found.wrong.rows
        if row.kind not in (Waiting.SILENT, Waiting.UNINVITED) or row.application_id not in wished
    ]
    items = [agenda_item(row, role=actor.role, language=language, zone=place_zone, now=now) for row in rows]
    return {
        # What is still to come or to be settled stands before what is over.
        "agenda": sorted(items, key=lambda item: item["is_over"]),
        "agenda_total": come,
        "settled": went,
        "priorities": [
            priority_item(row, language=language, zone=place_zone, now=now)
            for row in wishes.rows
            if row.standing not in LATE
        ][: most["priorities"]],
        "priorities_total": wishes.open,
        "waits": [teller.waiting(row) for row in found.waits.rows][: most["waits"]],
        "waits_total": found.waits.total,
        "wrong": [
            *(teller.wish(row) for row in late),
            *(teller.waiting(row) for row in wrong),
        ][: most["wrong"]],
        "wrong_total": wishes.late + found.wrong.total - (len(found.wrong.rows) - len(wrong)),
    }


def _tasks(actor: Actor, lengths: Lengths) -> Values:
    """A missing outcome is a line of the interview itself, whoever was asked for it, and in none of these lists."""
    now, everyone, most = clock.now(), actor.user_id is None, dict(lengths)
    shown: Values = {}
    with db.reading() as session:
        teller = Teller(actor.language, zone(session), now)
        asked: Any = {"clock": lambda: now, "everybodys": everyone}
        counted = count_tasks(session, actor.user_id, **asked)
        for name, kinds in _KINDS.items():
            total = sum(counted.get(kind, 0) for kind in kinds)
            rows = open_tasks(session, actor.user_id, kinds=kinds, most=most[name], **asked) if total else []
            shown[name] = [teller.task(row, names_owner=everyone) for row in rows]
            shown[f"{name}_total"] = total
    return shown
