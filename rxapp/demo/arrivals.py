"""Who passes the first round when: a season's rhythm over the years, and a hiring campaign that fills the board now."""

from __future__ import annotations

from collections.abc import Callable

from rxapp.demo.calendar import DAY, MINUTE, date_of, instant, is_workday
from rxapp.demo.world import World

PER_DAY = 12.1  # applications that pass the first round on an ordinary working day
SEASON = (0.85, 0.6, 1.35, 1.2, 1.05, 1.0, 0.95, 0.9, 1.1, 1.0, 1.05, 0.95)  # by month
CAMPAIGN_DAYS = 20
LIVE = 251  # cards on the board at the end, a few of them hires of the last days
TIMES = (
    9.2,
    10.1,
    11,
    13.5,
    14.4,
    15.3,
    16.2,
    17.1,
)  # of a working day on which the campaign looks at the board
LEAVE = 2.4  # lives that end between two looks
CLOSED = 2  # lives that end on a day without arrivals
SLOWLY = 40  # looks over which a gap is closed, while there are that many
AT_ONCE = 7  # arrivals between two looks, at most


def prepare(world: World, arrive: Callable[[], object], first: int, last: int) -> None:
    """Put everybody's arrival into the queue; `first` and `last` are the day numbers of the history."""
    rng, looks = world.rng, []
    for day in range(first, last + 1):
        if not is_workday(day):
            continue
        if day > last - CAMPAIGN_DAYS:
            looks += [instant(day, hour) for hour in TIMES]
            continue
        n = PER_DAY * SEASON[date_of(day).month - 1] * rng.uniform(0.7, 1.3)
        for _ in range(int(n) + (rng.random() < n % 1)):
            world.at(instant(day, rng.uniform(9.2, 17.8)), arrive)
    looks = [at for at in looks if at <= world.end]
    goal = LIVE + CLOSED * (world.end - looks[-1]) // DAY if looks else LIVE
    for number, at in enumerate(looks):
        world.at(at, _look, world, arrive, goal, len(looks) - number)


def _look(world: World, arrive: Callable[[], object], goal: int, left: int) -> None:
    """As many pass the first round in the next hour as bring the board to its size by the end."""
    rng, until = world.rng, min(world.now + 50 * MINUTE, world.end)
    gap = goal - world.live
    n = min(max(0.0, LEAVE + gap / min(left, SLOWLY)), AT_ONCE)
    for _ in range(int(n) + (rng.random() < n % 1)):
        world.at(rng.randrange(world.now, until + 1), arrive)
