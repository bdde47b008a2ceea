"""Parts that are fetched after a page's rows: pressed too early, and when they do not arrive."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
PARTS = "**/assets/frame_parts-*.js"


def test_a_part_that_does_not_arrive_is_said_and_a_reload_brings_it(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    page.route(PARTS, lambda route: route.abort())
    people.open_board(page, demo.url)
    missing = page.locator(".ui-missing")
    expect(missing).to_contain_text(zh("ui.part_missing"), timeout=SOON)
    page.unroute(PARTS)
    missing.get_by_role("button", name=zh("ui.reload")).click()
    expect(page.locator("[data-card]").first).to_be_visible(timeout=SOON)
    expect(missing).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused(timeout=SOON)


def test_keys_pressed_before_the_palette_is_there_open_it_when_it_comes(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    held: list[Route] = []
    page.route(PARTS, lambda route: held.append(route))
    with page.expect_request(PARTS):
        people.open_board(page, demo.url)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_have_count(0)
    [route] = held
    route.continue_()
    expect(page.locator("#palette input")).to_be_focused(timeout=SOON)


def test_somebody_who_types_on_after_a_rest_keeps_the_field(demo: RestartableServer, as_: OpenPage) -> None:
    page: Page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    field = page.locator(".board-search input")
    field.click()
    page.keyboard.type("王")
    expect(page).to_have_url(re.compile("query="), timeout=SOON)
    page.wait_for_timeout(500)
    page.keyboard.type("x")
    expect(field).to_be_focused()
    expect(field).to_have_value("王x")
