"""A candidate's taps on a telephone with a poor network and an impatient finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.days import Days
from tests.e2e.people import LIVE, SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e

FOCUSED = "() => [document.activeElement.tagName, document.activeElement.textContent]"
TWICE = "e => { e.click(); const busy = e.getAttribute('aria-busy'); e.click(); return busy; }"


def told(page: Page, key: str) -> None:
    expect(page.locator(".ui-lost")).to_contain_text(zh(key), timeout=LIVE)


def test_a_tap_without_a_network_says_so_and_one_that_counts_counts_once(
    demo: RestartableServer, days: Days, browsers: Callable[..., BrowserContext], as_: OpenPage, phone: Page
) -> None:
    def events(kind: str) -> int:
        [(found,)] = days.rows(
            "SELECT count(*) FROM event WHERE application_id = ? AND kind = ?", someone, kind
        )
        return int(found)

    recruiter = as_(people.RECRUITER)
    people.open_board(recruiter, demo.url)
    someone = people.ids_in(recruiter, Stage.PASSED_FIRST)[-3]
    name = people.name_of(recruiter, someone)
    people.open_drawer(recruiter, someone)
    people.invite(recruiter)
    message = people.message_to(as_(people.RECRUITER), demo.url, someone, name, "invited")
    people.open_link(phone, people.link_in(message))
    context = phone.context

    # Without a network the link to the times leads nowhere: the page stays, and says why.
    context.set_offline(True)
    told(phone, "ui.lost")
    phone.get_by_role("link", name=zh("candidate.choose")).tap()
    told(phone, "candidate.not_open")
    assert phone.url.endswith("/c")
    context.set_offline(False)

    # Its script came with the first page, so that a network that is too slow for files does not end in an error page.
    phone.route("**/assets/**", lambda route: route.abort())
    phone.get_by_role("link", name=zh("candidate.choose")).tap()
    expect(people.slots(phone).first).to_be_visible(timeout=SOON)
    expect(phone.locator(".candidate__hello")).to_contain_text(name)
    phone.unroute("**/assets/**")

    # A time is taken; the focus goes on to what there is to do now.
    people.choose(phone)
    calendar = phone.locator(".candidate__now a")
    expect(calendar).to_be_focused(timeout=SOON)

    # What they have packed is still ticked after a reload.
    packed = phone.locator("#main .ui-check input[type=checkbox]").first
    packed.check()
    phone.reload()
    expect(packed).to_be_checked(timeout=SOON)

    # HR moves it, so that a "yes" is asked for. Without a network it is not sent, and not sent later either.
    people.arrange(recruiter, demo.now(), action="move")
    confirm = phone.get_by_role("button", name=zh("candidate.confirm"))
    expect(confirm).to_be_visible(timeout=LIVE)
    context.set_offline(True)
    confirm.tap()
    told(phone, "candidate.not_sent")
    expect(confirm).not_to_have_attribute("aria-busy", "true")
    context.set_offline(False)
    expect(phone.locator(".ui-lost")).to_have_count(0, timeout=SOON)
    phone.wait_for_timeout(1_000)
    assert events("confirmed") == 0
    # Two taps of the same finger: busy at once, one "yes"; the button is gone and the focus stands on what is next.
    assert confirm.evaluate(TWICE) == "true"
    expect(phone.locator(".candidate__time")).to_contain_text(zh("candidate.confirmed"), timeout=SOON)
    assert events("confirmed") == 1
    expect(calendar).to_be_focused(timeout=SOON)

    # A reason that ends everything says so before the button is pressed, and is asked about once more.
    phone.get_by_role("button", name=zh("candidate.cannot")).tap()
    dialog = phone.locator("#cannot-come")
    send = dialog.locator("button[type=submit]")
    dialog.locator('label:has(input[value="ill"])').tap()
    expect(send).to_have_text(zh("candidate.cancel.send"), use_inner_text=True)
    dialog.locator('label:has(input[value="pay"])').tap()
    expect(send).to_have_text(zh("candidate.withdraw.send"), use_inner_text=True)
    expect(dialog).to_contain_text(zh("candidate.cancel.ends"), use_inner_text=True)
    context.set_offline(True)
    send.tap()
    expect(dialog.locator(".ui-lost")).to_contain_text(zh("candidate.not_sent"))
    context.set_offline(False)
    send.tap()
    phone.locator("#ending").get_by_role("button", name=zh("candidate.ending.keep")).tap()
    expect(phone.locator("#ending")).to_be_hidden(timeout=SOON)
    assert events("withdrawn") == events("booking_cancelled") == 0

    # The other reasons cancel this time only.
    days.rest(someone)
    dialog.locator('label:has(input[value="ill"])').tap()
    send.tap()
    expect(dialog).to_have_count(0, timeout=SOON)
    expect(phone.locator(".candidate__headline")).to_contain_text(zh("candidate.again.choose"), timeout=SOON)
    assert events("booking_cancelled") == 1
    expect(phone.get_by_role("link", name=zh("candidate.choose"))).to_be_focused(timeout=SOON)
