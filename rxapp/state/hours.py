"""Weekly hours as forms and words, for the company and for interviewers; and an interviewer's own week with its days
off, below the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from rxapp import clock, db, i18n
from rxapp.errors import Invalid
from rxapp.rules.numbers import whole
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.scheduling.agenda import agenda
from rxapp.services.scheduling.save_hours import add_day_off, add_hours, remove_day_off, remove_hours
from rxapp.services.scheduling.week import DayOffRow, WeekView, week_of
from rxapp.state.agenda_rows import local_date, start_of
from rxapp.state.frame import notify
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF
from rxapp.state.page import Next, PageState

PLANNERS = (Role.ADMINISTRATOR, Role.RECRUITER, Role.INTERVIEWER)


class HourForm(TypedDict):
    """What the small form sends: weekday "0"–"6" or "week" (Monday to Friday), times as HH:MM."""

    weekday: str
    start: str
    end: str


class HoursItem(TypedDict):
    """One range of a week, in words."""

    weekday: int
    day: str
    start_minute: int
    end_minute: int
    text: str


class DayHours(TypedDict):
    """One weekday with its ranges."""

    day: str
    ranges: list[HoursItem]


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


def week_items(language: str, rows: Iterable[tuple[int, int, int]]) -> list[DayHours]:
    """(weekday, start minute, end minute) rows in order, as one entry a weekday."""
    found: dict[int, list[HoursItem]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(hours_item(language, *row))
    return [DayHours(day=ranges[0]["day"], ranges=ranges) for ranges in found.values()]


def hours_item(language: str, weekday: int, start_minute: int, end_minute: int) -> HoursItem:
    """A range in the reader's language: 周一 09:00–12:00."""
    return HoursItem(
        weekday=weekday,
        day=weekday_name(language, weekday),
        start_minute=start_minute,
        end_minute=end_minute,
        text=f"{clock_text(start_minute)}–{clock_text(end_minute)}",
    )


def weekday_name(language: str, weekday: int) -> str:
    """周一 / Mon."""
    return i18n.text(language, f"calendar.weekday_{weekday}")


def clock_text(minute: int) -> str:
    """Minutes after midnight as HH:MM; the end of the day is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_hours(form: HourForm) -> list[tuple[int, int, int]]:
    """The form as (weekday, start minute, end minute) rows. Raises Invalid that names what cannot be read."""
    start, end = _minute(form["start"]), _minute(form["end"])
    end = 24 * 60 if end == 0 else end  # midnight as an end is the end of the day
    if start is None or end is None or end <= start:
        raise Invalid("hours_invalid", field="hours")
    if form["weekday"] == "week":
        return [(day, start, end) for day in range(5)]
    if form["weekday"] not in {str(day) for day in range(7)}:
        raise Invalid("hours_invalid", field="weekday")
    return [(int(form["weekday"]), start, end)]


def _minute(text: str) -> int | None:
    before, _, after = text.partition(":")
    hours, minutes = whole(before, digits=2), whole(after[:2], digits=2)
    if hours is None or minutes is None:
        return None
    found = hours * 60 + minutes
    return found if minutes < 60 and found <= 24 * 60 else None


def _hours(actor: Actor, user_id: int) -> WeekView:
    with db.reading() as session:
        return week_of(session, user_id, actor=actor, today=local_date(clock.now(), zone(session)))


def _day_off(row: DayOffRow, language: str) -> DayOffItem:
    text = i18n.day(language, row.starts_on)
    if row.ends_on != row.starts_on:
        text = f"{text} – {i18n.day(language, row.ends_on)}"
    return DayOffItem(id=row.id, text=text, note=row.note)


def _booked_within(session: Session, user_id: int, days: tuple[date, date], actor: Actor) -> list[str]:
    """Who is booked with an interviewer on these days, with the time, in words."""
    where, now = zone(session), clock.now()
    since = start_of(days[0], where)
    until = start_of(days[1] + timedelta(days=1), where)
    rows = agenda(
        session, actor=actor, since=max(since, now), until=until, interviewer_id=user_id, unsettled=True
    )
    return [f"{row.candidate} {i18n.when(actor.language, row.starts_at, now, where)}" for row in rows]
