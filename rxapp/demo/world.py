"""The stage on which candidates' lives are played: one clock, one queue, and what every life writes to."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from random import Random
from typing import Any

from rxapp.demo.calendar import DAY, HOUR, MINUTE, instant, is_holiday, local_day, moment, weekday
from rxapp.demo.causes import Truth
from rxapp.demo.company import Firm, Interviewer
from rxapp.demo.ledger import Ledger, Row
from rxapp.models.vocabulary import EventKind

HALF_HOUR = 30 * MINUTE
HIRED_STAYS = 14 * DAY  # a hire keeps its card so long
USER, CANDIDATE, SYSTEM = "user", "candidate", "system"
Actor = tuple[str, int | None]
SYSTEM_ACTOR: Actor = (SYSTEM, None)


@dataclass(slots=True)
class Slot:
    """A free time of an interviewer."""

    who: Interviewer
    at: int


class World:
    """Runs actions in the order of their time and stops at `end`: what would come later has not happened.

    `fall_due(life, step)` is what a step of the ladder does when its time comes; `live` counts the cards on the board.
    """

    def __init__(
        self, ledger: Ledger, rng: Random, firm: Firm, truth: Truth, *, start: int, end: int,
        fall_due: Callable[..., object],
    ) -> None:  # fmt: skip
        self.ledger, self.rng, self.firm, self.truth = ledger, rng, firm, truth
        self.start, self.end, self.now = start, end, start
        self.fall_due = fall_due
        self.live = 0
        self.lines: dict[tuple[Any, ...], dict[str, str]] = {}  # what many letters say alike
        self._queue: list[tuple[int, int, Callable[..., object], tuple[Any, ...]]] = []
        self._n = 0

    def at(self, when: int, action: Callable[..., object], *args: Any) -> None:
        """Do something at an instant (at once if it has passed); forgotten if that lies after the end."""
        if when <= self.end:
            self._n += 1
            heapq.heappush(self._queue, (max(when, self.now), self._n, action, args))

    def run(self) -> None:
        """Play everything."""
        while self._queue:
            self.now, _, action, args = heapq.heappop(self._queue)
            action(*args)
        self.now = self.end

    def leave_board(self) -> None:
        """A card less."""
        self.live -= 1

    def soon(self, median: float, spread: float = 1.0) -> int:
        """A waiting time in seconds around a median, with the long tail that people have."""
        return int(median * exp(self.rng.gauss(0, spread))) + 5

    def event(
        self,
        kind: EventKind,
        actor: Actor,
        application: Row | None,
        booking: Row | None = None,
        /,
        **data: Any,
    ) -> int:
        """Record what happened now; returns the event's id."""
        row = self.ledger.add(
            "event", kind=kind.value, occurred_at=self.now, recorded_at=self.now, actor_kind=actor[0],
            actor_id=actor[1], application_id=application and application["id"],
            booking_id=booking and booking["id"], data=data,
        )  # fmt: skip
        return row["id"]

    def iso(self, at: int) -> str:
        """An instant as event data holds it."""
        return moment(at).isoformat()

    # -- times ---------------------------------------------------------------------------------------------

    def is_free(self, who: Interviewer, at: int, minutes: int) -> bool:
        """Whether the interviewer works then and has nothing else."""
        day = local_day(at)
        if day in who.days_off or is_holiday(day):
            return False
        first = (at - instant(day, 0)) // MINUTE
        on = weekday(day)
        if not any(d == on and start <= first and first + minutes <= end for d, start, end in who.hours):
            return False
        return not any(half in who.busy for half in _halves(at, minutes))

    def take(self, slot: Slot, minutes: int) -> None:
        """Keep a time."""
        slot.who.busy.update(_halves(slot.at, minutes))

    def give_back(self, who: Interviewer, at: int, minutes: int) -> None:
        """Free a time again."""
        who.busy.difference_update(_halves(at, minutes))

    def find_slot(
        self, people: list[Interviewer], minutes: int, *, lead: int, bands: dict[str, float], earliest: int
    ) -> Slot | None:
        """A free time about `lead` days ahead, in a part of the day drawn from `bands`; None when there is none."""
        rng, today = self.rng, local_day(self.now)
        for attempt in range(14):
            day = today + lead + attempt // 3
            wanted = rng.choices(list(bands), list(bands.values()))[0]
            if (weekday(day) >= 5) != (wanted == "weekend"):
                if weekday(day) < 5 or rng.random() < 0.85:
                    continue
                wanted = "weekend"
            hours = _BANDS[wanted]
            hour = hours[rng.randrange(len(hours))]
            at = instant(day, hour)
            if at < earliest:
                continue
            for who in rng.sample(people, len(people)):
                if self.is_free(who, at, minutes):
                    return Slot(who, at)
        return None


_BANDS = {
    "morning": (9.5, 10, 10, 10.5, 11),
    "noon": (13.5,),
    "afternoon": (14, 14, 14.5, 15, 15, 15.5),
    "late": (16, 16, 16.5, 17),
    "evening": (18, 18.5, 19, 19.5),
    "weekend": (9.5, 10, 11, 13.5, 14.5),
}


def _halves(at: int, minutes: int) -> range:
    return range(at // HALF_HOUR, -(-(at + minutes * MINUTE) // HALF_HOUR))


def into_window(at: int) -> int:
    """Nothing we start leaves outside 08:00-21:00."""
    day, second = local_day(at), (at + 8 * HOUR) % DAY
    if second < 8 * HOUR:
        return instant(day, 8)
    return instant(day + 1, 8) if second >= 21 * HOUR else at
