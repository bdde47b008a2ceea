"""Where the focus goes when what had it is gone, what a wrong password leaves in the form, and what Escape asks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
KEPT = "() => document.activeElement && document.activeElement !== document.body"
SETTLED_MS = 1500  # longer than the page waits before it gives the focus to what is left


def keeps_focus(page: Page, inside: str) -> None:
    """After everything has been drawn, something inside has the focus."""
    page.wait_for_timeout(SETTLED_MS)
    page.wait_for_function(KEPT)
    assert page.evaluate("inside => Boolean(document.activeElement.closest(inside))", inside), page.evaluate(
        "document.activeElement.outerHTML"
    )


@pytest.fixture
def board(demo: RestartableServer, as_: OpenPage) -> Page:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    return page


def test_an_invitation_sent_from_the_drawer_leaves_the_focus_in_it_and_one_notice_speaks(board: Page) -> None:
    someone = people.ids_in(board, Stage.PASSED_FIRST)[0]
    people.open_drawer(board, someone)
    invite = board.locator('#application [data-action="invite"]')
    invite.focus()
    board.keyboard.press("Enter")
    send = board.locator("#invite button[type=submit]")
    expect(send).to_be_visible(timeout=SOON)
    send.focus()
    board.keyboard.press("Enter")
    expect(board.locator("#invite")).to_be_hidden(timeout=SOON)
    expect(board.locator(".ui-toast")).to_have_count(1, timeout=SOON)
    expect(board.locator('.ui-toasts[role="status"]')).to_have_count(1)
    expect(invite).to_have_count(0, timeout=SOON)
    keeps_focus(board, "#application")


def test_an_end_told_in_the_drawer_leaves_the_focus_in_it(board: Page) -> None:
    someone = people.ids_in(board, Stage.ARRANGING)[1]
    people.open_drawer(board, someone)
    menu = board.locator('#application [data-menu="close"]')
    menu.locator("summary").focus()
    board.keyboard.press("Enter")
    item = menu.get_by_role("button", name=zh("drawer.ask_withdrawn"))
    item.focus()
    board.keyboard.press("Enter")
    closing = board.locator("#closing")
    expect(closing.locator("select[name=reason]")).to_be_visible(timeout=SOON)
    closing.locator("select[name=reason]").select_option(index=1)
    closing.locator("button[type=submit]").focus()
    board.keyboard.press("Enter")
    expect(closing).to_be_hidden(timeout=SOON)
    keeps_focus(board, "#application")


def test_a_filled_form_is_not_given_up_by_escape_alone(board: Page) -> None:
    board.locator('[data-action="add-candidate"]').click()
    intake = board.locator("#intake")
    expect(intake.locator("input[name=name]")).to_be_visible(timeout=SOON)
    board.keyboard.press("Escape")
    expect(intake).to_be_hidden(timeout=SOON)
    board.locator('[data-action="add-candidate"]').click()
    name = intake.locator("input[name=name]")
    expect(name).to_be_visible(timeout=SOON)
    name.fill("王小明")
    board.keyboard.press("Escape")
    ask = intake.locator(".ui-dialog__ask")
    expect(ask).to_contain_text(zh("ui.give_up"))
    board.keyboard.press("Escape")
    expect(ask).to_have_count(0)
    expect(name).to_have_value("王小明")
    board.keyboard.press("Escape")
    ask.get_by_role("button", name=zh("ui.give_up_do")).click()
    expect(intake).to_be_hidden(timeout=SOON)


def test_a_call_taken_back_on_today_leaves_the_focus_on_the_page(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/?all=1")
    done = page.locator(".start-done").first
    expect(done).to_be_visible(timeout=SOON)
    done.focus()
    page.keyboard.press("Enter")
    undo = page.locator(".ui-toast").get_by_role("button", name=zh("ui.undo"))
    expect(undo).to_be_visible(timeout=SOON)
    undo.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ui-toast")).to_contain_text(zh("frame.undone"), timeout=SOON)
    keeps_focus(page, "#main, .ui-toast")


def test_a_wrong_password_leaves_the_address_in_its_field(demo: RestartableServer, browsers: Any) -> None:
    page = browsers().new_page()
    page.goto(f"{demo.url}/login")
    form = page.locator("form:has(#password)")
    form.locator("#email").fill("lin@demo.showup")
    form.locator("#password").fill("not this one")
    form.locator("button[type=submit]").click()
    expect(page.locator('[role="alert"]')).to_be_visible(timeout=SOON)
    expect(form.locator("#email")).to_have_value("lin@demo.showup")
    expect(form.locator("#password")).to_be_focused()
    assert "lin@" not in page.url


def test_ones_own_decision_leaves_the_list_at_once_however_long_it_was_thought_over(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/?all=1")
    row = page.locator('[data-list="waits"] [data-settles="decide"]').first
    expect(row).to_be_visible(timeout=SOON)
    key = row.get_attribute("data-row")
    row.get_by_role("button", name=zh("today.do_decide")).click()  # the pointer stays over the row
    save = page.locator("#decide button[type=submit]")
    expect(save).to_be_visible(timeout=SOON)
    page.wait_for_timeout(5000)
    save.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#decide")).to_be_hidden(timeout=SOON)
    expect(page.locator(f'[data-row="{key}"]')).to_have_count(0, timeout=SOON)
    expect(page.locator(".hold__news")).to_have_count(0)
