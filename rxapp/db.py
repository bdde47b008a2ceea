"""Engine and transactions: commit happens here and nowhere else.

SQLite runs in WAL mode with foreign keys on. Its driver's own transaction handling is switched off, because with
it a read that becomes a write can lose updates; writers take the write lock at once (`BEGIN IMMEDIATE`).
The engine is made on first use and per process: the server forks after import.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlmodel import Session, create_engine

from rxapp.private import private_file
from rxapp.settings import get_settings

RESTED_SECONDS = 5.0

P = ParamSpec("P")
T = TypeVar("T")

_engines: dict[tuple[int, str], Engine] = {}
_pools: dict[int, ThreadPoolExecutor] = {}
_after_commit: list[Callable[[], None]] = []


def normalised(url: str) -> str:
    """The SQLAlchemy address for a `DATABASE_URL` as hosts print it (postgres:// or postgresql://)."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def make_engine(url: str) -> Engine:
    """An engine with our connection habits; `url` is a DATABASE_URL. Its errors never quote what was to be stored."""
    url = normalised(url)
    if url.startswith("sqlite"):
        file = Path(make_url(url).database or "")
        if file.name not in ("", ":memory:") and file.parent.is_dir():
            private_file(file)
        engine = create_engine(
            url, connect_args={"timeout": 30, "check_same_thread": False}, hide_parameters=True
        )
        _teach_sqlite(engine)
        return engine
    engine = create_engine(url, pool_size=8, max_overflow=8, hide_parameters=True)
    _ping_when_rested(engine)
    return engine


def _ping_when_rested(engine: Engine) -> None:
    """Ask whether a connection still lives only when it has rested (`pool_pre_ping` asks before every use, which is a
    journey to the server for each event): a server that restarted meanwhile is met with new connections."""

    @event.listens_for(engine, "checkin")
    def on_checkin(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", 0.0) < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _teach_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "cache_size=-32000"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def engine() -> Engine:
    """This process's engine for the configured database."""
    key = (os.getpid(), get_settings().effective_database_url)
    if key not in _engines:
        _engines[key] = make_engine(key[1])
    return _engines[key]


def dispose() -> None:
    """Close this process's connections; the next use opens new ones."""
    for key in [key for key in _engines if key[0] == os.getpid()]:
        _engines.pop(key).dispose()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One writing transaction: committed when the block ends, rolled back when it raises."""
    with (
        engine().connect().execution_options(writes=True) as connection,
        Session(bind=connection, expire_on_commit=False) as session,
    ):
        yield session
        session.commit()
    for wake in _after_commit:
        wake()


@contextmanager
def reading() -> Iterator[Session]:
    """One consistent read: every statement sees the database as the first one did, on PostgreSQL (where a transaction
    would else see what was committed meanwhile) as on SQLite. Whatever is changed in it is dropped."""
    with engine().connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execution_options(isolation_level="REPEATABLE READ")  # goes out with BEGIN
        with Session(bind=connection, expire_on_commit=False) as session:
            yield session


@contextmanager
def glance() -> Iterator[Session]:
    """One reading statement, outside any transaction where the database has a server: BEGIN and ROLLBACK would each be
    a journey of their own. For what runs before every event, and for nothing that changes anything."""
    with engine().connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        with Session(bind=connection, expire_on_commit=False) as session:
            yield session


def on_commit(wake: Callable[[], None]) -> None:
    """Call `wake` (cheap, from any thread) after every commit of this process; live updates listen here."""
    _after_commit.append(wake)


def off_commit(wake: Callable[[], None]) -> None:
    """Undo `on_commit`."""
    if wake in _after_commit:
        _after_commit.remove(wake)


async def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work (a transaction, a password hash) in a thread, so that the event loop stays free."""
    pool = _pools.get(os.getpid())
    if pool is None:
        pool = _pools[os.getpid()] = ThreadPoolExecutor(max_workers=8, thread_name_prefix="db")
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: work(*args, **kwargs))
