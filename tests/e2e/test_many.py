"""Ten people are invited without a mouse, from the list and its preview to one line each; selecting on the board."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import SOON, column, zh
from tests.e2e.test_accessibility import faults
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
TEN = 10


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_ten_people_are_invited_with_the_keyboard_alone(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    page.goto(demo.url)
    # The heading stands in the built page already; keys are heard from the moment the page lives.
    expect(page.locator(".ui-slow")).to_have_count(0, timeout=SOON)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type(zh("search.do_invite")[:3])
    expect(page.locator('#palette [aria-selected="true"]')).to_contain_text(zh("search.do_invite"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/people\?stage=0"), timeout=SOON)
    expect(page.locator("[data-pick]").nth(TEN)).to_be_attached(timeout=SOON)

    chosen = []
    tab_to(page, "[data-pick]")
    for n in range(TEN):
        if n:
            page.keyboard.press("Tab")
            tab_to(page, "[data-pick]", 4)
        page.keyboard.press("Space")
        chosen.append(page.evaluate("document.activeElement.value"))
    expect(page.locator(".pick__count")).to_have_text(zh("many.selected", n=TEN))

    tab_to(page, '[data-many="invite"]', 200)
    page.keyboard.press("Enter")
    go = page.locator("[data-many-go]")
    expect(go).to_be_focused(timeout=SOON)
    expect(go).to_have_text(zh("many.go_invite", n=TEN))
    expect(page.locator("#many .many__sample")).to_have_count(3)
    assert faults(page) == []
    page.keyboard.press("Enter")
    done = page.locator('#many [data-result="done"]')
    expect(done).to_have_count(TEN, timeout=SOON)

    # One of them is taken back; the others stay invited.
    tab_to(page, f'#many [data-row="{chosen[0]}"] button')
    page.keyboard.press("Enter")
    expect(page.locator(f'#many [data-row="{chosen[0]}"]')).to_have_attribute(
        "data-result", "undone", timeout=SOON
    )
    expect(done).to_have_count(TEN - 1)
    page.keyboard.press("Escape")
    expect(page.locator("#many")).to_be_hidden()
    expect(page.locator(".pick")).to_be_hidden()
    for application_id in chosen[1:]:
        cell = page.locator(f'[data-person="{application_id}"] [data-column="stage"]')
        expect(cell).to_have_text(zh("board.stage_arranging"), timeout=SOON)


def test_cards_are_selected_without_being_dragged_or_opened(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    cards = column(page, Stage.ARRANGING).locator("[data-card]")
    cards.nth(0).click(modifiers=["Control"])
    expect(page.locator(".pick__count")).to_have_text(zh("many.selected", n=1))
    page.locator("[data-pick-mode]").click()
    cards.nth(1).click()
    cards.nth(2).focus()
    page.keyboard.press("x")
    expect(page.locator("[data-picked]")).to_have_count(3)
    expect(page.locator("#application")).to_be_hidden()
    page.locator('[data-many="tag"]').click()
    page.locator("#many input[name=tag]").fill("重点")
    page.keyboard.press("Enter")
    expect(page.locator("[data-many-go]")).to_be_focused(timeout=SOON)
    page.keyboard.press("Enter")
    expect(page.locator('#many [data-result="done"]')).to_have_count(3, timeout=SOON)
    page.keyboard.press("Escape")
    expect(page.locator("[data-picked]")).to_have_count(0)
    page.goto(f"{demo.url}/people?tag=重点")
    expect(page.locator("[data-person]")).to_have_count(3, timeout=SOON)


def test_a_filter_keeps_its_name_and_what_changes_elsewhere_moves_no_row(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page, colleague = as_(people.RECRUITER), as_(people.COLLEAGUE)
    page.goto(f"{demo.url}/people?stage=3&sort=name&order=asc")
    rows = page.locator("[data-person]")
    expect(rows.nth(1)).to_be_visible(timeout=SOON)
    before = rows.evaluate_all("all => all.map(e => e.dataset.person)")
    page.locator(".people__menu summary").first.click()
    page.locator(".people__save input").fill("已到场")
    page.keyboard.press("Enter")
    expect(page.locator(".people__view")).to_contain_text("已到场", timeout=SOON)
    page.keyboard.press("Escape")

    people.open_board(colleague, demo.url)
    moved = int(before[0])
    colleague.goto(f"{demo.url}/board?open={moved}")
    people.drawer(colleague, moved)
    page.wait_for_timeout(300)
    assert rows.evaluate_all("all => all.map(e => e.dataset.person)") == before
    assert faults(page) == []
