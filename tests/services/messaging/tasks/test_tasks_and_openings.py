from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp import clock, db
from rxapp.errors import NotAllowed, NotFound, Stale
from rxapp.models import CandidateLink, Delivery, Event, Task
from rxapp.rules.vocabulary import Channel, Role, TaskKind
from rxapp.services.hiring.undo import undo
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.reports.opened import mark_opened
from rxapp.services.messaging.tasks.task_list import count_tasks, open_tasks, settle_task, tick_sent_by_hand
from rxapp.wiring import channels
from tests import builders
from tests.builders import NOW, actor_of
from tests.services.messaging.conftest import House, local


def events(house: House, kind: str) -> list[Event]:
    return [event for event in house.rows(Event) if event.kind == kind]


# -- opened ----------------------------------------------------------------------------------------------------


def test_opening_marks_the_link_the_message_and_the_invitation_once(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:30"))
    link = house.rows(CandidateLink)[0]
    assert house.do(mark_opened, link.id)
    house.at(local("06-01 10:40"))
    assert not house.do(mark_opened, link.id)
    at = local("06-01 10:30")
    assert house.rows(CandidateLink)[0].opened_at == house.rows(Delivery)[0].opened_at == at
    assert house.invitation().opened_at == at
    [event] = events(house, "message_opened")
    assert event.data == {
        "delivery_id": 1, "kind": "invited", "channel": "outbox", "link_id": link.id,
    } and event.actor_kind == "candidate"  # fmt: skip


def test_an_older_link_that_shows_the_interview_counts_as_its_notice_seen(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:05"))
    house.book(local("06-03 15:00"), by="recruiter")
    house.do(mark_opened, house.rows(CandidateLink)[0].id)
    house.play(local("06-01 14:00"))
    assert house.booking().notice_opened_at == local("06-01 10:05")
    assert house.asked() == [] and "booked_nudge" not in [kind for kind, _ in house.sent()]


def test_a_link_without_a_message_is_seen_too(house: House) -> None:
    with db.unit_of_work() as session:
        link = builders.make_link(session, house.application)
    assert house.do(mark_opened, link.id)
    assert [event.data for event in events(house, "link_opened")] == [{"link_id": link.id}]


def test_an_unknown_link_changes_nothing(house: House) -> None:
    assert not house.do(mark_opened, 10**9)
    assert house.rows(Event) == []


# -- tasks -----------------------------------------------------------------------------------------------------


def test_each_kind_of_task_has_its_own_end_and_is_counted(house: House) -> None:
    house.invite()
    with db.unit_of_work() as session:
        for kind, n in ((TaskKind.NOT_CONFIRMED, 4), (TaskKind.SECOND_OPINION, 2)):
            for each in range(n):
                session.add(
                    Task(
                        dedupe=f"{kind}:{each}", kind=kind, application_id=house.application.id or 0,
                        assignee_id=house.recruiter.user_id or 0, due_at=NOW, created_at=NOW,
                    )
                )  # fmt: skip
    house.at(NOW + timedelta(hours=1))
    mine = house.recruiter.user_id
    calls = house.do(open_tasks, mine, kinds=(TaskKind.NOT_CONFIRMED,), most=3)
    assert [row.kind for row in calls] == [TaskKind.NOT_CONFIRMED] * 3
    assert len(house.do(open_tasks, mine, kinds=(TaskKind.SECOND_OPINION,), most=3)) == 2
    counted = {TaskKind.NOT_CONFIRMED: 4, TaskKind.SECOND_OPINION: 2}
    assert house.do(count_tasks, mine) == house.do(count_tasks, None, everybodys=True) == counted
    assert house.do(count_tasks, house.interviewer.user_id) == {}


def test_a_task_shows_what_the_recruiter_needs_for_the_call(house: House) -> None:
    house.invite()
    house.play(local("06-01 15:30"))
    [row] = house.do(open_tasks, house.recruiter.user_id)
    assert (row.kind, row.candidate, row.job) == (TaskKind.INVITED_NOT_OPENED, "林晓", "大客户销售")
    assert row.phone.startswith("+86138") and row.is_overdue


def test_tasks_that_are_not_due_do_not_show(house: House) -> None:
    with db.unit_of_work() as session:
        session.add(
            Task(
                dedupe="later", kind=TaskKind.INVITED_SECOND, application_id=house.application_id,
                assignee_id=house.recruiter.user_id, due_at=NOW + timedelta(hours=1), created_at=NOW,
            )
        )  # fmt: skip
    assert house.do(open_tasks, house.recruiter.user_id) == []


def test_the_interviewer_is_asked_without_contact_data(house: House) -> None:
    house.invite()
    house.book(local("06-03 15:00"))
    house.play(local("06-03 15:06"))
    [row] = house.do(open_tasks, house.interviewer.user_id)
    assert (row.kind, row.candidate, row.interviewer, row.phone) == (TaskKind.NOT_HERE, "林晓", "张伟", "")


def test_a_done_task_leaves_the_list_and_a_record(house: House) -> None:
    house.invite()
    house.play(local("06-01 15:30"))
    [row] = house.do(open_tasks, house.recruiter.user_id)
    for _ in range(2):
        house.do(settle_task, row.id, actor=house.recruiter)
    assert house.do(open_tasks, house.recruiter.user_id) == []
    [event] = events(house, "task_done")
    assert event.data == {"task_id": row.id, "kind": "invited_not_opened"}
    assert event.actor_id == house.recruiter.user_id


def test_a_task_that_appears_is_recorded_so_that_screens_hear_of_it(house: House) -> None:
    house.invite()
    house.play(local("06-01 15:30"))
    [event] = events(house, "task_created")
    assert event.data == {"task_id": house.rows(Task)[0].id, "kind": "invited_not_opened"}


def test_somebody_elses_task_is_not_there(house: House) -> None:
    house.invite()
    house.play(local("06-01 15:30"))
    [row] = house.do(open_tasks, house.recruiter.user_id)
    with pytest.raises(NotFound):
        house.do(settle_task, row.id, actor=house.interviewer)
    with pytest.raises(NotFound):
        house.do(settle_task, 10**9, actor=house.recruiter)


def test_a_colleague_of_hr_may_settle_it(house: House) -> None:
    house.invite()
    house.play(local("06-01 15:30"))
    with db.unit_of_work() as session:
        colleague = actor_of(builders.make_user(session, Role.RECRUITER))
    [row] = house.do(open_tasks, house.recruiter.user_id)
    house.do(settle_task, row.id, actor=colleague)
    assert house.rows(Task)[0].done_by == colleague.user_id


def test_a_task_that_was_called_off_cannot_be_done(house: House) -> None:
    house.invite()
    house.play(local("06-01 15:30"))
    [row] = house.do(open_tasks, house.recruiter.user_id)
    house.book(local("06-03 15:00"))
    with pytest.raises(Stale):
        house.do(settle_task, row.id, actor=house.recruiter)


def test_only_hr_ticks_a_message_as_sent(house_by_hand: House) -> None:
    house = house_by_hand
    house.invite()
    house.play(NOW + timedelta(minutes=1))
    with db.unit_of_work() as session:
        session.get_one(Task, 1).assignee_id = house.interviewer.user_id
    with pytest.raises(NotAllowed):
        house.do(tick_sent_by_hand, 1, actor=house.interviewer)


def test_a_text_opened_before_its_tick_was_sent(house_by_hand: House) -> None:
    house = house_by_hand
    house.invite()
    house.play(NOW + timedelta(minutes=1))
    assert [row.kind for row in house.do(open_tasks, house.recruiter.user_id)] == [TaskKind.SEND_BY_HAND]
    house.at(NOW + timedelta(minutes=20))
    house.do(mark_opened, house.rows(CandidateLink)[0].id)
    [delivery] = house.rows(Delivery)
    assert delivery.state == "sent" and delivery.sent_at == delivery.opened_at == NOW + timedelta(minutes=20)
    assert house.do(open_tasks, house.recruiter.user_id) == []
    [task] = house.rows(Task)
    assert task.done_at is not None and task.done_by is None
    house.do(tick_sent_by_hand, task.id, actor=house.recruiter)  # a tick that comes after is no mistake


# -- lists and channels ----------------------------------------------------------------------------------------


def test_the_phone_shows_the_newest_first(house: House) -> None:
    house.invite()
    house.play(local("06-01 11:30"))
    first, second = house.messages()
    assert first.id > second.id
    assert [row.id for row in house.messages(limit=1)] == [first.id]


def test_a_message_is_listed_with_its_kind_and_state(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:30"))
    assert [(m.kind, m.state) for m in house.messages()] == [("invited", "sent")]


def test_the_demo_has_its_phone_and_everybody_else_a_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    from rxapp.settings import get_settings

    assert list(channels()) == [Channel.OUTBOX, Channel.BY_HAND]
    monkeypatch.setenv("DATABASE_URL", "sqlite:////tmp/never-opened.sqlite3")
    get_settings.cache_clear()
    assert list(channels()) == [Channel.BY_HAND] == list(available.available_channels())
    assert clock.now()


def test_a_tick_can_be_taken_back_for_ten_seconds_whatever_else_happened(house: House) -> None:
    house.invite()
    house.play(local("06-02 12:00"))
    task = next(row for row in house.rows(Task) if row.done_at is None)
    change = house.do(settle_task, task.id, actor=house.recruiter)
    assert change.undo_id and next(row for row in house.rows(Task) if row.id == task.id).done_at
    house.do(undo, change.undo_id, actor=house.recruiter)
    again = next(row for row in house.rows(Task) if row.id == task.id)
    assert again.done_at is None and again.done_by is None
    assert house.do(settle_task, task.id, actor=house.recruiter).undo_id != change.undo_id
    assert house.do(settle_task, task.id, actor=house.recruiter) is None
