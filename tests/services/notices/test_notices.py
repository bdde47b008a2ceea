"""The bell: who hears of what, and that nobody hears of somebody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from rxapp import db
from rxapp.errors import NotAllowed, NotFound
from rxapp.models import Application, JobInterviewer
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring.prioritise import RequestPriority, request_priority
from rxapp.services.hiring.undo import undo
from rxapp.services.notices.mark_seen import mark_all_seen, mark_seen
from rxapp.services.notices.queries import newest_notices, unseen
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.give_interview import give_interview
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from tests import builders
from tests.builders import actor_of
from tests.services.messaging.conftest import House, local
from tests.services.notes.conftest import Room


def rings(house: House, who: Any) -> list[str]:
    return [row.kind for row in house.do(newest_notices, who.user_id)]


def test_lines_are_seen_one_by_one_or_all_and_only_by_their_reader(room: Room) -> None:
    for n in range(3):
        room.write(f"@陈静 {n}")
    first = room.do(newest_notices, room.chen.user_id)[-1]
    assert room.do(unseen, room.chen.user_id) == 3 and (first.who, first.candidate) == ("王芳", "林晓")
    with pytest.raises(NotFound):
        room.do(mark_seen, first.id, actor=room.wang)
    room.do(mark_seen, first.id, actor=room.chen)
    assert room.do(unseen, room.chen.user_id) == 2
    assert room.do(mark_all_seen, actor=room.admin) == 0
    assert room.do(mark_all_seen, actor=room.chen) == 2 and room.do(unseen, room.chen.user_id) == 0
    with pytest.raises(NotAllowed):
        room.do(mark_all_seen, actor=room.candidate)


def test_the_bell_shows_fifty_lines_in_one_statement_and_counts_in_another(room: Room) -> None:
    for n in range(55):
        room.write(f"@陈静 {n}")
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    sqlalchemy_event.listen(db.engine(), "before_cursor_execute", note)
    try:
        with db.reading() as session:
            rows = newest_notices(session, room.chen.user_id)
            count = unseen(session, room.chen.user_id)
    finally:
        sqlalchemy_event.remove(db.engine(), "before_cursor_execute", note)
    assert (len(rows), count) == (50, 55)
    assert len([one for one in statements if one != "BEGIN"]) == 2


def test_the_interviewer_hears_of_their_interviews_and_hr_of_who_cannot_come(house: House) -> None:
    house.invite()
    house.play(local("06-01 10:05"))
    house.book(local("06-04 10:00"))
    assert rings(house, house.interviewer) == ["interview_booked"] and rings(house, house.recruiter) == []
    [line] = house.do(newest_notices, house.interviewer.user_id)
    assert line.starts_at == local("06-04 10:00") and (line.candidate, line.who) == ("林晓", "")
    move = MoveBooking(house.application_id, local("06-05 10:00"), house.interviewer.user_id)
    house.do(move_booking, move, actor=house.recruiter)
    assert rings(house, house.interviewer)[0] == "interview_moved"
    house.play(local("06-02 09:00"))
    off = CancelBooking(house.application_id, "must_work")
    house.do(cancel_booking, off, actor=house.candidate)
    assert rings(house, house.interviewer)[0] == "cannot_come" and rings(house, house.recruiter) == [
        "cannot_come"
    ]


def test_both_interviewers_hear_that_an_interview_was_given_or_moved_to_the_other(house: House) -> None:
    house.invite()
    house.book(local("06-04 10:00"))
    with db.unit_of_work() as session:
        other = builders.make_user(session, Role.INTERVIEWER)
        builders.give_hours(session, other)
        job = session.get_one(Application, house.application_id).job_id
        session.add(JobInterviewer(job_id=job, user_id=other.id or 0))
        second = actor_of(other)
    house.do(give_interview, house.booking().id, second.user_id, actor=house.recruiter)
    assert rings(house, second) == ["interview_booked"]
    assert rings(house, house.interviewer)[0] == "interview_given_away"
    [line] = house.do(newest_notices, second.user_id)
    assert line.starts_at == local("06-04 10:00")
    back = MoveBooking(house.application_id, local("06-05 10:00"), house.interviewer.user_id)
    house.do(move_booking, back, actor=house.recruiter)
    assert rings(house, house.interviewer)[0] == "interview_moved"
    assert rings(house, second)[0] == "interview_given_away"


def test_whoever_is_no_longer_interested_rings_too(house: House) -> None:
    house.invite()
    house.book(local("06-04 10:00"))
    house.do(cancel_booking, CancelBooking(house.application_id, "other_offer"), actor=house.candidate)
    assert rings(house, house.recruiter) == ["cannot_come"]
    assert rings(house, house.interviewer)[0] == "cannot_come"


def test_a_missing_outcome_rings_the_interviewer_only(house: House) -> None:
    house.invite()
    house.book(local("06-04 10:00"))
    house.play(local("06-04 10:31"))
    assert rings(house, house.interviewer) == ["outcome_missing", "interview_booked"]
    assert rings(house, house.recruiter) == []


def test_a_must_come_in_rings_the_recruiter_and_its_undo_rings_nobody(house: House) -> None:
    with db.unit_of_work() as session:
        executive = actor_of(builders.make_user(session, Role.EXECUTIVE))
    wish = RequestPriority(house.application_id, local("06-05 18:00"))
    change = house.do(request_priority, wish, actor=executive)
    assert rings(house, house.recruiter) == ["priority_requested"] and rings(house, executive) == []
    house.do(undo, change.undo_id, actor=executive)
    assert rings(house, house.recruiter) == []


def test_the_executive_hears_that_the_wish_was_met(house: House) -> None:
    from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome

    with db.unit_of_work() as session:
        executive = actor_of(builders.make_user(session, Role.EXECUTIVE))
    house.invite()
    house.do(request_priority, RequestPriority(house.application_id, local("06-05 18:00")), actor=executive)
    house.book(local("06-04 10:00"))
    house.play(local("06-04 10:00") + timedelta(minutes=50))
    house.do(record_outcome, RecordOutcome(house.booking().id, "attended"), actor=house.recruiter)
    assert rings(house, executive) == ["priority_met"]
    with db.reading() as session:
        assert session.get_one(Application, house.application_id).attended_at is not None
