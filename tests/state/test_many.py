"""The dialog of many: preview, one line each, undo by row; fifty people in one go; nobody twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import func, select

from rxapp import clock, db, i18n
from rxapp.models import Application, Invitation, Task, User
from rxapp.rules.vocabulary import Role, Stage, TaskKind
from rxapp.services.hiring.tags import tags_of
from rxapp.state.bell import BellState
from rxapp.state.many import ManyState
from rxapp.state.search import SearchState
from tests.builders import NOW, actor_of, make_application, make_candidate, make_job, make_user
from tests.state.acting import acting, page_of, sent_to_browser

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def make_many(n: int) -> tuple[list[int], User]:
    with db.unit_of_work() as session:
        recruiter, job = make_user(session), make_job(session)
        found = [
            make_application(session, job=job, candidate=make_candidate(session, name=f"人{i}")).id or 0
            for i in range(n)
        ]
        return found, recruiter


async def run(page: ManyState) -> int:
    return len([None async for _ in page.run()])  # type: ignore[attr-defined]


def invitations() -> int:
    with db.reading() as session:
        return session.exec(select(func.count()).select_from(Invitation)).one()


async def test_fifty_are_invited_in_one_go_with_progress_and_a_line_each(database: Any) -> None:
    ids, recruiter = make_many(50)
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("invite", [*ids, 99_999])
        assert (page.phase, page.will, len(page.left_out), len(page.samples)) == ("preview", 50, 1, 3)
        assert invitations() == 0
        assert await run(page) > 5
        assert page.phase == "done" and page.done == 50 and page.cleared_seq == 1
    assert {row["state"] for row in page.rows} == {"done"} and all(row["undo_id"] for row in page.rows)
    assert invitations() == 50


async def test_a_second_press_invites_nobody_twice(database: Any) -> None:
    ids, recruiter = make_many(2)
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("invite", ids)
        await run(page)
        await run(page)
        await page.begin("invite", ids)
        assert page.will == 0 and [row["state"] for row in page.left_out] == ["already", "already"]
    assert invitations() == 2


async def test_what_changed_after_the_preview_is_refused_alone_and_the_rest_is_done(database: Any) -> None:
    ids, recruiter = make_many(3)
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("invite", ids)
        with db.unit_of_work() as session:
            session.get_one(Application, ids[1]).version += 1
        await run(page)
    assert [row["state"] for row in page.rows] == ["done", "refused", "done"]
    assert page.rows[1]["text"]


async def test_who_is_left_out_because_nobody_would_see_them_is_asked_about_once(database: Any) -> None:
    ids, recruiter = make_many(2)
    with db.unit_of_work() as session:
        alone = make_application(session, job=make_job(session, interviewers=[]), recruiter=recruiter).id or 0
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        for one in ids:
            await page.begin("invite", [one, alone])
            assert [row["id"] for row in page.left_out] == [alone]
            await run(page)
    with db.reading() as session:
        (task,) = session.exec(select(Task).where(Task.application_id == alone)).all()
    assert (task.kind, task.assignee_id) == (TaskKind.CHOOSE_INTERVIEWER, recruiter.id)


async def test_one_row_is_taken_back_and_only_for_ten_seconds(database: Any) -> None:
    ids, recruiter = make_many(2)
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("invite", ids)
        await run(page)
        await page.undo(ids[0])
        page.settle()
        await page.undo(ids[1])
    assert [row["state"] for row in page.rows] == ["undone", "done"]
    with db.reading() as session:
        assert [session.get_one(Application, one).stage for one in ids] == [
            Stage.PASSED_FIRST,
            Stage.ARRANGING,
        ]


async def test_tags_are_taken_back_row_by_row_too(database: Any) -> None:
    ids, recruiter = make_many(2)
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("tag", ids)
        await page.ask({"tag": "重点"})
        await run(page)
        assert all(row["undo_id"] for row in page.rows)
        await page.undo(ids[0])
    assert [row["state"] for row in page.rows] == ["undone", "done"]
    with db.reading() as session:
        assert [tags_of(session, one) for one in ids] == [set(), {"重点"}]


async def test_ending_many_asks_how_and_why_first(database: Any) -> None:
    ids, recruiter = make_many(1)
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("close", ids)
        assert page.phase == "ask"
        await page.ask({"reason": ""})
        assert page.problem and page.phase == "ask"
        page.choose_how("rejected")
        await page.ask({"reason": "skills", "note": ""})
        assert page.phase == "preview" and page.problem == ""
        assert i18n.text("zh", "many.how_rejected") in page.summary[0]
        assert i18n.text("zh", "reason.skills") in page.summary[0]
        await run(page)
    assert page.rows[0]["state"] == "done"


async def test_an_executive_finds_people_without_their_telephone(database: Any) -> None:
    with db.unit_of_work() as session:
        make_application(session, candidate=make_candidate(session, name="林晓", phone="+8613812345678"))
        executive = actor_of(make_user(session, Role.EXECUTIVE))
    with acting(executive):
        page = await page_of(SearchState)
        await page.look_for("林")
    assert [hit["title"] for hit in page.people] == ["林晓"] and page.answered == "林"
    assert "12345678" not in sent_to_browser(page)


async def test_what_was_opened_last_stands_first_when_nothing_is_typed(database: Any) -> None:
    ids, recruiter = make_many(8)
    with acting(actor_of(recruiter)):
        page = await page_of(SearchState)
        for one in ids:
            await page.chosen(one)
        await page.chosen(ids[3])
        await page.look_for("")
    assert [hit["id"] for hit in page.recent] == [ids[3], ids[7], ids[6], ids[5], ids[4], ids[2]]


async def test_all_that_was_just_done_is_taken_back_at_once_and_when_messages_leave_is_said(
    database: Any,
) -> None:
    ids, recruiter = make_many(3)
    with clock.frozen(NOW), acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("invite", ids)
        await run(page)
        assert page.can_undo and len(page.leaves) == 1 and "3" in page.leaves[0]
        await page.undo(ids[0])
        await page.undo_all()
        assert not page.can_undo and page.leaves == []
    assert {row["state"] for row in page.rows} == {"undone"}
    with db.reading() as session:
        assert {session.get_one(Application, one).stage for one in ids} == {Stage.PASSED_FIRST}


async def test_whoever_is_handed_many_hears_of_it_once_and_what_is_taken_back_counts_no_more(
    database: Any,
) -> None:
    ids, recruiter = make_many(12)
    with db.unit_of_work() as session:
        new = make_user(session, name="陈静")
    with acting(actor_of(recruiter)):
        page = await page_of(ManyState)
        await page.begin("assign", ids)
        await page.ask({"recruiter": str(new.id)})
        await run(page)
        assert {row["state"] for row in page.rows} == {"done"}
        await page.undo(ids[0])
    with acting(actor_of(new)):
        bell = await page_of(BellState)
        await bell.load()
        await bell.open()
        assert bell.unread == 1 and len(bell.notices) == 1
        [line] = bell.notices
        assert (
            "11" in line["text"]
            and recruiter.name in line["text"]
            and line["link"] == f"/people?recruiter={new.id}"
        )
        await bell.see(line["id"])
        assert bell.unread == 0
