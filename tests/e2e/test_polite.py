"""Pushes never move what somebody reads or drags, and the calendar asks before it moves anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.days import Days
from tests.e2e.people import AFTER_UNDO, LIVE, SOON, card, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e


def rows(page: Page) -> Locator:
    return page.locator('[data-list="tasks"] [data-row], [data-list="wrong"] [data-row]')


def keys(page: Page) -> list[str]:
    found: list[str] = rows(page).evaluate_all("all => all.map(e => e.dataset.row)")
    return found


def settle(page: Page, key: str) -> None:
    page.locator(f'[data-row="{key}"] .start-settles button').last.click()


def test_a_list_under_the_pointer_stays_and_says_what_came(
    demo: RestartableServer, as_: OpenPage, days: Days
) -> None:
    days.messages_fail(5)
    reader, colleague = as_(people.RECRUITER), as_(people.COLLEAGUE)
    for page in (reader, colleague):
        page.goto(f"{demo.url}/?all=1")
        expect(rows(page).first).to_be_visible(timeout=SOON)
    before = keys(reader)
    gone = reader.locator('[data-settles="by_hand_instead"]').first.get_attribute("data-row") or ""
    rows(reader).nth(0).hover()
    settle(colleague, gone)
    expect(reader.locator(".hold__news")).to_be_visible(timeout=LIVE)
    assert keys(reader) == before, "what is read stays"
    reader.mouse.move(2, 2)
    expect(reader.locator(f'[data-row="{gone}"]')).to_have_count(0, timeout=LIVE)
    expect(reader.locator(".hold__news")).to_have_count(0)


def test_a_row_settled_by_ones_own_press_goes_at_once(
    demo: RestartableServer, as_: OpenPage, days: Days
) -> None:
    days.messages_fail(5)
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/?all=1")
    expect(rows(page).first).to_be_visible(timeout=SOON)
    mine = page.locator('[data-settles="by_hand_instead"]').first.get_attribute("data-row") or ""
    settle(page, mine)
    expect(page.locator(f'[data-row="{mine}"]')).to_have_count(0, timeout=LIVE)


def test_a_row_settled_by_keyboard_hands_the_focus_to_the_next(
    demo: RestartableServer, as_: OpenPage, days: Days
) -> None:
    days.messages_fail(5)
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/?all=1")
    expect(rows(page).first).to_be_visible(timeout=SOON)
    mine = page.locator('[data-settles="by_hand_instead"]').first.get_attribute("data-row") or ""
    page.locator(f'[data-row="{mine}"] .start-settles button').last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-row="{mine}"]')).to_have_count(0, timeout=LIVE)
    expect(page.locator("[data-row] :focus")).to_have_count(1)


# --- lists that stand still until one asks ---------------------------------------------------------------------------


def ids(page: Page, name: str) -> list[str]:
    """What a list shows, from top to bottom."""
    found: list[str] = page.locator(f"[data-{name}]").evaluate_all(
        "(all, name) => all.map(e => e.dataset[name])", name
    )
    return found


def add_candidate(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/people?add=1")
    form = page.locator("#intake")
    expect(form).to_be_visible(timeout=SOON)
    form.locator("input[name=name]").fill(name)
    form.locator("input[name=phone]").fill("139 1654 0077")
    form.locator("select[name=job_id]").select_option(index=1)
    form.locator("button[type=submit]").click()
    expect(form).to_be_hidden(timeout=SOON)


def test_somebody_new_is_announced_above_the_people_list_and_shown_when_asked_for(
    demo: RestartableServer, as_: OpenPage
) -> None:
    reader, colleague = as_(people.RECRUITER), as_(people.COLLEAGUE)
    reader.goto(f"{demo.url}/people")
    expect(reader.locator("[data-person]").nth(1)).to_be_visible(timeout=SOON)
    before, top = ids(reader, "person"), reader.locator("[data-person]").first.bounding_box()
    add_candidate(colleague, demo.url, "新来的人")
    news = reader.locator(".hold__news")
    expect(news).to_have_text(zh("people.changed", n=1), timeout=LIVE)
    assert ids(reader, "person") == before
    assert reader.locator("[data-person]").first.bounding_box() == top, "the news push nothing down"
    news.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("[data-person]").first).to_contain_text("新来的人", timeout=SOON)
    expect(news).to_have_count(0)
    expect(reader.locator("#people-list")).to_be_focused()


def test_a_new_message_waits_above_and_those_shown_say_how_they_fare(
    demo: RestartableServer, as_: OpenPage
) -> None:
    reader, colleague = as_(people.RECRUITER), as_(people.COLLEAGUE)
    people.open_board(colleague, demo.url)
    someone = people.ids_in(colleague, Stage.PASSED_FIRST)[-1]
    name = people.name_of(colleague, someone)
    reader.goto(f"{demo.url}/messages")
    expect(reader.locator("[data-message]").nth(1)).to_be_visible(timeout=SOON)
    before, top = ids(reader, "message"), reader.locator("[data-message]").first.bounding_box()
    people.open_drawer(colleague, someone)
    people.invite(colleague)
    news = reader.locator(".hold__news")
    expect(news).to_be_visible(timeout=AFTER_UNDO)
    assert ids(reader, "message") == before
    assert reader.locator("[data-message]").first.bounding_box() == top, "the news push nothing down"
    news.click()
    newest = reader.locator("[data-message]").filter(has_text=name).first
    expect(newest).to_be_visible(timeout=SOON)
    expect(news).to_have_count(0)
    expect(newest).to_contain_text(zh("messages.state_sent"), timeout=AFTER_UNDO)


def test_a_chart_under_the_pointer_is_not_drawn_anew(demo: RestartableServer, as_: OpenPage) -> None:
    reader, colleague = as_(people.EXECUTIVE), as_(people.RECRUITER)
    reader.goto(f"{demo.url}/insights")
    chart = reader.locator(".insights-chart").first
    expect(chart.locator(".js-plotly-plot")).to_be_visible(timeout=SOON)
    chart.hover()
    shown = reader.locator(".insights").inner_text()
    people.open_board(colleague, demo.url)
    people.open_drawer(colleague, people.ids_in(colleague, Stage.ARRANGING)[-1])
    people.close_application(colleague, "lost")
    news = reader.locator(".hold__news")
    expect(news).to_be_visible(timeout=LIVE)
    assert reader.locator(".insights").inner_text() == shown
    reader.mouse.move(2, 2)
    expect(news).to_have_count(0, timeout=SOON)
    reader.wait_for_function("was => document.querySelector('.insights').innerText !== was", arg=shown)


# --- the board -------------------------------------------------------------------------------------------------------


def test_a_card_goes_neither_from_under_a_pressed_button_nor_from_the_focus(
    demo: RestartableServer, as_: OpenPage
) -> None:
    reader, colleague = as_(people.RECRUITER), as_(people.COLLEAGUE)
    for page in (reader, colleague):
        people.open_board(page, demo.url)
    pressed, focused = people.ids_in(reader, Stage.ATTENDED)[2:4]
    card(reader, pressed).hover()
    reader.mouse.down()
    people.press_move(colleague, pressed)
    expect(card(colleague, pressed, Stage.OFFER)).to_have_count(1, timeout=SOON)
    reader.wait_for_timeout(2_000)  # longer than a push takes
    expect(card(reader, pressed, Stage.ATTENDED)).to_have_count(1)
    reader.mouse.up()
    expect(card(reader, pressed, Stage.OFFER)).to_have_count(1, timeout=LIVE)
    # The press was meant for this card, wherever it stands now.
    people.drawer(reader, pressed)
    people.close_drawer(reader)
    people.undo(colleague)

    card(reader, focused).focus()
    people.press_move(colleague, focused)
    expect(card(reader, focused, Stage.OFFER)).to_be_focused(timeout=LIVE)
    people.undo(colleague)
    expect(card(reader, focused, Stage.ATTENDED)).to_be_focused(timeout=LIVE)


def movable(page: Page) -> Locator:
    return page.locator("[data-booking][data-moves=true]")


def test_an_interview_is_moved_by_keyboard_after_it_was_said_whom_it_concerns(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/calendar")
    expect(page.locator(".cal-lines")).to_be_visible(timeout=SOON)
    shown = page.locator(".cal-lines").inner_text()
    page.get_by_role("button", name=zh("calendar.after"), exact=True).click()
    expect(page.locator(".cal-lines")).not_to_have_text(shown, timeout=SOON, use_inner_text=True)
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
