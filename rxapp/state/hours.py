"""Weekly hours as forms and words, for the company and for interviewers; and an interviewer's own week with its days
off, below the calendar. Days off are changed in state/away.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import Invalid, NotFound
from rxapp.rules.numbers import whole
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.scheduling.save_hours import add_hours, remove_hours
from rxapp.services.scheduling.types import WeekBack
from rxapp.services.scheduling.week import DayOffRow, week_of
from rxapp.state.agenda_rows import local_date
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import STAFF
from rxapp.state.page import Next, PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import HOURS

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
        """Show when this interviewer can, and keep it current; 0 is nobody. Interviewers see themselves."""
        actor = current_actor()
        if actor.role is Role.INTERVIEWER:
            user_id = actor.user_id or 0
        self.user_id, self.hours, self.days_off, self.name = user_id, [], [], ""
        self.can_edit = user_id > 0 and actor.role in PLANNERS
        if not user_id:
            self.is_loading = self.is_failed = False
            return
        me = reader(actor, own=actor.role is Role.INTERVIEWER)
        await self._share(_shown, me, user_id, topics={HOURS})

    @rx.event
    @guarded(*PLANNERS)
    async def add_hours(self, form: HourForm) -> Next:
        """Add one range to the week; ranges that touch or overlap become one."""
        actor, user_id = current_actor(), self.user_id

        def work() -> WeekBack:
            with db.unit_of_work() as session:
                return add_hours(session, user_id, parse_hours(form), actor=actor)

        await self._do(work, "calendar.hours_saved")
        return HoursState.load(user_id)

    @rx.event
    @guarded(*PLANNERS)
    async def remove_hours(self, weekday: int, start_minute: int, end_minute: int) -> Next:
        """Take one range out of the week, as it was shown. Interviews already booked stand."""
        actor, user_id = current_actor(), self.user_id

        def work() -> WeekBack:
            with db.unit_of_work() as session:
                return remove_hours(session, user_id, (weekday, start_minute, end_minute), actor=actor)

        await self._do(work, "calendar.hours_saved")
        return HoursState.load(user_id)


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


def _shown(actor: Actor, user_id: int) -> Values:
    with db.reading() as session:
        try:
            view = week_of(session, user_id, actor=actor, today=local_date(clock.now(), zone(session)))
        except NotFound:  # whom an old address names may interview no more
            return {"name": "", "hours": [], "days_off": [], "can_edit": False}
    return {
        "name": view.name,
        "hours": week_items(actor.language, view.hours),
        "days_off": [_day_off(row, actor.language) for row in view.days_off],
    }


def _day_off(row: DayOffRow, language: str) -> DayOffItem:
    return DayOffItem(id=row.id, text=days_text(language, row.starts_on, row.ends_on), note=row.note)


def days_text(language: str, first: date, last: date) -> str:
    """One day, or the first and the last of several."""
    return " – ".join(i18n.day(language, each) for each in ([first] if first == last else [first, last]))
