"""A real installation from its first minute: an empty database, the set-up page, colleagues from the command line, and
messages that somebody sends by hand. Nothing of the demo is here, and nothing claims to be delivered that was not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, expect

from rxapp.rules.vocabulary import Stage
from rxapp.settings import ROOT
from tests.e2e import people
from tests.e2e.days import Days
from tests.e2e.installation import (
    ADMINISTRATOR,
    FORM,
    INTERVIEWER,
    PASSWORD,
    RECRUITER,
    Installation,
    fill,
    message,
    message_that_came,
    say_sent,
    set_up,
    state_of,
)
from tests.e2e.people import AFTER_UNDO, LIVE, SOON, card, zh
from tests.e2e.test_accessibility import faults
from tests.e2e.test_serving import start_and_fail

pytestmark = pytest.mark.e2e


def documented_commands() -> list[str]:
    """What docs/operations.md says to type after the set-up."""
    text = (ROOT / "docs" / "operations.md").read_text()
    return re.findall(r"^\.venv/bin/python -m rxapp\.cli add-.*$", text, re.MULTILINE)


@pytest.mark.parametrize("key", [None, "", "changeme", "your-secret-key", "0" * 64, "short-Key-1234567890"])
def test_without_a_key_of_its_own_nothing_starts_and_the_terminal_says_why(
    tmp_path: Path, key: str | None
) -> None:
    file = tmp_path / "showup.sqlite3"
    given = {} if key is None else {"SECRET_KEY": key}
    done = start_and_fail(tmp_path, DATABASE_URL=f"sqlite:///{file}", **given)
    assert done.returncode == 2
    assert done.stderr.startswith("error: SECRET_KEY is missing, too short or the example.")
    assert "token_urlsafe" in done.stderr, "it says how to make one"
    assert "Traceback" not in done.stderr
    assert not file.exists()


def test_the_set_up_page_opens_to_the_code_of_the_terminal_alone_and_is_gone_after_use(
    real: Installation, browsers: Callable[..., BrowserContext]
) -> None:
    days = Days(real.database_file, real.now)
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", real.code)
    page = browsers(**people.DESKTOP).new_page()

    # Nobody can sign in yet, so every door leads to the set-up.
    page.goto(real.url)
    page.wait_for_url("**/setup")
    expect(page.locator("h1")).to_have_text(zh("setup.title"), timeout=SOON)
    # The page promises what there is.
    for key in ("setup.lead", "setup.next"):
        expect(page.locator("form.setup")).to_contain_text(zh(key))

    # Everybody can read and fill it.
    for options in (people.DESKTOP, people.PHONE):
        for theme in ("light", "dark"):
            reader = browsers(**options, color_scheme=theme).new_page()
            reader.goto(f"{real.url}/setup")
            expect(reader.locator("form.setup")).to_be_visible(timeout=SOON)
            assert faults(reader) == []
            assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # A wrong code makes nothing, and nothing typed is lost.
    fill(page, "aaaa-bbbb-cccc")
    page.locator("form.setup button[type=submit]").click()
    expect(page.locator("form.setup [role=alert]")).to_have_text(zh("error.setup_code_wrong"), timeout=SOON)
    assert days.rows('SELECT count(*) FROM "user"') == days.rows("SELECT count(*) FROM company") == [(0,)]
    expect(page.locator("input[name=company]")).to_have_value(FORM["company"])
    # A start before the set-up prints a new code; the old one is as wrong as any. The open page comes back by itself.
    old = real.code
    real.kill()
    real.start()
    assert real.code and real.code != old
    expect(page.locator(".ui-lost")).to_have_count(0, timeout=AFTER_UNDO)
    page.reload()
    expect(page.locator("form.setup")).to_be_visible(timeout=SOON)
    fill(page, old)
    page.locator("form.setup button[type=submit]").click()
    expect(page.locator("form.setup [role=alert]")).to_have_text(zh("error.setup_code_wrong"), timeout=SOON)

    # The right one, typed carelessly, opens the sign-in; who made it gets in and finds what they typed.
    page.fill("input[name=code]", f" {real.code.upper().replace('-', ' ')} ")
    page.locator("form.setup button[type=submit]").click()
    page.wait_for_url("**/login?welcome=1")
    expect(page.locator("main")).to_contain_text(zh("login.welcome"), timeout=SOON)
    people.sign_in(page, real.url, ADMINISTRATOR, PASSWORD)
    page.goto(f"{real.url}/settings")
    for text in (
        FORM["company"],
        FORM["phone"],
        "09:00–12:00",
    ):
        expect(page.locator("main")).to_contain_text(text, timeout=SOON)
    expect(page.locator("main").get_by_text("13:00–18:00")).to_have_count(5)
    page.goto(f"{real.url}/settings/places")
    for text in (FORM["place"], FORM["address"]):
        expect(page.locator("main")).to_contain_text(text, timeout=SOON)
    page.goto(f"{real.url}/settings/users")
    expect(page.locator("main")).to_contain_text(FORM["email"], timeout=SOON)
    assert page.locator("body").get_by_text(zh("login.demo")).count() == 0, "nothing here is the demo"

    # It works once: no form, no code, not after a restart either.
    stranger = browsers(**people.PHONE).new_page()
    stranger.goto(f"{real.url}/setup")
    expect(stranger.locator("main")).to_contain_text(zh("setup.already"), timeout=SOON)
    expect(stranger.locator("form")).to_have_count(0)
    real.stop()
    real.start()
    assert real.code == "" and "code" not in real.log
    stranger.goto(f"{real.url}/setup")
    expect(stranger.locator("main")).to_contain_text(zh("setup.already"), timeout=SOON)
    assert days.rows('SELECT email FROM "user"') == [(ADMINISTRATOR,)]


def test_a_candidate_is_invited_by_hand_and_nothing_counts_as_sent_before_somebody_says_so(
    real: Installation, browsers: Callable[..., BrowserContext]
) -> None:
    days = Days(real.database_file, real.now)
    commands = documented_commands()
    early = real.command(commands[0])
    assert early.returncode == 2 and "Set the company up in the browser first" in early.stderr
    set_up(browsers(**people.DESKTOP).new_page(), real)

    # Colleagues, a job and a candidate, to the letter of docs/operations.md.
    said = [real.command(each) for each in commands]
    assert [each.stderr for each in said] == [""] * len(commands)
    assert [each.stdout.strip() for each in said] == [
        f"{RECRUITER} can sign in as recruiter", f"{INTERVIEWER} can sign in as interviewer", "1", "1",
    ]  # fmt: skip

    # The interviewer gives hours, on a phone.
    interviewer = browsers(**people.PHONE).new_page()
    people.sign_in(interviewer, real.url, INTERVIEWER, PASSWORD)
    people.skip_tour(interviewer)
    interviewer.goto(f"{real.url}/calendar")
    hours = interviewer.locator("form:has(select[name=weekday])")
    expect(interviewer.locator("main")).to_contain_text(zh("calendar.no_hours"), timeout=SOON)
    hours.locator("button[type=submit]").tap()
    expect(interviewer.locator("main").get_by_text("09:00–18:00")).to_have_count(5, timeout=SOON)

    # The recruiter finds the candidate on the board and invites.
    recruiter = browsers(**people.DESKTOP).new_page()
    people.sign_in(recruiter, real.url, RECRUITER, PASSWORD)
    people.skip_tour(recruiter)
    people.open_board(recruiter, real.url)
    [someone] = people.ids_in(recruiter, Stage.PASSED_FIRST)
    assert people.name_of(recruiter, someone) == "林晓"
    people.open_drawer(recruiter, someone)
    people.invite(recruiter, interviewer="张伟")
    expect(card(recruiter, someone, Stage.ARRANGING)).to_have_count(1, timeout=LIVE)
    people.close_drawer(recruiter)

    # The message waits for a hand; no screen and no row says that it went anywhere.
    desk = recruiter.context.new_page()
    desk.goto(f"{real.url}/messages")
    expect(desk.locator("main")).to_contain_text(zh("messages.by_hand_hint"), timeout=SOON)
    invitation = message(desk, "invited")
    expect(invitation).to_contain_text(zh("messages.state_waiting"), timeout=AFTER_UNDO)
    expect(card(recruiter, someone)).to_contain_text(zh("board.notice_by_hand"), timeout=LIVE)
    assert state_of(invitation) == [zh("messages.state_waiting")]
    assert days.rows("SELECT channel, state, sent_at FROM delivery") == [("by_hand", "waiting_by_hand", None)]

    # What the recruiter copies is the whole text, and its link is this installation's.
    link = people.link_in(invitation)
    assert link.startswith(f"{real.url}/i/")
    assert FORM["company"] in invitation.inner_text() and link in invitation.inner_text()

    # A colleague who tries the link opens nothing; on the candidate's phone it opens, so somebody sent it: from now
    # on it counts, and the reminders of an invitation start.
    clocks = "SELECT count(*) FROM planned_step WHERE kind LIKE 'invited_%'"
    tried = recruiter.context.new_page()
    people.open_link(tried, link)
    expect(tried.locator("h1")).to_contain_text("林晓")
    tried.wait_for_timeout(1_500)
    assert days.rows(clocks) == [(0,)] and state_of(invitation) == [zh("messages.state_waiting")]
    phone = browsers(**people.PHONE).new_page()
    people.open_link(phone, link)
    expect(phone.locator("h1")).to_contain_text("林晓")
    expect(card(recruiter, someone)).to_contain_text(zh("board.notice_opened"), timeout=LIVE + 1_000)
    assert days.rows("SELECT kind FROM delivery WHERE state = 'sent'") == [("invited",)]
    assert days.rows(clocks) > [(0,)]

    # The candidate picks one of the interviewer's times; every screen knows.
    phone.get_by_role("link", name=zh("candidate.choose")).tap()
    at = datetime.fromisoformat(people.choose(phone)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert at.weekday() < 5 and 9 <= at.hour < 18 and at > real.now(), "in the hours given"
    expect(phone.locator("#interview-time")).to_be_visible(timeout=SOON)
    for part in ("张伟", FORM["place"], FORM["address"]):
        expect(phone.locator("main")).to_contain_text(part)
    expect(card(recruiter, someone, Stage.BOOKED)).to_have_count(1, timeout=LIVE)

    # The notice of the booking waits for a hand too and is ticked the same way.
    notice = message_that_came(desk, "booked")
    expect(notice).to_contain_text(zh("messages.state_waiting"), timeout=AFTER_UNDO)
    assert state_of(notice) == [zh("messages.state_waiting")]
    before = real.now()
    say_sent(desk, notice)
    rows = days.rows("SELECT kind, channel, sent_at FROM delivery WHERE state = 'sent' ORDER BY id")
    assert [row[:2] for row in rows] == [("invited", "by_hand"), ("booked", "by_hand")]
    assert datetime.fromisoformat(rows[1][2]).replace(tzinfo=UTC) >= before
    desk.reload()
    for each in (message(desk, "invited"), message(desk, "booked")):
        expect(each).to_contain_text(zh("messages.state_sent"), timeout=SOON)
        expect(each.get_by_role("button", name=zh("start.sent"), exact=True)).to_have_count(0)
