"""Transactions: nothing lost, nothing half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from rxapp import db

postgres_only = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def counter(database: str) -> None:
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("CREATE TABLE counter (n integer NOT NULL)")
        session.connection().exec_driver_sql("INSERT INTO counter VALUES (0)")


def value() -> int:
    with db.reading() as session:
        return int(session.connection().exec_driver_sql("SELECT n FROM counter").scalar_one())


def test_a_block_that_raises_leaves_nothing_behind(counter: None) -> None:
    with pytest.raises(LookupError), db.unit_of_work() as session:
        session.connection().exec_driver_sql("UPDATE counter SET n = 7")
        raise LookupError
    assert value() == 0


def test_what_a_reader_changes_is_dropped(counter: None) -> None:
    with db.reading() as session:
        session.connection().exec_driver_sql("UPDATE counter SET n = 7")
    assert value() == 0


def test_a_reader_sees_one_moment(counter: None) -> None:
    with db.reading() as session:
        look = lambda: session.connection().exec_driver_sql("SELECT n FROM counter").scalar_one()  # noqa: E731
        assert look() == 0
        with db.unit_of_work() as writer:
            writer.connection().exec_driver_sql("UPDATE counter SET n = 7")
        assert look() == 0
    assert value() == 7


@sqlite_only
def test_no_increment_is_lost_when_many_threads_read_and_then_write(counter: None) -> None:
    def increment(_: int) -> None:
        with db.unit_of_work() as session:
            seen = session.connection().exec_driver_sql("SELECT n FROM counter").scalar_one()
            session.connection().execute(text("UPDATE counter SET n = :n"), {"n": seen + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment, range(200)))
    assert value() == 200


@sqlite_only
def test_sqlite_follows_foreign_keys_and_writes_ahead(database: str) -> None:
    with db.reading() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


def test_listeners_wake_after_a_commit_and_only_then(counter: None) -> None:
    woken: list[int] = []
    db.on_commit(lambda: woken.append(1))
    with pytest.raises(LookupError), db.unit_of_work():
        raise LookupError
    assert woken == []
    with db.unit_of_work() as session:
        session.connection().exec_driver_sql("UPDATE counter SET n = 1")
    assert woken == [1]


async def test_blocking_work_runs_beside_the_event_loop(counter: None) -> None:
    assert await db.run(value) == 0


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:///x.sqlite3", "sqlite:///x.sqlite3"),
    ],
)
def test_addresses_as_hosts_print_them_are_understood(given: str, used: str) -> None:
    assert db.normalised(given) == used


@postgres_only
def test_a_database_that_restarted_meanwhile_is_met_with_new_connections(
    counter: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(db.reading()).connection()
    engine = db.engine()
    ended = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with create_engine(engine.url, poolclass=NullPool).connect() as other:
        assert other.execute(ended).all().count((True,)) == 3
    monkeypatch.setattr(db, "RESTED_SECONDS", 0.0)
    with ExitStack() as held:
        for _ in range(3):
            session = held.enter_context(db.reading())
            assert session.connection().exec_driver_sql("SELECT n FROM counter").scalar_one() == 0
