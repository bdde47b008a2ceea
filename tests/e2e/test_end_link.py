"""A leaked link ends in front of whoever holds it, and the new one opens the page again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e


def test_every_open_page_of_an_ended_link_turns_to_the_door_by_itself(
    demo: RestartableServer, phone: Page, browsers: Callable[..., BrowserContext], as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    someone = people.ids_in(page, Stage.BOOKED)[0]
    name = people.name_of(page, someone)
    page.goto(f"{demo.url}/messages?name={name}")
    theirs = page.locator("[data-message]").filter(has=page.locator(f'a[href="/board?open={someone}"]'))
    old = people.link_in(theirs.first)
    thief = browsers(**people.DESKTOP).new_page()
    people.open_link(phone, old)
    people.open_link(thief, old)
    thief.goto(f"{demo.url}/c/book")
    people.open_board(page, demo.url)
    people.open_drawer(page, someone)
    people.act(page, "end_links")
    dialog = page.locator("#end-links")
    expect(dialog).to_be_visible(timeout=SOON)
    expect(dialog).to_contain_text(zh("links.stays"))
    dialog.locator('label:has(input[value="by_hand"])').click()
    expect(dialog).to_contain_text(zh("links.hint_by_hand"), timeout=SOON)
    dialog.locator("[data-end-links]").click()
    new = dialog.locator("[data-new-link]")
    expect(new).to_contain_text("/i/", timeout=SOON)
    address = new.inner_text()
    for leave in (
        lambda: page.keyboard.press("Escape"), lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(5, 5), lambda: page.evaluate("history.back()"),
    ):  # fmt: skip
        leave()
        page.wait_for_timeout(500)  # long enough for the page to have closed it
        expect(new).to_have_text(address)  # the only copy
    for open_page in (phone, thief):
        expect(open_page.get_by_text(zh("candidate.door.title"))).to_be_visible(timeout=SOON)
        expect(open_page.get_by_text(name)).to_have_count(0)
    thief.goto(old)
    thief.wait_for_url(re.compile("problem=link"))
    expect(thief.get_by_text(zh("candidate.door.title"))).to_be_visible(timeout=SOON)
    people.open_link(phone, address)
    dialog.get_by_role("button", name=zh("links.done")).click()
    expect(dialog).to_be_hidden(timeout=SOON)
    assert "/i/" not in page.content()
