"""The main job, played by people at their own screens: invited → booked → reminded → attended, live for everybody.

Nobody reloads anything unless the text says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect

from rxapp import i18n
from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.days import Days
from tests.e2e.people import AFTER_UNDO, LIVE, SOON, card, column, zh
from tests.server import RestartableServer, next_morning

pytestmark = pytest.mark.e2e
SHANGHAI = ZoneInfo("Asia/Shanghai")


def an_application(board: Page, stage: Stage, *, plain: bool = True) -> int:
    """Somebody on the board nobody has marked yet, from the end of what the column shows, away from other tests."""
    kind = ":not(.board-card--priority)" if plain else ""
    return int(column(board, stage).locator(f"[data-card]{kind}").last.get_attribute("data-card") or 0)


def test_invited_booked_moved_prioritised_attended_and_everybody_sees_it(
    demo: RestartableServer,
    days: Days,
    browsers: Callable[..., BrowserContext],
    as_: OpenPage,
    phone: Page,
    tmp_path: Path,
) -> None:
    # A recruiter signs in and opens the board; an executive has it open in another office.
    recruiter = browsers(**people.DESKTOP).new_page()
    people.sign_in(recruiter, demo.url, people.RECRUITER)
    people.open_board(recruiter, demo.url)
    executive = as_(people.EXECUTIVE)
    people.open_board(executive, demo.url)
    # Only the look of the recruiter in charge counts as "seen", so it is one of theirs.
    mine = days.rows(
        'SELECT a.id FROM application a JOIN "user" u ON u.id = a.recruiter_id WHERE u.email = ?',
        people.RECRUITER,
    )
    shown = people.ids_in(recruiter, Stage.PASSED_FIRST)
    someone = [each for each in shown if (each,) in mine][-1]
    name = people.name_of(recruiter, someone)

    # They open an application and invite: this interviewer, on site, 45 minutes, one button.
    people.open_drawer(recruiter, someone)
    people.invite(recruiter)
    expect(people.toast(recruiter)).to_contain_text(people.says_when("drawer.invited"))
    for screen in (recruiter, executive):
        expect(card(screen, someone, Stage.ARRANGING)).to_have_count(1, timeout=LIVE)
    people.close_drawer(recruiter)

    # Ten seconds later the message is on its way, and the board says so.
    outbox = as_(people.RECRUITER)
    invitation = people.message_to(outbox, demo.url, someone, name, "invited")
    expect(card(executive, someone)).to_contain_text(zh("board.notice_sent"), timeout=LIVE)

    # The candidate opens it on a phone: how far they are, what to do now.
    people.open_link(phone, people.link_in(invitation))
    expect(phone.locator("h1")).to_contain_text(name)
    expect(phone.locator('.candidate__steps [aria-current="step"]')).to_have_text(zh("candidate.step.1"))
    expect(card(recruiter, someone)).to_contain_text(zh("board.notice_opened"), timeout=LIVE + 1_000)
    phone.get_by_role("link", name=zh("candidate.choose")).tap()
    expect(phone.locator(".candidate__slots").first).to_contain_text(people.INTERVIEWERS_NAME, timeout=SOON)
    at = datetime.fromisoformat(people.choose(phone))

    # Every board moves the card by itself; the phone shows when, who, where, what to bring.
    for screen in (recruiter, executive):
        expect(card(screen, someone, Stage.BOOKED)).to_have_count(1, timeout=LIVE)
        expect(card(screen, someone)).to_contain_text(people.INTERVIEWERS_NAME)
    expect(phone.locator("#interview-time")).to_be_visible(timeout=SOON)
    shown = phone.locator("main")
    for part in (people.INTERVIEWERS_NAME, zh("candidate.place"), zh("candidate.bring")):
        expect(shown).to_contain_text(part)
    assert "amap.com" in (phone.get_by_role("link", name=zh("candidate.map")).get_attribute("href") or "")

    # The calendar file holds this interview.
    with phone.expect_download() as arriving:
        phone.locator('a[href="/c/interview.ics"]').first.tap()
    file = tmp_path / "interview.ics"
    arriving.value.save_as(file)
    [event] = Calendar.from_ical(file.read_text()).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(UTC) == at
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)

    # HR moves the interview; the candidate reads it at once, and confirms the new time.
    people.open_drawer(recruiter, someone)
    people.arrange(recruiter, demo.now(), action="move")
    line = zh("candidate.happened.booking_moved.user", when="").strip()
    expect(people.news(phone).filter(has_text=line)).to_have_count(1, timeout=LIVE)
    confirm = phone.get_by_role("button", name=zh("candidate.confirm"))
    expect(confirm).to_be_visible(timeout=LIVE)
    confirm.tap()
    expect(phone.locator(".candidate__time")).to_contain_text(zh("candidate.confirmed"), timeout=SOON)
    expect(card(executive, someone)).to_contain_text(zh("board.notice_confirmed"), timeout=LIVE)
    people.close_drawer(recruiter)

    # The executive insists: red on every screen, above everybody who is not.
    people.open_drawer(executive, someone)
    people.act(executive, "request_priority")
    expect(executive.locator("#priority input[name=deadline]")).to_have_value(
        tomorrow_at_six(demo), timeout=SOON
    )
    executive.locator("#priority button[type=submit]").click()
    for screen in (recruiter, executive):
        expect(card(screen, someone)).to_have_class("board-card board-card--priority", timeout=LIVE)
        above = column(screen, Stage.BOOKED).locator("[data-card]").evaluate_all(
            f"""all => all.slice(0, all.findIndex(e => e.dataset.card === "{someone}"))
                          .map(e => e.classList.contains("board-card--priority"))"""
        )  # fmt: skip
        assert all(above), "a red card stands below one that is not"
    expect(card(recruiter, someone).locator(".board-card__flag")).to_contain_text("18:00")
    # The recruiter looks at it; the executive's drawer notes when.
    people.open_drawer(recruiter, someone)
    steps = executive.locator(".drawer__red dl")
    expect(steps).not_to_contain_text(
        zh("drawer.step_seen") + zh("drawer.step_not_yet"), timeout=LIVE, use_inner_text=False
    )
    people.close_drawer(recruiter)

    # The day has come: half an hour before the start the candidate is late, and then here.
    days.come(someone, minutes=30)
    phone.reload()
    phone.get_by_role("button", name=zh("candidate.late")).tap()
    phone.get_by_role("button", name=zh("candidate.late.minutes", n=10)).tap()
    expect(card(recruiter, someone)).to_contain_text(zh("board.running_late", n=10), timeout=LIVE)
    # Until the phone has its answer it takes no second tap, and the board may know before.
    expect(phone.locator("main")).to_contain_text(zh("candidate.late_told", n=10), timeout=SOON)
    phone.get_by_role("button", name=zh("candidate.arrive"), exact=True).tap()
    expect(phone.locator("main")).to_contain_text(zh("candidate.arrived"), timeout=SOON)
    expect(card(recruiter, someone)).to_contain_text(zh("board.arrived"), timeout=LIVE)

    # The interviewer, on a phone, records that they came; the card moves, the measure counts one more.
    days.come(someone, minutes=-20)
    start = as_(people.RECRUITER)
    start.goto(f"{demo.url}/")
    total, lost = people.metric(start, "total"), people.metric(start, "lost")
    interviewer = browsers(**people.PHONE).new_page()
    people.sign_in(interviewer, demo.url, people.INTERVIEWER)
    people.record_attended(interviewer, name)
    for screen in (recruiter, executive):
        expect(card(screen, someone, Stage.ATTENDED)).to_have_count(1, timeout=LIVE)
    expect(start.locator('[data-metric="total"]')).to_have_text(str(total + 1), timeout=LIVE)
    expect(start.locator('[data-metric="lost"]')).to_have_text(str(lost))
    expect(phone.locator('.candidate__steps [aria-current="step"]')).to_have_text(
        zh("candidate.step.3"), timeout=LIVE
    )
    expect(steps).not_to_contain_text(zh("drawer.step_not_yet"), timeout=LIVE)


def tomorrow_at_six(demo: RestartableServer) -> str:
    return f"{demo.now().astimezone(SHANGHAI).date() + timedelta(days=1)}T18:00"


def test_closing_an_application_as_lost_raises_the_count_beside_the_loss_rate(
    demo: RestartableServer, as_: OpenPage
) -> None:
    board, start = as_(people.RECRUITER), as_(people.EXECUTIVE)
    people.open_board(board, demo.url)
    start.goto(f"{demo.url}/")
    lost, total = people.metric(start, "lost"), people.metric(start, "total")
    someone = an_application(board, Stage.ARRANGING)
    people.open_drawer(board, someone)
    people.close_application(board, "lost")
    expect(card(board, someone)).to_have_count(0, timeout=LIVE)
    expect(start.locator('[data-metric="lost"]')).to_have_text(str(lost + 1), timeout=LIVE)
    expect(start.locator('[data-metric="total"]')).to_have_text(str(total + 1))
    people.undo(board)
    expect(card(board, someone, Stage.ARRANGING)).to_have_count(1, timeout=LIVE)
    expect(start.locator('[data-metric="lost"]')).to_have_text(str(lost), timeout=LIVE)


def test_an_invitation_taken_back_within_ten_seconds_never_leaves(
    demo: RestartableServer, days: Days, as_: OpenPage
) -> None:
    board, other = as_(people.RECRUITER), as_(people.COLLEAGUE)
    people.open_board(board, demo.url)
    people.open_board(other, demo.url)
    someone = an_application(board, Stage.PASSED_FIRST)
    people.press_move(board, someone)
    expect(card(other, someone, Stage.ARRANGING)).to_have_count(1, timeout=LIVE)
    people.undo(board)
    for screen in (board, other):
        expect(card(screen, someone, Stage.PASSED_FIRST)).to_have_count(1, timeout=LIVE)
    # Nothing is left that the jobs could send.
    assert (
        days.rows("SELECT 1 FROM planned_step WHERE application_id = ? AND state = 'pending'", someone) == []
    )
    assert (
        days.rows("SELECT 1 FROM delivery WHERE application_id = ? AND state <> 'cancelled'", someone) == []
    )


def test_a_candidate_moves_the_time_and_then_says_they_cannot_come(
    demo: RestartableServer, days: Days, as_: OpenPage, phone: Page
) -> None:
    board = as_(people.RECRUITER)
    people.open_board(board, demo.url)
    someone = booked_by_hand(board, demo)
    name = people.name_of(board, someone)
    # A column shows its first fifty, and a later time stands further down.
    people.open_board(board, demo.url, f"?query={name}")
    people.open_link(
        phone, people.link_in(people.message_to(as_(people.RECRUITER), demo.url, someone, name, "booked"))
    )
    before = phone.locator("#interview-time").inner_text()
    phone.get_by_role("link", name=zh("candidate.move")).tap()
    version = people.version_of(board, someone)
    people.choose(phone, place=2)
    expect(phone.locator("#interview-time")).not_to_have_text(before, timeout=SOON)
    expect(card(board, someone)).not_to_have_attribute("data-version", str(version), timeout=LIVE)
    reminders = "SELECT count(*) FROM planned_step WHERE application_id = ? AND state = 'pending' "
    reminders += "AND kind = 'ask_outcome'"
    assert days.rows(reminders, someone) == [(1,)], "the old time's reminders died, the new time has its own"

    phone.get_by_role("button", name=zh("candidate.cannot")).tap()
    phone.locator('#cannot-come label:has(input[value="must_work"])').tap()
    phone.get_by_role("button", name=zh("candidate.cancel.send")).tap()
    expect(card(board, someone, Stage.ARRANGING)).to_have_count(1, timeout=LIVE)
    expect(phone.get_by_role("link", name=zh("candidate.choose"))).to_be_visible(timeout=SOON)
    assert days.rows(reminders, someone) == [(0,)]


def booked_by_hand(board: Page, demo: RestartableServer) -> int:
    """Somebody invited, with whom HR arranges a time on the telephone."""
    someone = an_application(board, Stage.ARRANGING)
    people.open_drawer(board, someone)
    people.arrange(board, demo.now())
    expect(card(board, someone, Stage.BOOKED)).to_have_count(1, timeout=LIVE)
    people.close_drawer(board)
    return someone


def test_the_reminder_of_the_day_leaves_once_when_its_time_comes_and_not_before(
    restartable_server: Callable[..., RestartableServer], browsers: Callable[..., BrowserContext]
) -> None:
    server = restartable_server()
    server.turn_clock(next_morning())
    server.start()
    days = Days(server.database_file, server.now)
    board, outbox = (browsers(**people.DESKTOP).new_page() for _ in range(2))
    people.sign_in(board, server.url, people.RECRUITER)
    people.sign_in(outbox, server.url, people.RECRUITER)
    people.open_board(board, server.url)
    someone = booked_by_hand(board, server)
    name = people.name_of(board, someone)
    people.message_to(outbox, server.url, someone, name, "booked")
    [(due,)] = days.rows(
        "SELECT due_at FROM planned_step WHERE application_id = ? AND kind = 'remind_two_hours' AND state = 'pending'",
        someone,
    )
    due_at = datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert server.now() < due_at - timedelta(hours=1)

    # An hour before its time the jobs settle whatever else fell due until then, and leave it alone.
    server.turn_clock(due_at - timedelta(hours=1))
    settled(days, due_at - timedelta(hours=1), board)
    sent = (
        "SELECT 1 FROM delivery d JOIN booking b ON b.id = d.booking_id AND b.state = 'scheduled' "
        "WHERE d.application_id = ? AND d.kind = 'remind_two_hours'"
    )
    assert days.rows(sent, someone) == []

    # Its time has come: the candidate's phone gets it, once, however often the jobs look.
    server.turn_clock(due_at)
    people.message_to(outbox, server.url, someone, name, "remind_two_hours")
    server.turn_clock(due_at + timedelta(minutes=5))
    settled(days, due_at + timedelta(minutes=5), board)
    for _ in range(AFTER_UNDO // 200):
        if days.rows(f"{sent} AND d.state = 'sent'", someone):
            break
        board.wait_for_timeout(200)
    assert days.rows(f"{sent} AND d.state = 'sent'", someone) == [(1,)]
    assert days.rows(sent, someone) == [(1,)]


def settled(days: Days, until: datetime, page: Page) -> None:
    """Return when the jobs have judged every step that fell due by then."""
    waiting = "SELECT count(*) FROM planned_step WHERE state = 'pending' AND due_at <= ?"
    for _ in range(AFTER_UNDO // 200):
        if days.rows(waiting, until.strftime("%Y-%m-%d %H:%M:%S")) == [(0,)]:
            return
        page.wait_for_timeout(200)
    raise AssertionError("the jobs do not come to an end")


def test_without_a_link_the_page_says_to_open_the_message_again_and_whom_to_call(
    demo: RestartableServer, phone: Page
) -> None:
    phone.goto(f"{demo.url}/c")
    expect(phone.locator("main")).to_contain_text(zh("candidate.door.title"), timeout=SOON)
    assert (phone.locator('a[href^="tel:"]').get_attribute("href") or "").startswith("tel:")


def test_the_page_changes_its_language_without_a_reload(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.COLLEAGUE)
    people.open_board(page, demo.url)
    page.evaluate("window.notReloaded = true")
    page.locator(".frame__menu summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en", timeout=SOON)
    expect(column(page, Stage.BOOKED).locator("h2")).to_contain_text(i18n.text("en", "board.stage_booked"))
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN", timeout=SOON)
    assert page.evaluate("window.notReloaded")
