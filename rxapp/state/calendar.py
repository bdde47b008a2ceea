"""The calendar: the interviews of a day or a week beside the hours of who holds them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal, TypedDict
from urllib.parse import urlencode

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.scheduling.agenda import AgendaRow, agenda, interviewers
from rxapp.services.scheduling.timetable import MOST, timetable
from rxapp.state.address import read_id
from rxapp.state.agenda_rows import AgendaDay, agenda_item, by_day, day_words, local_date, start_of
from rxapp.state.drawer import DrawerState
from rxapp.state.guard import current_actor, guarded
from rxapp.state.hours import HoursState
from rxapp.state.marks import HR, STAFF
from rxapp.state.outcome import OutcomeState
from rxapp.state.page import Next, PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.timetable_rows import Column, Drawn, Hour, Line
from rxapp.state.topics import AGENDA, HOURS, interviews_of

ROUTE = "/calendar"
WEEK = timedelta(days=7)
VIEWS = ("week", "day", "list")


class PersonChoice(TypedDict):
    """An option of the choice of persons."""

    value: str
    text: str


class Head(TypedDict):
    """A day over the lines of a week."""

    day: str
    text: str
    date: str
    is_today: bool


class CalendarState(PageState, rx.State):
    """The interviews of a day or a week. The address holds it: `?view=day&person=3&day=2026-11-23`; where it says no
    view it is the week, and on a phone the day (pages/calendar.py)."""

    person: str = ""
    people: list[PersonChoice] = []
    view: str = ""  # nothing is chosen before the address is read
    shape: str = ""  # how the view is drawn: columns, lines or list
    day: str = ""
    day_text: str = ""
    is_now: bool = True
    columns: list[Column] = []
    lines: list[Line] = []
    heads: list[Head] = []
    hours: list[Hour] = []
    since: int = 0
    until: int = 1440
    now_at: str = ""
    days: list[AgendaDay] = []
    booked: int = 0
    is_cut: bool = False
    total: int = 0  # of the week, shown or not
    is_own: bool = False
    can_move: bool = False

    @rx.event
    @guarded(*STAFF)
    async def load(self) -> Next:
        """Show what the address names, and whose hours."""
        actor, asked = current_actor(), self.router.url.query_parameters
        self.is_own = actor.role is Role.INTERVIEWER
        self.can_move = actor.role in HR
        person = actor.user_id if self.is_own else read_id(asked.get("person"))
        self.person = str(person or "")
        self.view = asked.get("view", "") if asked.get("view", "") in VIEWS else VIEWS[0]
        found = await self._share(
            _shown, reader(actor, own=self.is_own), person, self.view, asked.get("day", ""),
            topics={interviews_of(person) if person else AGENDA, HOURS},
        )  # fmt: skip
        if found is None:
            return None
        return HoursState.load(person or 0)

    @rx.event
    @guarded(*STAFF)
    def choose_person(self, person: str) -> Next:
        """Show one interviewer's, or with nothing chosen everybody's."""
        return rx.redirect(_address(self.view, str(read_id(person) or ""), self.day), replace=True)

    @rx.event
    @guarded(*STAFF)
    def choose_view(self, view: Literal["week", "day", "list"]) -> Next:
        """Day, week, or the week as a list."""
        return rx.redirect(_address(view, self.person, self.day), replace=True)

    @rx.event
    @guarded(*STAFF)
    def show(self, booking_id: int, application_id: int) -> Next:
        """Open what the reader has of an interview: the application, or for an interviewer its outcome."""
        if current_actor().role is Role.INTERVIEWER:
            return OutcomeState.open_for(booking_id)
        return DrawerState.show(application_id)

    @rx.event
    @guarded(*STAFF)
    def open_day(self, day: str) -> Next:
        """One day of the week, everybody beside each other."""
        return rx.redirect(
            _address("day", self.person, _day(day, date(2000, 1, 3)).isoformat()), replace=True
        )

    @rx.event
    @guarded(*STAFF)
    def go(self, steps: int) -> Next:
        """So many days or weeks on or back, as the view is; 0 is now."""
        step = timedelta(days=1) if self.view == "day" else WEEK
        try:
            first = date.fromisoformat(self.day) + max(-520, min(520, steps)) * step if steps else None
        except (ValueError, OverflowError):
            first = None
        return rx.redirect(_address(self.view, self.person, first.isoformat() if first else ""), replace=True)


def _shown(actor: Actor, person: int | None, view: str, day: str) -> Values:
    now, language = clock.now(), actor.language
    with db.reading() as session:
        place_zone = zone(session)
        today = local_date(now, place_zone)
        chosen = _day(day, today)
        first = monday(chosen.isoformat(), today)
        found = timetable(session, actor=actor, monday=first, zone=place_zone, person=person)
        people = [] if actor.role is Role.INTERVIEWER else interviewers(session)
        rows = []
        if view == "list":
            since, until = start_of(first, place_zone), start_of(first + WEEK, place_zone)
            rows = agenda(session, actor=actor, since=since, until=until, interviewer_id=person, most=MOST)
    drawn = Drawn(found, role=actor.role, language=language, zone=place_zone, now=now)
    is_one = person is not None and view == "week"
    shape = {"list": "list", "day": "columns"}.get(view, "columns" if is_one else "lines")
    columns = (
        [] if shape != "columns" else drawn.columns_of_week() if is_one else drawn.columns_of_day(chosen)
    )
    on_day = sum(len(column["blocks"]) for column in columns)
    week_text = f"{i18n.day(language, first)} – {i18n.day(language, first + WEEK - timedelta(days=1))}"
    days = [first + timedelta(days=n) for n in range(7)]
    return {
        "people": [PersonChoice(value=str(each.id), text=each.name) for each in people],
        "shape": shape,
        "day": chosen.isoformat(),
        "day_text": day_words(chosen, today=today, language=language) if view == "day" else week_text,
        "is_now": chosen == today if view == "day" else first <= today < first + WEEK,
        "columns": columns,
        "lines": drawn.lines() if shape == "lines" else [],
        "heads": [
            Head(
                day=each.isoformat(), text=i18n.text(language, f"calendar.weekday_{each.weekday()}"),
                date=f"{each.month}/{each.day}", is_today=each == today,
            )
            for each in days
        ],
        "hours": drawn.scale.hours(),
        "since": drawn.scale.since,
        "until": drawn.scale.until,
        "now_at": drawn.now_at(None if is_one else chosen),
        "days": _listed(rows, actor, place_zone, now),
        "booked": on_day if view == "day" else found.total,
        "is_cut": found.is_cut,
        "total": found.total,
    }  # fmt: skip


def _listed(rows: list[AgendaRow], actor: Actor, place_zone: str, now: datetime) -> list[AgendaDay]:
    items = [
        (
            local_date(row.starts_at, place_zone),
            agenda_item(
                row,
                role=actor.role,
                language=actor.language,
                zone=place_zone,
                now=now,
                reader_id=actor.user_id if actor.role is Role.INTERVIEWER else None,
            ),
        )
        for row in rows
    ]
    return by_day(items, today=local_date(now, place_zone), language=actor.language)


def _day(said: str, today: date) -> date:
    """The day an address names; what cannot be read is today."""
    try:
        on = date.fromisoformat(said) if len(said) == 10 else today
    except ValueError:
        on = today
    return on if 2000 <= on.year < 2199 else today


def monday(week: str, today: date) -> date:
    """The Monday of the week an address names; what cannot be read is this week."""
    on = _day(week, today)
    return on - timedelta(days=on.weekday())


def _address(view: str, person: str, day: str) -> str:
    given = {name: value for name, value in (("view", view), ("person", person), ("day", day)) if value}
    return ROUTE + (f"?{urlencode(given)}" if given else "")
