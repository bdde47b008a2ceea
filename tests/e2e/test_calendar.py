"""The calendar by keyboard: the focus stays with the interview one works at, and the page stays where it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
SETTLED_MS = 1500  # longer than the page waits before it gives the focus to what is left
MOVABLE = "[data-booking][data-moves=true]"
PLACE = """() => [scrollX, scrollY,
    ...[...document.querySelectorAll("[data-scrolls]")].flatMap((each) => [each.scrollLeft, each.scrollTop])]"""


@pytest.fixture
def calendar(demo: RestartableServer, as_: OpenPage) -> Page:
    """A coming week of all interviewers, on a screen so low and narrow that the page and its lines scroll."""
    page = as_(people.RECRUITER, viewport={"width": 900, "height": 420})
    page.goto(f"{demo.url}/calendar")
    expect(page.locator(".cal-lines")).to_be_visible(timeout=SOON)
    shown = page.locator(".cal-lines").inner_text()
    page.get_by_role("button", name=zh("calendar.after"), exact=True).click()
    expect(page.locator(".cal-lines")).not_to_have_text(shown, timeout=SOON, use_inner_text=True)
    expect(page.locator(MOVABLE).first).to_be_visible(timeout=SOON)
    return page


def take(page: Page, place: int = -1) -> tuple[Locator, str]:
    """Give an interview the focus by keyboard; it, and whose it is."""
    page.keyboard.press("Tab")
    one = page.locator(MOVABLE).nth(place)
    one.focus()
    one.evaluate("e => e.scrollIntoView({block: 'center', inline: 'center'})")
    return one, one.get_attribute("data-application") or ""


def of(page: Page, application: str) -> Locator:
    return page.locator(f'[data-booking][data-application="{application}"]')


def settled(page: Page) -> Any:
    page.wait_for_timeout(SETTLED_MS)
    return page.evaluate(PLACE)


def test_enter_opens_and_escape_comes_back_to_the_same_place(calendar: Page) -> None:
    one, someone = take(calendar)
    before = settled(calendar)
    assert any(before), "nothing is scrolled, so nothing is shown by this test"
    calendar.keyboard.press("Enter")
    people.drawer(calendar, int(someone))
    people.close_drawer(calendar)
    assert settled(calendar) == before
    expect(one).to_be_focused()


def test_t_offers_other_times_and_escape_comes_back_to_the_same_place(calendar: Page) -> None:
    one, _ = take(calendar)
    before = settled(calendar)
    calendar.keyboard.press("t")
    expect(calendar.locator("#arrange input")).to_be_focused(timeout=SOON)
    calendar.keyboard.press("Escape")
    expect(calendar.locator("#arrange")).to_be_hidden(timeout=SOON)
    assert settled(calendar) == before
    expect(one).to_be_focused()


def test_a_time_found_by_t_and_enter_takes_the_focus_along(calendar: Page) -> None:
    one, someone = take(calendar)
    booking = one.get_attribute("data-booking")
    day = one.evaluate("e => e.closest('[data-drop]').dataset.day")
    calendar.keyboard.press("t")
    expect(calendar.locator("#arrange [data-time]").first).to_be_visible(timeout=SOON)
    # Another day of the same week, so that it still stands on this page.
    days = {each.get_attribute("data-day") or "" for each in calendar.locator("[data-drop]").all()} - {day}
    assert any(offered(calendar, each) for each in sorted(days)), "no free time on this page"
    calendar.keyboard.press("Enter")
    expect(calendar.locator("#arrange [data-book]")).to_be_visible(timeout=SOON)
    calendar.keyboard.press("Enter")
    expect(calendar.locator("#arrange")).to_be_hidden(timeout=SOON)
    expect(calendar.locator(f'[data-booking="{booking}"]')).to_have_count(0, timeout=SOON)
    calendar.wait_for_timeout(SETTLED_MS)
    expect(of(calendar, someone)).to_be_focused(timeout=SOON)
    expect(of(calendar, someone)).to_be_in_viewport()


def offered(page: Page, day: str) -> bool:
    """Type a day, as one does on the telephone; whether it has a time, which Enter takes then."""
    asked = date.fromisoformat(day)
    page.locator("#arrange input").fill(f"{asked.month}/{asked.day}")
    page.wait_for_timeout(600)
    times = page.locator("#arrange [data-time]")
    if not times.count():
        return False
    first = datetime.fromtimestamp(
        int(times.first.get_attribute("data-time") or 0), ZoneInfo("Asia/Shanghai")
    )
    return first.date() == asked


def test_an_interview_moved_by_keyboard_keeps_the_focus(calendar: Page) -> None:
    for place in range(calendar.locator(MOVABLE).count()):
        one, someone = take(calendar, place)
        booking = one.get_attribute("data-booking")
        calendar.keyboard.press("Space")
        expect(calendar.locator(".cal-shadow")).to_be_visible()
        calendar.keyboard.press("ArrowRight")
        calendar.keyboard.press("t")  # a letter means nothing while something is held
        calendar.keyboard.press("Enter")
        asked = calendar.locator("#move[open]")
        expect(asked.or_(calendar.locator(".ui-toast:visible")).first).to_be_visible(timeout=SOON)
        if asked.count():
            break
        # Refused: it stands where it stood, and so does the focus.
        expect(calendar.locator(".cal-shadow")).to_have_count(0, timeout=SOON)
        expect(one).to_be_focused()
        calendar.locator(".ui-toast:visible button").last.click()
    else:
        pytest.fail("no interview of this week may stand a day later")
    expect(calendar.locator("#arrange")).to_be_hidden()
    expect(calendar.locator("[data-move-it]")).to_be_focused()
    calendar.keyboard.press("Enter")
    expect(asked).to_have_count(0, timeout=SOON)
    expect(calendar.locator(f'[data-booking="{booking}"]')).to_have_count(0, timeout=SOON)
    calendar.wait_for_timeout(SETTLED_MS)
    expect(of(calendar, someone)).to_be_focused(timeout=SOON)
    expect(of(calendar, someone)).to_be_in_viewport()
