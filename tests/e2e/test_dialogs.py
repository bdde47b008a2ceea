"""What a hand meets in drawer and dialogs: one coloured button, the focus on the next thing, words that are seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
STAGES = (Stage.PASSED_FIRST, Stage.ARRANGING, Stage.BOOKED, Stage.ATTENDED, Stage.OFFER)


@pytest.fixture
def board(demo: RestartableServer, as_: OpenPage) -> Page:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    return page


def in_view(page: Page, selector: str) -> None:
    """It stands in the window and stays there."""
    expect(page.locator(selector).first).to_be_in_viewport(timeout=SOON)
    page.wait_for_timeout(1500)
    expect(page.locator(selector).first).to_be_in_viewport()


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_the_drawer_shows_at_most_one_coloured_button(board: Page, stage: Stage) -> None:
    drawer = people.open_drawer(board, people.ids_in(board, stage)[0])
    expect(drawer.locator(".drawer__actions")).to_be_visible(timeout=SOON)
    assert drawer.locator(".ui-button--primary:visible").count() <= 1


def test_a_note_that_is_to_be_changed_has_the_focus(board: Page) -> None:
    drawer = people.open_drawer(board, people.ids_in(board, Stage.ATTENDED)[0])
    drawer.locator(".notes__form textarea").fill("周四再问一次。")
    drawer.locator(".notes__form button[type=submit]").click()
    note = drawer.locator(".notes__note").first
    note.get_by_role("button", name=zh("notes.edit"), exact=True).click()
    expect(note.locator("textarea")).to_be_focused(timeout=SOON)


def test_who_takes_a_time_with_the_mouse_books_it_with_enter(board: Page) -> None:
    people.open_drawer(board, people.ids_in(board, Stage.ARRANGING)[0])
    people.act(board, "book")
    board.locator("#arrange [data-time]").first.click()
    book = board.locator("#arrange [data-book]")
    expect(book).to_be_focused(timeout=SOON)
    looks = "(key) => [getComputedStyle(key).backgroundColor, getComputedStyle(key).color]"
    (behind, ink), (_, words) = book.locator("kbd").evaluate(looks), book.evaluate(looks)
    assert behind == "rgba(0, 0, 0, 0)" and ink == words, "the key is read as the button is"
    board.keyboard.press("Enter")
    expect(board.locator("#arrange")).to_be_hidden(timeout=SOON)


def test_the_dialog_that_ends_something_says_whose_and_what(board: Page) -> None:
    someone = people.ids_in(board, Stage.ARRANGING)[0]
    name = people.name_of(board, someone)
    people.open_drawer(board, someone)
    board.locator('#application [data-menu="close"] summary').click()
    board.locator('#application [data-menu="close"]').get_by_role(
        "button", name=zh("drawer.ask_withdrawn")
    ).click()
    closing = board.locator("#closing")
    expect(closing.locator("h2")).to_have_text(
        zh("drawer.closing_title", name=name, what=zh("drawer.ask_withdrawn")), timeout=SOON
    )
    expect(closing.locator("button[type=submit]")).to_have_text(zh("drawer.end_withdrawn"))


def test_the_link_to_ones_hours_leads_to_the_hours_on_a_phone(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.INTERVIEWER, **people.PHONE)
    page.goto(demo.url)
    page.get_by_role("link", name=zh("start.my_hours")).first.tap()
    expect(page).to_have_url(re.compile("/calendar"), timeout=SOON)
    in_view(page, "form:has(select[name=weekday]), .staff-hours")


def test_a_menu_of_the_drawer_opens_inside_a_phones_window(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER, **people.PHONE)
    people.open_board(page, demo.url)
    someone = people.ids_in(page, Stage.ARRANGING)[0]
    page.goto(f"{demo.url}/board?open={someone}")
    menu = people.drawer(page, someone).locator('[data-menu="close"]')
    menu.locator("summary").tap()
    expect(menu.locator(".ui-menu__list button").first).to_be_visible(timeout=SOON)
    for item in menu.locator(".ui-menu__list button").all():
        expect(item).to_be_in_viewport(ratio=1, timeout=SOON)
