"""The first tour, help beside words, and the list of keys: once, for everybody, without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.rules.vocabulary import Role
from rxapp.state.tour import TOURS
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.days import Days
from tests.e2e.installation import ADMINISTRATOR, PASSWORD, Installation, set_up
from tests.e2e.people import SOON, zh
from tests.e2e.test_accessibility import faults, open_quiet, tab_to
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e

WHO = {
    Role.ADMINISTRATOR: people.ADMINISTRATOR, Role.RECRUITER: people.RECRUITER,
    Role.INTERVIEWER: people.INTERVIEWER, Role.EXECUTIVE: people.EXECUTIVE,
}  # fmt: skip
IN_VIEW = """() => {
    const card = document.querySelector(".tour__card").getBoundingClientRect();
    const ring = document.querySelector(".tour__ring").getBoundingClientRect();
    return {
        covers: card.left < ring.right && ring.left < card.right && card.top < ring.bottom && ring.top < card.bottom,
        inside: card.left >= 0 && card.top >= 0 && card.right <= innerWidth && card.bottom <= innerHeight,
        isBeside: ring.width > 0 && ring.right > 0 && ring.bottom > 0 && ring.left < innerWidth
            && ring.top < innerHeight,
    };
}"""


def a_step(page: Page, role: Role, number: int) -> None:
    """The step stands beside its thing, not over it, and the focus is on the button that goes on."""
    spot = TOURS[role][number - 1]
    expect(page.locator("#tour-title")).to_have_text(zh(f"tour.{role.value}_{spot.name}_title"), timeout=SOON)
    expect(page.locator("#tour")).to_be_visible(timeout=SOON)
    expect(page.locator('[data-tour="next"]')).to_be_focused(timeout=SOON)
    # The page under it may still be loading what the step stands beside.
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    assert page.evaluate(IN_VIEW) == {"covers": False, "inside": True, "isBeside": True}, spot.name


def test_the_first_sign_in_shows_it_once_and_skipping_ends_it_for_good(
    real: Installation, browsers: Callable[..., BrowserContext]
) -> None:
    days = Days(real.database_file, real.now)
    page = browsers(**people.DESKTOP).new_page()
    set_up(page, real)
    people.sign_in(page, real.url, ADMINISTRATOR, PASSWORD)
    a_step(page, Role.ADMINISTRATOR, 1)
    assert faults(page) == []
    # An address somebody was sent shows what it is for, and the tour waits at the start page.
    open_quiet(page, f"{real.url}/settings")
    expect(page.locator("#tour")).to_have_count(0)
    open_quiet(page, real.url)
    a_step(page, Role.ADMINISTRATOR, 1)
    assert days.rows('SELECT tour_seen_at FROM "user"') == [(None,)]
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
    open_quiet(page, real.url)
    expect(page.locator("#tour")).to_have_count(0)
    assert days.rows('SELECT tour_seen_at IS NULL FROM "user"') == [(0,)]
    # It is kept with the account: another device does not begin again.
    phone = browsers(**people.PHONE).new_page()
    people.sign_in(phone, real.url, ADMINISTRATOR, PASSWORD)
    open_quiet(phone, real.url)
    expect(phone.locator("#tour")).to_have_count(0)


def test_by_keyboard_alone_it_is_called_again_gone_through_and_left(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page, fetched = as_(people.RECRUITER), []
    page.on("request", lambda request: fetched.append(request.url))
    open_quiet(page, demo.url)
    # In the demo it does not open by itself, and nothing of it is fetched before it is asked for.
    expect(page.locator("#tour")).to_have_count(0)
    assert not [each for each in fetched if "tour_show" in each]
    tab_to(page, ".frame__menu > summary", 200)
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == zh("tour.show"):
            break
    page.keyboard.press("Enter")
    a_step(page, Role.RECRUITER, 1)
    assert [each for each in fetched if "tour_show" in each]
    for number in (2, 3):
        page.keyboard.press("Enter")
        a_step(page, Role.RECRUITER, number)
    assert page.url == f"{demo.url}/board"
    # Back, and on again; Tab stays inside.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#tour-title")).to_have_text(zh("tour.recruiter_column_title"))
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#tour')"
        )
    page.locator('[data-tour="next"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    a_step(page, Role.RECRUITER, 4)
    page.keyboard.press("Enter")
    expect(page.locator("#tour")).to_have_count(0)
    expect(page.locator(".frame__menu > summary")).to_be_focused()


def test_the_focus_comes_back_to_where_it_was_called_although_a_page_on_the_way_is_slow_to_draw(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    open_quiet(page, demo.url)
    page.locator(".frame__menu > summary").click()
    page.locator(".frame__menu").get_by_text(zh("tour.show"), exact=True).click()
    a_step(page, Role.RECRUITER, 1)
    # What the step stands beside best is not there in time, and the page puts the focus somewhere meanwhile.
    page.add_style_tag(content=".board-column__head { display: none }")
    page.locator('[data-tour="next"]').click()
    page.wait_for_url(f"{demo.url}/board")
    expect(page.locator("#main.board-page")).to_be_visible()
    expect(page.locator("#tour[open]")).to_have_count(0)
    page.locator("#main").focus()
    expect(page.locator("#tour")).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    expect(page.locator(".frame__menu > summary")).to_be_focused()


def test_whoever_goes_to_another_page_has_left_it(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    open_quiet(page, demo.url)
    page.locator(".frame__menu > summary").click()
    page.locator(".frame__menu").get_by_text(zh("tour.show"), exact=True).click()
    a_step(page, Role.RECRUITER, 1)
    people.open_board(page, demo.url)
    page.wait_for_timeout(1000)
    assert page.url == f"{demo.url}/board"
    expect(page.locator("#tour")).to_have_count(0)


@pytest.mark.parametrize("role", WHO, ids=lambda role: role.value)
@pytest.mark.parametrize(
    "view",
    [
        people.DESKTOP | {"color_scheme": "light"},
        people.PHONE | {"color_scheme": "dark", "reduced_motion": "reduce"},
    ],
    ids=["desktop", "phone"],
)
def test_every_role_reads_four_steps_beside_what_they_explain(
    demo: RestartableServer, as_: OpenPage, role: Role, view: dict[str, Any]
) -> None:
    page, found = as_(WHO[role], **view), {}
    open_quiet(page, demo.url)
    page.locator(".ui-strip__offer").click()
    for number in range(1, 5):
        a_step(page, role, number)
        found[number] = faults(page)
        page.locator('[data-tour="next"]').click()
    expect(page.locator("#tour")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
    assert not any(found.values()), found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_key_for_help_lists_the_keys_of_the_page_and_is_a_letter_in_a_field(
    demo: RestartableServer, as_: OpenPage, theme: str
) -> None:
    page = as_(people.RECRUITER, color_scheme=theme)
    people.open_board(page, demo.url)
    page.locator(".board-search input").focus()
    page.keyboard.press("?")
    expect(page.locator(".board-search input")).to_have_value("?")
    page.locator(".board-search input").fill("")
    expect(page.locator("#keys")).to_be_hidden()
    card = page.locator("[data-card]").first
    card.focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible(timeout=SOON)
    expect(page.locator("#keys")).to_contain_text(zh("keys.between_cards"))
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    expect(card).to_be_focused()
    open_quiet(page, f"{demo.url}/settings")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text(zh("keys.help"), timeout=SOON)
    expect(page.locator("#keys")).not_to_contain_text(zh("keys.between_cards"))


@pytest.mark.parametrize(
    "view", [people.DESKTOP, people.PHONE | {"color_scheme": "dark"}], ids=["desktop", "phone"]
)
def test_help_beside_a_word_opens_by_press_key_and_tap_and_stays_in_the_window(
    demo: RestartableServer, as_: OpenPage, view: dict[str, Any]
) -> None:
    page = as_(people.EXECUTIVE, **view)
    open_quiet(page, f"{demo.url}/insights")
    word = zh("start.loss_rate")
    button = page.get_by_role("button", name=zh("help.ask", what=word), exact=True)
    note = page.locator(".ui-help__note", has_text=zh("help.loss_rate")[:20])
    expect(button).to_have_accessible_description(zh("help.loss_rate"))
    expect(note).to_be_hidden()
    button.tap() if view.get("has_touch") else button.click()
    expect(note).to_be_visible()
    box = note.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= page.evaluate("innerWidth")
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    page.keyboard.press("Enter")
    expect(note).to_be_hidden()
