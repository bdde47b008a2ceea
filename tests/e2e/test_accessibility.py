"""What axe finds on every page, in both themes and sizes, and what a keyboard alone can do."""

from __future__ import annotations

from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from rxapp.pages import modules
from tests.e2e import people
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e

FOR_STAFF = [
    module.ROUTE for module in modules() if module.ROUTE.startswith("/") and module.ROUTE not in
    ("/login", "/setup", "/c", "/c/book")
]  # fmt: skip
LOOKS = [
    pytest.param({**people.DESKTOP, "color_scheme": "light"}, id="desktop-light"),
    pytest.param({**people.PHONE, "color_scheme": "dark"}, id="phone-dark"),
]


def faults(page: Page) -> list[str]:
    """What axe calls serious or critical, one line each."""
    found: dict[str, Any] = Axe().run(page)
    return [
        f"{each['id']} at {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def settle(page: Page) -> None:
    """Wait until nothing on the page is still loading."""
    expect(page.locator("#main")).to_be_visible(timeout=SOON)
    expect(page.locator(".ui-skeleton")).to_have_count(0, timeout=SOON)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "role", [people.RECRUITER, people.EXECUTIVE, people.INTERVIEWER, people.ADMINISTRATOR]
)
def test_axe_finds_nothing_serious_on_staff_pages(
    demo: RestartableServer, as_: Any, role: str, look: dict[str, Any]
) -> None:
    page = as_(role, **look)
    found = {}
    for route in FOR_STAFF:
        page.goto(f"{demo.url}{route}")
        settle(page)
        if wrong := faults(page):
            found[route] = wrong
    assert found == {}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_before_the_door(
    demo: RestartableServer, browsers: Any, look: dict[str, Any]
) -> None:
    page = browsers(**look).new_page()
    for route in ("/login", "/login?problem=sign_in_refused", "/setup", "/c", "/c/book", "/nowhere"):
        page.goto(f"{demo.url}{route}")
        settle(page)
        assert faults(page) == [], route


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_on_the_candidates_pages(
    demo: RestartableServer, as_: Any, browsers: Any, look: dict[str, Any]
) -> None:
    recruiter, phone = as_(people.RECRUITER), browsers(**look).new_page()
    recruiter.goto(f"{demo.url}/messages")
    for link in recruiter.locator('a[href*="/i/"]').evaluate_all("all => all.slice(0, 6).map(a => a.href)"):
        people.open_link(phone, link)
        settle(phone)
        assert faults(phone) == []
        phone.goto(f"{demo.url}/c/book")
        settle(phone)
        if people.slots(phone).count():
            people.slots(phone).first.click()
            expect(phone.locator("#confirm-slot")).to_be_visible(timeout=SOON)
        assert faults(phone) == []


def test_the_first_tab_skips_to_the_content(demo: RestartableServer, as_: Any) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/calendar")
    settle(page)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(zh("ui.skip"))
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_dialog_keeps_the_keyboard_inside_closes_on_escape_and_gives_the_focus_back(
    demo: RestartableServer, as_: Any, phone: Page
) -> None:
    recruiter = as_(people.RECRUITER)
    recruiter.goto(f"{demo.url}/messages")
    people.open_link(phone, recruiter.locator('a[href*="/i/"]').first.get_attribute("href"))
    settle(phone)
    opener = phone.locator("[data-opens]").first
    expect(opener).to_be_visible(timeout=SOON)
    opener.focus()
    phone.keyboard.press("Enter")
    dialog = phone.locator("dialog[open]")
    expect(dialog).to_be_visible()
    for _ in range(30):
        phone.keyboard.press("Tab")
        inside = phone.evaluate("!document.hasFocus() || document.activeElement === document.body ||"
                                " !!document.activeElement.closest('dialog[open]')")  # fmt: skip
        assert inside
    phone.keyboard.press("Escape")
    expect(phone.locator("dialog[open]")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_theme_is_chosen_kept_and_applied_before_the_page_paints(
    demo: RestartableServer, as_: Any
) -> None:
    page = as_(people.RECRUITER, color_scheme="light")
    page.goto(demo.url)
    settle(page)
    page.locator(".frame__menu summary").click()
    page.locator('.frame__menu input[value="dark"]').check(force=True)
    expect(page.locator("html.dark")).to_have_count(1)
    page.add_init_script(
        "new PerformanceObserver(list => { window.first ??= document.documentElement.className })"
        ".observe({ type: 'paint', buffered: true })"
    )
    page.reload()
    settle(page)
    assert "dark" in page.evaluate("window.first")


def test_the_language_changes_without_a_reload_and_stays(demo: RestartableServer, browsers: Any) -> None:
    page = browsers(**people.DESKTOP).new_page()
    page.goto(f"{demo.url}/login")
    settle(page)
    page.evaluate("window.same = true")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in", timeout=SOON)
    assert page.evaluate("window.same") and page.evaluate("document.documentElement.lang") == "en"
    expect(page).to_have_title("Sign in · ShowUp")


@pytest.mark.parametrize("look", [people.DESKTOP, people.PHONE], ids=["desktop", "phone"])
def test_no_page_scrolls_sideways(demo: RestartableServer, as_: Any, look: dict[str, Any]) -> None:
    page = as_(people.RECRUITER, **look)
    for route in FOR_STAFF:
        page.goto(f"{demo.url}{route}")
        settle(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{route} is {wide} pixels too wide"
