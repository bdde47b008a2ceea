"""A recruiter writes a text of their own and sees at once what it becomes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import people
from tests.e2e.conftest import OpenPage
from tests.e2e.people import LIVE, SOON, zh
from tests.server import RestartableServer

pytestmark = pytest.mark.e2e
ADDRESS = "/settings/templates?kind=booked_nudge&channel=sms&language=zh"


def test_a_text_is_written_seen_and_kept(demo: RestartableServer, as_: OpenPage) -> None:
    page = as_(people.RECRUITER)
    page.goto(demo.url + ADDRESS)
    body, phone = page.locator("textarea[name=body]"), page.locator("[data-preview]")
    expect(phone).to_contain_text("K7MX 4PQD", timeout=SOON)
    body.fill("时间，")
    expect(page.get_by_text(zh("templates.wrong"))).to_be_visible(timeout=LIVE)
    for name in ("when", "code"):
        page.get_by_role("button", name=zh(f"templates.variable.{name}"), exact=True).click()
    expect(body).to_have_value("时间，{when}{code}")
    expect(page.get_by_text(zh("templates.wrong"))).to_be_hidden(timeout=LIVE)
    expect(phone).to_contain_text("K7MX 4PQD")

    asked: list[str] = []
    page.once("dialog", lambda box: (asked.append(box.message), box.dismiss()))
    page.get_by_role("link", name=zh("drawer.channel_email"), exact=True).click()
    assert asked == [zh("templates.unsaved")]
    expect(body).to_have_value("时间，{when}{code}")

    page.get_by_role("button", name=zh("templates.save")).click()
    expect(page.locator("[data-version]")).to_have_count(1, timeout=LIVE)
    page.reload()
    expect(body).to_have_value("时间，{when}{code}", timeout=SOON)
    page.get_by_role("button", name=zh("templates.reset")).click()
    expect(page.locator("[data-version]")).to_have_count(2, timeout=LIVE)
    expect(body).not_to_have_value("时间，{when}{code}")
