"""What the candidate's page says, word by word: days, maps, who passed."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

from sqlmodel import select

from rxapp import db
from rxapp.models import Application, Booking, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Stage
from rxapp.services.events.record import record
from rxapp.state.candidate_words import snug
from tests.builders import NOW, actor_of
from tests.state.test_candidate import book, holding, on_sqlite, pages, somebody


@on_sqlite
async def test_a_far_day_is_said_once_and_a_near_one_also_in_full(database: Any) -> None:
    actor, application_id = somebody(stage=Stage.BOOKED)
    for days, is_far in ((20, True), (3, False)):
        with db.unit_of_work() as session:
            for row in session.exec(select(Booking)):
                session.delete(row)
        book(application_id, starts_at=NOW + timedelta(days=days))
        page, *_ = await pages()
        with holding(actor):
            await page.open_page()
            await page.refresh()
        facts = page.facts
        assert (facts["when_big"] == facts["when_full"]) is is_far
        assert (facts["when_full"] in facts["when_small"]) is not is_far and "45" in facts["when_small"]


@on_sqlite
async def test_the_second_map_is_one_that_the_telephone_opens(database: Any) -> None:
    actor, application_id = somebody(stage=Stage.BOOKED)
    book(application_id)
    for agent, is_apple in (
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1)", True),
        ("Mozilla/5.0 (Linux; Android)", False),
    ):
        page, *_ = await pages()
        page.router = dataclasses.replace(
            page.router, headers=dataclasses.replace(page.router.headers, user_agent=agent)
        )
        with holding(actor):
            await page.open_page()
            await page.refresh()
        assert page.is_apple is is_apple
        assert page.facts["apple_url"].startswith("https://maps.apple.com/?ll=")
        assert page.facts["geo_url"].startswith("geo:")


@on_sqlite
async def test_who_passed_reads_who_will_call_and_no_promise_that_was_kept(database: Any) -> None:
    actor, application_id = somebody(stage=Stage.OFFER, told_at=NOW - timedelta(hours=1), verdict="pass")
    with db.unit_of_work() as session:
        application = session.get_one(Application, application_id)
        boss = actor_of(session.get_one(User, application.recruiter_id))
        made = {"actor": boss, "clock": lambda: NOW, "application": application}
        record(session, EventKind.REPLY_PROMISED, by_at=(NOW + timedelta(days=1)).isoformat(), **made)
        called = session.get_one(User, application.recruiter_id).name
    page, *_ = await pages()
    with holding(actor):
        await page.open_page()
        await page.refresh()
        assert called in page.facts["headline"] and "打电话给您" in page.facts["headline"]
        assert not any("前答复您" in row["text"] for row in page.news) and page.facts["promise"] == ""
        with db.unit_of_work() as session:
            session.get_one(Application, application_id).told_at = None
        await page.refresh()
    assert any("前答复您" in row["text"] for row in page.news)


def test_no_gap_stands_between_chinese_words() -> None:
    assert snug("HR 改到了 今天 15:00", "今天 15:00") == "HR 改到了今天 15:00"
    assert snug("改到了 11月24日 周二", "11月24日 周二") == "改到了 11月24日 周二"
