"""The calendar on a phone, an interviewer's hours beside it, and the executive's list: what is pressed by mistake is
taken back, and what somebody opened stays open."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.days import Days
from tests.e2e.people import LIVE, SOON, close_application, ids_in, open_board, open_drawer, toast, undo, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e

# Notes each drawing of the calendar and each view that was marked as chosen, from the first on.
SEEN = """window.seen = new Set();
new MutationObserver(() => {
  for (const each of document.querySelectorAll(".cal-lines, .cal-columns")) seen.add(each.classList[0]);
  const chosen = document.querySelector('input[name="view"]:checked');
  if (chosen) seen.add(chosen.value);
}).observe(document, { subtree: true, childList: true, attributes: true });"""


def seen(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...window.seen].sort()")
    return found


def expect_view(page: Page, view: str) -> None:
    expect(page.locator(f'input[name="view"][value="{view}"]')).to_be_checked(timeout=SOON)
    expect(page.locator(".cal-columns" if view == "day" else ".cal-lines")).to_be_visible(timeout=SOON)
    expect(page).to_have_url(re.compile(f"view={view}"))


def test_a_phone_opens_the_calendar_at_the_day_and_the_address_says_so(
    demo: RestartableServer, as_: OpenPage
) -> None:
    page = as_(people.RECRUITER, **people.PHONE)
    page.add_init_script(SEEN)
    page.goto(f"{demo.url}/calendar")
    expect_view(page, "day")
    assert seen(page) == ["cal-columns", "day"], "it never was the week"
    page.locator('label:has(input[name="view"][value="week"])').tap()
    expect_view(page, "week")
    page.reload()
    expect_view(page, "week")
    page.goto(f"{demo.url}/")
    page.locator(".frame__place--calendar").tap()
    expect_view(page, "day")
    page.locator(".frame__place--calendar").tap()
    expect_view(page, "day")


def test_a_wide_screen_opens_the_calendar_at_the_week(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    page.goto(f"{demo.url}/calendar")
    expect(page.locator(".cal-lines")).to_be_visible(timeout=SOON)
    expect(page.locator('input[name="view"][value="week"]')).to_be_checked()
    assert "view=" not in page.url


def test_hours_and_days_off_pressed_by_mistake_are_taken_back(
    demo: RestartableServer, as_: OpenPage, days: Days
) -> None:
    page = as_(people.INTERVIEWER)
    page.goto(f"{demo.url}/calendar#hours")
    ranges = page.locator(".staff-hours__range")
    expect(ranges.first).to_be_visible(timeout=SOON)
    before = ranges.all_inner_texts()
    page.locator(".staff-hours__cross").first.click()
    expect(ranges).to_have_count(len(before) - 1, timeout=SOON)
    undo(page)
    expect(ranges).to_have_text(before, timeout=LIVE + SOON)

    starts_at, name = days.rows(
        "SELECT b.starts_at, c.name FROM booking b JOIN user u ON u.id = b.interviewer_id "
        "JOIN application a ON a.id = b.application_id JOIN candidate c ON c.id = a.candidate_id "
        "WHERE u.email = ? AND b.state = 'scheduled' AND b.starts_at > ? ORDER BY b.starts_at LIMIT 1",
        people.INTERVIEWER, (demo.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S"),
    )[0]  # fmt: skip
    day = (datetime.fromisoformat(starts_at) + timedelta(hours=8)).date().isoformat()
    off = page.locator('[aria-label^="{}"]'.format(zh("calendar.remove_day_off", days="")))
    at_first = off.count()
    page.locator("input[name=starts_on]").fill(day)
    for answer in ("calendar.away_not", "calendar.away_do"):
        page.get_by_role("button", name=zh("calendar.add_day_off")).click()
        dialog = page.locator("#away")
        expect(dialog).to_contain_text(name, timeout=SOON)
        assert off.count() == at_first, "asked before anything is saved"
        dialog.get_by_role("button", name=zh(answer), exact=True).click()
        expect(dialog).to_be_hidden(timeout=SOON)
    expect(off).to_have_count(at_first + 1, timeout=SOON)
    expect(page.locator("input[name=starts_on]")).to_have_value("")
    undo(page)
    expect(off).to_have_count(at_first, timeout=LIVE + SOON)
    expect(toast(page)).to_be_visible()


def test_finished_requests_are_folded_and_stay_open_when_something_comes(
    demo: RestartableServer, as_: OpenPage
) -> None:
    chief, recruiter = as_(people.EXECUTIVE), as_(people.RECRUITER)
    chief.goto(f"{demo.url}/")
    fold = chief.locator(".start-finished")
    expect(fold).to_be_visible(timeout=SOON)
    rows = fold.locator("[data-request]")
    expect(rows.first).to_be_hidden()
    fold.locator("summary").click()
    expect(rows.first).to_be_visible()
    was = people.metric(chief, "lost")
    open_board(recruiter, demo.url)
    open_drawer(recruiter, ids_in(recruiter, Stage.ARRANGING)[-1])
    close_application(recruiter, "lost")
    lost = chief.locator('[data-metric="lost"]')
    expect(lost).to_have_text(str(was + 1), timeout=LIVE + SOON)
    expect(rows.first).to_be_visible()
