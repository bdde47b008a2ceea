"""A wish is seen by a person at the screen, not by a screen that was left open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from rxapp.rules.vocabulary import Stage
from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.days import Days
from tests.e2e.people import LIVE, SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e


def test_a_drawer_left_open_sees_a_wish_when_somebody_comes_back_to_it(
    demo: RestartableServer, as_: OpenPage, days: Days
) -> None:
    (someone,) = days.rows(
        'SELECT a.id FROM application a JOIN "user" u ON u.id = a.recruiter_id WHERE a.stage = ? AND u.email = ? '
        "AND a.closing IS NULL AND a.id NOT IN (SELECT application_id FROM priority_request) LIMIT 1",
        int(Stage.ARRANGING), people.RECRUITER,
    )[0]  # fmt: skip
    recruiter, executive = as_(people.RECRUITER), as_(people.EXECUTIVE)
    for page in (recruiter, executive):
        people.open_board(page, demo.url, f"?open={someone}")
        people.drawer(page, someone)
    people.act(executive, "request_priority")
    expect(executive.locator("#priority input[name=deadline]")).not_to_have_value("", timeout=SOON)
    executive.locator("#priority button[type=submit]").click()
    # The wish reaches the open drawer, and nobody has seen it.
    steps, not_yet = recruiter.locator(".drawer__red dl"), zh("drawer.step_seen") + zh("drawer.step_not_yet")
    expect(steps).to_contain_text(not_yet, timeout=LIVE, use_inner_text=False)
    recruiter.wait_for_timeout(1500)
    expect(steps).to_contain_text(not_yet, use_inner_text=False)
    recruiter.mouse.move(300, 300)
    recruiter.mouse.move(320, 310)
    expect(steps).not_to_contain_text(not_yet, timeout=LIVE, use_inner_text=False)
    seen = executive.locator(".drawer__red dl")
    expect(seen).not_to_contain_text(not_yet, timeout=LIVE, use_inner_text=False)
