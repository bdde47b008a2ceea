"""Workers are killed with -9 at random moments, and stall beyond their leases: each message leaves once, none is
lost. The same play without the fencing must fail, or it would prove nothing."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from rxapp import clock, db
from rxapp.models import Delivery, Event, PlannedStep
from rxapp.rules.vocabulary import Channel, DeliveryState, StepState
from rxapp.settings import get_settings
from tests.jobs import chaos_worker
from tests.jobs.many import AT, make_reminders

STEPS = 150  # two messages each
KILLS = 15
LONGEST = 60.0
_D: Any = Delivery.__table__  # type: ignore[attr-defined]
_S: Any = PlannedStep.__table__  # type: ignore[attr-defined]
_E: Any = Event.__table__  # type: ignore[attr-defined]


def unsettled() -> int:
    """Steps that are still to be judged, and messages that are still to leave."""
    with db.reading() as session:
        connection = session.connection()
        steps = connection.execute(select(func.count()).where(_S.c.state == StepState.PENDING)).scalar() or 0
        return steps + (
            connection.execute(select(func.count()).where(_D.c.state != DeliveryState.SENT)).scalar() or 0
        )


def play(file: Path, *, fenced: bool, seed: int, kills: int, stalls: Sequence[int]) -> int:
    """Let workers send, one for each of `stalls` (one batch in so many stalls), and kill some, until everything has
    left and whoever stalled has woken up; how many were killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([chaos_worker.__name__])
    dice, killed, workers = random.Random(seed), 0, []  # type: ignore[var-annotated]
    end = time.monotonic() + LONGEST
    try:
        while unsettled() and time.monotonic() < end:
            workers = [one for one in workers if one.is_alive()]
            while len(workers) < len(stalls):
                one_in = stalls[len(workers)]
                told = (get_settings().database_url, str(file), fenced, one_in, dice.randrange(10**9))
                workers.append(context.Process(target=chaos_worker.work, args=told, daemon=True))
                workers[-1].start()
            time.sleep(dice.random() * 0.5)
            if killed < kills:
                dice.choice(workers).kill()
                killed += 1
        time.sleep(chaos_worker.STALL + 0.5)
    finally:
        for one in workers:
            one.kill()
        for one in workers:
            one.join(5)
    return killed


def sent_more_than_once(file: Path) -> dict[str, int]:
    """What left twice: lines of the world outside, and events of what was handed over inside."""
    lines = Counter(file.read_text().split()) if file.exists() else Counter[str]()
    with db.reading() as session:
        rows = (
            session.connection().execute(select(_E.c.data).where(_E.c.kind == "message_sent")).scalars().all()
        )
        channel = {row.id: row.channel for row in session.connection().execute(select(_D.c.id, _D.c.channel))}
    events = Counter(row["delivery_id"] for row in rows)
    found = {f"outside {i}": n for i, n in lines.items() if n > 1}
    return found | {f"inside {i}": n for i, n in events.items() if n > 1 and channel[i] == Channel.OUTBOX}


@pytest.fixture
def world(database: str, tmp_path: Path) -> Path:
    clock.set_source(lambda: AT)
    return tmp_path / "world.txt"


def test_killed_and_stalled_workers_send_each_message_once(world: Path) -> None:
    make_reminders(STEPS)
    killed = play(world, fenced=True, seed=20_261, kills=KILLS, stalls=(6, 6, 6))
    assert unsettled() == 0
    assert sent_more_than_once(world) == {}
    with db.reading() as session:
        connection = session.connection()
        outside = {
            str(i) for i in connection.execute(select(_D.c.id).where(_D.c.channel == Channel.SMS)).scalars()
        }
        links = connection.execute(select(func.count(func.distinct(_D.c.link_id)))).scalar()
        events = connection.execute(select(func.count()).where(_E.c.kind == "message_sent")).scalar()
        tried_again = connection.execute(select(func.count()).where(_D.c.attempt > 1)).scalar() or 0
    assert set(world.read_text().split()) == outside and len(outside) == STEPS
    assert links == 2 * STEPS and events == 2 * STEPS
    assert killed >= KILLS // 2 and tried_again > 0, "nobody was hurt: the play proves nothing"


def test_without_the_fencing_the_same_play_sends_some_twice(world: Path) -> None:
    make_reminders(STEPS // 4)
    play(world, fenced=False, seed=20_261, kills=0, stalls=(1, 0, 0))
    assert sent_more_than_once(world) != {}
