"""The start page: which of its three faces this role sees, and the faces of executive and interviewer."""

from __future__ import annotations

from datetime import timedelta

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.priority import FINISHED
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.priority_report import priority_report
from rxapp.services.scheduling.agenda import AgendaRow, agenda
from rxapp.services.scheduling.briefs import Brief, briefs
from rxapp.services.scheduling.week import has_hours
from rxapp.state.agenda_rows import NO_BRIEF, AgendaDay, AgendaItem, agenda_item, by_day, local_date, start_of
from rxapp.state.drawer import DrawerState
from rxapp.state.first_steps import FirstStepsState
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR, STAFF
from rxapp.state.measures import NO_LOSS, NO_NO_SHOW, LossItem, NoShowItem, current_loss, current_no_show
from rxapp.state.page import Next, PageState
from rxapp.state.passed import PassedState
from rxapp.state.priority_rows import PriorityItem, StepItem, priority_item, step_items
from rxapp.state.settled import settled_items
from rxapp.state.shared_views import Values, reader
from rxapp.state.today import TodayState
from rxapp.state.topics import HOURS, MEASURES, REQUESTS, interviews_of

AHEAD = timedelta(days=14)
BACK = timedelta(days=14)
REPORTED = timedelta(days=30)
SHOWN, MOST = 100, 1000  # requests of an executive, at first and at most


class StartState(rx.State):
    """Which start page the caller has."""

    face: str = ""

    @rx.event
    @guarded(*STAFF)
    def load(self) -> Next:
        """Show the caller's own start page and load it."""
        role = current_actor().role
        if role in HR:
            self.face = "today"
            return [TodayState.load, FirstStepsState.load, DrawerState.open_from_address]
        self.face = "executive" if role is Role.EXECUTIVE else "interviewer"
        return [ExecutiveState.load, PassedState.load] if role is Role.EXECUTIVE else OwnDayState.load


class ExecutiveState(PageState, rx.State):
    """How things stand: the two measures, and whether what was asked for was done. `requests` are to be met still, the
    totals count also what is not listed."""

    loss: LossItem = NO_LOSS
    no_show: NoShowItem = NO_NO_SHOW
    requests: list[PriorityItem] = []
    finished: list[PriorityItem] = []
    settled: list[AgendaItem] = []
    met: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0
    requests_total: int = 0
    finished_total: int = 0
    steps: list[StepItem] = []
    _most: int = SHOWN

    @rx.event
    @guarded(Role.EXECUTIVE)
    async def load(self) -> None:
        """Show the measures and the requests, and keep them current."""
        await self._share(_executive, reader(current_actor()), self._most, topics={MEASURES, REQUESTS})

    @rx.event
    @guarded(Role.EXECUTIVE)
    def more(self) -> Next:
        """Show more requests; the figures count all of them."""
        self._most = min(self._most + SHOWN, MOST)
        return ExecutiveState.load


def _executive(actor: Actor, most: int) -> Values:
    now, language = clock.now(), actor.language
    with db.reading() as session:
        place_zone = zone(session)
        report = priority_report(session, since=now - REPORTED, now=now, most=most)
        items = {
            is_over: [
                priority_item(row, language=language, zone=place_zone, now=now)
                for row in report.rows
                if (row.standing in FINISHED) is is_over
            ]
            for is_over in (False, True)
        }
        return {
            "loss": current_loss(session, now=now, language=language, compared=True),
            "no_show": current_no_show(session, now=now),
            "requests": items[False],
            "finished": items[True],
            "settled": settled_items(session, actor=actor, now=now, zone=place_zone, with_today=True),
            "met": report.met,
            "late": report.late,
            "missed": report.missed,
            "open": report.open,
            "requests_total": report.total - report.finished,
            "finished_total": report.finished,
            "steps": step_items(report, language),
        }


class OwnDayState(PageState, rx.State):
    """An interviewer's own interviews: what waits for an outcome, today, what comes next, and how the last ones went,
    which they may still correct; and whether candidates can be offered a time at all."""

    has_hours: bool = True
    overdue: list[AgendaDay] = []
    today: AgendaDay = AgendaDay(day="", is_today=True, items=[])
    later: list[AgendaDay] = []
    settled: list[AgendaItem] = []

    @rx.event
    @guarded(Role.INTERVIEWER)
    async def load(self) -> None:
        """Show the caller's own interviews and keep them current."""
        me = reader(current_actor(), own=True)
        await self._share(_own_day, me, topics={interviews_of(me.user_id), HOURS})


def _own_day(actor: Actor) -> Values:
    now, language = clock.now(), actor.language
    with db.reading() as session:
        place_zone = zone(session)
        today = local_date(now, place_zone)
        midnight = start_of(today, place_zone)
        past = agenda(session, actor=actor, since=midnight - BACK, until=midnight, unsettled=True)
        coming = agenda(session, actor=actor, since=midnight, until=midnight + AHEAD, called_off=True)
        went = settled_items(session, actor=actor, now=now, zone=place_zone, with_today=False)
        can_be_booked = has_hours(session, actor.user_id or 0)
        about = briefs(session, [row.booking_id for row in (*past, *coming)])

    said: set[Brief] = set()

    def item(row: AgendaRow) -> AgendaItem:
        brief = about.get(row.booking_id, NO_BRIEF)
        shown = agenda_item(
            row,
            role=actor.role,
            language=language,
            zone=place_zone,
            now=now,
            brief=brief,
            is_said=brief in said,
            reader_id=actor.user_id,
        )
        if not shown["is_folded"]:
            said.add(brief)
        return shown

    def days(rows: list[AgendaRow]) -> list[AgendaDay]:
        items = [(local_date(row.starts_at, place_zone), item(row)) for row in rows]
        return by_day(items, today=today, language=language)

    found = days(coming)
    nothing = AgendaDay(day=f"{i18n.text(language, 'date.today').capitalize()}", is_today=True, items=[])
    return {
        "has_hours": can_be_booked,
        "overdue": days(past),
        "today": next((d for d in found if d["is_today"]), nothing),
        "later": [d for d in found if not d["is_today"]],
        "settled": went,
    }
