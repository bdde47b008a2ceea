"""Insights: honest under twenty known ends, a chart and its table above."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.rules.vocabulary import BookingState, Closing, Role
from rxapp.services.analytics.queries import LossRate
from rxapp.state.insights import InsightsState
from rxapp.state.jobs import JobsState, every_words, took_words
from rxapp.state.measures import change_words, loss_item
from tests.builders import (
    NOW,
    actor_of,
    make_application,
    make_booking,
    make_company,
    make_job,
    make_user,
)
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def loss(lost: int, total: int, open_: int = 0) -> LossRate:
    rate = lost / total if total else None
    return LossRate(lost, total, open_, 0, rate, rate, rate)


async def test_without_history_every_part_says_so(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.EXECUTIVE))
    with clock.frozen(NOW), acting(actor):
        page = await page_of(InsightsState)
        await page.load()
    assert not page.is_loading and not page.has_figure and page.reasons == [] and not page.loss["is_enough"]


async def test_months_with_enough_known_ends_make_a_chart_a_sentence_and_a_table(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        job, recruiter = make_job(session), make_user(session)
        for months in (1, 2, 3):
            for i in range(24):
                invited = NOW - timedelta(days=30 * months)
                make_application(
                    session, job=job, recruiter=recruiter, first_invited_at=invited,
                    **(
                        {"closing": Closing.LOST, "reason": "unreachable", "reason_side": "candidate"}
                        if i % 3 == 0
                        else {"attended_at": invited}
                    ),
                )  # fmt: skip
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(InsightsState)
        await page.load()
    assert page.has_figure and "33 %" in page.sentence
    assert [row["total"] for row in page.months[:3]] and page.lost == 24
    assert page.reasons[0]["reason"] == "联系不上" and page.reasons[0]["share"] == "100 %"


async def test_start_hours_with_enough_interviews_make_a_chart_and_name_the_worst(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        who = make_user(session, Role.INTERVIEWER)
        job, recruiter = make_job(session, interviewers=[who]), make_user(session)
        monday = NOW - timedelta(days=84)  # 10:00 in Shanghai
        for day in range(24):
            for hours, missed in ((0, day % 8 == 0), (4, day % 2 == 0)):
                make_booking(
                    session, make_application(session, job=job, recruiter=recruiter), interviewer=who,
                    starts_at=monday + timedelta(days=day, hours=hours),
                    state=BookingState.NO_SHOW if missed else BookingState.ATTENDED,
                )  # fmt: skip
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(InsightsState)
        await page.load()
    assert page.has_hours
    assert (
        "14:00" in page.hours_sentence
        and "50 %（n = 24）" in page.hours_sentence
        and "10:00" in page.hours_sentence
    )
    assert [(row["hour"], row["missed"], row["total"]) for row in page.hours] == [
        ("10:00", "3", "24"),
        ("14:00", "12", "24"),
    ]


def test_under_twenty_known_ends_there_is_no_rate(database: Any) -> None:
    assert loss_item(loss(5, 19))["rate"] == "" and loss_item(loss(5, 20))["rate"] == "25 %"
    assert loss_item(loss(0, 0))["open_share"] == "0 %"


def test_a_change_within_chance_is_not_called_a_change(database: Any) -> None:
    assert change_words(loss(30, 100), loss(33, 100), "en")[1] == ""
    assert change_words(loss(20, 200), loss(80, 200), "en")[1] == "green"
    assert change_words(loss(80, 200), loss(20, 200), "en")[1] == "amber"
    assert "Too little" in change_words(loss(80, 200), loss(2, 10), "en")[0]


async def test_a_job_runs_once_on_request_and_its_run_is_shown(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
    with acting(actor):
        page = await page_of(JobsState)
        await page.load()
        assert page.jobs and page.leader == ""
        name = page.jobs[0]["name"]
        await page.run_now(name)
        await page.load()
    assert page.jobs[0]["tone"] == "green"


def test_durations_and_rhythms_are_said_as_people_say_them(database: Any) -> None:
    assert [every_words(n, "en") for n in (1, 30, 3600, 86_400)] == [
        "Every second", "Every 30 seconds", "Every hour", "Every day",
    ]  # fmt: skip
    assert (took_words(0.0123), took_words(3.44)) == ("12 ms", "3.4 s")
