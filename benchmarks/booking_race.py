"""booking_race: hundreds of candidates choose at the same moment, over the websocket, on both databases.

- one_slot: 500 want the same time; exactly one gets it.
- many_slots: 200 choose among 100 times; exactly 100 get one.
- overlapping: interviews of different length with one interviewer; no two overlap.

Whoever comes too late is told so and shown other times. Each candidate is a websocket client with a session of their
own that has loaded the page of times and looked at one, as the page does; the clock runs from the first press of the
button to each one's answer. Run: python -m benchmarks.booking_race [--n=500]
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import delete, insert, select, update

from benchmarks import company
from benchmarks.figures import figure
from benchmarks.outbox_rate import postgresql
from benchmarks.serving import candidate_sessions, cookie, cpu_seconds, folder, point_at, served
from rxapp import db, i18n, migrations
from rxapp.errors import SlotTaken
from rxapp.models import Booking, Invitation, InvitationInterviewer
from rxapp.rules.vocabulary import BookingState
from rxapp.services.accounts.cookies import CANDIDATE
from tests.attack.attacker import ROOT_STATE, Attacker, frontend_events, values
from tests.server import RestartableServer

STATE = f"{ROOT_STATE}.rxapp___state___candidate____booking_state"
INTERVIEWER = 2
MUST_REACH_S = 3.0


@dataclass
class Answer:
    """What one candidate was told, and how long they waited."""

    seconds: float
    is_booked: bool
    problem: str
    others: int  # times shown instead


class Chooser(Attacker):
    """A candidate at the page of times."""

    slots: list[dict[str, Any]]

    async def load(self) -> None:
        """Open the page; ends when the times are there."""
        await self.open()
        boot = {"name": f"{ROOT_STATE}.hydrate_and_load", "payload": {}, "router_data": self.place()}
        await self.connect({"event": boot})
        found: list[Any] = []
        while not found or not found[-1]:
            found += values([await self.receive()], "days")
        self.slots = _slots(found[-1])

    async def look_at(self, slot: dict[str, Any]) -> None:
        """Press a time; the page asks whether it is meant."""
        await self.emit(f"{STATE}.pick", {k: slot[k] for k in ("starts_at", "interviewer_id")})
        while not any(values([await self.receive()], "is_asking")):
            pass

    async def take(self, began: Callable[[], float]) -> Answer:
        """Press "this time" and hear what became of it."""
        await self.emit(f"{STATE}.book")
        problem = ""
        while True:
            reply = await self.receive()
            if "_redirect" in frontend_events([reply]):
                return Answer(time.perf_counter() - began(), True, "", 0)
            # The page of times says it in place; what nobody foresaw comes as a notice.
            said = values([reply], "problem")
            said += values([reply], "toast_text") if "problem" in values([reply], "toast_kind") else []
            problem = said[-1] if said else problem
            if problem:
                days = values([reply], "days")
                shown = _slots(days[-1]) if days else self.slots
                return Answer(time.perf_counter() - began(), False, problem, len(shown))


def _slots(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [slot for day in days for slot in day["slots"]]


@contextmanager
def databases(where: Path) -> Iterator[dict[str, Callable[[str], str]]]:
    """For each kind, what makes an empty database of a name and returns its address."""
    with postgresql() as server:

        def in_postgresql(name: str) -> str:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            return server.replace("/postgres?", f"/{name}?")

        yield {"sqlite": lambda name: f"sqlite:///{where / f'{name}.sqlite3'}", "postgresql": in_postgresql}


def invited() -> list[int]:
    """The applications that may choose a time."""
    with db.reading() as session:
        rows = session.connection().execute(
            select(Invitation.application_id).where(Invitation.is_open).order_by(Invitation.application_id)
        )
        return [row[0] for row in rows]


def with_one_interviewer(lengths: tuple[int, ...]) -> None:
    """Everybody invited may choose among the times of one interviewer, who has none booked yet; lengths in turn."""
    with db.unit_of_work() as session:
        connection = session.connection()
        connection.execute(
            update(Booking)
            .where(Booking.interviewer_id == INTERVIEWER, Booking.state == BookingState.SCHEDULED.value)
            .values(state=BookingState.ATTENDED.value)
        )
        ids = connection.execute(select(Invitation.id).order_by(Invitation.id)).scalars().all()
        connection.execute(delete(InvitationInterviewer))
        connection.execute(
            insert(InvitationInterviewer), [{"invitation_id": i, "user_id": INTERVIEWER} for i in ids]
        )
        for place, length in enumerate(lengths):
            mine = [i for n, i in enumerate(ids) if n % len(lengths) == place]
            connection.execute(update(Invitation).where(Invitation.id.in_(mine)).values(minutes=length))


async def race(
    server: RestartableServer, who: list[int], choose: Callable[[int, list[dict[str, Any]]], dict[str, Any]]
) -> tuple[list[Answer], float]:
    """Everybody opens the page and looks at a time; then all press the button at once. The answers, and the seconds of
    processor time they cost the server."""
    choosers = [
        Chooser(server.url, cookie(token, CANDIDATE), path="/c/book", timeout=60)
        for token in candidate_sessions(who)
    ]
    for start in range(0, len(choosers), 25):
        await asyncio.gather(*(each.load() for each in choosers[start : start + 25]))
    for start in range(0, len(choosers), 25):
        part = enumerate(choosers[start : start + 25], start)
        await asyncio.gather(*(each.look_at(choose(n, each.slots)) for n, each in part))
    used = cpu_seconds(server.pid)
    began = time.perf_counter()
    answers = await asyncio.gather(*(each.take(lambda: began) for each in choosers))
    used = cpu_seconds(server.pid) - used
    await asyncio.gather(*(each.close() for each in choosers))
    return answers, used


def report(name: str, answers: list[Answer], used: float, *, expected: int | None) -> bool:
    """One figure, and whether it holds: so many booked, everybody else told and shown other times, in time."""
    booked = sum(answer.is_booked for answer in answers)
    losers = [answer for answer in answers if not answer.is_booked]
    told = sum(
        answer.problem == i18n.error_text("zh", SlotTaken()) and answer.others > 0 for answer in losers
    )
    overlaps, stored = check_overlaps()
    last = max(answer.seconds for answer in answers)
    is_good = (
        (booked == expected if expected is not None else booked > 0)
        and told == len(losers)
        and overlaps == 0
        and stored == booked
        and last <= MUST_REACH_S
    )
    figure(
        f"booking_race.{name}", "s", [answer.seconds for answer in answers], booked=booked, told=told,
        overlaps=overlaps, last=round(last, 3), server_cpu_s=round(used, 2), holds=is_good,
    )  # fmt: skip
    return is_good


def check_overlaps() -> tuple[int, int]:
    """How many of the interviewer's booked interviews overlap, and how many there are."""
    with db.reading() as session:
        rows = session.connection().execute(
            select(Booking.starts_at, Booking.ends_at)
            .where(Booking.interviewer_id == INTERVIEWER, Booking.state == BookingState.SCHEDULED.value)
            .order_by(Booking.starts_at)
        ).all()  # fmt: skip
    return sum(after.starts_at < before.ends_at for before, after in pairwise(rows)), len(rows)


