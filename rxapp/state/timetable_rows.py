"""A week of interviews as the calendar draws it: columns of a day grid, or one line a person with a cell a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.vocabulary import BookingState, Language, Role
from rxapp.services.scheduling.timetable import Open, Timetable, TimetableItem, TimetablePerson
from rxapp.state.agenda_rows import standing_words

EARLIEST, LATEST = 8 * 60, 20 * 60  # what a day shows at least, in minutes
DAY = 24 * 60


class Block(TypedDict):
    """One interview. `top` and `height` are percent of the shown day; `can_move` while it is ahead."""

    booking_id: int
    application_id: int
    version: int
    interviewer_id: int
    name: str
    line: str
    time: str
    minute: int
    length: int
    top: str
    height: str
    tone: str
    standing: str
    flag: str
    mode: str
    can_move: bool
    is_short: bool


class Shade(TypedDict):
    """A stretch of a column in which somebody can be booked."""

    top: str
    height: str


class Column(TypedDict):
    """A person on a day, or a day of one person."""

    key: str
    who: int
    day: str
    head: str
    under: str
    label: str
    is_today: bool
    off: str
    open: list[Shade]
    blocks: list[Block]


class Cell(TypedDict):
    """A day of one person."""

    key: str
    who: int
    day: str
    label: str
    is_today: bool
    is_shut: bool
    off: str
    blocks: list[Block]


class Line(TypedDict):
    """A person's week. `share` is how full it is beside the fullest, in percent."""

    id: int
    name: str
    load: str
    share: str
    is_gone: bool
    cells: list[Cell]


class Hour(TypedDict):
    """A line of the day's scale."""

    text: str
    top: str


class Scale:
    """The part of the day that is shown: eight to eight, and more where interviews or hours need it."""

    def __init__(self, found: Timetable, zone: str) -> None:
        spans = [_minutes(item, zone) for item in found.items]
        spans += [each for one in found.people for day in one.days for each in day.ranges]
        first = min([EARLIEST, *(start for start, _ in spans)]) // 60 * 60
        last = -(-max([LATEST, *(end for _, end in spans)]) // 60) * 60
        self.since, self.until = max(first, 0), min(last, DAY)

    def at(self, minute: int) -> str:
        """Where a minute stands."""
        return f"{100 * (minute - self.since) / (self.until - self.since):.3f}%"

    def tall(self, minutes: int) -> str:
        """How tall so many minutes are."""
        return f"{100 * minutes / (self.until - self.since):.3f}%"

    def hours(self) -> list[Hour]:
        """The lines."""
        return [Hour(text=f"{at // 60:02d}:00", top=self.at(at)) for at in range(self.since, self.until, 60)]


class Drawn:
    """Everything that turns a timetable into rows, for one reader at one moment."""

    def __init__(self, found: Timetable, *, role: Role, language: str, zone: str, now: datetime) -> None:
        self.found, self.role, self.language, self.zone, self.now = found, role, language, zone, now
        self.scale = Scale(found, zone)
        self.today = now.astimezone(ZoneInfo(zone)).date()
        self._of: dict[tuple[int, date], list[TimetableItem]] = {}
        for item in found.items:
            self._of.setdefault((item.interviewer_id, _local(item.starts_at, zone).date()), []).append(item)

    def columns_of_day(self, day: date) -> list[Column]:
        """One column a person."""
        columns = [self._column(one, day, head=one.name, under=self.load(one)) for one in self.found.people]
        for column in columns:
            column["is_today"] = False  # all of them are
        return columns

    def columns_of_week(self) -> list[Column]:
        """One column a day of the only person there is."""
        return [
            self._column(
                one, day, head=self._say(f"calendar.weekday_{day.weekday()}"), under=f"{day.month}/{day.day}"
            )
            for one in self.found.people[:1]
            for day in self._days()
        ]

    def lines(self) -> list[Line]:
        """One line a person, one cell a day."""
        most = max([one.minutes for one in self.found.people], default=0) or 1
        return [
            Line(
                id=one.id, name=one.name, load=self.load(one), share=f"{100 * one.minutes // most}%",
                is_gone=not one.is_active, cells=[self._cell(one, day) for day in self._days()],
            )
            for one in self.found.people
        ]  # fmt: skip

    def load(self, one: TimetablePerson) -> str:
        """3 场 · 2.5 小时."""
        hours = f"{one.minutes / 60:.1f}".removesuffix(".0")
        return self._say("calendar.load", n=one.interviews, hours=hours)

    def now_at(self, day: date | None = None) -> str:
        """Where the present stands on the scale; empty where it is not shown."""
        local = _local(self.now, self.zone)
        minute = local.hour * 60 + local.minute
        is_shown = self.today in self._days() if day is None else self.today == day
        return self.scale.at(minute) if is_shown and self.scale.since <= minute < self.scale.until else ""

    def _days(self) -> list[date]:
        return [self.found.monday + timedelta(days=n) for n in range(7)]

    def _open(self, one: TimetablePerson, day: date) -> Open:
        return one.days[(day - self.found.monday).days]

    def _column(self, one: TimetablePerson, day: date, *, head: str, under: str) -> Column:
        free = self._open(one, day)
        return Column(
            key=f"{one.id}-{day.isoformat()}", who=one.id, day=day.isoformat(), head=head, under=under,
            label=f"{one.name} · {i18n.day(self.language, day)}", is_today=day == self.today, off=self._off(free),
            open=[Shade(top=self.scale.at(a), height=self.scale.tall(b - a)) for a, b in free.ranges],
            blocks=[self._block(item) for item in self._of.get((one.id, day), [])],
        )  # fmt: skip

    def _cell(self, one: TimetablePerson, day: date) -> Cell:
        free = self._open(one, day)
        return Cell(
            key=f"{one.id}-{day.isoformat()}", who=one.id, day=day.isoformat(),
            label=f"{one.name} · {i18n.day(self.language, day)}", is_today=day == self.today,
            is_shut=not free.ranges, off=self._off(free),
            blocks=[self._block(item) for item in self._of.get((one.id, day), [])],
        )  # fmt: skip

    def _off(self, free: Open) -> str:
        if not free.off:
            return ""
        said = self._say(f"calendar.shut_{free.off}")
        return f"{said} · {free.note}" if free.note else said

    def _block(self, item: TimetableItem) -> Block:
        start, end = _minutes(item, self.zone)
        standing, tone = standing_words(item, self.language, self.zone, self.now)
        is_ahead = item.state == BookingState.SCHEDULED and item.starts_at > self.now
        english = self.language == Language.EN
        return Block(
            booking_id=item.booking_id, application_id=item.application_id, version=item.version,
            interviewer_id=item.interviewer_id, name=item.candidate,
            line=item.job_en or item.job if english else item.job,
            time=f"{start // 60:02d}:{start % 60:02d}", minute=start, length=end - start,
            top=self.scale.at(start), height=self.scale.tall(end - start), tone=tone or "plain", standing=standing,
            flag=i18n.when(self.language, item.deadline_at, self.now, self.zone) if item.deadline_at else "",
            mode=item.mode, can_move=is_ahead and self.role in (Role.ADMINISTRATOR, Role.RECRUITER),
            is_short=end - start < 40,
        )  # fmt: skip

    def _say(self, key: str, **facts: object) -> str:
        return i18n.text(self.language, key, **facts)


def _local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def _minutes(item: TimetableItem, zone: str) -> tuple[int, int]:
    start = _local(item.starts_at, zone)
    minute = start.hour * 60 + start.minute
    length = int((item.ends_at - item.starts_at).total_seconds()) // 60
    return minute, min(minute + length, DAY)
