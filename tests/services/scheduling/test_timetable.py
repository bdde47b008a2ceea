"""The week of all interviewers: who sees whose, hours and days off, load, moving to another person, and the cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from rxapp import db
from rxapp.errors import NotAllowed, SlotTaken, Stale, UserError
from rxapp.models import Booking, DayOff, Event, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import BookingState, Role
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.move_preview import move_preview
from rxapp.services.scheduling.save_hours import add_hours
from rxapp.services.scheduling.timetable import timetable
from rxapp.services.scheduling.week import week_of
from tests.builders import (
    NOW,
    actor_of,
    candidate_actor,
    give_hours,
    make_application,
    make_booking,
    make_invitation,
    make_job,
    make_user,
)

MONDAY = date(2026, 6, 1)
ZONE = "Asia/Shanghai"
DAY = timedelta(days=1)


def company(session: Session) -> tuple[User, User, Any, Booking]:
    """Two interviewers of one job with hours, and an interview of the first on Thursday at ten."""
    one, two = (
        make_user(session, Role.INTERVIEWER, name="王建国"),
        make_user(session, Role.INTERVIEWER, name="李敏"),
    )
    for person in (one, two):
        give_hours(session, person)
    job = make_job(session, interviewers=[one, two])
    application = make_application(session, job=job)
    make_invitation(session, application, interviewers=[one])
    return one, two, application, make_booking(session, application, interviewer=one, starts_at=NOW + 3 * DAY)


def test_planners_see_everybody_with_their_load_and_an_interviewer_only_themselves(database: Any) -> None:
    with db.unit_of_work() as session:
        one, two, *_ = company(session)
        session.add(DayOff(user_id=two.id, starts_on=MONDAY, ends_on=MONDAY, note="培训"))
        session.flush()
        week = timetable(session, actor=actor_of(make_user(session)), monday=MONDAY, zone=ZONE)
        people = {person.id: person for person in week.people}
        assert (people[one.id or 0].interviews, people[one.id or 0].minutes) == (1, 45)
        assert people[two.id or 0].days[0].off == "off" and people[two.id or 0].days[1].ranges == (
            (540, 1260),
        )
        own = timetable(session, actor=actor_of(two), monday=MONDAY, zone=ZONE)
        assert [person.id for person in own.people] == [two.id] and own.items == ()


def test_a_candidate_sees_nobodys(database: Any) -> None:
    with db.unit_of_work() as session:
        _, _, application, _ = company(session)
        with pytest.raises(NotAllowed):
            timetable(session, actor=candidate_actor(application), monday=MONDAY, zone=ZONE)


def test_why_somebody_is_away_is_theirs_and_the_planners_to_know(database: Any) -> None:
    with db.unit_of_work() as session:
        _, two, *_ = company(session)
        session.add(DayOff(user_id=two.id, starts_on=MONDAY, ends_on=MONDAY, note="培训"))
        session.flush()
        readers = {role: actor_of(make_user(session, role)) for role in (Role.RECRUITER, Role.EXECUTIVE)}
        for actor, note in (
            (readers[Role.RECRUITER], "培训"), (actor_of(two), "培训"), (readers[Role.EXECUTIVE], ""),
        ):  # fmt: skip
            week = timetable(session, actor=actor, monday=MONDAY, zone=ZONE)
            [monday] = [person.days[0] for person in week.people if person.id == two.id]
            assert (monday.off, monday.note) == ("off", note)
            [away] = week_of(session, two.id or 0, actor=actor, today=MONDAY).days_off
            assert (away.starts_on, away.note) == (MONDAY, note)


def test_it_costs_the_same_statements_however_many_interviews(database: Any) -> None:
    with db.unit_of_work() as session:
        one, _, _, _ = company(session)
        me, asked = actor_of(make_user(session)), []
        event.listen(session.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))
        timetable(session, actor=me, monday=MONDAY, zone=ZONE)
        before = len(asked)
        for n in range(5):
            make_booking(
                session, make_application(session), interviewer=one, starts_at=NOW + DAY + n * DAY / 20
            )
        asked.clear()
        assert len(timetable(session, actor=me, monday=MONDAY, zone=ZONE).items) == 6
        assert len(asked) == before


def test_an_interview_is_given_to_a_colleague_of_the_job_and_to_nobody_else(database: Any) -> None:
    with db.unit_of_work() as session:
        _, two, application, booking = company(session)
        recruiter, stranger = actor_of(make_user(session)), make_user(session, Role.INTERVIEWER)
        give_hours(session, stranger)
        at = booking.starts_at
        ask: dict[str, Any] = {"starts_at": at, "actor": recruiter, "clock": lambda: NOW}
        found = move_preview(session, booking.id or 0, application.version, interviewer_id=two.id or 0, **ask)
        assert (found.from_who, found.to_who) == ("王建国", "李敏")
        with pytest.raises(UserError) as refused:
            move_preview(
                session, booking.id or 0, application.version, interviewer_id=stranger.id or 0, **ask
            )
        assert refused.value.code == "slot_not_offered"
        assert session.get_one(Booking, booking.id).state == BookingState.SCHEDULED
        command = MoveBooking(application.id or 0, at, two.id or 0, application.version)
        moved = move_booking(session, command, actor=recruiter, clock=lambda: NOW)
        assert moved.interviewer_id == two.id


def test_a_taken_time_and_a_screen_of_before_are_refused_before_anything_is_asked(database: Any) -> None:
    with db.unit_of_work() as session:
        one, _, application, booking = company(session)
        other = make_application(session)
        make_invitation(session, other)
        make_booking(session, other, interviewer=one, starts_at=NOW + 4 * DAY)
        ask: dict[str, Any] = {
            "interviewer_id": one.id, "actor": actor_of(make_user(session)), "clock": lambda: NOW
        }  # fmt: skip
        with pytest.raises(SlotTaken):
            move_preview(session, booking.id or 0, application.version, starts_at=NOW + 4 * DAY, **ask)
        with pytest.raises(Stale):
            move_preview(session, booking.id or 0, application.version + 1, starts_at=NOW + 5 * DAY, **ask)


def test_saved_hours_are_told_to_other_open_calendars(database: Any) -> None:
    with db.unit_of_work() as session:
        one, *_ = company(session)
        add_hours(session, one.id or 0, [(6, 0, 60)], actor=actor_of(one))
        [told] = session.exec(select(Event).where(Event.kind == EventKind.INTERVIEWER_HOURS_SAVED)).all()
    assert told.application_id is None and told.data == {"interviewer_id": one.id}
