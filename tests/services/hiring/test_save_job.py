"""Jobs: what is stored, what is refused, closing one while people are on their way, two editors at once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from rxapp import clock, db
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Event, Job, JobInterviewer
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Closing, InterviewMode, Role, Stage
from rxapp.services.company.save_place import RemovePlace, remove_place
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.board import choices
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.openings import opening, opening_choices, openings
from rxapp.services.hiring.save_job import SaveJob, close_job, reopen_job, save_job
from tests.builders import NOW, actor_of, give_hours, make_application, make_job, make_place, make_user


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with clock.frozen(NOW):
        yield


def plan(**facts: Any) -> SaveJob:
    return SaveJob(**{"title": "渠道销售", "city": "上海", "place_id": 1} | facts)


def test_a_recruiter_opens_a_job_with_its_second_round(database: Any) -> None:
    with db.unit_of_work() as session:
        place, judge = make_place(session), make_user(session, Role.INTERVIEWER)
        user = make_user(session, Role.RECRUITER)
        command = plan(
            place_id=place.id, interviewer_ids=(judge.id,), title_en="Channel sales", minutes=60,
            what_to_bring=" 身份证 \n\n学历证书\n身份证", what_to_bring_en="ID card", requirements="三年经验\n能出差",
            culture_tags="坦诚、客户第一，自驱\n坦诚",
        )  # fmt: skip
        job_id = save_job(session, command, actor=actor_of(user))
        found = opening(session, job_id)
        assert (found.what_to_bring, found.culture_tags) == ("身份证\n学历证书", "坦诚\n客户第一\n自驱")
        assert (found.recruiter_id, found.minutes, found.interviewer_ids) == (user.id, 60, (judge.id,))
        assert (found.version, found.is_open, found.requirements) == (1, True, "三年经验\n能出差")
        (row,) = openings(session)
        assert (row.interviewers, row.has_hours, row.applications) == ((judge.name,), False, 0)
        give_hours(session, judge)
        assert openings(session)[0].has_hours
        assert session.exec(select(Event.kind)).all() == [EventKind.JOB_ADDED]


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.EXECUTIVE])
def test_who_does_not_recruit_changes_no_job(database: Any, role: Role) -> None:
    with db.unit_of_work() as session:
        job = make_job(session)
        actor = actor_of(make_user(session, role))
        for deed in (
            lambda: save_job(session, plan(place_id=job.place_id), actor=actor),
            lambda: close_job(session, job.id or 0, 1, actor=actor),
            lambda: reopen_job(session, job.id or 0, 1, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                deed()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "field_empty"),
        ({"title": "、".join(["林晓"] * 200)}, "invalid_too_long"),
        ({"title": "a\x00b"}, "invalid"),
        ({"requirements": "字" * 4001}, "invalid_too_long"),
        ({"requirements": "a\x00b"}, "invalid"),
        ({"minutes": -30}, "invalid_number"),
        ({"minutes": 0}, "invalid_number"),
        ({"minutes": 241}, "invalid_number"),
        ({"minutes": True}, "invalid_number"),
        ({"mode": "video"}, "needs_meeting_link"),
        ({"mode": "video", "meeting_link": "http://meet.example.com/1"}, "invalid_link"),
        ({"mode": "video", "meeting_link": "javascript:alert(1)"}, "invalid_link"),
        ({"mode": "video", "meeting_link": "会议号 123"}, "invalid_link"),
        ({"mode": "carrier pigeon"}, "invalid"),
        ({"place_id": None}, "needs_place"),
        ({"place_id": 2**60}, "invalid"),
        ({"interviewer_ids": "12"}, "invalid"),
        ({"interviewer_ids": tuple(range(1, 60))}, "invalid"),
        ({"what_to_bring": "\n".join(str(n) for n in range(13))}, "too_many_items"),
        ({"what_to_bring": "证" * 41}, "item_too_long"),
        ({"what_to_bring": "证" * 9_000}, "too_many_items"),
        ({"culture_tags": "、".join(str(n) for n in range(11))}, "too_many_items"),
        ({"culture_tags": "标" * 25}, "item_too_long"),
    ],
)
def test_a_wrong_field_is_named(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        plan(**wrong)
    assert refused.value.code == code and refused.value.facts["field"]


def test_a_job_without_a_name_is_asked_for_its_name_and_not_for_a_persons_title() -> None:
    with pytest.raises(Invalid) as refused:
        plan(title=" ")
    assert refused.value.facts["field"] == "job_title"


def test_nobody_is_named_who_is_not_there(database: Any) -> None:
    with db.unit_of_work() as session:
        place = make_place(session)
        recruiter, judge = make_user(session), make_user(session, Role.INTERVIEWER)
        gone = make_user(session, Role.INTERVIEWER, is_active=False)
        away = make_user(session, is_active=False)
        closed = make_place(session, archived_at=NOW)
        for wrong in (
            {"interviewer_ids": (gone.id,)}, {"interviewer_ids": (recruiter.id,)}, {"interviewer_ids": (9_999,)},
            {"place_id": closed.id}, {"place_id": 9_999}, {"recruiter_id": judge.id}, {"recruiter_id": away.id},
            {"recruiter_id": 9_999},
        ):  # fmt: skip
            with pytest.raises(Invalid):
                save_job(session, plan(**{"place_id": place.id} | wrong), actor=actor_of(recruiter))
        assert session.exec(select(Job)).all() == []
        with pytest.raises(NotFound):
            save_job(session, plan(place_id=place.id, job_id=99), actor=actor_of(recruiter))


def test_a_changed_job_leaves_open_invitations_as_they_are_and_who_left_is_no_obstacle(database: Any) -> None:
    with db.unit_of_work() as session:
        left = make_user(session, is_active=False)
        judge = make_user(session, Role.INTERVIEWER)
        job = make_job(session, recruiter_id=left.id, interviewers=[judge])
        judge.is_active = False
        session.add(judge)
        session.flush()
        found = opening(session, job.id or 0)
        assert found.interviewer_ids == ()
        command = plan(
            job_id=job.id, version=1, place_id=job.place_id, recruiter_id=left.id, mode="video",
            meeting_link="https://meet.example.com/1",
        )  # fmt: skip
        save_job(session, command, actor=actor_of(make_user(session)))
        session.expire_all()
        found = opening(session, job.id or 0)
        assert (found.mode, found.version, found.recruiter_id) == (InterviewMode.VIDEO, 2, left.id)
        assert session.exec(select(JobInterviewer)).all() == []


def test_the_second_of_two_editors_is_refused(database: Any) -> None:
    with db.unit_of_work() as session:
        job = make_job(session)
        actor = actor_of(make_user(session))
        save_job(session, plan(job_id=job.id, version=1, place_id=job.place_id, title="甲"), actor=actor)
        for deed in (
            lambda: save_job(
                session, plan(job_id=job.id, version=1, place_id=job.place_id, title="乙"), actor=actor
            ),
            lambda: close_job(session, job.id or 0, 1, actor=actor),
            lambda: reopen_job(session, job.id or 0, 1, actor=actor),
        ):
            with pytest.raises(Stale):
                deed()
        assert opening(session, job.id or 0).title == "甲"


def test_a_closed_job_keeps_its_people_and_takes_no_new_ones(database: Any) -> None:
    with db.unit_of_work() as session:
        job = make_job(session)
        recruiter = make_user(session)
        actor = actor_of(recruiter)
        on_the_way = make_application(session, job=job, recruiter=recruiter)
        make_application(session, job=job, recruiter=recruiter, stage=Stage.HIRED)
        make_application(session, job=job, recruiter=recruiter, closing=Closing.REJECTED)
        assert close_job(session, job.id or 0, 1, actor=actor) == 1
        (event,) = session.exec(select(Event).where(col(Event.kind) == EventKind.JOB_CLOSED))
        assert event.data == {"job_id": job.id, "applications": 1}
        with pytest.raises(Invalid):
            add_application(session, AddApplication("林晓", job.id or 0, phone="13800000000"), actor=actor)
        # Who was about to invite somebody goes on as before.
        advance(session, on_the_way.id or 0, on_the_way.version, actor=actor)
        session.expire_all()
        assert on_the_way.stage == Stage.ARRANGING
        assert [each[0] for each in choices(session, now=NOW).jobs] == [job.id], "it still has cards"
        reopen_job(session, job.id or 0, 2, actor=actor)
        add_application(session, AddApplication("林晓", job.id or 0, phone="13800000000"), actor=actor)


def test_the_boards_filter_leaves_out_closed_jobs_without_cards(database: Any) -> None:
    with db.unit_of_work() as session:
        empty, used, running = (
            make_job(session, title=name, is_open=name == "在招") for name in ("空", "有人", "在招")
        )
        make_application(session, job=used)
        make_application(session, job=empty, closing=Closing.LOST)
        assert {each[0] for each in choices(session, now=NOW).jobs} == {used.id, running.id}


def test_a_job_whose_place_is_gone_is_not_reopened_without_another(database: Any) -> None:
    with db.unit_of_work() as session:
        job = make_job(session, is_open=False)
        actor = actor_of(make_user(session))
        old, other = job.place_id or 0, make_place(session, name="新办公室").id
        remove_place(session, RemovePlace(old, 1), actor=actor)  # a closed job needs no place
        with pytest.raises(Invalid) as refused:
            reopen_job(session, job.id or 0, 1, actor=actor)
        assert refused.value.code == "needs_place"
        save_job(session, plan(job_id=job.id, version=1, place_id=other), actor=actor)
        reopen_job(session, job.id or 0, 2, actor=actor)


def test_the_form_offers_who_can_be_chosen_now(database: Any) -> None:
    with db.unit_of_work() as session:
        judge, recruiter = make_user(session, Role.INTERVIEWER), make_user(session)
        make_user(session, Role.INTERVIEWER, is_active=False)
        make_user(session, Role.EXECUTIVE)
        make_place(session, archived_at=NOW)
        place = make_place(session)
        found = opening_choices(session)
        assert [each.id for each in found.interviewers] == [judge.id]
        assert [each.id for each in found.recruiters] == [recruiter.id]
        assert found.places == ((place.id, "上海总部", "Shanghai office", "上海"),)
