"""The calendar: an interviewer's weekly hours and days off, and the booked interviews of a week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypedDict
from urllib.parse import urlencode

import reflex as rx
from sqlmodel import Session

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.scheduling.agenda import agenda, interviewers
from rxapp.services.scheduling.save_hours import add_day_off, add_hours, remove_day_off, remove_hours
from rxapp.services.scheduling.week import DayOffRow, WeekView, week_of
from rxapp.state.address import read_id
from rxapp.state.agenda_rows import AgendaDay, agenda_item, by_day, local_date, start_of
from rxapp.state.frame import notify
from rxapp.state.guard import current_actor, guarded
from rxapp.state.hours import DayHours, HourForm, parse_hours, week_items
from rxapp.state.marks import STAFF
from rxapp.state.page import Next, PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import AGENDA, interviews_of

ROUTE = "/calendar"
WEEK = timedelta(days=7)
PLANNERS = (Role.ADMINISTRATOR, Role.RECRUITER, Role.INTERVIEWER)


class PersonChoice(TypedDict):
    """An option of the choice of persons."""

    value: str
    text: str


class DayOffItem(TypedDict):
    """Days on which somebody cannot, in words."""

    id: int
    text: str
    note: str


class DayOffForm(TypedDict):
    """What the small form sends: ISO dates; an empty end is the same day."""

    starts_on: str
    ends_on: str
    note: str


class CalendarState(PageState, rx.State):
    """The booked interviews of one week. The address holds person and week: `?person=3&week=2026-11-23`."""

    person: str = ""
    people: list[PersonChoice] = []
    week: str = ""
    week_text: str = ""
    is_this_week: bool = True
    days: list[AgendaDay] = []
    booked: int = 0
    is_own: bool = False

    @rx.event
    @guarded(*STAFF)
    async def load(self) -> Next:
        """Show the week the address names, and whose hours."""
        actor, asked = current_actor(), self.router.url.query_parameters
        self.is_own = actor.role is Role.INTERVIEWER
        person = actor.user_id if self.is_own else read_id(asked.get("person"))
        self.person = str(person or "")
        found = await self._share(
            _week, reader(actor, own=self.is_own), person, asked.get("week", ""),
            topics={interviews_of(person) if person else AGENDA},
        )  # fmt: skip
        if found is None:
            return None
        return HoursState.load(person or 0)

    @rx.event
    @guarded(*STAFF)
    def choose_person(self, person: str) -> Next:
        """Show one interviewer's week, or with nothing chosen everybody's."""
        return rx.redirect(_address(str(read_id(person) or ""), self.week), replace=True)

    @rx.event
    @guarded(*STAFF)
    def go(self, weeks: int) -> Next:
        """So many weeks on or back; 0 is this week."""
        try:
            first = date.fromisoformat(self.week) + max(-520, min(520, weeks)) * WEEK if weeks else None
        except (ValueError, OverflowError):
            first = None
        return rx.redirect(_address(self.person, first.isoformat() if first else ""), replace=True)


class HoursState(PageState, rx.State):
    """Weekly hours and days off of the chosen interviewer."""

    user_id: int = 0
    name: str = ""
    hours: list[DayHours] = []
    days_off: list[DayOffItem] = []
    can_edit: bool = False

    @rx.event
    @guarded(*STAFF)
    async def load(self, user_id: int = 0) -> None:
        """Show when this interviewer can; 0 is whoever is chosen now."""
        actor = current_actor()
        if actor.role is Role.INTERVIEWER:
            user_id = actor.user_id or 0
        self.user_id, self.hours, self.days_off, self.name = user_id, [], [], ""
        self.can_edit = user_id > 0 and actor.role in PLANNERS
        if not user_id:
            self.is_loading = self.is_failed = False
            return
        view = await self._read(_hours, actor, user_id)
        if view is not None:
            self.name = view.name
            self.hours = week_items(actor.language, view.hours)
            self.days_off = [_day_off(row, actor.language) for row in view.days_off]

    @rx.event
    @guarded(*PLANNERS)
    async def add_hours(self, form: HourForm) -> Next:
        """Add one range to the week; ranges that touch or overlap become one."""
        actor, user_id = current_actor(), self.user_id

        def work() -> bool:
            with db.unit_of_work() as session:
                add_hours(session, user_id, parse_hours(form), actor=actor)
            return True

        await self._do(work, "calendar.hours_saved")
        return HoursState.load(user_id)

    @rx.event
    @guarded(*PLANNERS)
    async def remove_hours(self, weekday: int, start_minute: int, end_minute: int) -> Next:
        """Take one range out of the week, as it was shown. Interviews already booked stand."""
        actor, user_id = current_actor(), self.user_id

        def work() -> bool:
            with db.unit_of_work() as session:
                remove_hours(session, user_id, (weekday, start_minute, end_minute), actor=actor)
            return True

        await self._do(work, "calendar.hours_saved")
        return HoursState.load(user_id)

    @rx.event
    @guarded(*PLANNERS)
    async def add_day_off(self, form: DayOffForm) -> Next:
        """Offer no times on these days, and name the interviews that stand in them: those must be moved."""
        actor, user_id = current_actor(), self.user_id

        def work() -> list[str]:
            with db.unit_of_work() as session:
                last = form["ends_on"] or form["starts_on"]
                add_day_off(session, user_id, form["starts_on"], last, form["note"], actor=actor)
                days = date.fromisoformat(form["starts_on"]), date.fromisoformat(last)
                return _booked_within(session, user_id, days, actor)

        booked = await self._do(work, "calendar.day_off_saved")
        if booked:
            comma = i18n.text(actor.language, "calendar.comma")
            await notify(
                self,
                "calendar.day_off_booked",
                language=actor.language,
                n=len(booked),
                who=comma.join(booked[:5]),
            )
        return HoursState.load(user_id)

    @rx.event
    @guarded(*PLANNERS)
    async def remove_day_off(self, day_off_id: int) -> Next:
        """They can after all."""
        actor = current_actor()

        def work() -> bool:
            with db.unit_of_work() as session:
                remove_day_off(session, day_off_id, actor=actor)
            return True

        await self._do(work, "calendar.day_off_removed")
        return HoursState.load(self.user_id)


def _week(actor: Actor, person: int | None, week: str) -> Values:
    now, language = clock.now(), actor.language
    with db.reading() as session:
        place_zone = zone(session)
        today = local_date(now, place_zone)
        first = monday(week, today)
        rows = agenda(
            session, actor=actor, since=start_of(first, place_zone), until=start_of(first + WEEK, place_zone),
            interviewer_id=person,
        )  # fmt: skip
        people = [] if actor.role is Role.INTERVIEWER else interviewers(session)
    items = [
        (
            local_date(row.starts_at, place_zone),
            agenda_item(row, role=actor.role, language=language, zone=place_zone, now=now),
        )
        for row in rows
    ]
    return {
        "people": [PersonChoice(value=str(each.id), text=each.name) for each in people],
        "week": first.isoformat(),
        "week_text": f"{i18n.day(language, first)} – {i18n.day(language, first + WEEK - timedelta(days=1))}",
        "is_this_week": first <= today < first + WEEK,
        "days": by_day(items, today=today, language=language),
        "booked": len(items),
    }


def _hours(actor: Actor, user_id: int) -> WeekView:
    with db.reading() as session:
        return week_of(session, user_id, actor=actor, today=local_date(clock.now(), zone(session)))


def _day_off(row: DayOffRow, language: str) -> DayOffItem:
    text = i18n.day(language, row.starts_on)
    if row.ends_on != row.starts_on:
        text = f"{text} – {i18n.day(language, row.ends_on)}"
    return DayOffItem(id=row.id, text=text, note=row.note)


def monday(week: str, today: date) -> date:
    """The Monday of the week an address names; what cannot be read is this week."""
    try:
        on = date.fromisoformat(week) if len(week) == 10 else today
    except ValueError:
        on = today
    on = on if 2000 < on.year < 2199 else today
    return on - timedelta(days=on.weekday())


def _address(person: str, week: str) -> str:
    given = {name: value for name, value in (("person", person), ("week", week)) if value}
    return f"{ROUTE}?{urlencode(given)}" if given else ROUTE


def _booked_within(session: Session, user_id: int, days: tuple[date, date], actor: Actor) -> list[str]:
    """Who is booked with an interviewer on these days, with the time, in words."""
    where, now = zone(session), clock.now()
    since = start_of(days[0], where)
    until = start_of(days[1] + timedelta(days=1), where)
    rows = agenda(
        session, actor=actor, since=max(since, now), until=until, interviewer_id=user_id, unsettled=True
    )
    return [f"{row.candidate} {i18n.when(actor.language, row.starts_at, now, where)}" for row in rows]
