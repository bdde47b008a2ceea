from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from sqlmodel import col, select

from rxapp import db
from rxapp.errors import IllegalMove, Invalid, LinkExpired, NotAllowed, NotFound, SlotTaken, TooLate
from rxapp.models import Application, Booking, Event, Invitation, StageCount
from rxapp.rules.vocabulary import BookingState, InterviewMode, Role, Stage
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.offers import offered_slots
from rxapp.services.scheduling.telephone import on_the_line
from tests import builders
from tests.builders import NOW, actor_of, candidate_actor


def now():
    return NOW


@pytest.fixture
def invited(database):
    """An invited application, its candidate, and the first time offered."""
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        builders.make_invitation(session, application)
    with db.reading() as session:
        slot = offered_slots(session, application.id, clock=now)[0]
    return application, slot


def book(application_id, slot, actor, clock=now):
    with db.unit_of_work() as session:
        return book_slot(
            session, BookSlot(application_id, slot.starts_at, slot.interviewer_id), actor=actor, clock=clock
        )


def test_a_candidate_books_an_offered_time(invited):
    application, slot = invited
    receipt = book(application.id, slot, candidate_actor(application))
    with db.reading() as session:
        stored = session.get_one(Application, application.id)
        booking = session.get_one(Booking, receipt.booking_id)
        assert (stored.stage, stored.version) == (Stage.BOOKED, 2)
        assert booking.confirmed_at == NOW and booking.booked_by == "candidate"
        assert receipt.undo_id is None
        assert not session.exec(select(Invitation)).one().is_open
        assert {row.stage: row.n for row in session.exec(select(StageCount)) if row.n} == {2: 1}
        assert [e.kind for e in session.exec(select(Event))] == ["slot_booked"]


def test_a_recruiter_books_by_telephone_and_may_undo(invited):
    application, slot = invited
    with db.unit_of_work() as session:
        recruiter = actor_of(builders.make_user(session))
    receipt = book(application.id, slot, recruiter)
    assert receipt.undo_id
    with db.reading() as session:
        booking = session.get_one(Booking, receipt.booking_id)
        assert booking.booked_by == "user" and booking.confirmed_at is None


def test_on_the_telephone_every_time_to_come_is_offered_and_can_be_taken(invited):
    application, _ = invited
    with db.unit_of_work() as session:
        recruiter = actor_of(builders.make_user(session))
    soon = NOW + timedelta(hours=2)
    with db.reading() as session:
        # The candidate's page first: what was cut for it must not be shown to staff, nor the other way round.
        theirs = [s for s in offered_slots(session, application.id, clock=now) if s.starts_at < soon]
        near = [
            s
            for s in on_the_line(session, application.id, actor=recruiter, clock=now).slots
            if s.starts_at < soon
        ]
        again = [s for s in offered_slots(session, application.id, clock=now) if s.starts_at < soon]
    assert near and min(s.starts_at for s in near) > NOW and not theirs and not again
    with pytest.raises(TooLate):
        book(application.id, near[0], candidate_actor(application))
    assert book(application.id, near[0], recruiter).starts_at == near[0].starts_at


def test_another_candidates_application_cannot_be_booked(invited):
    application, slot = invited
    with db.unit_of_work() as session:
        other = builders.make_application(session)
    with pytest.raises(NotFound):
        book(application.id, slot, candidate_actor(other))


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.INTERVIEWER])
def test_interviewers_and_executives_do_not_book(invited, role):
    application, slot = invited
    with db.unit_of_work() as session:
        actor = actor_of(builders.make_user(session, role))
    with pytest.raises((NotAllowed, NotFound)):
        book(application.id, slot, actor)


@pytest.mark.parametrize("facts", [{"revoked_at": NOW}, {"expires_at": NOW}])
def test_a_link_that_ended_after_the_page_was_opened_books_nothing(invited, facts):
    application, slot = invited
    with db.unit_of_work() as session:
        link = builders.make_link(session, application, **facts)
    with pytest.raises(LinkExpired):
        book(application.id, slot, candidate_actor(application, link=link))


def test_times_outside_the_hours_too_soon_past_or_of_strangers_are_refused(invited):
    application, slot = invited
    actor = candidate_actor(application)
    with db.unit_of_work() as session:
        stranger = builders.make_user(session, Role.INTERVIEWER)
        builders.give_hours(session, stranger)

    def attempt(starts_at, interviewer_id=slot.interviewer_id):
        with db.unit_of_work() as session:
            book_slot(session, BookSlot(application.id, starts_at, interviewer_id), actor=actor, clock=now)

    with pytest.raises(NotAllowed):
        attempt(slot.starts_at, stranger.id)
    with pytest.raises(IllegalMove) as outside:
        attempt(NOW.replace(hour=20))  # 04:00 in Shanghai
    assert outside.value.code == "slot_not_offered"
    with pytest.raises(TooLate) as soon:
        attempt(NOW + timedelta(hours=1))
    assert soon.value.code == "slot_too_soon"
    with pytest.raises(TooLate):
        attempt(NOW - timedelta(days=1))
    for wrong in ("2026-06-02T03:07:00+00:00", "2026-06-02T03:00:00", "soon", "x" * 100, None, 5):
        with pytest.raises(Invalid):
            BookSlot(application.id, wrong, slot.interviewer_id)


