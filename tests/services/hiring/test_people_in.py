"""People come in, are found again, edited and merged."""

# ruff: noqa: E501 - Chinese counts twice
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from rxapp import clock, db
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application, Candidate, Event, StoredFile
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Closing, Language, Role
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.open_link import open_link
from rxapp.services.accounts.tokens import hash_token, make_link_token
from rxapp.services.files.store import keep, new_incoming, path_of, prepare, sweep
from rxapp.services.files.types import FileKind
from rxapp.services.hiring.close import CloseApplication, close_application, reopen_application
from rxapp.services.hiring.cv_view import read_cv
from rxapp.services.hiring.edit_candidate import EditCandidate, candidate_row, edit_candidate
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.known_people import people_like, same_people
from rxapp.services.hiring.merge_candidates import MergeCandidates, merge_candidates, merge_preview
from rxapp.services.hiring.propose import brought_cv, propose
from tests.builders import (
    NOW,
    actor_of,
    make_application,
    make_booking,
    make_candidate,
    make_job,
    make_link,
    make_user,
)

CV = b"%PDF-1.7\n%%EOF\n"
sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def now() -> datetime:
    return NOW


def a_cv(session: Session, actor: Any, name: str = "cv.pdf") -> int:
    incoming = new_incoming()
    incoming.write_bytes(CV)
    return keep(session, prepare(incoming, FileKind.CV, name), actor=actor, clock=now)


def code_of(make: Callable[[], object]) -> tuple[str, object]:
    with pytest.raises(Invalid) as caught:
        make()
    return caught.value.code, caught.value.facts.get("field")


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"name": ""}, "needs_name", "name"),
        ({"name": "林晓,王静,李雷"}, "one_name", "name"),
        ({"name": "\n".join(f"候选人{n}" for n in range(200))}, "invalid_too_long", "name"),
        ({"name": "、".join(["林晓"] * 60)}, "one_name", "name"),
        ({"name": "林晓🎉"}, "name_signs", "name"),
        ({"name": "林" * 61}, "invalid_too_long", "name"),
        ({"name": "12345"}, "name_signs", "name"),
        ({"name": "林\0晓"}, "invalid", "name"),
        ({"phone": "12345"}, "needs_phone", "phone"),
        ({"phone": "打我电话"}, "needs_phone", "phone"),
        ({"phone": "", "email": ""}, "needs_contact", "phone"),
        ({"email": "lin@"}, "needs_email", "email"),
        ({"email": "a@b.cn, c@d.cn"}, "needs_email", "email"),
        ({"job_id": 0}, "needs_job", "job_id"),
        ({"cv_text": "字" * 20_001}, "cv_too_long", "cv_text"),
        ({"cv_text": "x" * 10_000_000}, "cv_too_long", "cv_text"),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(changed: dict[str, Any], code: str, field: str) -> None:
    good: dict[str, Any] = {"name": "林晓", "job_id": 1, "phone": "13800138000"}
    assert code_of(lambda: AddApplication(**{**good, **changed})) == (code, field)


@pytest.mark.parametrize(
    "name",
    ["林晓", "诸葛青云", "阿依古丽·买买提", "Anne-Marie O'Neill", "José Núñez", "van der Berg, Jr."[:12]],
)
def test_real_names_are_names(name: str) -> None:
    assert AddApplication(name=name, job_id=1, phone="13800138000").name == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("手机:138 0013 8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("021-6123 4567", "+862161234567"),
        ("+1 415 555 2671", "+14155552671"),
    ],
)
def test_a_number_becomes_one_that_can_be_dialled_anywhere(typed: str, kept: str) -> None:
    assert AddApplication(name="林晓", job_id=1, phone=typed).phone == kept


def test_somebody_is_added_with_their_cv(database: str) -> None:
    with db.unit_of_work() as session:
        actor, colleague = actor_of(make_user(session)), make_user(session)
        job, file_id = make_job(session), a_cv(session, actor)
        made = add_application(
            session,
            AddApplication(
                "林晓", job.id or 0, phone="13800138000", language=Language.EN, recruiter_id=colleague.id, file_id=file_id,
                source="boss", is_employed=True,
            ),
            actor=actor, clock=now,
        )  # fmt: skip
        row = session.get_one(Application, made.application_id)
        person, file = session.get_one(Candidate, row.candidate_id), session.get_one(StoredFile, file_id)
        assert (row.recruiter_id, row.source, file.candidate_id) == (colleague.id, "boss", person.id)
        assert (person.language, person.is_employed) == ("en", True)


