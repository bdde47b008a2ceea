"""Adding, editing and merging people as their pages do it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.models import Application, Candidate
from rxapp.rules.vocabulary import Role
from rxapp.services.files.store import keep, new_incoming, prepare
from rxapp.services.files.types import FileKind
from rxapp.services.hiring.edit_candidate import EditCandidate, edit_candidate
from rxapp.state.candidate_edit import CandidateEditState
from rxapp.state.candidate_merge import MergeState
from rxapp.state.cv import CvState
from rxapp.state.intake import IntakeState
from tests.builders import NOW, actor_of, make_application, make_candidate, make_job, make_user
from tests.state.acting import acting, page_of, sent_to_browser

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
CV = "个人简历\n姓名:林晓\n手机:13800138000\n邮箱:lin@example.com\n现居:杭州\n目前在职"


def company(role: Role = Role.RECRUITER) -> tuple[Any, int]:
    """Somebody who looks, and an open job."""
    with db.unit_of_work() as session:
        return actor_of(make_user(session, role)), make_job(session).id or 0


async def read_file(state: Any, file_id: int, name: str = "cv.txt") -> None:
    async for _ in IntakeState.take_file.fn(state, file_id, name):
        pass


async def test_pasted_text_fills_what_is_still_empty_and_says_where_it_stands(database: Any) -> None:
    actor, _ = company()
    with clock.frozen(NOW), acting(actor):
        state = await page_of(IntakeState)
        await state.open()
        await state.note_field("name", "林小晓")
        before = dict(state.seqs)
        await state.read_text(CV)
        assert (
            state.shown["phone"] == "138 0013 8000"
            and state.shown["city"] == "杭州"
            and state.shown["in_work"]
        )
        assert state.seqs["name"] == before["name"] and state.seqs["phone"] != before["phone"]
        assert "3" in state.places["phone"] and state.note_tone == "accent"


async def test_the_next_cv_takes_the_place_of_what_the_one_before_said(database: Any) -> None:
    actor, _ = company()
    with clock.frozen(NOW), acting(actor):
        state = await page_of(IntakeState)
        await state.open()
        await state.read_text(CV)
        await state.note_field("city", "苏州")
        await state.read_text("个人简历\n姓名：赵小天\n手机：13700001111\n")
        shown = state.shown
        assert (shown["name"], shown["phone"]) == ("赵小天", "137 0000 1111")
        assert shown["email"] == "", "nothing of the person before"
        assert state._typed["city"] == "苏州" and "赵小天" in state.places["name"]


async def test_a_cv_file_is_read_and_a_scan_says_what_to_do(database: Any) -> None:
    actor, _ = company()
    files = []
    for content in (CV.encode(), b"%PDF-1.7\n%%EOF\n"):
        incoming = new_incoming()
        incoming.write_bytes(content)
        ready = prepare(incoming, FileKind.CV, "cv.txt")
        with db.unit_of_work() as session:
            files.append(keep(session, ready, actor=actor))
    with clock.frozen(NOW), acting(actor):
        state = await page_of(IntakeState)
        await state.open()
        await read_file(state, files[0])
        assert (state.shown["name"], state.file_name, state.is_reading) == ("林晓", "cv.txt", False)
        assert state.shown["cv_text"].startswith("个人简历")
        await state.open()
        await read_file(state, files[1])
        assert state.note_tone == "amber" and state.file_name and not state.is_reading
        await read_file(state, 999)
        assert state.problem and not state.is_reading


async def test_whoever_is_known_is_shown_while_typing_and_gets_the_application(database: Any) -> None:
    actor, job_id = company()
    with db.unit_of_work() as session:
        known = make_candidate(session, phone="+8613800138000")
        make_application(session, candidate=known)
    with clock.frozen(NOW), acting(actor):
        state = await page_of(IntakeState)
        await state.open()
        await state.note_field("phone", "138 0013")
        assert state.known == []
        await state.note_field("phone", "138 0013 8000")
        assert [each["candidate_id"] for each in state.known] == [known.id]
        state.same_person(known.id or 0)
        await state.save({"name": "林晓", "job_id": str(job_id), "phone": "138 0013 8000"})
        assert not state.is_open and state.problem == ""
    with db.reading() as session:
        rows = session.exec(select(Application.job_id).where(Application.candidate_id == known.id)).all()
        assert job_id in rows and len(rows) == 2


async def test_a_refusal_stays_in_the_dialog(database: Any) -> None:
    actor, job_id = company()
    with clock.frozen(NOW), acting(actor):
        state = await page_of(IntakeState)
        await state.open()
        for form in (
            {"name": "林晓,王静", "job_id": str(job_id), "phone": "13800138000"},
            {"name": "林晓", "job_id": "x"},
            {},
        ):
            await state.save(form)
            assert state.is_open and state.problem
    with db.reading() as session:
        assert session.exec(select(Application)).all() == []


async def test_the_second_of_two_editors_is_told_and_keeps_their_text(database: Any) -> None:
    actor, _ = company()
    with db.unit_of_work() as session:
        person = make_candidate(session, city="上海")
        application = make_application(session, candidate=person)
        colleague = actor_of(make_user(session, name="王磊"))
    with clock.frozen(NOW), acting(actor):
        state = await page_of(CandidateEditState)
        await state.open_for(application.id or 0)
        with db.unit_of_work() as session:
            change = EditCandidate(
                person.id or 0,
                1,
                "林晓",
                person.phone or "",
                "new@example.com",
                "杭州",
                person.language,
                False,
                "",
            )
            edit_candidate(session, change, actor=colleague, clock=clock.now)
        form = {**{name: value for name, value in state.values.items() if name != "in_work"}, "city": "苏州"}
        await state.save(form)
        assert state.is_open and "王磊" in state.who and len(state.changes) == 2
        assert (state.values["city"], state.values["email"]) == ("苏州", "new@example.com")
        await state.save({name: value for name, value in state.values.items() if name != "in_work"})
        assert not state.is_open
    with db.reading() as session:
        kept = session.get_one(Candidate, person.id)
        assert (kept.city, kept.email) == ("苏州", "new@example.com")


async def test_a_merge_shows_what_wins_and_does_it(database: Any) -> None:
    actor, _ = company()
    with db.unit_of_work() as session:
        keep_, other = make_candidate(session, email=None), make_candidate(session, name="林小")
        make_application(session, candidate=other)
    with clock.frozen(NOW), acting(actor):
        state = await page_of(MergeState)
        await state.open_for(keep_.id or 0)
        await state.look_for("林小")
        assert [each["candidate_id"] for each in state.known] == [other.id]
        await state.choose(other.id or 0)
        filled = {line["name"] for line in state.lines if line["is_filled"]}
        assert filled == {"邮箱"} and len(state.moved) == 1
        await state.swap()
        assert state.keep_id == other.id
        await state.swap()
        await state.merge()
        assert not state.is_open
    with db.reading() as session:
        assert session.get_one(Candidate, other.id).merged_into_id == keep_.id


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.EXECUTIVE])
async def test_a_cv_s_words_are_there_while_it_is_open(database: Any, role: Role) -> None:
    actor, _ = company(role)
    with db.unit_of_work() as session:
        application = make_application(
            session, candidate=make_candidate(session, cv_text="八年销售 13911112222")
        )
    with clock.frozen(NOW), acting(actor):
        state = await page_of(CvState)
        await state.open_for(application.id or 0)
        assert "八年销售" in sent_to_browser(state)
        assert ("13911112222" in sent_to_browser(state)) is (role is Role.RECRUITER)
        state.close()
        assert "八年销售" not in sent_to_browser(state)
