"""The real product on a filled database, with the whole defence on, and browsers to look at it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
from playwright.async_api import Browser, async_playwright

import rxapp.models  # noqa: F401 - registers every table
from benchmarks import company
from rxapp import clock, db, migrations
from rxapp.models import CandidateLink, UserSession
from rxapp.services.accounts.cookies import USER, cookie_name
from rxapp.services.accounts.tokens import hash_token, make_link_token, new_token
from rxapp.settings import get_settings
from tests.chromium import find as find_chromium
from tests.server import RestartableServer

SECRET = "only for measuring, long enough to be accepted"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
]  # fmt: skip
# The limits stay on, high enough for one machine that plays hundreds of people.
LIMITS = {"EVENTS_PER_MINUTE": "1000000", "CONNECTS_PER_MINUTE": "1000000", "ANONYMOUS_PAGES": "100000"}


def point_at(url: str) -> None:
    """Make `url` this process's database."""
    os.environ |= {"DATABASE_URL": url, "SECRET_KEY": SECRET}
    get_settings.cache_clear()
    db.dispose()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for one run, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="showup-bench-") as made:
        yield Path(made)


def fill(where: Path, live: int) -> str:
    """A database with `live` open applications; returns its DATABASE_URL, which settings then point at."""
    url = f"sqlite:///{where / f'company{live}.sqlite3'}"
    point_at(url)
    migrations.upgrade(url)
    company.fill(live)
    return url


def open_sessions(n: int) -> list[str]:
    """Session tokens of `n` browsers in which the recruiter is signed in; as a sign-in would have left them."""
    tokens = [new_token() for _ in range(n)]
    now = clock.real_now()
    with db.unit_of_work() as session:
        session.add_all(
            UserSession(token_hash=hash_token(token), kind="user", user_id=1, created_at=now, last_input_at=now,
                        expires_at=now + timedelta(days=1))
            for token in tokens
        )  # fmt: skip
    return tokens


def _links(application_ids: list[int]) -> list[int]:
    now = clock.real_now()
    with db.unit_of_work() as session:
        links = [
            CandidateLink(
                application_id=i, candidate_id=i, created_at=now, expires_at=now + timedelta(days=1)
            )
            for i in application_ids
        ]
        session.add_all(links)
        session.flush()
        return [link.id or 0 for link in links]


def candidate_links(address: str, application_ids: list[int]) -> list[str]:
    """Links as messages to these applications' candidates carry them."""
    return [f"{address}/i/{make_link_token(link)}" for link in _links(application_ids)]


def candidate_sessions(application_ids: list[int]) -> list[str]:
    """Session tokens of browsers in which these applications' candidates have opened their links."""
    now, tokens = clock.real_now(), [new_token() for _ in application_ids]
    links = _links(application_ids)
    with db.unit_of_work() as session:
        session.add_all(
            UserSession(token_hash=hash_token(token), kind="candidate", link_id=link, created_at=now,
                        last_input_at=now, expires_at=now + timedelta(days=1))
            for token, link in zip(tokens, links, strict=True)
        )  # fmt: skip
    return tokens


def cookie(token: str, kind: str = USER) -> dict[str, str]:
    """The cookie of a session, as name and value."""
    return {cookie_name(kind): token}


@contextmanager
def served(where: Path, url: str, **more: str) -> Iterator[RestartableServer]:
    """The product, served from the finished build."""
    settings = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "JOBS_ENABLED": "0"} | LIMITS | more
    server = RestartableServer(where / "server", settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=FLAGS)
        yield browser
        await browser.close()


def processes(pid: int) -> list[psutil.Process]:
    """A process with everything it started."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def resident_mb(pid: int) -> float:
    """Resident memory of a server."""
    return float(sum(p.memory_info().rss for p in processes(pid)) / 2**20)


def cpu_seconds(pid: int) -> float:
    """Processor time a server has used so far."""
    return float(sum(sum(p.cpu_times()[:2]) for p in processes(pid)))


def peers_folder() -> Path | None:
    """The folder of the peers, from the command line (`make bench PEERS=…`); None leaves that part out."""
    given = next((a.removeprefix("--peers=") for a in sys.argv[1:] if a.startswith("--peers=")), "")
    given = given or os.environ.get("PEERS", "")
    found = Path(given) if given else None
    return found if found and (found / ".venv" / "bin" / "python").exists() else None
