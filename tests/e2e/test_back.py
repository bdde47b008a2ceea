"""Back closes what stands over the page, then leaves the page: once each, with nothing loaded anew and no step that
leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
QUIET_MS = 700  # longer than a step waits before it is taken back
START = re.compile(r"/messages")
VIEWS = pytest.mark.parametrize("view", [people.DESKTOP, people.PHONE], ids=["desktop", "phone"])


def back(page: Page) -> None:
    """What the button, the key or the gesture does."""
    page.evaluate("history.back()")


def quiet(page: Page) -> None:
    page.wait_for_timeout(QUIET_MS)


@pytest.fixture
def loads() -> list[str]:
    """Each time a page asked to be loaded."""
    return []


@pytest.fixture
def open_board(demo: RestartableServer, as_: OpenPage, loads: list[str]) -> Callable[..., Page]:
    """The board, come to from the messages page by a link; `loads` is empty then."""

    def heard(socket: WebSocket) -> None:
        def sent(frame: Any) -> None:
            if "on_load_internal" in str(frame):
                loads.append(str(frame))

        socket.on("framesent", sent)

    def open_(**view: Any) -> Page:
        page = as_(people.RECRUITER, **view)
        page.on("websocket", heard)
        page.goto(f"{demo.url}/messages")
        expect(page.locator("[data-message]").first).to_be_visible(timeout=SOON)
        page.locator('a[href="/board"]:visible').first.click()
        expect(page.locator("[data-card]").first).to_be_visible(timeout=SOON)
        page.wait_for_timeout(500)
        loads.clear()
        return page

    return open_


def leaves(page: Page) -> None:
    """One step back is the page before."""
    back(page)
    expect(page).to_have_url(START, timeout=SOON)
    expect(page.locator("[data-message]").first).to_be_visible(timeout=SOON)


def open_drawer(page: Page, stage: Stage = Stage.PASSED_FIRST) -> int:
    someone = people.ids_in(page, stage)[0]
    name = page.locator(f'[data-card="{someone}"] .board-card__name')
    name.tap() if page.evaluate("navigator.maxTouchPoints") else name.click()
    people.drawer(page, someone)
    return someone


@VIEWS
def test_back_closes_the_dialog_then_the_drawer_then_leaves_the_page(
    open_board: Callable[..., Page], loads: list[str], view: dict[str, Any]
) -> None:
    page = open_board(**view)
    open_drawer(page)
    people.act(page, "invite")
    expect(page.locator("#invite")).to_be_visible(timeout=SOON)
    back(page)
    expect(page.locator("#invite")).to_be_hidden(timeout=SOON)
    expect(page.locator("#application")).to_be_visible()
    back(page)
    expect(page.locator("#application")).to_be_hidden(timeout=SOON)
    expect(page).not_to_have_url(re.compile("open="), timeout=SOON)
    quiet(page)
    assert loads == []
    leaves(page)
    quiet(page)
    assert len(loads) == 1


@pytest.mark.parametrize("how", ["escape", "cross", "button"])
def test_what_was_closed_otherwise_leaves_no_step_behind(
    open_board: Callable[..., Page], loads: list[str], how: str
) -> None:
    page = open_board()
    open_drawer(page)
    people.act(page, "invite")
    dialog = page.locator("#invite")
    expect(dialog).to_be_visible(timeout=SOON)
    if how == "escape":
        page.keyboard.press("Escape")
    elif how == "cross":
        dialog.get_by_role("button", name=zh("ui.close"), exact=True).click()
    else:
        dialog.get_by_role("button", name=zh("ui.cancel"), exact=True).click()
    expect(dialog).to_be_hidden(timeout=SOON)
    quiet(page)
    people.close_drawer(page)
    quiet(page)
    assert page.evaluate("history.state.over || 0") == 0
    assert "open=" not in page.url and loads == []
    leaves(page)


def test_one_dialog_after_the_other_takes_one_step(open_board: Callable[..., Page]) -> None:
    page = open_board()
    before = page.evaluate("history.length")
    for _ in range(3):
        open_drawer(page)
        people.close_drawer(page)
        quiet(page)
    assert page.evaluate("history.length") <= before + 1
    leaves(page)


def test_back_asks_before_it_gives_up_what_was_typed(open_board: Callable[..., Page]) -> None:
    page = open_board()
    page.locator('[data-action="add-candidate"]').click()
    intake = page.locator("#intake")
    name, ask = intake.locator("input[name=name]"), intake.locator(".ui-dialog__ask")
    expect(name).to_be_visible(timeout=SOON)
    name.fill("王小明")
    for _ in range(2):
        back(page)
        expect(ask).to_contain_text(zh("ui.give_up"), timeout=SOON)
        quiet(page)
        back(page)
        expect(ask).to_have_count(0, timeout=SOON)
        quiet(page)
        expect(name).to_have_value("王小明")
    # What the phone's own Back asks of a dialog, where the browser knows how.
    page.evaluate("document.querySelector('#intake').requestClose()")
    expect(ask).to_contain_text(zh("ui.give_up"), timeout=SOON)
    ask.get_by_role("button", name=zh("ui.give_up_do")).click()
    expect(intake).to_be_hidden(timeout=SOON)
    quiet(page)
    leaves(page)


def test_a_reload_keeps_the_drawer_and_no_dead_step(open_board: Callable[..., Page]) -> None:
    page = open_board()
    someone = open_drawer(page)
    people.act(page, "invite")
    expect(page.locator("#invite")).to_be_visible(timeout=SOON)
    page.reload()
    people.drawer(page, someone)
    quiet(page)
    expect(page.locator("#invite")).to_be_hidden()
    back(page)
    expect(page.locator("#application")).to_be_hidden(timeout=SOON)
    quiet(page)
    page.reload()
    expect(page.locator("[data-card]").first).to_be_visible(timeout=SOON)
    quiet(page)
    expect(page.locator("#application")).to_be_hidden()
    leaves(page)


def test_forward_opens_nothing_and_back_leaves(open_board: Callable[..., Page], loads: list[str]) -> None:
    page = open_board()
    open_drawer(page)
    back(page)
    expect(page.locator("#application")).to_be_hidden(timeout=SOON)
    page.evaluate("history.forward()")
    quiet(page)
    expect(page.locator("#application")).to_be_hidden()
    assert "open=" not in page.url and loads == []
    leaves(page)


def test_the_way_a_dialog_leads_is_one_step(open_board: Callable[..., Page]) -> None:
    page = open_board()
    page.keyboard.press("Control+K")
    expect(page.locator("#palette")).to_be_visible(timeout=SOON)
    page.locator("#palette input").fill(zh("search.do_calendar"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/calendar"), timeout=SOON)
    expect(page.locator(".cal-hold")).to_be_visible(timeout=SOON)
    quiet(page)
    back(page)
    expect(page.locator("[data-card]").first).to_be_visible(timeout=SOON)
    quiet(page)
    leaves(page)


def test_back_from_another_page_shows_the_drawer_again_and_closes_it(
    demo: RestartableServer, open_board: Callable[..., Page]
) -> None:
    page = open_board()
    someone = open_drawer(page)
    page.goto(f"{demo.url}/insights")
    page.go_back()
    people.drawer(page, someone)
    quiet(page)
    back(page)
    expect(page.locator("#application")).to_be_hidden(timeout=SOON)
    quiet(page)
    leaves(page)


def test_on_a_candidates_phone_back_closes_the_question_and_stays(
    demo: RestartableServer, as_: OpenPage, phone: Page
) -> None:
    recruiter = as_(people.RECRUITER)
    people.open_board(recruiter, demo.url)
    someone = people.ids_in(recruiter, Stage.PASSED_FIRST)[-1]
    name = people.name_of(recruiter, someone)
    people.open_drawer(recruiter, someone)
    people.invite(recruiter)
    link = people.link_in(people.message_to(recruiter, demo.url, someone, name, "invited"))
    people.open_link(phone, link)
    phone.get_by_role("link", name=zh("candidate.choose")).tap()
    people.slots(phone).first.tap()
    question = phone.locator("#confirm-slot")
    expect(question).to_be_visible(timeout=SOON)
    back(phone)
    expect(question).to_be_hidden(timeout=SOON)
    expect(people.slots(phone).first).to_be_visible()
    back(phone)
    expect(phone).to_have_url(re.compile(r"/c$"), timeout=SOON)


def test_back_after_a_sign_in_does_not_return_to_the_form(
    demo: RestartableServer, browsers: Callable[..., BrowserContext]
) -> None:
    page = browsers().new_page()
    page.goto("about:blank")
    page.goto(f"{demo.url}/board")
    page.wait_for_url("**/login**")
    expect(page.locator(".login__person").first).to_be_visible(timeout=SOON)
    before = page.evaluate("history.length")
    form = page.locator("form:has(#password)")
    for password in ("not this one", "nor this one", people.password_of(people.RECRUITER)):
        form.locator("#email").fill(people.RECRUITER)
        form.locator("#password").fill(password)
        with page.expect_navigation():
            form.locator("button[type=submit]").click()
        expect(page.locator('[role="alert"], [data-card]').first).to_be_visible(timeout=SOON)
        page.wait_for_timeout(500)
    expect(page).to_have_url(f"{demo.url}/board")
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url == "about:blank"


def test_without_scripts_the_form_signs_in_all_the_same(
    demo: RestartableServer, browsers: Callable[..., BrowserContext]
) -> None:
    page = browsers(java_script_enabled=False).new_page()
    page.goto(f"{demo.url}/login")
    page.fill("#email", people.RECRUITER)
    page.fill("#password", people.password_of(people.RECRUITER))
    page.locator("form:has(#password) button[type=submit]").click()
    expect(page).to_have_url(f"{demo.url}/")
    assert any(each.endswith("sid") for each in people.cookies_of(page.context))
