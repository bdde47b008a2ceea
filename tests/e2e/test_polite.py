"""Pushes never move what somebody reads or drags, and the calendar asks before it moves anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import LIVE, SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e


def rows(page: Page) -> Locator:
    return page.locator('[data-list="tasks"] [data-row], [data-list="wrong"] [data-row]')


def keys(page: Page) -> list[str]:
    found: list[str] = rows(page).evaluate_all("all => all.map(e => e.dataset.row)")
    return found


def settle(page: Page, key: str) -> None:
    page.locator(f'[data-row="{key}"] .start-settles button').last.click()


def test_a_list_under_the_pointer_stays_and_says_what_came(demo: RestartableServer, as_: OpenPage) -> None:
    reader, colleague = as_(people.RECRUITER), as_(people.COLLEAGUE)
    for page in (reader, colleague):
        page.goto(f"{demo.url}/?all=1")
        expect(rows(page).first).to_be_visible(timeout=SOON)
    before = keys(reader)
    gone = reader.locator('[data-settles="by_hand_instead"]').first.get_attribute("data-row") or ""
    rows(reader).nth(0).hover()
    settle(colleague, gone)
    expect(reader.locator(".hold__news")).to_be_visible(timeout=LIVE + SOON)
    assert keys(reader) == before, "what is read stays"
    reader.mouse.move(2, 2)
    expect(reader.locator(f'[data-row="{gone}"]')).to_have_count(0, timeout=LIVE + SOON)
    expect(reader.locator(".hold__news")).to_have_count(0)


def test_a_row_settled_by_ones_own_press_goes_at_once(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/?all=1")
    expect(rows(page).first).to_be_visible(timeout=SOON)
    mine = page.locator('[data-settles="by_hand_instead"]').first.get_attribute("data-row") or ""
    settle(page, mine)
    expect(page.locator(f'[data-row="{mine}"]')).to_have_count(0, timeout=LIVE + SOON)


def movable(page: Page) -> Locator:
    return page.locator("[data-booking][data-moves=true]")


def test_an_interview_is_moved_by_keyboard_after_it_was_said_whom_it_concerns(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/calendar")
    expect(page.locator(".cal-lines")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name=zh("calendar.after"), exact=True).click()
    expect(movable(page).first).to_be_visible(timeout=SOON)
    one = movable(page).first
    who = one.get_attribute("data-name") or ""
    one.focus()
    page.keyboard.press("Space")
    expect(page.locator(".cal-shadow")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    # Either it may stand there, and the question names whom it concerns, or it goes back with the reason.
    expect(page.locator("#move[open], .ui-toast:visible").first).to_be_visible(timeout=SOON)
    if page.locator("#move[open]").count():
        expect(page.locator("#move")).to_contain_text(who)
        page.keyboard.press("Escape")
        expect(page.locator("#move")).to_be_hidden(timeout=SOON)
    expect(page.locator(".cal-shadow")).to_have_count(0, timeout=SOON)


def test_an_interview_dragged_with_the_mouse_is_asked_about_and_moved(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/calendar?view=day")
    for _ in range(10):
        expect(page.locator(".cal-columns")).to_be_visible(timeout=SOON)
        page.get_by_role("button", name=zh("calendar.after"), exact=True).click()
        page.wait_for_timeout(600)
        if movable(page).count():
            break
    one = movable(page).first
    one.scroll_into_view_if_needed()
    booking = one.get_attribute("data-booking")
    box, length = one.bounding_box(), int(one.get_attribute("data-length") or 45)
    assert box
    hour = box["height"] * 60 / length
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 24, steps=3)
    page.mouse.move(box["x"] + 30, box["y"] + 10 - hour, steps=10)
    expect(page.locator(".cal-block--ghost")).to_have_count(1)
    page.mouse.up()
    expect(page.locator("#move[open], .ui-toast:visible").first).to_be_visible(timeout=SOON)
    if page.locator("#move[open]").count():
        page.locator("[data-move-it]").click()
        expect(page.locator("#move")).to_be_hidden(timeout=SOON)
        expect(page.locator(f'[data-booking="{booking}"]')).to_have_count(0, timeout=SOON)
    expect(page.locator(".cal-shadow")).to_have_count(0, timeout=SOON)