@sqlite
def test_nobody_takes_somebody_else_s_file(database: str) -> None:
    with db.unit_of_work() as session:
        actor, stranger, job = actor_of(make_user(session)), actor_of(make_user(session)), make_job(session)
        theirs = a_cv(session, stranger)
        for file_id in (theirs, 999):
            wanted = AddApplication("林晓", job.id or 0, phone="13800138000", file_id=file_id)
            assert (
                code_of(lambda wanted=wanted: add_application(session, wanted, actor=actor))[0] == "file_gone"
            )
            assert (
                code_of(lambda file_id=file_id: brought_cv(session, file_id, actor=actor))[0] == "file_gone"
            )


@sqlite
def test_interviewers_and_executives_add_nobody(database: str) -> None:
    with db.unit_of_work() as session:
        job = make_job(session)
        for role in (Role.INTERVIEWER, Role.EXECUTIVE):
            with pytest.raises(NotAllowed):
                add_application(
                    session, AddApplication("林晓", job.id or 0, phone="13800138000"), actor=actor_of(make_user(session, role))
                )  # fmt: skip


def test_the_same_person_is_found_by_number_address_or_name_and_job(database: str) -> None:
    with db.unit_of_work() as session:
        job, other = make_job(session), make_job(session)
        phoned = make_candidate(session, name="张三", phone="+8613800138000")
        mailed = make_candidate(session, name="李四", email="lin@example.com")
        named = make_application(session, job=job, candidate=make_candidate(session, name="林晓"))
        make_application(session, job=other, candidate=make_candidate(session, name="林晓"))
        gone = make_candidate(session, name="林晓", phone="+8613800138000", merged_into_id=phoned.id)
        found = same_people(
            session, name="林晓", phone="+8613800138000", email="LIN@example.com", job_ids=(job.id or 0,)
        )
        why = {each.candidate_id: each.why for each in found}
        assert why == {phoned.id: ("phone",), mailed.id: ("email",), named.candidate_id: ("name",)}
        assert gone.id not in why and same_people(session, name="林晓") == ()
        assert [
            each.name for each in people_like(session, "张", but_not=0)
        ] == []  # one sign is half of everybody
        assert [each.candidate_id for each in people_like(session, "张三", but_not=0)] == [phoned.id]


def test_the_same_person_gets_a_second_application_and_keeps_what_is_known(database: str) -> None:
    with db.unit_of_work() as session:
        actor, job, other = actor_of(make_user(session)), make_job(session), make_job(session)
        person = make_candidate(session, phone="+8613800138000", email=None, city="")
        first = make_application(session, job=job, candidate=person)
        again = AddApplication(
            "林小",
            other.id or 0,
            phone="13900139000",
            email="l@example.com",
            city="杭州",
            candidate_id=person.id,
        )
        made = add_application(session, again, actor=actor, clock=now)
        session.refresh(person)
        assert session.get_one(Application, made.application_id).candidate_id == person.id
        assert (person.name, person.phone, person.email, person.city) == (
            "林晓",
            "+8613800138000",
            "l@example.com",
            "杭州",
        )
        refused = replace(again, job_id=job.id or 0)
        assert code_of(lambda: add_application(session, refused, actor=actor))[0] == "has_open_application"
        close_application(
            session,
            CloseApplication(first.id or 0, None, Closing.REJECTED, "skills", ""),
            actor=actor,
            clock=now,
        )
        add_application(session, refused, actor=actor, clock=now)
        # Now the closed one must stay closed.
        assert (
            code_of(lambda: reopen_application(session, first.id or 0, None, actor=actor))[0]
            == "has_open_application"
        )


def edited(row: Any, **changed: Any) -> EditCandidate:
    known = {
        "candidate_id": row.id, "version": row.version, "name": row.name, "phone": row.phone or "", "email": row.email or "",
        "city": row.city, "language": row.language, "is_employed": row.is_employed, "cv_text": row.cv_text,
    }  # fmt: skip
    return EditCandidate(**{**known, **changed})


