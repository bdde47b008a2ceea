"""What candidates answer: kept once, done where it cannot hurt, a person's task where it could."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.models import Application, Booking, Candidate, ChannelStop, Event, InboundMessage, Task
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import BookingState, Channel, Role, StepKind, TaskKind
from rxapp.services.messaging.inbox.take_in import take_in
from rxapp.services.messaging.inbox.types import Inbound
from rxapp.services.messaging.tasks.task_list import open_tasks, settle_task
from tests import builders
from tests.builders import NOW, actor_of
from tests.services.messaging.conftest import local
from tests.services.messaging.sending.test_deliver import Sms, sms

__all__ = ["sms"]  # a fixture
START = local("06-03 15:00")


class Inbox:
    """A booked house whose candidate writes."""

    def __init__(self, house: Sms) -> None:
        self.house, self.n = house, 0
        with db.unit_of_work() as session:
            application = session.get_one(Application, house.application_id)
            self.person = application.candidate_id
            person = session.get_one(Candidate, self.person)
            person.phone, person.email = "+8613800138000", "lin@example.com"

    def write(self, text: str, *, sender: str = "+8613800138000", **more: Any) -> str:
        self.n += 1
        facts = {"channel": Channel.SMS, "provider": "twilio", "key": f"in:{self.n}"} | more
        inbound = Inbound(sender=sender, text=text, received_at=clock.now(), **facts)  # type: ignore[arg-type]
        return str(self.house.do(take_in, inbound))

    def rows(self, table: Any) -> list[Any]:
        with db.reading() as session:
            return list(session.exec(select(table).order_by(table.id)).all())

    def kept(self) -> InboundMessage:
        return self.rows(InboundMessage)[-1]  # type: ignore[no-any-return]

    def tasks(self) -> list[Any]:
        return [
            row for row in self.house.do(open_tasks, self.house.recruiter.user_id)
            if row.kind == TaskKind.REPLIED
        ]  # fmt: skip


@pytest.fixture
def inbox(sms: Callable[..., Sms]) -> Inbox:
    house = sms()
    house.invite()
    house.book(START, by="recruiter")
    house.play(NOW + timedelta(minutes=1))
    return Inbox(house)


@pytest.mark.parametrize("text", ["1", "确认", "好的，我会准时到", "收到", "OK", "１", "Yes, I'll be there"])
def test_a_yes_confirms_the_interview(inbox: Inbox, text: str) -> None:
    assert inbox.write(text) == "confirmed"
    [booking] = inbox.rows(Booking)
    assert booking.confirmed_at is not None and booking.notice_opened_at is not None
    one = inbox.kept()
    assert (one.sender, one.candidate_id, one.booking_id, one.why) == ("", inbox.person, booking.id, "")
    assert one.handled_at is not None and inbox.tasks() == []


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2", "move"), ("3", "cannot_come"), ("明天来不了", "cannot_come"), ("能改周五下午吗", "move"),
        ("你们公司在哪？", "unclear"), ("🙂", "unclear"), ("", "unclear"), ("好的但是我可能晚一点再说吧", "unclear"),
        ("不确认", "unclear"), ("长" * 3000, "unclear"),
    ],
)  # fmt: skip
def test_what_could_hurt_or_is_unclear_is_a_persons_task_with_the_words(
    inbox: Inbox, text: str, meaning: str
) -> None:
    assert inbox.write(text) == "asks_a_person"
    [task] = inbox.tasks()
    assert task.said == text and task.candidate == "林晓"
    one = inbox.kept()
    assert one.meaning == meaning and one.why and one.task_id == task.id and one.handled_at is None
    [booking] = inbox.rows(Booking)
    assert booking.state == BookingState.SCHEDULED and booking.confirmed_at is None
    inbox.house.do(settle_task, task.id, actor=inbox.house.recruiter)
    assert inbox.tasks() == []


def test_the_same_message_again_changes_nothing(inbox: Inbox) -> None:
    assert inbox.write("2", key="same") == "asks_a_person"
    assert inbox.write("2", key="same") == "known"
    assert len(inbox.rows(InboundMessage)) == 1 and len(inbox.tasks()) == 1


@pytest.mark.parametrize("text", ["退订", "STOP", "T", "TD"])
def test_stop_is_honoured_at_once_and_makes_no_task(inbox: Inbox, text: str) -> None:
    assert inbox.write(text) == "stopped"
    assert {one.channel for one in inbox.rows(ChannelStop)} == {Channel.SMS}
    assert inbox.tasks() == []


def test_stop_by_letter_ends_letters(inbox: Inbox) -> None:
    inbox.write("unsubscribe", sender="Lin@Example.com", channel=Channel.EMAIL, provider="sendgrid")
    assert {one.channel for one in inbox.rows(ChannelStop)} == {Channel.EMAIL}


def test_a_stranger_and_a_shared_number_name_nobody(inbox: Inbox) -> None:
    assert inbox.write("1", sender="+8613900000000") == "unknown_sender"
    assert inbox.kept().sender == "+8613900000000"
    with db.unit_of_work() as session:
        builders.make_candidate(session, name="林父", phone="+8613800138000")
    assert inbox.write("1") == "several_people"
    [booking] = inbox.rows(Booking)
    assert booking.confirmed_at is None and inbox.tasks() == []


def test_rows_of_one_person_are_one_person(inbox: Inbox) -> None:
    with db.unit_of_work() as session:
        builders.make_candidate(session, phone="+8613800138000", merged_into_id=inbox.person)
    assert inbox.write("1") == "confirmed"


def test_of_two_open_interviews_the_one_named_or_answered_is_meant(inbox: Inbox) -> None:
    with db.unit_of_work() as session:
        person = session.get_one(Candidate, inbox.person)
        other = builders.make_application(
            session, job=builders.make_job(session), candidate=person,
            recruiter=builders.make_user(session, Role.RECRUITER),
        )  # fmt: skip
        second = builders.make_booking(session, other, starts_at=local("06-05 10:00"))
        second_id = second.id
    assert inbox.write("1") == "asks_a_person"
    assert inbox.kept().why == "several"
    assert inbox.write("周五上午10点的面试我确认参加") == "confirmed"
    with db.reading() as session:
        assert session.get_one(Booking, second_id).confirmed_at is not None
    delivery = inbox.house.one()
    assert delivery.kind in (StepKind.INVITED, StepKind.BOOKED)
    assert inbox.write("1", delivery_id=delivery.id) == "confirmed"
    with db.reading() as session:
        assert all(row.confirmed_at for row in session.exec(select(Booking)).all())


def test_another_persons_message_cannot_be_answered_for_them(inbox: Inbox) -> None:
    with db.unit_of_work() as session:
        builders.make_candidate(session, name="别人", phone="+8613900000000")
    assert inbox.write("1", sender="+8613900000000", delivery_id=inbox.house.one().id) == "no_application"
    assert inbox.write("1", sender="+8613900000001", delivery_id=inbox.house.one().id) == "unknown_sender"
    assert inbox.write("1", delivery_id=999_999) == "confirmed", "a number of nothing of ours is no number"


def test_a_yes_to_a_time_that_is_not_theirs_is_a_misunderstanding(inbox: Inbox) -> None:
    assert inbox.write("周五上午10点的面试我确认参加") == "asks_a_person"
    assert inbox.kept().why == "other_time"


def test_an_answer_to_an_invitation_is_read_and_stops_the_nudges(sms: Callable[..., Sms]) -> None:
    house = sms()
    house.invite()
    house.play(NOW + timedelta(minutes=1))
    inbox = Inbox(house)
    assert inbox.write("收到") == "noted"
    house.play(NOW + timedelta(hours=2))
    assert [row.kind for row in house.rows(type(house.one()))] == [StepKind.INVITED]


def test_after_the_interview_its_recruiter_reads_what_comes(inbox: Inbox) -> None:
    inbox.house.at(START + timedelta(days=2))
    assert inbox.write("1") == "asks_a_person"
    assert inbox.kept().why == "none_open" and len(inbox.tasks()) == 1


def test_on_the_day_here_and_late_are_passed_on(inbox: Inbox) -> None:
    inbox.house.at(START - timedelta(minutes=20))
    assert inbox.write("我会迟到10分钟") == "late"
    assert inbox.write("我到了") == "arrived"
    [booking] = inbox.rows(Booking)
    assert booking.late_minutes == 10 and booking.arrived_at is not None


def test_half_a_sign_and_nothing_are_kept_as_what_they_are(inbox: Inbox) -> None:
    assert inbox.write("a\0b\ud800c") == "asks_a_person"
    assert inbox.kept().text == "abc"


def test_the_log_holds_codes_and_never_the_words(inbox: Inbox) -> None:
    inbox.write("明天来不了，我妈妈住院了")
    [event] = [row for row in inbox.rows(Event) if row.kind == EventKind.REPLY_RECEIVED]
    assert "住院" not in str(event.data) and set(event.data) == {"inbound_id", "channel", "meaning"}


def test_only_hr_reads_what_a_candidate_wrote(inbox: Inbox) -> None:
    inbox.write("2")
    with db.unit_of_work() as session:
        task = session.exec(select(Task).where(Task.kind == TaskKind.REPLIED)).one()
        boss = builders.make_user(session, Role.EXECUTIVE)
        task.assignee_id = boss.id or 0
    [row] = inbox.house.do(open_tasks, actor_of(boss).user_id)
    assert row.said == ""
