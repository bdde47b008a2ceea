"""Jobs: the list, the form, a copy, two editors at once, closing and reopening."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import clock, db
from rxapp.rules.vocabulary import InterviewMode, Role
from rxapp.services.hiring.openings import opening
from rxapp.services.hiring.save_job import SaveJob, save_job
from rxapp.state.opening_form import OpeningFormState
from rxapp.state.openings import OpeningClosingState, OpeningsState
from tests.builders import NOW, actor_of, make_application, make_company, make_job, make_place, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with clock.frozen(NOW):
        yield


def somebody(role: Role = Role.RECRUITER) -> Any:
    with db.unit_of_work() as session:
        make_company(session)
        return actor_of(make_user(session, role))


def stored(job_id: int) -> Any:
    with db.reading() as session:
        return opening(session, job_id)


async def test_a_job_is_opened_and_listed(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        place, judge = make_place(session), make_user(session, Role.INTERVIEWER)
    with acting(actor):
        page = await page_of(OpeningFormState)
        await page.open_for(0)
        assert page.values["place_id"] == str(place.id), "the only place is chosen"
        assert page.values["recruiter_id"] == str(actor.user_id)
        page.toggle(judge.id or 0)
        typed: Any = page.values | {
            "title": "渠道销售",
            "city": "上海",
            "minutes": "60",
            "what_to_bring": "身份证",
        }
        await page.save(typed | {"minutes": "-5"})
        assert page.is_open and page.problem
        await page.save(typed)
        assert not page.is_open
        listed = await page.get_state(OpeningsState)
        await listed.load()
    (row,) = listed.openings
    assert (row["title"], row["interviewers"], row["has_hours"]) == ("渠道销售", judge.name, False)
    assert row["plan"] == "60 分钟 · 到场面试 · 上海总部" or "上海总部" in row["plan"]


async def test_video_needs_its_link_and_what_is_not_shown_is_kept(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        job = make_job(session)
    with acting(actor):
        page = await page_of(OpeningFormState)
        await page.open_for(job.id or 0)
        page.choose_mode("video")
        typed: Any = {name: value for name, value in page.values.items() if name != "place_id"}
        for wrong in ("", "http://meet.example.com/1", "javascript:alert(1)"):
            await page.save(typed | {"meeting_link": wrong})
            assert page.is_open and page.problem
        await page.save(typed | {"meeting_link": "https://meet.example.com/1"})
        assert not page.is_open
    found = stored(job.id or 0)
    assert (found.mode, found.place_id) == (InterviewMode.VIDEO, job.place_id)


async def test_a_copy_stores_nothing_until_it_is_saved(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        job = make_job(session)
    with acting(actor):
        page = await page_of(OpeningFormState)
        await page.copy_of(job.id or 0)
        assert page.job_id == 0 and page.values["title"] == "大客户销售（副本）"
        listed = await page.get_state(OpeningsState)
        await listed.load()
        assert len(listed.openings) == 1
        await page.save(page.values)
        await listed.load()
        assert len(listed.openings) == 2
        assert listed.openings[0]["interviewers"] == listed.openings[1]["interviewers"] != ""


async def test_the_second_editor_is_told_what_changed_and_loses_nothing(database: Any) -> None:
    actor, other = somebody(), somebody()
    with db.unit_of_work() as session:
        job = make_job(session)
        judge = make_user(session, Role.INTERVIEWER)
    with acting(actor):
        page = await page_of(OpeningFormState)
        await page.open_for(job.id or 0)
        mine: Any = page.values | {"title": "我的名称", "requirements": "三年经验"}
        with db.unit_of_work() as session:
            theirs = SaveJob(
                "别人的名称", "杭州", job_id=job.id, version=1, place_id=job.place_id, interviewer_ids=(judge.id or 0,),
                recruiter_id=other.user_id,
            )  # fmt: skip
            save_job(session, theirs, actor=other)
        await page.save(mine)
        assert page.is_open and other.name in page.who and page.problem == ""
        assert page.values["title"] == "我的名称" and page.values["requirements"] == "三年经验"
        assert page.values["city"] == "杭州"
        assert [each["id"] for each in page.interviewers if each["is_chosen"]] == [judge.id]
        said = "\n".join(page.changes)
        assert "别人的名称" in said and judge.name in said and other.name in said
        await page.save(page.values)
        assert not page.is_open
    found = stored(job.id or 0)
    assert (found.title, found.city, found.interviewer_ids, found.version) == (
        "我的名称",
        "杭州",
        (judge.id,),
        3,
    )


async def test_closing_says_how_many_are_on_their_way_and_reopening_brings_it_back(database: Any) -> None:
    actor = somebody(Role.ADMINISTRATOR)
    with db.unit_of_work() as session:
        job = make_job(session)
        make_application(session, job=job)
    with acting(actor):
        page = await page_of(OpeningClosingState)
        await page.open_for(job.id or 0)
        assert (page.title, page.applications) == ("大客户销售", 1)
        await page.confirm()
        assert not page.is_open
        listed = await page.get_state(OpeningsState)
        await listed.load()
        assert listed.openings == [] and listed.closed[0]["applications"] == 1
        await listed.reopen(job.id or 0, listed.closed[0]["version"])
        assert listed.closed == [] and len(listed.openings) == 1


async def test_a_job_closed_by_somebody_else_meanwhile_is_looked_at_again(database: Any) -> None:
    actor = somebody()
    with db.unit_of_work() as session:
        job = make_job(session)
    with acting(actor):
        page = await page_of(OpeningClosingState)
        await page.open_for(job.id or 0)
        with db.unit_of_work() as session:
            changed = SaveJob("新名称", "上海", job_id=job.id, version=1, place_id=job.place_id)
            save_job(session, changed, actor=actor)
        await page.confirm()
        assert page.is_open and page.problem and page.title == "新名称"
        await page.confirm()
        assert not page.is_open
    assert not stored(job.id or 0).is_open