def test_an_edit_carries_a_version_and_the_second_is_told(database: str) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session))
        person = make_candidate(session)
        application = make_application(session, candidate=person)
        first, second = edited(person, name="林晓晓"), edited(person, city="杭州")
        edit_candidate(session, first, actor=actor, clock=now)
        with pytest.raises(Stale):
            edit_candidate(session, second, actor=actor, clock=now)
        session.refresh(application)
        assert application.version == 2  # its card shows the name
        [event] = session.exec(select(Event).where(Event.kind == EventKind.CANDIDATE_EDITED)).all()
        assert (event.application_id, event.data) == (
            application.id,
            {"candidate_id": person.id, "raised": 1},
        )


def test_a_cv_that_comes_with_a_second_application_replaces_the_old_one_and_no_cv_does_not(
    database: str,
) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session))
        person = make_candidate(session, cv_text="五年销售")
        for said, kept in (("", "五年销售"), ("八年销售", "八年销售")):
            again = AddApplication("林晓", make_job(session).id or 0, cv_text=said, candidate_id=person.id)
            add_application(session, again, actor=actor, clock=now)
            session.refresh(person)
            assert person.cv_text == kept


def test_a_new_cv_takes_the_place_of_the_old_whose_bytes_go(database: str) -> None:
    with db.unit_of_work() as session:
        actor, person = actor_of(make_user(session)), make_candidate(session)
        old = a_cv(session, actor, "old.pdf")
        edit_candidate(session, edited(person, file_id=old), actor=actor, clock=now)
        place = path_of(session.get_one(StoredFile, old).key)
    assert place.exists()
    with db.unit_of_work() as session:
        person = session.get_one(Candidate, person.id)
        new = a_cv(session, actor, "new.pdf")
        edit_candidate(session, edited(person, file_id=new), actor=actor, clock=now)
        assert place.exists()  # until the transaction is through
    assert not place.exists()
    with db.unit_of_work() as session:
        row = candidate_row(session, person.id or 0, actor=actor)
        assert row.file is not None and row.file.id == new
        assert session.get_one(StoredFile, old).removed_at is not None


@sqlite
def test_a_change_that_fails_keeps_the_file(database: str) -> None:
    with db.unit_of_work() as session:
        actor, person = actor_of(make_user(session)), make_candidate(session)
        edit_candidate(session, edited(person, file_id=a_cv(session, actor)), actor=actor, clock=now)
        [file] = session.exec(select(StoredFile)).all()
    with pytest.raises(RuntimeError), db.unit_of_work() as session:
        person = session.get_one(Candidate, person.id)
        edit_candidate(session, edited(person, drops_file=True), actor=actor, clock=now)
        raise RuntimeError
    assert path_of(file.key).exists()


def test_two_rows_become_one_person_and_their_links_go_on(database: str) -> None:
    with clock.frozen(NOW), db.unit_of_work() as session:
        actor = actor_of(make_user(session))
        keep = make_candidate(session, name="林晓", phone="+8613800138000", email=None, cv_text="")
        other = make_candidate(
            session, name="林小", phone="+8613900139000", email="lin@example.com", cv_text="八年销售"
        )
        ours, theirs = make_application(session, candidate=keep), make_application(session, candidate=other)
        edit_candidate(session, edited(other, file_id=a_cv(session, actor)), actor=actor, clock=now)
        token = open_link(session, make_link_token(make_link(session, theirs).id or 0)).token or ""
        preview = merge_preview(session, keep.id or 0, other.id or 0, actor=actor)
        told = {each.name: (each.kept, each.is_filled) for each in preview.fields}
        assert told["phone"] == ("+8613800138000", False) and told["email"] == ("lin@example.com", True)
        assert preview.file == "cv.pdf" and not preview.clashes
        merge_candidates(
            session, MergeCandidates(keep.id or 0, preview.keep_version, other.id or 0, preview.other_version),
            actor=actor, clock=now,
        )  # fmt: skip
        for row in (keep, other, ours, theirs):
            session.refresh(row)
        assert (keep.name, keep.phone, keep.email, keep.cv_text) == (
            "林晓",
            "+8613800138000",
            "lin@example.com",
            "八年销售",
        )
        assert theirs.candidate_id == keep.id and other.merged_into_id == keep.id
        actor_now = find_actor(session, hash_token(token), real_now=clock.real_now(), now=NOW)
        assert actor_now is not None and actor_now.candidate_id == keep.id and actor_now.name == "林晓"
        told_of = session.exec(
            select(Event.application_id).where(Event.kind == EventKind.CANDIDATES_MERGED)
        ).all()
        assert sorted(told_of) == sorted([ours.id, theirs.id])
        with pytest.raises(NotFound):
            edit_candidate(session, edited(other), actor=actor, clock=now)