def test_nothing_is_offered_or_booked_without_an_open_invitation(invited):
    application, slot = invited
    with db.unit_of_work() as session:
        invitation = session.exec(select(Invitation)).one()
        invitation.is_open = False
        session.add(invitation)
    with db.reading() as session:
        assert offered_slots(session, application.id, clock=now) == []
    with pytest.raises(IllegalMove) as refused:
        book(application.id, slot, candidate_actor(application))
    assert refused.value.code == "invitation_closed"


def test_a_video_invitation_without_its_link_offers_nothing(database):
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        builders.make_invitation(session, application, mode=InterviewMode.VIDEO, meeting_link="")
    with db.reading() as session:
        assert offered_slots(session, application.id, clock=now) == []


def test_offers_leave_out_what_is_held_and_days_off(invited):
    application, slot = invited
    book(application.id, slot, candidate_actor(application))
    with db.unit_of_work() as session:
        job_id = session.get_one(Application, application.id).job_id
        from rxapp.models import DayOff, Job

        other = builders.make_application(session, job=session.get_one(Job, job_id))
        builders.make_invitation(session, other)
        session.add(
            DayOff(
                user_id=slot.interviewer_id,
                starts_on=(NOW + timedelta(days=2)).date(),
                ends_on=(NOW + timedelta(days=2)).date(),
            )
        )
    with db.reading() as session:
        offered = offered_slots(session, other.id, clock=now)
    assert offered
    assert all(one.ends_at <= slot.starts_at or one.starts_at >= slot.ends_at for one in offered)
    local_days = {(one.starts_at + timedelta(hours=8)).date() for one in offered}
    assert (NOW + timedelta(days=2)).date() not in local_days


def _race(attempts):
    """Run all attempts at once; answers how many won. The others must be told the time is taken."""
    gate = Barrier(min(len(attempts), 20))

    def run(attempt):
        gate.wait(timeout=30)
        try:
            attempt()
        except SlotTaken:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        return sum(pool.map(run, attempts))


def _many(n, **invitation):
    with db.unit_of_work() as session:
        job = builders.make_job(session)
        recruiter = builders.make_user(session)
        found = []
        for _ in range(n):
            application = builders.make_application(session, job=job, recruiter=recruiter)
            builders.make_invitation(session, application, **invitation)
            found.append(application)
    return found


def test_of_twenty_who_choose_one_time_exactly_one_gets_it(database):
    applications = _many(20)
    with db.reading() as session:
        slot = offered_slots(session, applications[0].id, clock=now)[0]
    won = _race([lambda a=a: book(a.id, slot, candidate_actor(a)) for a in applications])
    assert won == 1
    with db.reading() as session:
        assert len(session.exec(select(Booking)).all()) == 1
        assert {row.stage: row.n for row in session.exec(select(StageCount)) if row.n} == {1: 19, 2: 1}
        loser = session.exec(select(Application).where(Application.stage == Stage.ARRANGING)).first()
        again = offered_slots(session, loser.id, clock=now)
        assert again and slot.starts_at not in {one.starts_at for one in again}


def test_overlapping_times_of_one_interviewer_have_one_winner(database):
    applications = _many(20)
    with db.reading() as session:
        slot = offered_slots(session, applications[0].id, clock=now)[0]

    def attempt(n, application):
        # 45 minutes each, a quarter of an hour apart: every neighbour overlaps, none is the same start
        starts_at = slot.starts_at + timedelta(minutes=15 * (n % 3))
        with db.unit_of_work() as session:
            book_slot(
                session, BookSlot(application.id, starts_at, slot.interviewer_id),
                actor=candidate_actor(application), clock=now,
            )  # fmt: skip

    assert _race([lambda n=n, a=a: attempt(n, a) for n, a in enumerate(applications)]) == 1


def test_two_hundred_candidates_fill_a_hundred_times_exactly(database):
    applications = _many(200, minutes=30)
    with db.reading() as session:
        slots = offered_slots(session, applications[0].id, clock=now)[:100]
    assert len(slots) == 100
    won = _race(
        [lambda a=a, n=n: book(a.id, slots[n % 100], candidate_actor(a)) for n, a in enumerate(applications)]
    )
    assert won == 100
    with db.reading() as session:
        held = session.exec(
            select(Booking).where(Booking.state == BookingState.SCHEDULED).order_by(col(Booking.starts_at))
        ).all()
        assert len(held) == 100
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(held))


def test_the_database_alone_refuses_an_overlap(database):
    with db.unit_of_work() as session:
        first = builders.make_application(session)
        booking = builders.make_booking(session, first)
        from rxapp.models import Job

        second = builders.make_application(session, job=session.get_one(Job, first.job_id))
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError), db.unit_of_work() as session:
        builders.make_booking(session, second, starts_at=booking.starts_at + timedelta(minutes=15))


def test_public_holidays_are_not_offered_and_declared_workdays_are(database):
    from rxapp.models import WorkdayOverride

    eve = NOW.replace(month=9, day=28)
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        builders.make_invitation(session, application, invited_at=eve)
        session.add(WorkdayOverride(day="2026-10-02", is_workday=True))
    with db.reading() as session:
        offered = offered_slots(session, application.id, clock=lambda: eve)
    days = {(one.starts_at + timedelta(hours=8)).strftime("%m-%d") for one in offered}
    assert {"09-30", "10-02"} <= days and "10-01" not in days
