"""The board under a hand: mouse, finger, keyboard; filters in the address; long columns; two people at one card."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import LIVE, SOON, card, column, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
ATTENDED, OFFER = Stage.ATTENDED, Stage.OFFER


@pytest.fixture
def board(demo: RestartableServer, as_: OpenPage) -> Page:
    """A recruiter's board."""
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    return page


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"], 400) / 2


def one_of(page: Page, stage: Stage) -> int:
    """A card of a column that is in view and bears no flag."""
    plain = column(page, stage).locator("[data-card]:not(.board-card--priority)")
    expect(plain.nth(2)).to_be_visible(timeout=SOON)
    return int(plain.nth(2).get_attribute("data-card") or 0)


def drag(page: Page, application_id: int, to: Stage) -> None:
    """With the mouse, as a hand does: press, move in steps, let go."""
    x, y = middle(card(page, application_id))
    end_x, end_y = middle(column(page, to))
    page.mouse.move(x, y)
    # The part that listens is fetched when the pointer comes near.
    page.wait_for_timeout(300)
    page.mouse.down()
    page.mouse.move(x + 12, y + 4, steps=3)
    page.mouse.move(end_x, end_y, steps=12)
    expect(page.locator(".board-card--ghost")).to_have_count(1)
    page.mouse.up()


def test_a_card_says_who_it_is_and_how_new_it_is(board: Page) -> None:
    assert [each.get_attribute("data-stage") for each in board.locator("[data-stage]").all()] == list(
        "012345"
    )
    for stage in (Stage.PASSED_FIRST, Stage.ATTENDED, Stage.OFFER):
        one = card(board, one_of(board, stage))
        assert int(one.get_attribute("data-version") or 0) >= 1
        assert one.locator("[data-move]").get_attribute("data-move") == one.get_attribute("data-card")


def test_a_column_names_no_count_before_it_is_known(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER, java_script_enabled=False)
    page.goto(f"{demo.url}/board")
    counts = page.locator(".board-column__count")
    assert counts.count() == len(Stage)
    assert counts.all_inner_texts() == [""] * len(Stage)


def test_the_cards_come_once_and_before_the_page_s_own_values(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    people.open_board(page, demo.url)
    cards = [n for n, frame in enumerate(frames) if "column_0" in frame]
    values = [n for n, frame in enumerate(frames) if "rx_router_page" in frame]
    assert len(cards) == 1 and cards[0] < values[0]


def test_a_card_dragged_with_the_mouse_waits_dimmed_and_is_then_stored(
    demo: RestartableServer, board: Page, as_: OpenPage
) -> None:
    other = as_(people.COLLEAGUE)
    people.open_board(other, demo.url)
    someone = one_of(board, ATTENDED)
    version = people.version_of(board, someone)
    drag(board, someone, OFFER)
    expect(card(board, someone, OFFER)).to_have_count(1, timeout=LIVE)
    expect(board.locator(".board-card--waiting")).to_have_count(0)
    assert people.version_of(board, someone) > version
    expect(card(other, someone, OFFER)).to_have_count(1, timeout=LIVE)
    people.undo(board)
    expect(card(board, someone, ATTENDED)).to_have_count(1, timeout=LIVE)


def test_a_refused_move_goes_back_and_says_why(board: Page) -> None:
    someone = one_of(board, Stage.PASSED_FIRST)
    drag(board, someone, Stage.ATTENDED)
    expect(people.toast(board)).to_contain_text(zh("error.illegal.skips_stage"), timeout=SOON)
    expect(card(board, someone, Stage.PASSED_FIRST)).to_be_visible()
    expect(board.locator(".board-card--waiting")).to_have_count(0)
    expect(board.locator("[data-gone]")).to_have_count(0)


def test_a_card_let_go_where_it_was_asks_for_nothing(board: Page) -> None:
    someone = one_of(board, ATTENDED)
    version = people.version_of(board, someone)
    drag(board, someone, ATTENDED)
    expect(board.locator(".board-card--ghost")).to_have_count(0)
    assert people.version_of(board, someone) == version
    expect(people.toast(board)).to_have_count(0)


def test_a_card_dragged_with_a_finger_moves_after_a_short_hold(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER, has_touch=True)
    people.open_board(page, demo.url)
    someone = one_of(page, ATTENDED)
    start, end = middle(card(page, someone)), middle(column(page, OFFER))
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    # A first touch fetches what listens; a tap on a card's edge opens nothing.
    card(page, someone).dispatch_event("pointerover", {"pointerType": "touch"})
    page.wait_for_timeout(300)
    touch("touchStart", start)
    page.wait_for_timeout(400)
    for step in range(1, 11):
        touch("touchMove", tuple(a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)))
        page.wait_for_timeout(16)
    expect(page.locator(".board-card--ghost")).to_have_count(1)
    touch("touchEnd")
    expect(card(page, someone, OFFER)).to_have_count(1, timeout=LIVE)
    people.undo(page)


