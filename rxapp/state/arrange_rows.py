"""The telephone dialog in words: whom one speaks to, the days that have free times, and the times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TypedDict
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.services.scheduling.views import SlotRow
from rxapp.state.agenda_rows import day_words


class TimeChoice(TypedDict):
    """A time to take, as one line of the list."""

    starts: int  # seconds since 1970, UTC
    interviewer_id: int
    day: str
    is_first: bool  # of its day: the day stands above it
    time: str
    who: str
    note: str


class DayChoice(TypedDict):
    """A day that has free times: short for the button, in full for whoever hears it."""

    value: str
    label: str
    full: str
    count: int


class Caller(TypedDict):
    """Whom the telephone is with."""

    name: str
    job: str
    phone: str
    dial: str
    now: str  # the time that is booked, in words; empty where none is


NOBODY = Caller(name="", job="", phone="", dial="", now="")


def days_of(slots: Iterable[SlotRow], language: str, zone: str) -> list[DayChoice]:
    """The days on which there is a time, in order; `zone` is the company's."""
    where = ZoneInfo(zone)
    found = Counter(slot.starts_at.astimezone(where).date() for slot in slots)
    return [
        DayChoice(
            value=day.isoformat(),
            label=i18n.short_day(language, day),
            full=i18n.day(language, day),
            count=found[day],
        )
        for day in sorted(found)
    ]


def choice_of(slot: SlotRow, language: str, where: ZoneInfo, today: date, *, is_first: bool) -> TimeChoice:
    """One time as a line; `is_first` of its day."""
    local = slot.starts_at.astimezone(where)
    note = "evening" if slot.is_evening else "weekend" if slot.is_weekend else ""
    return TimeChoice(
        starts=int(slot.starts_at.timestamp()), interviewer_id=slot.interviewer_id,
        day=day_words(local.date(), today=today, language=language), is_first=is_first,
        time=f"{local:%H:%M}–{i18n.clock_time(slot.ends_at, where.key)}", who=slot.interviewer_name,
        note=i18n.text(language, f"arrange.{note}") if note else "",
    )  # fmt: skip
