"""The few lives that every demo must show: an executive's wish arranged in time, one overdue, one just made, and
somebody to meet soon for every interviewer who can sign in."""

from __future__ import annotations

from collections.abc import Callable

from rxapp.demo import wishes
from rxapp.demo.arranging import invite
from rxapp.demo.booking import book, confirm
from rxapp.demo.calendar import HOUR, MINUTE, instant, is_workday, local_day, workday_before
from rxapp.demo.company import Interviewer
from rxapp.demo.life import Life
from rxapp.demo.world import HALF_HOUR, Slot, World

NewLife = Callable[[int], Life]
SOON = 90 * MINUTE


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
    for number, who in enumerate(person for person in world.firm.interviewers if person.can_sign_in):
        world.at(
            instant(before, 9.9 + number / 5),
            _soon,
            world,
            new_life,
            who,
            instant(yesterday, 11 + number / 4),
        )


def _life(new_life: NewLife, job: int) -> Life:
    life = new_life(job)
    life.is_scripted = True
    return life


def _in_time(world: World, new_life: NewLife, yesterday: int, tomorrow: int) -> None:
    """Asked for yesterday, seen after twenty minutes, booked within the hour for the next working day."""
    life = _life(new_life, 0)
    world.at(world.now + 2 * HOUR, invite, life, None)
    world.at(instant(yesterday, 15.2), wishes.ask, life, instant(tomorrow, 18), 20 * MINUTE)
    world.at(instant(yesterday, 16.0), _book, life, instant(tomorrow, 10), "user")


def _overdue(world: World, new_life: NewLife, asked: int, deadline: int) -> None:
    """Asked for in good time, seen a day later, and still not arranged after the deadline."""
    life = _life(new_life, 7)
    world.at(world.now + 3 * HOUR, invite, life, None)
    world.at(instant(asked, 9.4), wishes.ask, life, instant(deadline, 18), 7 * HOUR)


def _fresh(world: World, new_life: NewLife, deadline: int) -> None:
    """Asked for a few minutes ago; nobody has looked yet."""
    life = _life(new_life, 5)
    world.at(world.end - 12 * MINUTE, wishes.ask, life, deadline, 10 * HOUR)


def _soon(world: World, new_life: NewLife, who: Interviewer, chosen: int) -> None:
    """Invited, chose a time of their own the day after, and said yes."""
    jobs = [number for number, job in enumerate(world.firm.positions) if who in job.interviewers]
    life = _life(new_life, jobs[0])
    world.at(world.now + HOUR, invite, life, None)
    world.at(chosen, _choose, life, who)


def _first_free(world: World, people: list[Interviewer], at: int, minutes: int) -> Slot:
    """The first half hour from `at` at which one of them can."""
    while True:
        for who in people:
            if world.is_free(who, at, minutes):
                return Slot(who, at)
        at += HALF_HOUR


def _book(life: Life, earliest: int, by: str) -> None:
    assert life.invitation is not None
    slot = _first_free(life.world, life.people, earliest, life.invitation["minutes"])
    book(life, slot, by)


def _choose(life: Life, who: Interviewer) -> None:
    """A time at least an hour and a half from the demo's present, and the answer to the day-before question."""
    world = life.world
    assert life.invitation is not None
    if who not in life.people:
        world.ledger.add("invitation_interviewer", invitation_id=life.invitation["id"], user_id=who.id)
    life.people = [who]
    _book(life, -(-(world.end + SOON) // HALF_HOUR) * HALF_HOUR, "candidate")
    world.at(world.now + 3 * HOUR, confirm, life, life.booking, life.me)
