"""Weekly hours as forms and words: one weekday with a start and an end, for the company and for interviewers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from rxapp import i18n
from rxapp.errors import Invalid


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
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isascii() and hours.isdigit() and minutes[:2].isdigit() and len(hours) <= 2):
        return None
    found = int(hours) * 60 + int(minutes[:2])
    return found if int(minutes[:2]) < 60 and found <= 24 * 60 else None
