"""One served demo for every story, an empty installation for whoever moves in, browsers that report what breaks in
them, and a way to let days pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.e2e import people
from tests.e2e.days import Days
from tests.e2e.installation import Installation
from tests.server import RestartableServer, next_morning

OpenPage = Callable[..., Page]

# Whatever is waited for comes at once or is broken; a machine with other work is not.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def demo(built_frontend: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RestartableServer]:
    """The demo company, served from ten in the morning on; the stories take different people of it."""
    server = RestartableServer(tmp_path_factory.mktemp("story"))
    server.turn_clock(next_morning())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def real(built_frontend: Path, tmp_path: Path) -> Iterator[Installation]:
    """A real installation on an empty database, started for the first time, at ten in the morning."""
    made = Installation(tmp_path / "installation")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def days(demo: RestartableServer) -> Days:
    """Lets time pass for one application."""
    return Days(demo.database_file, demo.now)


@pytest.fixture(scope="session")
def _signed_in(demo: RestartableServer, browser: Browser) -> Callable[[str], Any]:
    kept: dict[str, Any] = {}

    def state_of(email: str) -> Any:
        if email not in kept:
            context = browser.new_context()
            people.sign_in(context.new_page(), demo.url, email)
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return state_of


@pytest.fixture
def browsers(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Call with context options for a browser of one's own; a script that breaks in any of its pages fails the test."""
    made: list[BrowserContext] = []
    broken: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "zh-CN", "timezone_id": "Asia/Shanghai"} | options)
        context.on("page", _goes_when_settled)
        context.on("weberror", lambda error: broken.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert broken == []


def _goes_when_settled(page: Page) -> None:
    """A dialog that has closed steps back in the history a moment later, which would end a navigation by address;
    where the step came between the look and the going, the address is entered once more, as a person would."""
    goto = page.goto

    def settled(url: str, **options: Any) -> Any:
        page.wait_for_function(
            "() => document.querySelector('dialog:modal') || !(history.state && history.state.over)"
        )
        try:
            return goto(url, **options)
        except PlaywrightError as error:
            if "net::ERR_ABORTED" not in error.message:
                raise
            return goto(url, **options)

    page.goto = settled  # type: ignore[method-assign]


@pytest.fixture
def as_(browsers: Callable[..., BrowserContext], _signed_in: Callable[[str], Any]) -> OpenPage:
    """Call with somebody's e-mail address for a page in which they are signed in already."""

    def open_page(email: str, **options: Any) -> Page:
        return browsers(**people.DESKTOP | options, storage_state=_signed_in(email)).new_page()

    return open_page


@pytest.fixture
def phone(browsers: Callable[..., BrowserContext]) -> Page:
    """A candidate's phone."""
    return browsers(**people.PHONE).new_page()
