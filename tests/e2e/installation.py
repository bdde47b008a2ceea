"""A real installation on an empty database: its first minute, and the messages that somebody sends there by hand."""

from __future__ import annotations

import re
import secrets
import shlex
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from rxapp.settings import ROOT
from tests.e2e import people
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer, next_morning

ADMINISTRATOR, RECRUITER, INTERVIEWER = "xu@example.com", "li@example.com", "zhang@example.com"
PASSWORD = "seven brown kettles"
FORM = {
    "name": "许静", "email": ADMINISTRATOR, "password": PASSWORD, "company": "晨光食品", "phone": "021-6000 0000",
    "place": "总部", "city": "上海", "address": "公平路 18 号",
}  # fmt: skip


class Installation(RestartableServer):
    """A real one on a database of its own."""

    def __init__(self, folder: Path) -> None:
        database = f"sqlite:///{folder / 'showup.sqlite3'}"
        super().__init__(folder, {"DATABASE_URL": database, "SECRET_KEY": secrets.token_urlsafe(48)})
        self.turn_clock(next_morning())

    @property
    def database_file(self) -> Path:
        """Its database, empty at first."""
        return self.folder / "showup.sqlite3"

    @property
    def code(self) -> str:
        """The one-time code its terminal shows, or nothing."""
        found = re.search(r"/setup and enter the code (\S+)", self.log)
        return found.group(1) if found else ""

    def command(self, line: str) -> subprocess.CompletedProcess[str]:
        """A line of docs/operations.md in the same environment; what it asks for is typed."""
        python, *words = shlex.split(line, comments=True)
        assert python == ".venv/bin/python"
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment(), input=f"{PASSWORD}\n", text=True,
            capture_output=True, check=False,
        )  # fmt: skip


def fill(page: Page, code: str) -> None:
    """Everything the set-up page asks, as somebody types it."""
    page.fill("input[name=code]", code)
    for name, value in FORM.items():
        page.fill(f"input[name={name}]", value)


def set_up(page: Page, real: Installation) -> None:
    """Through the set-up page to the sign-in."""
    page.goto(f"{real.url}/setup")
    expect(page.locator("form.setup")).to_be_visible(timeout=SOON)
    fill(page, real.code)
    page.locator("form.setup button[type=submit]").click()
    page.wait_for_url("**/login?welcome=1")


def say_sent(page: Page, shown: Locator) -> None:
    """Tick a message as sent by hand."""
    shown.get_by_role("button", name=zh("start.sent"), exact=True).click()
    expect(people.toast(page)).to_contain_text(zh("start.message_sent"), timeout=SOON)
    expect(shown.locator(".messages-phone__states")).to_contain_text(zh("messages.state_sent"), timeout=SOON)
    assert state_of(shown) == [zh("messages.state_sent")]


def message(page: Page, kind: str) -> Locator:
    """The newest message of a kind on the messages page."""
    return page.locator("[data-message]").filter(has_text=zh(f"messages.kind_{kind}")).first


def message_that_came(page: Page, kind: str) -> Locator:
    """A message that came while the page was read."""
    shown = message(page, kind)
    people.ask_for_news(page, shown)
    return shown


def state_of(shown: Locator) -> list[str]:
    """The chips under a message that say how far it got (opening apart)."""
    words = [zh(f"messages.state_{name}") for name in ("queued", "sent", "waiting", "failed", "held")]
    return [
        text for text in shown.locator(".messages-phone__states .ui-chip").all_inner_texts() if text in words
    ]
