"""The people of the story, each with a browser of their own, and what they do with their hands.

Texts are asked from the catalogue by key, so a better sentence breaks no test.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Locator, Page, expect

from rxapp import i18n
from rxapp.rules.vocabulary import Stage

RECRUITER, COLLEAGUE = "lin@demo.showup", "zhou@demo.showup"
EXECUTIVE, INTERVIEWER = "shen@demo.showup", "wang@demo.showup"
ADMINISTRATOR = "admin@demo.showup"
INTERVIEWERS_NAME = "王建国"

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
}  # fmt: skip

# What comes by itself, without reload. How fast it comes is a figure of the benchmarks, not of a test.
LIVE = 15_000
# An answer to one's own click, and a page that opens.
SOON = 20_000
# The ten seconds in which a click can be taken back, and the jobs' turn after them.
AFTER_UNDO = 25_000


def zh(key: str, **facts: object) -> str:
    """A text of the catalogue as a Chinese reader sees it."""
    return i18n.text("zh", key, **facts)


def says_when(key: str) -> re.Pattern[str]:
    """A notice about a message to the candidate, by day or by night, sent by itself or by hand."""
    kinds = ("", "_later", "_by_hand", "_by_hand_later")
    return re.compile("|".join(re.escape(zh(f"{key}{kind}", when="@")).replace("@", ".+") for kind in kinds))


def password_of(email: str) -> str:
    """The demo's password, as its start prints it."""
    return f"{email.partition('@')[0]}-demo-showup"


def sign_in(page: Page, url: str, email: str, password: str = "") -> None:
    """Sign in with the form, the demo's password unless another is given, and arrive at the start page."""
    page.goto(f"{url}/login")
    page.fill("#email", email)
    page.fill("#password", password or password_of(email))
    page.locator("form:has(#password) button[type=submit]").click()
    page.wait_for_url(lambda address: "/login" not in address)


def skip_tour(page: Page) -> None:
    """Whoever signs in for the first time is offered the tour; this one knows the place."""
    expect(page.locator("#tour")).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden(timeout=SOON)


# --- the board ---------------------------------------------------------------------------------------------------


def open_board(page: Page, url: str, query: str = "") -> None:
    """Open the board and wait until its cards are there, and can be dragged by whom they may."""
    page.goto(f"{url}/board{query}")
    expect(page.locator("[data-card]").first).to_be_visible(timeout=SOON)
    if page.locator("[data-move]").count():
        expect(page.locator(".board[data-can-drag]")).to_be_attached(timeout=SOON)


def column(page: Page, stage: Stage) -> Locator:
    """A column of the board."""
    return page.locator(f'[data-stage="{int(stage)}"]')


def card(page: Page, application_id: int, stage: Stage | None = None) -> Locator:
    """A card, wherever it stands or in one column."""
    place = column(page, stage) if stage is not None else page
    return place.locator(f'[data-card="{application_id}"]')


def ids_in(page: Page, stage: Stage) -> list[int]:
    """The applications a column shows, from top to bottom."""
    found: list[str] = (
        column(page, stage).locator("[data-card]").evaluate_all("all => all.map(e => e.dataset.card)")
    )
    return [int(each) for each in found]


def version_of(page: Page, application_id: int) -> int:
    """The row version a card shows."""
    return int(card(page, application_id).get_attribute("data-version") or 0)


def name_of(page: Page, application_id: int) -> str:
    """The candidate's name on a card."""
    return card(page, application_id).get_attribute("data-name") or ""


def press_move(page: Page, application_id: int) -> None:
    """Press the control that moves a card one stage on; it shows while the card is hovered."""
    card(page, application_id).hover()
    page.locator(f'[data-move="{application_id}"]').click()


def open_drawer(page: Page, application_id: int) -> Locator:
    """Open an application from its card."""
    card(page, application_id).locator(".board-card__name").click()
    return drawer(page, application_id)


def drawer(page: Page, application_id: int) -> Locator:
    """The open drawer of an application."""
    found = page.locator(f'#application[data-application="{application_id}"]')
    expect(found).to_be_visible(timeout=SOON)
    return found


def close_drawer(page: Page) -> None:
    """Escape closes what is on top; the address forgets it too."""
    page.keyboard.press("Escape")
    expect(page.locator("#application")).to_be_hidden(timeout=SOON)
    expect(page).not_to_have_url(re.compile("open="), timeout=SOON)


def act(page: Page, action: str) -> None:
    """Press one of the drawer's buttons."""
    page.locator(f'#application [data-action="{action}"]').click()


def toast(page: Page) -> Locator:
    """The notice at the foot of the page; an open drawer or dialog shows it too, because it lies above the page."""
    return page.locator(".ui-toast:visible").first


def undo(page: Page) -> None:
    """Take back what the notice speaks of."""
    toast(page).get_by_role("button", name=zh("ui.undo"), exact=True).click()
    expect(toast(page)).to_contain_text(zh("frame.undone"), timeout=SOON)


# --- what a recruiter does -----------------------------------------------------------------------------------------


