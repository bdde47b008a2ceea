"""Fill an empty database with the demo company: its people, 24 months of lives, and those still being lived.

build(seed, today) -> Demo                     rows and hidden truth, nothing written
seed(engine, seed=, today=) -> SeedReport      refuses a database that holds any row
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import Engine

from rxapp.demo import arrivals, ladder, script
from rxapp.demo.arranging import begin
from rxapp.demo.calendar import day_number, instant
from rxapp.demo.causes import Truth
from rxapp.demo.company import build as build_company
from rxapp.demo.company import content
from rxapp.demo.ledger import Ledger, drop_settled_steps
from rxapp.demo.life import Life
from rxapp.demo.moot import end_moot_calls
from rxapp.demo.ownership import NotOurs, filled_tables
from rxapp.demo.people import People
from rxapp.demo.world import World
from rxapp.models.vocabulary import Stage

SEED = 20_240_601
DAYS = 730
OPENING_HOUR = 9


@dataclass(frozen=True)
class Demo:
    """What a seed makes."""

    ledger: Ledger
    truth: Truth
    end: int  # the instant it shows, in seconds since 1970


@dataclass(frozen=True)
class SeedReport:
    """How many rows were written; `live` applications are under way, hires not counted."""

    rows: int
    applications: int
    live: int


def build(seed: int, today: date, *, hour: int = OPENING_HOUR, days: int | None = None) -> Demo:
    """The demo as of `hour` o'clock (Shanghai) on `today`. The same arguments give the same rows."""
    rng, ledger, truth = Random(seed), Ledger(), Truth()  # noqa: S311 - invented data, not a secret
    last = day_number(today)
    first = last - (days or DAYS)
    firm = build_company(ledger, rng, seed, first, last, truth)
    end = instant(last, hour)
    world = World(ledger, rng, firm, truth, start=instant(first, 0), end=end, fall_due=ladder.fall_due)
    people = People(ledger, rng, truth)
    arrivals.prepare(world, lambda: begin(new_life(world, people)), first, last)
    script.prepare(world, lambda job: new_life(world, people, job))
    world.run()
    _finish(ledger)
    end_moot_calls(ledger, end)
    return Demo(ledger, truth, end)


def new_life(world: World, people: People, job: int | None = None) -> Life:
    """A candidate for a job, known from before or new."""
    rng, firm = world.rng, world.firm
    number = (
        job
        if job is not None
        else rng.choices(range(len(firm.positions)), [p.weight for p in firm.positions])[0]
    )
    position = firm.positions[number]
    person = people.next(position, world.now)
    recruiter = next(r for r in firm.recruiters if r["id"] == position.row["recruiter_id"])
    sources = content("people")["sources"]
    return Life(world, person, position, recruiter, rng.choices(list(sources), list(sources.values()))[0])


def _finish(ledger: Ledger) -> None:
    """What follows from all rows: the board's order and counts."""
    drop_settled_steps(ledger)
    booked = {row["application_id"]: row for row in ledger.tables["booking"] if row["state"] == "scheduled"}
    wanted = {
        row["application_id"]: row for row in ledger.tables.get("priority_request", []) if row["is_open"]
    }
    counts = dict.fromkeys(Stage, 0)
    for row in ledger.tables["application"]:
        if row["closing"] is None:
            counts[Stage(row["stage"])] += 1
        held, wish = booked.get(row["id"]), wanted.get(row["id"])
        row["sort_key"] = 1000 * held["starts_at"] if held else -1000 * row["stage_since"]
        if wish:
            row["sort_priority"] = 1000 * wish["deadline_at"]
    for stage, n in counts.items():
        ledger.add("stage_count", stage=int(stage), n=n)


def seed(engine: Engine, *, seed: int = SEED, today: date, hour: int = OPENING_HOUR) -> SeedReport:
    """Write the demo into an empty database, in one transaction. Raises NotOurs when it holds any row."""
    if found := filled_tables(engine):
        raise NotOurs(", ".join(found))
    was_enabled = gc.isenabled()
    gc.disable()  # a million small dicts that all stay: looking for garbage among them would cost a third of the time
    try:
        demo = build(seed, today, hour=hour)
        return _write(engine, demo)
    finally:
        if was_enabled:
            gc.enable()


def _write(engine: Engine, demo: Demo) -> SeedReport:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        rows = demo.ledger.write(connection)
    applications = demo.ledger.tables["application"]
    live = sum(row["closing"] is None and row["stage"] < Stage.HIRED for row in applications)
    return SeedReport(rows, len(applications), live)