def focused(page: Page) -> dict[str, str]:
    """What has the focus: which card, in which column; both empty elsewhere."""
    found: dict[str, str] = page.evaluate("""() => {
        const it = document.activeElement;
        return {card: it.dataset.card ?? "", stage: it.closest("[data-stage]")?.dataset.stage ?? ""};
    }""")
    return found


def expect_focus(page: Page, application_id: int, stage: Stage) -> None:
    expect(card(page, application_id, stage)).to_be_focused(timeout=LIVE)


def focus(page: Page, application_id: int) -> None:
    card(page, application_id).focus()
    # The part that carries is fetched when the focus comes near.
    page.wait_for_timeout(300)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_focus_goes_with_a_card_dropped_by_keyboard(board: Page) -> None:
    someone = one_of(board, ATTENDED)
    focus(board, someone)
    press(board, "Space", "ArrowRight", "Space")
    expect(card(board, someone, OFFER)).to_have_count(1, timeout=LIVE)
    expect_focus(board, someone, OFFER)
    people.undo(board)


def test_the_focus_stays_on_a_card_whose_drop_is_refused(board: Page) -> None:
    someone = one_of(board, Stage.PASSED_FIRST)
    focus(board, someone)
    press(board, "Space", *["ArrowRight"] * 3, "Space")
    expect(people.toast(board)).to_contain_text(zh("error.illegal.skips_stage"), timeout=SOON)
    expect_focus(board, someone, Stage.PASSED_FIRST)


@pytest.mark.parametrize("how", ["the key", "the control"])
def test_the_focus_goes_with_a_card_moved_on_by_keyboard_and_back_with_undo(board: Page, how: str) -> None:
    someone = one_of(board, ATTENDED)
    if how == "the key":
        focus(board, someone)
        press(board, "m")
    else:
        board.locator(f'[data-move="{someone}"]').focus()
        press(board, "Enter")
    expect(card(board, someone, OFFER)).to_have_count(1, timeout=LIVE)
    expect_focus(board, someone, OFFER)
    people.toast(board).get_by_role("button", name=zh("ui.undo"), exact=True).focus()
    press(board, "Enter")
    expect(card(board, someone, ATTENDED)).to_have_count(1, timeout=LIVE)
    expect_focus(board, someone, ATTENDED)


def test_the_focus_comes_to_a_card_that_moved_while_a_notice_had_it(
    board: Page, demo: RestartableServer, as_: OpenPage
) -> None:
    other = as_(people.COLLEAGUE)
    people.open_board(other, demo.url)
    someone = one_of(board, ATTENDED)
    focus(board, someone)
    # A notice that stays until it is taken away here: the server's goes when its answer comes.
    board.evaluate("""() => {
        const notice = Object.assign(document.createElement("div"), {id: "beside", className: "ui-toast"});
        document.body.append(notice);
        notice.append(document.createElement("button"));
        notice.firstChild.focus();
    }""")
    people.press_move(other, someone)
    expect(card(board, someone, OFFER)).to_have_count(1, timeout=LIVE)
    board.evaluate("document.querySelector('#beside').remove()")
    expect_focus(board, someone, OFFER)
    people.undo(other)


def test_a_column_is_one_tab_stop_and_arrows_go_between_its_cards(board: Page) -> None:
    first, second, third = people.ids_in(board, ATTENDED)[:3]
    board.locator(".board-filters button").last.focus()
    stops = []
    for _ in Stage:
        press(board, "Tab")
        stops.append(focused(board))
    assert [each["stage"] for each in stops] == list("012345") and all(each["card"] for each in stops)
    press(board, "Shift+Tab", "Shift+Tab")
    assert focused(board) == {"card": str(first), "stage": "3"}
    for key, then in (("ArrowDown", second), ("ArrowDown", third), ("ArrowUp", second), ("Home", first)):
        press(board, key)
        expect_focus(board, then, ATTENDED)
    press(board, "ArrowDown", "ArrowRight")
    assert focused(board)["stage"] == "4"
    press(board, "Shift+Tab")
    expect_focus(board, second, ATTENDED)  # a column remembers where one was
    press(board, "Tab", "Tab", "Tab")
    assert focused(board)["stage"] == "", "past the last column Tab leaves the board"


