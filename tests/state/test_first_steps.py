"""The first steps: whose they are, where each leads, and that they go."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import db
from rxapp.rules.vocabulary import Role
from rxapp.state.first_steps import FirstStepsState
from tests.builders import actor_of, make_application, make_company, make_job, make_place, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def shown(role: Role) -> Any:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, role))
    with acting(actor):
        page = await page_of(FirstStepsState)
        await page.load()
    return page


async def test_each_step_leads_to_its_room(database: Any) -> None:
    page = await shown(Role.ADMINISTRATOR)
    assert [(step["code"], step["address"]) for step in page.steps] == [
        ("colleague", "/settings/users?open=new"),
        ("place", "/settings/places?open=new"),
        ("job", "/settings/openings?open=new"),
        ("hours", "/calendar"),
        ("candidate", "/board?add=1"),
    ]
    assert [step["code"] for step in page.steps if step["is_next"]] == ["colleague"]
    assert page.progress == "0/5"


async def test_a_step_leads_to_the_record_that_waits_for_it(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        place = make_place(session, lat=None, lng=None)
        judge = make_user(session, Role.INTERVIEWER)
        job = make_job(session, place_id=place.id, interviewers=[])
    page = await shown(Role.ADMINISTRATOR)
    assert [step["address"] for step in page.steps] == [
        f"/settings/places?open={place.id}",
        f"/settings/openings?open={job.id}",
        f"/calendar?person={judge.id}",
        "/board?add=1",
    ]
    assert page.steps[1]["code"] == "job_judge", "the job is there; who interviews is missing"


async def test_a_recruiter_begins_with_the_part_that_is_theirs(database: Any) -> None:
    page = await shown(Role.RECRUITER)
    assert [step["is_theirs"] for step in page.steps] == [False, True, True, True, True]
    assert [step["code"] for step in page.steps if step["is_next"]] == ["place"]


async def test_nothing_is_left_when_all_is_done_and_nothing_is_ever_shown_to_executives(
    database: Any,
) -> None:
    assert (await shown(Role.EXECUTIVE)).steps == []
    with db.unit_of_work() as session:
        make_company(session)
        make_application(session)
    assert (await shown(Role.ADMINISTRATOR)).steps == []
