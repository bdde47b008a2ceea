"""What an empty installation still lacks, step by step."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import db
from rxapp.models import JobInterviewer
from rxapp.rules.vocabulary import InterviewMode, Role
from rxapp.services.company.readiness import Readiness, Step, readiness
from tests.builders import (
    NOW,
    actor_of,
    give_hours,
    make_application,
    make_booking,
    make_company,
    make_job,
    make_place,
    make_user,
)


def open_steps(found: Readiness) -> list[Step]:
    return [row.step for row in found.steps if not row.is_done]


def test_each_step_is_gone_when_it_is_done(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        place = make_place(session, lat=None, lng=None)  # what the set-up page leaves
        found = readiness(session, actor=actor)
        assert open_steps(found) == list(Step) and found.place_id == place.id and not found.is_complete

        judge = make_user(session, Role.INTERVIEWER)
        found = readiness(session, actor=actor)
        assert open_steps(found) == list(Step)[1:] and found.interviewer_id == judge.id

        place.lat, place.lng = 31.2, 121.4
        session.add(place)
        session.flush()
        found = readiness(session, actor=actor)
        assert open_steps(found) == list(Step)[2:] and found.place_id is None

        job = make_job(session, place_id=place.id, interviewers=[])
        found = readiness(session, actor=actor)
        assert open_steps(found) == list(Step)[2:] and found.job_id == job.id, "nobody may interview for it"
        session.add(JobInterviewer(job_id=job.id, user_id=judge.id))
        session.flush()
        assert open_steps(readiness(session, actor=actor)) == list(Step)[3:]

        give_hours(session, judge)
        found = readiness(session, actor=actor)
        assert open_steps(found) == [Step.CANDIDATE] and found.interviewer_id is None
        application = make_application(session, job=job)
        assert readiness(session, actor=actor).is_complete

        # Once the company is at work the list never comes back.
        make_booking(session, application)
        job.is_open = False
        session.add(job)
        session.flush()
        assert readiness(session, actor=actor).steps == ()


def test_who_interviews_by_video_alone_needs_no_place(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        place = make_place(session, lat=None, lng=None)
        actor = actor_of(make_user(session))
        make_job(
            session, place_id=place.id, mode=InterviewMode.VIDEO, meeting_link="https://meet.example.com/1"
        )
        assert Step.PLACE not in open_steps(readiness(session, actor=actor))
        make_job(session, place_id=place.id)
        assert Step.PLACE in open_steps(readiness(session, actor=actor))


@pytest.mark.parametrize(("role", "theirs"), [(Role.ADMINISTRATOR, True), (Role.RECRUITER, False)])
def test_accounts_are_an_administrators_step(database: Any, role: Role, theirs: bool) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        found = readiness(session, actor=actor_of(make_user(session, role)))
        assert [row.is_theirs for row in found.steps] == [theirs, True, True, True, True]


def test_places_and_people_that_are_gone_do_not_count(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        make_place(session, archived_at=NOW)
        make_user(session, Role.INTERVIEWER, is_active=False)
        assert open_steps(readiness(session, actor=actor_of(make_user(session)))) == list(Step)