def test_a_press_anywhere_on_a_card_opens_it(board: Page) -> None:
    one = card(board, one_of(board, Stage.ATTENDED))
    one.locator(".board-card__chips").click()
    expect(board.locator("#application")).to_contain_text(one.get_attribute("data-name") or "?", timeout=SOON)


def test_enter_opens_a_card_and_escape_leads_back_to_it(board: Page) -> None:
    someone = one_of(board, ATTENDED)
    focus(board, someone)
    press(board, "Enter")
    people.drawer(board, someone)
    people.close_drawer(board)
    expect_focus(board, someone, ATTENDED)


def test_a_card_that_moved_while_its_drawer_was_open_has_the_focus_again(board: Page) -> None:
    someone = one_of(board, ATTENDED)
    focus(board, someone)
    press(board, "Enter")
    people.drawer(board, someone)
    people.act(board, "decide")
    board.locator("#decide button[type=submit]").click()
    expect(card(board, someone, OFFER)).to_have_count(1, timeout=LIVE)
    people.close_drawer(board)
    expect_focus(board, someone, OFFER)
    people.undo(board)


def test_a_card_without_a_next_step_says_so_when_it_is_asked_for(board: Page) -> None:
    someone = one_of(board, Stage.ARRANGING)
    focus(board, someone)
    press(board, "m")
    said = board.locator('.board [aria-live="assertive"]')
    expect(said).to_have_text(zh("board.say_stuck", name=people.name_of(board, someone)))


def test_a_dialog_begins_in_its_first_field_and_anew_each_time(board: Page) -> None:
    someone = one_of(board, Stage.PASSED_FIRST)
    people.open_drawer(board, someone)
    people.act(board, "invite")
    expect(board.locator("#invite input").first).to_be_focused(timeout=SOON)
    press(board, "Escape")
    closing, note = board.locator("#closing"), board.locator("#closing textarea")
    for _ in range(2):
        board.locator('#application [data-menu="close"] summary').click()
        board.locator('#application [data-menu="close"] button').first.click()
        expect(closing.locator("select")).to_be_focused(timeout=SOON)
        assert note.input_value() == "", "what was typed and given up is gone"
        note.fill("…")
        press(board, "Escape")
        expect(closing).to_be_hidden(timeout=SOON)


def test_two_people_at_one_card_the_second_is_told_and_sees_the_truth(
    demo: RestartableServer, board: Page, as_: OpenPage
) -> None:
    other = as_(people.COLLEAGUE)
    people.open_board(other, demo.url)
    someone = one_of(board, ATTENDED)
    stale = people.version_of(other, someone)
    # The second's screen is held at what it shows now: it hears nothing while the first one acts.
    other.context.set_offline(True)
    other.wait_for_timeout(200)
    people.press_move(board, someone)
    expect(card(board, someone, OFFER)).to_have_count(1, timeout=LIVE)
    assert people.version_of(board, someone) > stale
    other.context.set_offline(False)
    # Whatever the second one's screen still says, the server knows better.
    expect(card(other, someone, OFFER)).to_have_count(1, timeout=20_000)
    people.undo(board)
    expect(card(other, someone, ATTENDED)).to_have_count(1, timeout=LIVE)


def test_filters_stand_in_the_address_and_survive_reload_back_and_sharing(
    demo: RestartableServer, board: Page, as_: OpenPage
) -> None:
    everybody = board.locator("[data-card]").count()
    job = board.locator(f'select[aria-label="{zh("board.any_job")}"]')
    job.select_option(index=1)
    expect(board).to_have_url(re.compile(r"job=\d+"), timeout=SOON)
    expect(board.locator("[data-card]").nth(everybody - 1)).to_have_count(0, timeout=SOON)
    few = people.ids_in(board, ATTENDED)
    board.locator('a[href="/messages"]').first.click()
    expect(board.locator("[data-message]").first).to_be_visible(timeout=SOON)
    board.go_back()
    expect(column(board, ATTENDED).locator("[data-card]")).to_have_count(len(few), timeout=SOON)
    board.reload()
    expect(column(board, ATTENDED).locator("[data-card]")).to_have_count(len(few), timeout=SOON)
    assert people.ids_in(board, ATTENDED) == few
    expect(job).not_to_have_value("", timeout=SOON)  # the cards come before what the filters say
    shared = as_(people.COLLEAGUE)
    shared.goto(board.url)
    expect(column(shared, ATTENDED).locator("[data-card]")).to_have_count(len(few), timeout=SOON)
    board.get_by_role("button", name=zh("board.clear")).click()
    expect(board.locator("[data-card]").nth(everybody - 1)).to_be_attached(timeout=SOON)