def test_a_merge_is_refused_while_both_apply_for_the_same_job(database: str) -> None:
    with db.unit_of_work() as session:
        actor, job = actor_of(make_user(session)), make_job(session)
        keep, other = make_candidate(session), make_candidate(session)
        for person in (keep, other):
            make_application(session, job=job, candidate=person)
        preview = merge_preview(session, keep.id or 0, other.id or 0, actor=actor)
        assert [each.job_id for each in preview.clashes] == [job.id]
        wanted = MergeCandidates(keep.id or 0, keep.version, other.id or 0, other.version)
        with pytest.raises(Invalid) as caught:
            merge_candidates(session, wanted, actor=actor, clock=now)
        assert caught.value.code == "merge_open_twice" and caught.value.facts["job"] == job.title
        with pytest.raises(Stale):
            merge_candidates(session, replace(wanted, other_version=9), actor=actor, clock=now)
        assert code_of(lambda: replace(wanted, other_id=keep.id))[0] == "merge_same_person"


def test_a_cv_is_read_by_right_and_each_reading_is_kept(database: str) -> None:
    text = "八年销售 电话 13911112222 邮箱 lin@example.com"
    with db.unit_of_work() as session:
        recruiter, chief = actor_of(make_user(session)), actor_of(make_user(session, Role.EXECUTIVE))
        mine, stranger = make_user(session, Role.INTERVIEWER), actor_of(make_user(session, Role.INTERVIEWER))
        job = make_job(session, interviewers=[mine])
        person = make_candidate(session, cv_text=text)
        application = make_application(session, job=job, candidate=person)
        make_booking(session, application, interviewer=mine)
        edit_candidate(session, edited(person, file_id=a_cv(session, recruiter)), actor=recruiter, clock=now)
        whole = read_cv(session, application.id or 0, actor=recruiter, clock=now)
        assert whole.text == text and whole.file is not None
        for actor in (chief, actor_of(mine)):
            for _ in range(2):
                seen = read_cv(session, application.id or 0, actor=actor, clock=now)
            assert (
                "13911112222" not in seen.text
                and "lin@" not in seen.text
                and seen.file is None
                and seen.is_masked
            )
        with pytest.raises(NotFound):
            read_cv(session, application.id or 0, actor=stranger, clock=now)
        later = lambda: NOW + timedelta(minutes=11)  # noqa: E731
        read_cv(session, application.id or 0, actor=chief, clock=later)
        read = session.exec(select(Event).where(Event.kind == EventKind.CV_READ)).all()
        assert [event.actor_id for event in read] == [recruiter.user_id, chief.user_id, chief.user_id]
        assert all(event.application_id is None for event in read)
        [opened] = session.exec(select(Event).where(Event.kind == EventKind.CV_OPENED)).all()
        assert (opened.application_id, opened.data) == (application.id, {"interviewer_id": mine.id})


def test_what_was_brought_and_never_used_goes_after_a_day_and_strays_too(database: str) -> None:
    with db.unit_of_work() as session:
        actor, person = actor_of(make_user(session)), make_candidate(session)
        unused, used = a_cv(session, actor), a_cv(session, actor)
        edit_candidate(session, edited(person, file_id=used), actor=actor, clock=now)
        keys = {each.id: each.key for each in session.exec(select(StoredFile))}
    stray = path_of("ab" + "0" * 30)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"left by a crash")
    tomorrow = lambda: NOW + timedelta(days=2)  # noqa: E731
    with db.unit_of_work() as session:
        assert sweep(session, clock=now) == 0 and stray.exists()
        sweep(session, clock=tomorrow, real_now=lambda: clock.real_now() + timedelta(hours=2))
    assert not path_of(keys[unused]).exists() and not stray.exists() and path_of(keys[used]).exists()


def test_a_proposal_holds_only_what_the_form_would_take() -> None:
    found = propose("姓名:林晓\n手机:12345\n邮箱:lin@example.com\n求职状态:离职", "cv.pdf")
    assert (found.name, found.phone, found.email, found.in_work) == ("林晓", "", "lin@example.com", False)
    assert set(found.places) == {"name", "email", "in_work"} and found.places["name"] == (1, "姓名:林晓")
