"""The two pages without scripts, in a browser: what is posted there arrives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e import people
from tests.e2e.people import zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e


def test_a_wrong_code_is_said_in_words_by_keyboard_alone(
    demo: RestartableServer, browsers: Callable[..., BrowserContext]
) -> None:
    page = browsers(**people.PHONE, locale="zh-CN").new_page()
    page.goto(f"{demo.url}/s")
    expect(page.locator("input[name=code]")).to_be_focused()
    for words in ("ABCD EFGH", "1234"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(zh("error.code_unknown"))
    expect(page.locator("input[name=code]")).to_have_value("ABCD EFGH")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_broken_way_out_names_somebody_to_call(
    demo: RestartableServer, browsers: Callable[..., BrowserContext]
) -> None:
    page = browsers(**people.PHONE, locale="zh-CN").new_page()
    page.goto(f"{demo.url}/u/unknown")
    expect(page.get_by_role("alert")).to_have_text(zh("plain.leave_unknown"))
    expect(page.locator("footer a[href^='tel:']")).to_be_visible()
