"""What the commands of this domain return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

Range = tuple[int, int, int]  # weekday 0-6, start and end in minutes after local midnight


@dataclass(frozen=True, slots=True)
class BookingReceipt:
    """A time that is now theirs. `undo_id` is set for staff only."""

    application_id: int
    version: int
    event_id: int
    undo_id: int | None
    booking_id: int
    interviewer_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class WayBack:
    """What takes back one change of when an interviewer can, until a real instant. Such a change belongs to no
    application, so no undo row keeps it: whoever made it holds it."""

    user_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class WeekBack(WayBack):
    """A week before and after the change."""

    before: tuple[Range, ...]
    after: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class DayOffAdded(WayBack):
    """Days off that were entered, and the event that told of them."""

    day_off_id: int
    event_id: int


@dataclass(frozen=True, slots=True)
class DayOffRemoved(WayBack):
    """Days off that were taken out, both days included, and when, in business time."""

    starts_on: date
    ends_on: date
    note: str
    removed_at: datetime
