"""Beijing wall-clock times for worked examples, and the working calendar of 2026 around the national week."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from rxapp.rules.ladder.working_time import WorkingTime

ZONE = "Asia/Shanghai"
NATIONAL_WEEK = {date(2026, 10, day) for day in range(1, 8)}
MAKE_UP_DAYS = {date(2026, 9, 20), date(2026, 10, 10)}  # a Sunday and a Saturday worked as weekdays (调休)


def is_workday(on: date) -> bool:
    """The announced calendar, as far as these tests reach."""
    return on in MAKE_UP_DAYS or (on.weekday() < 5 and on not in NATIONAL_WEEK)


WORKING = WorkingTime(ZONE, is_workday=is_workday)  # 9–12 and 13–18


def bj(text: str) -> datetime:
    """ "11-24 10:00" or "11-24 10:00:10" of 2026 in Beijing, as UTC."""
    form = "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M"
    return datetime.strptime(f"2026-{text}", form).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def say(at: datetime) -> str:
    """The same way back, for readable failures."""
    local = at.astimezone(ZoneInfo(ZONE))
    return local.strftime("%m-%d %H:%M:%S" if local.second else "%m-%d %H:%M")
