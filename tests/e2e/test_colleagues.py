"""Who comes in: the company's first page and what it leaves behind, a colleague who is asked in, and who may not enter
a room."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.rules.vocabulary import Role
from tests.e2e import moving_in, people
from tests.e2e.conftest import OpenPage
from tests.e2e.installation import ADMINISTRATOR, FORM, PASSWORD, Installation, fill
from tests.e2e.people import SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
NAME, EMAIL = "何佳宁", "jianing@demo.showup"
OPENS, CLOSES = "08:30", "17:30"
TOAST_MS = 1500


# --- the first page ------------------------------------------------------------------------------------------------


def test_what_the_set_up_page_was_told_stands_in_the_forms_that_come_after_it(
    real: Installation, browsers: Callable[..., BrowserContext]
) -> None:
    page = browsers(**people.DESKTOP).new_page()
    page.goto(f"{real.url}/setup")
    form = page.locator("form.setup")
    expect(form).to_be_visible(timeout=SOON)
    offered = {name: value_of(page, name) for name in ("opens", "lunch_from", "lunch_until", "closes")}
    assert offered == {"opens": "09:00", "lunch_from": "12:00", "lunch_until": "13:00", "closes": "18:00"}
    assert ticked(page) == [0, 1, 2, 3, 4]

    # A wrong code takes nothing away, neither what was typed nor what was offered.
    fill(page, "WRONG-CODE")
    page.fill("input[name=opens]", OPENS)
    page.locator("input[name=day_5]").check()
    form.locator("button[type=submit]").click()
    expect(page.locator('[role="alert"]')).to_be_visible(timeout=SOON)
    expect(page.locator("input[name=code]")).to_be_focused()
    for name, value in {**FORM, **offered, "opens": OPENS}.items():
        expect(page.locator(f"input[name={name}]")).to_have_value(value)
    assert ticked(page) == [0, 1, 2, 3, 4, 5]
    page.fill("input[name=code]", real.code)
    page.fill("input[name=closes]", CLOSES)
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/login?welcome=1")

    # The address to sign in with, and nothing of the password.
    expect(page.locator("#email")).to_have_value(ADMINISTRATOR, timeout=SOON)
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("#password")).to_have_value("")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{real.url}/")
    people.skip_tour(page)

    # The company, as candidates read it, and its week.
    page.goto(f"{real.url}/settings")
    main = page.locator("main")
    for part in (FORM["company"], FORM["phone"]):
        expect(main).to_contain_text(part, timeout=SOON)
    for part, days in ((f"{OPENS}–12:00", 6), (f"13:00–{CLOSES}", 6)):
        expect(main.get_by_text(part)).to_have_count(days, timeout=SOON)
    main.locator("section", has_text=FORM["phone"]).get_by_role(
        "button", name=zh("settings.edit"), exact=True
    ).first.click()
    company = page.locator("#settings-company")
    expect(company.locator("input[name=name]")).to_have_value(FORM["company"], timeout=SOON)
    expect(company.locator("input[name=phone]")).to_have_value(FORM["phone"])
    page.keyboard.press("Escape")

    # The place, which lacks only its pin.
    page.goto(f"{real.url}/")
    moving_in.press_step(page, "place")
    place = page.locator("#place-form")
    expect(place.locator("input[name=name]")).to_have_value(FORM["place"], timeout=SOON)
    for name in ("city", "address"):
        expect(place.locator(f"input[name={name}]")).to_have_value(FORM[name])


def value_of(page: Page, name: str) -> str:
    return page.locator(f"input[name={name}]").input_value()


def ticked(page: Page) -> list[int]:
    return [day for day in range(7) if page.locator(f"input[name=day_{day}]").is_checked()]


# --- a colleague ----------------------------------------------------------------------------------------------------


def test_a_colleague_is_asked_in_chooses_a_password_and_is_in(
    demo: RestartableServer, as_: OpenPage, browsers: Callable[..., BrowserContext]
) -> None:
    page = as_(people.ADMINISTRATOR)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{demo.url}/settings/users")
    expect(page.locator("[data-user]").first).to_be_visible(timeout=SOON)
    page.get_by_role("button", name=zh("users.invite"), exact=True).click()
    form = page.locator("#invite-user")
    expect(form.locator("input[name=name]")).to_be_focused(timeout=SOON)
    # Nobody is given a role by accident.
    expect(form.locator("select[name=role]")).to_have_value("")
    form.locator("input[name=name]").fill(NAME)
    form.locator("input[name=email]").fill(people.RECRUITER)
    form.locator("select[name=role]").select_option(Role.INTERVIEWER.value)
    form.get_by_role("button", name=zh("users.make_link")).click()
    # Somebody has this address: said where one types, and nothing is lost.
    expect(form.locator('[role="alert"]')).to_contain_text(zh("error.email_taken"), timeout=SOON)
    expect(form.locator("input[name=name]")).to_have_value(NAME)
    expect(form.locator("select[name=role]")).to_have_value(Role.INTERVIEWER.value)
    link = moving_in.invite_colleague(page, NAME, EMAIL, Role.INTERVIEWER)
    waiting = page.locator('[data-standing="waiting"]').filter(has_text=EMAIL)

    theirs = browsers(**people.PHONE).new_page()
    theirs.goto(link)
    expect(theirs.locator("h1")).to_have_text(zh("users.welcome", name=NAME), timeout=SOON)
    before = theirs.evaluate("history.length")
    choose(theirs, PASSWORD, f"{PASSWORD}s")
    expect(theirs.locator('[role="alert"]')).to_contain_text(zh("error.passwords_differ"), timeout=SOON)
    expect(waiting).to_have_count(1)
    choose(theirs, PASSWORD, PASSWORD)
    theirs.wait_for_url(f"{demo.url}/")
    expect(theirs.locator("main")).to_contain_text(zh("start.no_hours"), timeout=SOON)
    # Back leads neither to the form nor to the link.
    assert theirs.evaluate("history.length") == before

    page.reload()
    expect(page.locator('[data-standing="active"]').filter(has_text=EMAIL)).to_contain_text(
        zh("settings.role_interviewer"), timeout=SOON
    )
    moving_in.find_the_link_used_up(browsers(**people.PHONE).new_page(), link)


def choose(page: Page, password: str, again: str) -> None:
    page.fill("input[name=password]", password)
    page.fill("input[name=again]", again)
    page.get_by_role("button", name=zh("users.choose_submit")).click()


# --- rooms that are not theirs --------------------------------------------------------------------------------------

CLOSED = {
    people.INTERVIEWER: (
        "/board", "/people", "/messages", "/insights", "/settings/openings", "/settings/places", "/settings/users",
        "/settings/audit", "/settings/jobs",
    ),
    people.EXECUTIVE: (
        "/messages", "/settings/openings", "/settings/places", "/settings/users", "/settings/audit", "/settings/jobs",
        "/settings/profile",
    ),
    people.RECRUITER: ("/settings/users", "/settings/audit", "/settings/jobs"),
}  # fmt: skip


@pytest.mark.parametrize("who", CLOSED, ids=lambda who: who.partition("@")[0])
def test_whoever_types_the_address_of_a_room_that_is_not_theirs_gets_one_answer(
    demo: RestartableServer, as_: OpenPage, who: str
) -> None:
    page = as_(who)
    for address in CLOSED[who]:
        page.goto(f"{demo.url}{address}")
        said = page.locator("main").get_by_text(zh("start.not_yours"))
        expect(said).to_be_visible(timeout=SOON)
        page.wait_for_timeout(TOAST_MS)
        expect(page.locator(".ui-toast:visible")).to_have_count(0)
        expect(said).to_have_count(1)
        expect(page.get_by_text(re.compile(re.escape(zh("error.not_allowed"))))).to_have_count(0)
        expect(page.locator("main .ui-skeleton, main .staff-failed")).to_have_count(0)
