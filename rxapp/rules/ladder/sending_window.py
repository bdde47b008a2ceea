"""When messages may leave: 08:00–21:00 in the candidate's zone binds what we start.

in_window(at, zone, window=DAYTIME) -> bool
shift_into_window(at, zone, *, reply_to_click=False, window=DAYTIME) -> datetime    never earlier than `at`
reminder_into_window(at, zone, window=DAYTIME) -> datetime                          never later than `at`
local_time(on, minute, zone) -> datetime
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Window(NamedTuple):
    """Local minutes, half-open: at 21:00 sharp nothing leaves any more."""

    opens: int = 8 * 60
    closes: int = 21 * 60
    evening: int = 20 * 60 + 30  # when a reminder goes that would fall into the night


DAYTIME = Window()


def local_time(on: date, minute: int, zone: str) -> datetime:
    """The instant (UTC) at which the wall clock of `zone` shows `minute` on the date `on`."""
    wall = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC)


def _local(at: datetime, zone: str) -> tuple[date, float]:
    local = at.astimezone(ZoneInfo(zone))
    return local.date(), local.hour * 60 + local.minute + local.second / 60 + local.microsecond / 60e6


def in_window(at: datetime, zone: str, window: Window = DAYTIME) -> bool:
    """Whether a message that we start may leave at this instant."""
    return window.opens <= _local(at, zone)[1] < window.closes


def shift_into_window(
    at: datetime, zone: str, *, reply_to_click: bool = False, window: Window = DAYTIME
) -> datetime:
    """When a notice due at `at` leaves: at once inside the window, else when it opens next.

    Answers to the candidate's own click (`reply_to_click`) leave at any hour: the person is awake and waiting.
    """
    if reply_to_click or in_window(at, zone, window):
        return at
    on, minute = _local(at, zone)
    return local_time(on if minute < window.opens else on + timedelta(days=1), window.opens, zone)


def reminder_into_window(at: datetime, zone: str, window: Window = DAYTIME) -> datetime:
    """When a reminder meant for `at` goes: reminders move earlier, never later.

    Before 08:00 it goes at 20:30 the evening before; after 21:00 at 20:30 the same evening.
    """
    if in_window(at, zone, window):
        return at
    on, minute = _local(at, zone)
    return local_time(on - timedelta(days=1) if minute < window.opens else on, window.evening, zone)
