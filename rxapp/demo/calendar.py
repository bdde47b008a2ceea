"""Time as the demo counts it: whole seconds since 1970, Shanghai on the wall, working days of a Chinese office.

The holidays are the long ones, near enough for a believable history; the product itself knows the official list.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

DAY, HOUR, MINUTE = 86_400, 3_600, 60
_SHANGHAI = 8 * HOUR
_EPOCH = date(1970, 1, 1).toordinal()
_SPRING = {2022: (1, 31), 2023: (1, 21), 2024: (2, 10), 2025: (1, 28), 2026: (2, 15), 2027: (2, 5), 2028: (1, 25),
           2029: (2, 12), 2030: (2, 2)}  # fmt: skip
_RANGES = ((9 * HOUR, 12 * HOUR), (13 * HOUR + 30 * MINUTE, 18 * HOUR))


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day + _EPOCH)


def local_day(at: int) -> int:
    """The Shanghai day an instant falls on."""
    return (at + _SHANGHAI) // DAY


def local_second(at: int) -> int:
    """Seconds after Shanghai midnight."""
    return (at + _SHANGHAI) % DAY


def instant(day: int, hour: float) -> int:
    """An hour of a Shanghai day."""
    return day * DAY - _SHANGHAI + int(hour * HOUR)


def weekday(day: int) -> int:
    """0 = Monday."""
    return (day + 3) % 7


def moment(at: int) -> datetime:
    """An aware UTC datetime."""
    return datetime.fromtimestamp(at, UTC)


_free: dict[int, bool] = {}


def is_holiday(day: int) -> bool:
    """Whether the office is closed for a public holiday."""
    known = _free.get(day)
    if known is None:
        on = date_of(day)
        start = day_number(date(on.year, *_SPRING.get(on.year, (2, 5))))
        known = _free[day] = (
            start <= day < start + 8
            or (on.month, on.day) in {(1, 1), (4, 5), (5, 1), (5, 2), (5, 3)}
            or (on.month == 10 and on.day <= 7)
        )
    return known


def is_workday(day: int) -> bool:
    """Monday to Friday, no holiday."""
    return weekday(day) < 5 and not is_holiday(day)


def work_after(at: int, seconds: int = 0) -> int:
    """The instant `seconds` of office time after `at`; with 0 the next instant the office is open."""
    day, second = local_day(at), local_second(at)
    while True:
        if is_workday(day):
            for start, end in _RANGES:
                begin = max(second, start)
                if begin < end:
                    if begin + seconds < end:
                        return day * DAY - _SHANGHAI + begin + seconds
                    seconds -= end - begin
        day, second = day + 1, 0


def workday_before(day: int) -> int:
    """The last working day before `day`."""
    day -= 1
    while not is_workday(day):
        day -= 1
    return day


def workday_after(day: int, count: int) -> int:
    """The `count`th working day after `day`."""
    while count:
        day += 1
        count -= is_workday(day)
    return day


def awake(at: int) -> int:
    """`at`, or the next 08:00 when that falls into the night: people answer messages by day."""
    second = local_second(at)
    if second < 8 * HOUR:
        return at + 8 * HOUR - second
    if second >= 22 * HOUR:
        return at + DAY + 8 * HOUR - second
    return at
