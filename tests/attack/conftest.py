"""The toy app in a process of its own, with a company of one user a role and one candidate."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from rxapp import clock, db
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.accounts.tokens import make_link_token
from rxapp.settings import ROOT, get_settings
from tests.builders import make_application, make_link
from tests.conftest import SECRET
from tests.server import OURS, free_port

PASSWORD = "correct horse battery"
TOY = "reflex___state____state.tests___attack___toy_app____toy_state"


@dataclass
class Served:
    """A running app. The test process can point its settings at the same database."""

    url: str
    folder: Path

    @property
    def log(self) -> str:
        """What the server printed."""
        return (self.folder / "server.log").read_text()

    @property
    def database_file(self) -> Path:
        """Its SQLite database."""
        return self.folder / "attack.sqlite3"


@dataclass
class Toy(Served):
    """The toy app and who lives in it."""

    link_token: str = ""
    link_id: int = 0
    application_id: int = 0
    emails: dict[Role, str] = field(default_factory=dict)


@contextmanager
def settings_of(folder: Path) -> Iterator[None]:
    """Inside the block this process's settings are those of the app in `folder`."""
    before = dict(os.environ)
    os.environ |= environment_of(folder)
    get_settings.cache_clear()
    try:
        yield
    finally:
        db.dispose()
        os.environ.clear()
        os.environ.update(before)
        get_settings.cache_clear()


database_urls: dict[Path, str] = {}  # of those apps that do not keep theirs in their folder


def environment_of(folder: Path) -> dict[str, str]:
    """The settings of an app in `folder`."""
    return {
        "DATABASE_URL": database_urls.get(folder, f"sqlite:///{folder / 'attack.sqlite3'}"),
        "SECRET_KEY": SECRET, "DATA_DIR": str(folder),
        "JOBS_ENABLED": "0",
    }  # fmt: skip


@contextmanager
def serving(served: Served, target: str, **environment: str) -> Iterator[None]:
    """Serve `target` for the length of the block."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    own = {
        "PORT": served.url.rpartition(":")[2], "REFLEX_WEB_WORKDIR": str(served.folder / "web"),
        "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": "65536",
    }  # fmt: skip
    with (served.folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.attack.serve_app", own["PORT"], target],
            cwd=ROOT, env={**kept, **environment_of(served.folder), **own, **environment},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(server, served)
        yield
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait(timeout=15)


def _wait(server: subprocess.Popen[bytes], served: Served) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.url}/ping", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the app did not come up:\n{served.log}")


def run_toy(folder: Path, **environment: str) -> Iterator[Toy]:
    """Make the toy's company, serve, hand over, stop."""
    folder.mkdir(parents=True, exist_ok=True)
    toy = Toy(f"http://localhost:{free_port()}", folder)
    with settings_of(folder):
        SQLModel.metadata.create_all(db.engine())
        _people(toy)
    with serving(toy, "tests.attack.toy_app:application", **environment):
        yield toy


def _people(toy: Toy) -> None:
    with db.unit_of_work() as session:
        for role in Role:
            if role is not Role.CANDIDATE:
                toy.emails[role] = f"{role.value}@example.com"
                create_user(
                    session, email=toy.emails[role], name=role.value, role=role, password=PASSWORD, actor=None
                )
        application = make_application(session)
        link = make_link(session, application, expires_at=clock.real_now() + timedelta(days=30))
        assert link.id is not None and application.id is not None
        toy.link_id, toy.application_id = link.id, application.id
        toy.link_token = make_link_token(link.id)


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toy]:
    """The toy app behind the whole defence, with limits high enough for a test run."""
    yield from run_toy(
        tmp_path_factory.mktemp("toy"), EVENTS_PER_MINUTE="100000", CONNECTS_PER_MINUTE="10000",
        ANONYMOUS_PAGES="10000", SESSION_PAGES="10000",
    )  # fmt: skip


@pytest.fixture
def own_toy(tmp_path: Path) -> Iterator[Callable[..., Toy]]:
    """Call with settings to get a toy app of one's own."""
    running: list[Iterator[Toy]] = []

    def make(**environment: str) -> Toy:
        running.append(run_toy(tmp_path / f"toy-{len(running)}", **environment))
        return next(running[-1])

    yield make
    for each in running:
        next(each, None)


@pytest.fixture
def at_toy(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> Toy:
    """The toy, with this process's settings pointing at its database."""
    point_at(toy, monkeypatch)
    return toy


def point_at(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `db.unit_of_work()` of the test write where that app reads."""
    for name, value in environment_of(served.folder).items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
