"""The candidate's pages in the hand: before they live, with a thumb, with letters twice as large, a few times first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp import i18n
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, zh
from tests.e2e.test_accessibility import newest_link
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e

SMALL = """() => [...document.querySelectorAll(
  '.candidate__top button, main button, main summary, main a.ui-button, main .ui-check, main .candidate__way a')]
  .filter(e => e.getClientRects().length && getComputedStyle(e).visibility === 'visible')
  .filter(e => e.getBoundingClientRect().height < 43.5 || e.getBoundingClientRect().width < 43.5)
  .map(e => `${e.tagName} ${e.textContent.slice(0, 20)} ${Math.round(e.getBoundingClientRect().height)}`)"""
WIDE = "() => document.documentElement.scrollWidth - innerWidth"


def test_without_javascript_or_a_connection_somebody_can_be_called(
    demo: RestartableServer, browsers: Callable[..., BrowserContext]
) -> None:
    still = browsers(**people.PHONE, java_script_enabled=False).new_page()
    still.goto(f"{demo.url}/c")
    expect(still.locator(".candidate__call a[href^='tel:']")).to_be_visible()
    expect(still.locator(".ui-skeleton")).to_be_hidden()
    lost = browsers(**people.PHONE).new_page()
    lost.route_web_socket("**/_event**", lambda _: None)
    for path in ("/c", "/c/book"):
        lost.goto(demo.url + path)
        lost.wait_for_load_state("networkidle")
        expect(lost.locator(".candidate__call a[href^='tel:']")).to_be_visible()
        expect(lost.locator(".candidate__call")).to_contain_text("Qingmai")


def test_whatever_is_tapped_is_44_pixels_high(demo: RestartableServer, phone: Page, as_: OpenPage) -> None:
    people.open_link(phone, newest_link(as_(people.RECRUITER), demo.url, "booked"))
    assert phone.evaluate(SMALL) == []
    phone.get_by_role("button", name=zh("candidate.cannot")).tap()
    expect(phone.locator("#cannot-come")).to_be_visible(timeout=SOON)
    assert phone.evaluate(SMALL) == []


def test_a_few_times_stand_first_and_all_of_them_behind_one_tap(
    demo: RestartableServer, phone: Page, as_: OpenPage
) -> None:
    people.open_link(phone, newest_link(as_(people.RECRUITER), demo.url, "invited"))
    phone.goto(f"{demo.url}/c/book")
    few = phone.locator(".candidate__suggested [data-slot]")
    expect(few.first).to_be_visible(timeout=SOON)
    assert 3 <= few.count() <= 6
    behind = phone.locator(".candidate__more [data-slot]")
    expect(behind.first).to_be_hidden()
    phone.locator(".candidate__more summary").tap()
    expect(behind.first).to_be_visible()
    assert behind.count() > few.count() and phone.evaluate(SMALL) == []


def test_at_twice_the_size_nothing_stands_beside_the_screen(
    demo: RestartableServer, browsers: Callable[..., BrowserContext], as_: OpenPage
) -> None:
    narrow = browsers(viewport={"width": 195, "height": 422}, has_touch=True, is_mobile=True).new_page()
    recruiter = as_(people.RECRUITER)
    people.open_link(narrow, newest_link(recruiter, demo.url, "booked"))
    assert narrow.evaluate(WIDE) <= 0
    narrow.locator(".candidate__top button").tap()
    expect(narrow.locator("html")).to_have_attribute("lang", "en", timeout=SOON)
    expect(narrow.get_by_text(i18n.text("en", "candidate.interviewer"))).to_be_visible(timeout=SOON)
    assert narrow.evaluate(WIDE) <= 0
    people.open_link(narrow, newest_link(recruiter, demo.url, "invited"))
    narrow.goto(f"{demo.url}/c/book")
    narrow.locator("[data-slot]").first.tap()
    dialog = narrow.locator("#confirm-slot")
    expect(dialog).to_be_visible(timeout=SOON)
    assert dialog.evaluate("e => e.scrollWidth - e.clientWidth") <= 0 and narrow.evaluate(WIDE) <= 0
