"""The power fails in the middle of the story, and the story goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.days import Days
from tests.e2e.people import AFTER_UNDO, LIVE, SOON, card, column, zh
from tests.server import RestartableServer, next_morning

pytestmark = pytest.mark.e2e

# A page notices a lost connection by itself and comes back by itself; waiting times grow from one to five seconds.
BACK = 20_000
PLANNED = (
    "SELECT dedupe, due_at FROM planned_step WHERE application_id = ? AND state = 'pending' ORDER BY dedupe"
)
SENT = "SELECT kind FROM delivery WHERE application_id = ? AND state = 'sent' ORDER BY id"


def test_the_story_goes_on_after_the_server_was_killed_and_nothing_is_lost_or_sent_twice(
    restartable_server: Callable[..., RestartableServer], browsers: Callable[..., BrowserContext]
) -> None:
    server = restartable_server()
    server.turn_clock(next_morning())
    server.start()
    days = Days(server.database_file, server.now)
    recruiter, executive = (browsers(**people.DESKTOP).new_page() for _ in range(2))
    people.sign_in(recruiter, server.url, people.RECRUITER)
    people.sign_in(executive, server.url, people.EXECUTIVE)
    people.open_board(recruiter, server.url)
    people.open_board(executive, server.url)
    cards = column(recruiter, Stage.PASSED_FIRST).locator("[data-card]:not(.board-card--priority)")
    someone = int(cards.last.get_attribute("data-card") or 0)
    name = people.name_of(recruiter, someone)
    people.open_drawer(recruiter, someone)
    people.invite(recruiter)
    people.close_drawer(recruiter)

    # Killed while the invitation waits for its ten seconds: it leaves after the restart, once.
    pages = (recruiter, executive)
    crash(server, pages)
    outbox = recruiter.context.new_page()
    invitation = people.message_to(outbox, server.url, someone, name, "invited")
    assert days.rows(SENT, someone) == [("invited",)]

    phone = browsers(**people.PHONE).new_page()
    people.open_link(phone, people.link_in(invitation))
    phone.get_by_role("link", name=zh("candidate.choose")).tap()
    people.choose(phone, place=3)
    for page in pages:
        expect(card(page, someone, Stage.BOOKED)).to_have_count(1, timeout=LIVE)
    expect(phone.locator("#interview-time")).to_be_visible(timeout=SOON)
    booking = days.rows(
        "SELECT id, starts_at FROM booking WHERE application_id = ? AND state = 'scheduled'", someone
    )
    planned = days.rows(PLANNED, someone)
    assert len(booking) == 1 and any("ask_outcome" in key for key, _ in planned)
    # What falls due within the next minutes may be settled by the jobs meanwhile; the rest is what must not be lost.
    later = [row for row in planned if row[1] > soon(server)]

    # Killed again, the interview booked, its reminders not yet sent.
    crash(server, (*pages, phone))
    assert booking == days.rows(
        "SELECT id, starts_at FROM booking WHERE application_id = ? AND state = 'scheduled'", someone
    )
    people.message_to(outbox, server.url, someone, name, "booked")
    assert days.rows(SENT, someone) == [("invited",), ("booked",)]
    assert days.rows(PLANNED, someone) == later, "every reminder is where it was"

    # The pages of before the crash are live again: HR moves the time, phone and executive see it without a reload.
    people.open_drawer(recruiter, someone)
    people.arrange(recruiter, server.now(), action="move")
    line = zh("candidate.happened.booking_moved.user", when="").strip()
    expect(people.news(phone).filter(has_text=line)).to_have_count(1, timeout=LIVE)
    version = people.version_of(recruiter, someone)
    expect(card(executive, someone)).to_have_attribute("data-version", str(version), timeout=LIVE)
    phone.get_by_role("button", name=zh("candidate.confirm")).tap()
    expect(card(executive, someone)).to_contain_text(zh("board.notice_confirmed"), timeout=LIVE)
    people.close_drawer(recruiter)

    # And the last step: they come.
    days.come(someone, minutes=-20)
    recruiter.reload()
    expect(card(recruiter, someone)).to_be_visible(timeout=SOON)
    people.press_move(recruiter, someone)
    for page in pages:
        expect(card(page, someone, Stage.ATTENDED)).to_have_count(1, timeout=LIVE)
    kinds = [kind for (kind,) in days.rows(SENT, someone)]
    assert len(kinds) == len(set(kinds)), "nothing was sent twice"


def soon(server: RestartableServer) -> str:
    return (server.now() + timedelta(minutes=10)).strftime("%Y-%m-%d %H:%M:%S")


def crash(server: RestartableServer, pages: tuple[Page, ...]) -> None:
    """Every process of the server ends at once; each page says so, and finds its way back when the server does."""
    before = [page.evaluate("window.loaded ??= Math.random()") for page in pages]
    server.kill()
    for page in pages:
        expect(page.locator(".ui-lost")).to_be_visible(timeout=AFTER_UNDO)
    server.start()
    for page, mark in zip(pages, before, strict=True):
        expect(page.locator(".ui-lost")).to_have_count(0, timeout=BACK)
        assert page.evaluate("window.loaded") == mark, "the page came back without being loaded anew"
