"""A candidate on the line is given a time by keyboard alone, in a few presses; the presses are counted."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Locator, Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, card, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
SECONDS = 20  # what the product promises for a whole call
MOST_PRESSES = 12


class Hand:
    """Presses keys as a person does, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=60)
        self.presses += len(text)


def line(page: Page, place: int = 0) -> Locator:
    return page.locator("#arrange [data-time]").nth(place)


def test_a_time_is_booked_from_the_board_by_keyboard_in_a_few_presses(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    someone = people.ids_in(page, Stage.ARRANGING)[0]
    version = people.version_of(page, someone)
    card(page, someone).focus()
    hand, began = Hand(page), time.monotonic()
    hand.press("t")
    expect(page.locator("#arrange input")).to_be_focused(timeout=SOON)
    expect(line(page)).to_be_visible(timeout=SOON)
    hand.type("pm")
    expect(line(page)).to_contain_text("1", timeout=SOON)
    hand.press("ArrowDown", "Enter")
    expect(page.locator("#arrange [data-book]")).to_be_visible(timeout=SOON)
    hand.press("Enter")
    expect(page.locator("#arrange")).to_be_hidden(timeout=SOON)
    took = time.monotonic() - began
    expect(card(page, someone, Stage.BOOKED)).to_be_visible(timeout=SOON)
    assert people.version_of(page, someone) > version
    assert hand.presses <= MOST_PRESSES and took < SECONDS
    print(f"telephone: {hand.presses} presses, {took:.1f} s")


def test_what_fits_nothing_says_so_and_escape_goes_back_one_step(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    card(page, people.ids_in(page, Stage.ARRANGING)[1]).focus()
    page.keyboard.press("t")
    expect(line(page)).to_be_visible(timeout=SOON)
    page.keyboard.type("nobody")
    expect(page.locator("#arrange")).to_contain_text(zh("arrange.none"), timeout=SOON)
    page.locator("#arrange input").fill("")
    expect(line(page)).to_be_visible(timeout=SOON)
    page.keyboard.press("Enter")
    expect(page.locator("#arrange [data-book]")).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    expect(line(page)).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    expect(page.locator("#arrange")).to_be_hidden(timeout=SOON)