def invite(page: Page, interviewer: str = INTERVIEWERS_NAME, minutes: int = 45) -> None:
    """From an open drawer: this interviewer alone, on site, so many minutes; send."""
    act(page, "invite")
    dialog = page.locator("#invite")
    expect(dialog).to_be_visible(timeout=SOON)
    people = dialog.locator(".drawer__people label")
    expect(people.filter(has_text=interviewer)).to_have_count(1, timeout=SOON)
    for person in people.all():
        box, wanted = person.locator("input"), interviewer in person.inner_text()
        if box.is_checked() is not wanted:
            box.click()
        expect(box).to_be_checked(checked=wanted, timeout=SOON)
    dialog.locator('label:has(input[value="onsite"])').click()
    dialog.locator("select[name=place_id]").select_option(index=0)
    dialog.locator("select[name=minutes]").select_option(str(minutes))
    dialog.get_by_role("button", name=zh("drawer.send_invitation")).click()
    expect(dialog).to_be_hidden(timeout=SOON)


def close_application(page: Page, how: Literal["lost", "rejected", "withdrawn"]) -> None:
    """From an open drawer: end it for the first reason offered."""
    page.locator('#application [data-menu="close"] summary').click()
    page.locator('#application [data-menu="close"]').get_by_role(
        "button", name=zh(f"drawer.ask_{how}")
    ).click()
    dialog = page.locator("#closing")
    expect(dialog.locator("select[name=reason] option").nth(1)).to_be_attached(timeout=SOON)
    dialog.locator("select[name=reason]").select_option(index=1)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden(timeout=SOON)


def arrange(page: Page, now: datetime, *, action: Literal["book", "move"] = "book") -> None:
    """From an open drawer: book, or move to, the first time that is far enough ahead for a reminder of the day."""
    act(page, action)
    times = page.locator("#arrange [data-time]")
    expect(times.first).to_be_visible(timeout=SOON)
    from_ = now.timestamp() + 7 * 3600
    instants: list[int] = times.evaluate_all("all => all.map(e => Number(e.dataset.time))")
    # The list is best first; the earliest that is far enough ahead.
    times.nth(min((at, place) for place, at in enumerate(instants) if at > from_)[1]).click()
    page.locator("#arrange [data-book]").click()
    expect(page.locator("#arrange")).to_be_hidden(timeout=SOON)


def message_to(page: Page, url: str, application_id: int, name: str, kind: str) -> Locator:
    """The newest message of a kind about an application, on the page where the demo shows them as a phone would."""
    page.goto(f"{url}/messages?name={name}")
    # Somebody who applied before has older ones.
    theirs = page.locator("[data-message]").filter(
        has=page.locator(f'a[href="/board?open={application_id}"]')
    )
    found = theirs.filter(has_text=zh(f"messages.kind_{kind}")).first
    ask_for_news(page, found)
    expect(found).to_contain_text(zh("messages.state_sent"), timeout=AFTER_UNDO)
    return found


def ask_for_news(page: Page, wanted: Locator) -> None:
    """What came while a list was read waits under its bar until somebody presses it."""
    bar = page.locator(".hold__news")
    expect(wanted.or_(bar).first).to_be_visible(timeout=AFTER_UNDO)
    while wanted.count() == 0:
        bar.click()
        expect(bar).to_have_count(0, timeout=SOON)
        expect(wanted.or_(bar).first).to_be_visible(timeout=AFTER_UNDO)


def link_in(message: Locator) -> str:
    """The personal link a message carries."""
    address = message.locator('a[href*="/i/"]').first.get_attribute("href")
    assert address
    return address


def metric(page: Page, name: str) -> int:
    """A count beside the loss rate on the start page."""
    found = page.locator(f'[data-metric="{name}"]')
    expect(found).to_be_visible(timeout=SOON)
    return int(re.sub(r"\D", "", found.inner_text()))


# --- what an interviewer does ----------------------------------------------------------------------------------------


def record_attended(page: Page, name: str, note: str = "") -> None:
    """On their start page, on a phone: the candidate came."""
    row = page.locator(".agenda__row").filter(has_text=name)
    row.get_by_role("button", name=zh("start.record")).tap()
    dialog = page.locator("#outcome")
    expect(dialog).to_be_visible(timeout=SOON)
    dialog.locator('label:has(input[value="attended"])').tap()
    save = dialog.get_by_role("button", name=zh("start.save_outcome"))
    expect(save).to_be_enabled(timeout=SOON)
    dialog.locator("textarea[name=note]").fill(note)
    save.tap()
    expect(dialog).to_be_hidden(timeout=SOON)


# --- what a candidate does -------------------------------------------------------------------------------------------


def open_link(page: Page, link: str) -> None:
    """Open a message's link and wait for the page."""
    page.goto(link)
    expect(page.locator(".candidate__steps, .candidate__hello").first).to_be_visible(timeout=SOON)
    assert page.url.endswith("/c"), "no page's address carries a token"


def slots(page: Page) -> Locator:
    """The times on offer."""
    return page.locator("[data-slot]")


def choose(page: Page, place: int = 0) -> str:
    """On the page of times: take one; its instant."""
    slot = slots(page).nth(place)
    expect(slot).to_be_visible(timeout=SOON)
    at = slot.get_attribute("data-slot") or ""
    slot.tap() if page.evaluate("navigator.maxTouchPoints") else slot.click()
    dialog = page.locator("#confirm-slot")
    expect(dialog).to_be_visible(timeout=SOON)
    dialog.locator(".ui-button--primary").click()
    page.wait_for_url(lambda address: address.endswith("/c"))
    return at


def news(page: Page) -> Locator:
    """The lines that tell what the company did."""
    return page.locator(".candidate__news li")


def cookies_of(context: BrowserContext) -> dict[str, str]:
    """Name and value of a browser's cookies."""
    return {str(each["name"]): str(each["value"]) for each in context.cookies()}