def test_a_search_finds_by_name_while_typing(board: Page) -> None:
    someone = one_of(board, Stage.ARRANGING)
    name = people.name_of(board, someone)
    board.get_by_role("searchbox").press_sequentially(name, delay=40)
    expect(board).to_have_url(re.compile("query=|q="), timeout=SOON)
    expect(card(board, someone)).to_be_visible(timeout=SOON)
    expect(board.locator(f'[data-card]:not([data-name*="{name}"])')).to_have_count(0, timeout=SOON)
    expect(board.get_by_role("searchbox")).to_have_value(name)


def test_a_long_column_shows_more_when_its_end_is_scrolled_into_view(board: Page) -> None:
    def cards_of(stage: Stage) -> int:
        return int(column(board, stage).locator(".board-column__count").inner_text())

    longest = max(Stage, key=cards_of)
    long, whole = column(board, longest), cards_of(longest)
    assert whole > 50, "the demo has a column that is long enough to page"
    expect(long.locator("[data-card]")).to_have_count(50)
    long.locator("[data-card]").last.scroll_into_view_if_needed()
    long.locator(".board-column__cards").evaluate("e => e.scrollTo(0, e.scrollHeight)")
    expect(long.locator("[data-card]")).to_have_count(min(100, whole), timeout=SOON)


def test_the_drawer_has_an_address_of_its_own(demo: RestartableServer, board: Page, as_: OpenPage) -> None:
    someone = one_of(board, Stage.ARRANGING)
    name = people.name_of(board, someone)
    expect(people.open_drawer(board, someone)).to_contain_text(name)
    expect(board).to_have_url(re.compile(f"open={someone}"), timeout=SOON)
    board.reload()
    expect(people.drawer(board, someone)).to_contain_text(name)
    people.close_drawer(board)
    shared = as_(people.EXECUTIVE)
    shared.goto(f"{demo.url}/board?open={someone}")
    expect(people.drawer(shared, someone)).to_contain_text(name)


def test_a_dialog_left_open_does_not_come_back_with_a_reload(board: Page) -> None:
    someone = one_of(board, Stage.ARRANGING)
    people.open_drawer(board, someone)
    people.act(board, "book")
    expect(board.locator("#arrange")).to_be_visible(timeout=SOON)
    board.reload()
    people.drawer(board, someone)
    board.wait_for_timeout(500)
    expect(board.locator("#arrange")).to_be_hidden()


@pytest.mark.parametrize("open_", ["999999999", "0", "abc", "-1", "1e9", "%00"])
def test_an_address_that_names_nobody_shows_the_board(
    demo: RestartableServer, as_: OpenPage, open_: str
) -> None:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url, f"?open={open_}")
    expect(page.locator("#application")).to_be_hidden()


def test_an_executive_sees_the_board_and_can_move_nothing(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.EXECUTIVE)
    people.open_board(page, demo.url)
    someone = one_of(page, ATTENDED)
    expect(page.locator("[data-move]")).to_have_count(0)
    x, y = middle(card(page, someone))
    page.mouse.move(x, y)
    page.wait_for_timeout(300)
    page.mouse.down()
    page.mouse.move(*middle(column(page, OFFER)), steps=10)
    expect(page.locator(".board-card--ghost")).to_have_count(0)
    page.mouse.up()
    expect(card(page, someone, ATTENDED)).to_have_count(1)
    contact = people.open_drawer(page, someone)
    expect(contact).to_contain_text("****")
    assert re.search(r"\b\w\*+@", contact.inner_text()) and not re.search(r"\d{8,}", contact.inner_text())


def test_an_interviewer_has_no_board(
    demo: RestartableServer, browsers: Callable[..., BrowserContext]
) -> None:
    page = browsers(**people.DESKTOP).new_page()
    people.sign_in(page, demo.url, people.INTERVIEWER)
    page.goto(f"{demo.url}/board")
    page.wait_for_timeout(2_000)
    expect(page.locator("[data-card]")).to_have_count(0)
