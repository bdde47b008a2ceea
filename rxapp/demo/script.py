"""The few lives that every demo must show: an executive's wish arranged in time, one overdue, one just made."""

from __future__ import annotations

from collections.abc import Callable

from rxapp.demo import wishes
from rxapp.demo.calendar import HOUR, MINUTE, instant, is_workday, local_day, workday_before
from rxapp.demo.life import Life, invite
from rxapp.demo.world import World

NewLife = Callable[[int], Life]


def prepare(world: World, new_life: NewLife) -> None:
    """Put the scripted lives into the queue, counted back from the end of the history."""
    today = local_day(world.end)
    yesterday = workday_before(today)
    before = workday_before(yesterday)
    tomorrow = today + 1
    while not is_workday(tomorrow):
        tomorrow += 1
    world.at(instant(before, 9.7), _in_time, world, new_life, yesterday, tomorrow)
    world.at(
        instant(workday_before(workday_before(before)), 10.2), _overdue, world, new_life, before, yesterday
    )
    world.at(instant(before, 14.1), _fresh, world, new_life, instant(tomorrow, 18))


def _life(new_life: NewLife, job: int) -> Life:
    life = new_life(job)
    life.is_scripted = True
    return life


def _in_time(world: World, new_life: NewLife, yesterday: int, tomorrow: int) -> None:
    """Asked for yesterday, seen after twenty minutes, booked within the hour for the next working day."""
    life = _life(new_life, 0)
    world.at(world.now + 2 * HOUR, invite, life, None)
    world.at(instant(yesterday, 15.2), wishes.ask, life, instant(tomorrow, 18), 20 * MINUTE)
    days = tomorrow - yesterday
    world.at(instant(yesterday, 16.0), wishes.telephone, life, days)


def _overdue(world: World, new_life: NewLife, asked: int, deadline: int) -> None:
    """Asked for in good time, seen a day later, and still not arranged after the deadline."""
    life = _life(new_life, 7)
    world.at(world.now + 3 * HOUR, invite, life, None)
    world.at(instant(asked, 9.4), wishes.ask, life, instant(deadline, 18), 7 * HOUR)


def _fresh(world: World, new_life: NewLife, deadline: int) -> None:
    """Asked for a few minutes ago; nobody has looked yet."""
    life = _life(new_life, 5)
    world.at(world.end - 12 * MINUTE, wishes.ask, life, deadline, 10 * HOUR)