def play(kind: str, name: str, url: str, where: Path, n: int) -> bool:
    """One race on one database, on a fresh company and a fresh server."""
    point_at(url)
    migrations.upgrade(url)
    company.fill(6 * n)
    with_one_interviewer((30, 45, 60) if name == "overlapping" else (45,))
    who = invited()[:n]
    assert len(who) == n, "the company is too small"
    dice = random.Random(7)

    def choose(place: int, slots: list[dict[str, Any]]) -> dict[str, Any]:
        if name == "one_slot":
            return slots[0]
        return slots[place % max(n // 2, 1)] if name == "many_slots" else dice.choice(slots[:20])

    with served(where / f"{kind}-{name}", url) as server:
        answers, used = asyncio.run(race(server, who, choose))
    expected = {"one_slot": 1, "many_slots": n // 2}.get(name)
    is_good = report(f"{name}.{kind}", answers, used, expected=expected)
    db.dispose()
    return is_good


def main() -> int:
    """Every race on both databases; 1 when one of them does not hold."""
    n = int(next((a.removeprefix("--n=") for a in sys.argv[1:] if a.startswith("--n=")), 500))
    good = True
    with folder() as made, databases(made) as make:
        for kind in make:
            for name, size in (("one_slot", n), ("many_slots", min(n, 200)), ("overlapping", min(n, 200))):
                good &= play(kind, name, make[kind](name), made, size)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
