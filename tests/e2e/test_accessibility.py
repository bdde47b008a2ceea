"""Everybody can read every page, and everything works without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from rxapp import pages
from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.days import Days
from tests.e2e.people import LIVE, SOON, card, column, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e

STAFF_PAGES = {
    people.ADMINISTRATOR: (
        "/", "/board", "/people", "/calendar", "/messages", "/insights", "/settings", "/settings/jobs",
        "/settings/sessions", "/settings/openings", "/settings/places", "/settings/templates", "/settings/users",
        "/settings/profile", "/settings/account", "/settings/audit",
    ),
    people.RECRUITER: ("/", "/board", "/people", "/calendar", "/messages", "/insights"),
    people.EXECUTIVE: ("/", "/board", "/people", "/calendar", "/insights"),
    people.INTERVIEWER: ("/", "/calendar", "/settings/sessions"),
}  # fmt: skip
STRANGERS_PAGES = ("/login", "/account", "/setup", "/404", "/c", "/c/book", "/s", "/s?lang=en", "/u/unknown")
CANDIDATES_PAGES = ("/c", "/c/book")
THEMES = ("light", "dark")


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical, one line each: the rule and the first places."""
    # Nothing is judged half faded in.
    page.evaluate("""Promise.race([
        Promise.allSettled(document.getAnimations().map(each => each.finished)),
        new Promise(done => setTimeout(done, 1000)),
    ])""")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{fault['id']}: {[node['target'] for node in fault['nodes']][:4]} {fault['nodes'][0]['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


def open_quiet(page: Page, address: str) -> None:
    """Open a page and wait until what it loads is there."""
    page.goto(address)
    expect(page.locator("main")).to_be_attached(timeout=SOON)
    page.wait_for_load_state("networkidle")
    expect(page.locator("main .ui-skeleton")).to_have_count(0, timeout=SOON)


def test_every_page_is_among_those_looked_at() -> None:
    looked_at = (
        {each for every in STAFF_PAGES.values() for each in every}
        | set(STRANGERS_PAGES)
        | set(CANDIDATES_PAGES)
    )
    assert {f"/{module.ROUTE.strip('/')}" for module in pages.modules()} <= looked_at


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("who", STAFF_PAGES)
def test_axe_finds_nothing_serious_on_staff_pages(
    demo: RestartableServer, as_: OpenPage, who: str, theme: str
) -> None:
    page, found = as_(who, color_scheme=theme), {}
    for route in STAFF_PAGES[who]:
        open_quiet(page, demo.url + route)
        found[route] = faults(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_on_a_phone_of_an_interviewer(
    demo: RestartableServer, as_: OpenPage, theme: str
) -> None:
    page = as_(people.INTERVIEWER, **people.PHONE, color_scheme=theme)
    found = {}
    for route in STAFF_PAGES[people.INTERVIEWER]:
        open_quiet(page, demo.url + route)
        found[route] = faults(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_before_signing_in(
    demo: RestartableServer, browsers: Callable[..., BrowserContext], theme: str
) -> None:
    page, found = browsers(**people.PHONE, color_scheme=theme).new_page(), {}
    for route in STRANGERS_PAGES:
        open_quiet(page, demo.url + route)
        found[route] = faults(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_in_the_drawer_and_its_dialogs(
    demo: RestartableServer, as_: OpenPage, theme: str
) -> None:
    page, found = as_(people.RECRUITER, color_scheme=theme), {}
    for stage, dialogs in (
        (Stage.PASSED_FIRST, {"invite": "#invite"}),
        (Stage.ARRANGING, {"book": "#arrange"}),
        (Stage.BOOKED, {}),
        (Stage.ATTENDED, {}),
    ):
        people.open_board(page, demo.url)
        people.open_drawer(page, people.ids_in(page, stage)[-1])
        found[stage.name] = faults(page)
        for action, place in dialogs.items():
            people.act(page, action)
            expect(page.locator(place)).to_be_visible(timeout=SOON)
            found[action] = faults(page)
    boss = as_(people.EXECUTIVE, color_scheme=theme)
    people.open_board(boss, demo.url)
    people.open_drawer(boss, people.ids_in(boss, Stage.ARRANGING)[-1])
    people.act(boss, "request_priority")
    expect(boss.locator("#priority")).to_be_visible(timeout=SOON)
    found["priority"] = faults(boss)
    assert not any(found.values()), found


def press(page: Page, selector: str) -> None:
    """Press what is there and in view; a menu draws its list when it opens."""
    found = page.locator(selector).first
    expect(found).to_be_visible(timeout=SOON)
    found.click()


def named(key: str) -> str:
    """A button of the page by what it says or is called."""
    return f'main button:has-text("{zh(key)}"), main button[aria-label="{zh(key)}"]'


MENU = "[data-user] details.users__menu"
BOX = ".people__row:nth-child({}) [data-pick]"
# Page → what is pressed there, and the dialog that opens; one press may follow another.
DIALOGS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "/settings/openings": (
        ("#opening-form", (named("openings.add"),)),
        ("#opening-closing", (named("openings.close"),)),
    ),
    "/settings/places": (
        ("#place-form", (named("places.add"),)),
        ("#place-removal", (named("places.remove"),)),
    ),
    "/settings/users": (
        ("#invite-user", (named("users.invite"),)),
        ("#user-change", (f"{MENU} summary", f'{MENU}[open] button:has-text("{zh("users.edit")}")')),
        ("#user-change", (f"{MENU} summary", f'{MENU}[open] button:has-text("{zh("users.close")}")')),
        ("#user-link", (f"{MENU} summary", f'{MENU}[open] button:has-text("{zh("users.reset")}")')),
    ),
    "/people": (
        ("#intake", ('[data-action="add-candidate"]',)),
        ("#many", (BOX.format(1), BOX.format(2), '[data-many="close"]')),
        ("#many", ('[data-many="invite"]',)),
        ("#palette", ()),
        ("#bell", (".frame__bell",)),
    ),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_axe_finds_nothing_serious_in_the_dialogs_of_pages(
    demo: RestartableServer, as_: OpenPage, device: str, theme: str
) -> None:
    size = people.PHONE if device == "phone" else people.DESKTOP
    page, found = as_(people.ADMINISTRATOR, **size, color_scheme=theme), {}
    for route, dialogs in DIALOGS.items():
        open_quiet(page, demo.url + route)
        for n, (dialog, presses) in enumerate(dialogs):
            if dialog == "#palette":
                page.keyboard.press("Control+k")
            for each in presses:
                press(page, each)
            expect(page.locator(dialog)).to_be_visible(timeout=SOON)
            page.wait_for_load_state("networkidle")
            found[f"{route} {dialog} {n}"] = faults(page)
            page.keyboard.press("Escape")
            expect(page.locator(dialog)).to_be_hidden(timeout=SOON)
    assert not any(found.values()), found


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_on_the_candidates_phone(
    demo: RestartableServer, as_: OpenPage, browsers: Callable[..., BrowserContext], theme: str
) -> None:
    phone, found = browsers(**people.PHONE, color_scheme=theme).new_page(), {}
    for kind in ("invited", "booked"):
        people.open_link(phone, newest_link(as_(people.RECRUITER), demo.url, kind))
        for route in CANDIDATES_PAGES:
            open_quiet(phone, demo.url + route)
            found[f"{kind} {route}"] = faults(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            "the page scrolls sideways"
        )
    phone.goto(f"{demo.url}/c")
    phone.get_by_role("button", name=zh("candidate.cannot")).tap()
    found["cannot come"] = faults(phone)
    assert not any(found.values()), found


def newest_link(outbox: Page, url: str, kind: str) -> str:
    """The link of somebody in the demo who stands where this message leads to."""
    people.open_board(outbox, url)
    stage = Stage.ARRANGING if kind == "invited" else Stage.BOOKED
    for someone in reversed(people.ids_in(outbox, stage)):
        name = people.name_of(outbox, someone)
        outbox.goto(f"{url}/messages?name={name}")
        expect(outbox.locator("[data-message]").first).to_be_visible(timeout=SOON)
        theirs = outbox.locator("[data-message]").filter(
            has=outbox.locator(f'a[href="/board?open={someone}"]')
        )
        links = theirs.filter(has_text=zh(f"messages.kind_{kind}")).locator('a[href*="/i/"]')
        if links.count():
            return links.first.get_attribute("href") or ""
        people.open_board(outbox, url)
    raise AssertionError(f"nobody has a message of this kind: {kind}")


# --- without a mouse -----------------------------------------------------------------------------------------------


def test_a_card_moves_by_keyboard_and_each_step_is_announced(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    someone = int(column(page, Stage.ATTENDED).locator("[data-card]").nth(3).get_attribute("data-card") or 0)
    name = people.name_of(page, someone)
    said = page.locator('.board [aria-live="assertive"]')
    card(page, someone).focus()
    # The part that listens is fetched when the focus comes near.
    page.wait_for_timeout(300)
    page.keyboard.press("Space")
    expect(said).to_have_text(zh("board.say_picked", name=name, stage=zh("board.stage_attended")))
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(zh("board.say_over", name=name, stage=zh("board.stage_offer")))
    page.keyboard.press("Escape")
    expect(said).to_have_text(zh("board.say_back", name=name))
    expect(card(page, someone, Stage.ATTENDED)).to_have_count(1)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(card(page, someone, Stage.OFFER)).to_have_count(1, timeout=LIVE)
    people.undo(page)


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_an_invitation_leaves_by_keyboard_alone(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    people.open_board(page, demo.url)
    someone = people.ids_in(page, Stage.PASSED_FIRST)[-2]
    card(page, someone).focus()
    page.keyboard.press("Enter")
    people.drawer(page, someone)
    tab_to(page, '[data-action="invite"]')
    page.keyboard.press("Enter")
    expect(page.locator("#invite")).to_be_visible(timeout=SOON)
    expect(page.locator("#invite .drawer__people label").first).to_be_visible(timeout=SOON)
    tab_to(page, "#invite button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#invite")).to_be_hidden(timeout=SOON)
    # The focus is back where it came from, and Escape closes what is open.
    page.keyboard.press("Escape")
    expect(page.locator("#application")).to_be_hidden(timeout=SOON)
    expect(card(page, someone, Stage.ARRANGING)).to_have_count(1, timeout=LIVE)
    people.undo(page)


def test_a_candidate_books_and_cancels_by_keyboard_alone(
    demo: RestartableServer, days: Days, as_: OpenPage, browsers: Callable[..., BrowserContext]
) -> None:
    page = browsers(**people.DESKTOP).new_page()
    people.open_link(page, newest_link(as_(people.RECRUITER), demo.url, "invited"))
    tab_to(page, 'a[href="/c/book"]')
    page.keyboard.press("Enter")
    expect(people.slots(page).first).to_be_visible(timeout=SOON)
    tab_to(page, "[data-slot]")
    page.keyboard.press("Enter")
    expect(page.locator("#confirm-slot")).to_be_visible(timeout=SOON)
    tab_to(page, "#confirm-slot .ui-button--primary")
    page.keyboard.press("Enter")
    expect(page.locator("#interview-time")).to_be_visible(timeout=SOON)
    tab_to(page, '[data-opens="cannot-come"]')
    page.keyboard.press("Enter")
    expect(page.locator("#cannot-come")).to_be_visible(timeout=SOON)
    expect(page.locator("#cannot-come input[name=reason]").first).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, "#cannot-come button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#interview-time")).to_have_count(0, timeout=SOON)
