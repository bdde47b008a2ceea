"""What a candidate taps twice, too early or too late, and what the page is told about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from rxapp import db
from rxapp.errors import IllegalMove, TooLate
from rxapp.models import Application, Booking, Event
from rxapp.rules.vocabulary import BookingState, Closing, InterviewMode
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.check_in import ReportLate, arrive, join_room, report_late
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.services.scheduling.queries import candidate_view
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from tests.builders import NOW
from tests.services.scheduling.test_change_booking import DAY, Case, at


@pytest.fixture
def case(database):
    return Case()


def written(case):
    """How many events there are, and the version."""
    with db.reading() as session:
        rows = session.exec(select(Event.kind).where(Event.application_id == case.id)).all()
        return len(rows), session.get_one(Application, case.id).version


def test_a_second_tap_is_answered_as_the_first_and_writes_nothing(case):
    day = case.starts_at - timedelta(hours=20)
    hour = case.starts_at - timedelta(hours=1)
    for work, said, when in (
        (confirm, case.id, day),
        (report_late, ReportLate(case.id, 10), hour),
        (arrive, case.id, hour),
    ):
        first = case.run(work, said, when=when)
        after = written(case)
        again = case.run(work, said, when=when + timedelta(seconds=2))
        assert written(case) == after, work.__name__
        assert (again.version, again.event_id) == (first.version, first.event_id)
    assert case.booking.arrived_at == hour
    case.run(report_late, ReportLate(case.id, 20), when=hour + timedelta(minutes=5))
    assert case.booking.late_minutes == 20


@pytest.mark.parametrize("reason", ["must_work", "pay"])
def test_cancelling_twice_is_answered_as_the_first_time(case, reason):
    case.run(cancel_booking, CancelBooking(case.id, reason))
    after = written(case)
    case.run(cancel_booking, CancelBooking(case.id, reason))
    case.run(cancel_booking, CancelBooking(case.id, "must_work"))
    assert written(case) == after


def test_a_booking_cancelled_within_its_ten_seconds_is_cancelled_once(case):
    soon = NOW + timedelta(seconds=3)
    case.run(cancel_booking, CancelBooking(case.id, "must_work"), when=soon)
    after = written(case)
    case.run(cancel_booking, CancelBooking(case.id, "must_work"), when=soon)
    assert written(case) == after and case.booking.state == BookingState.UNDONE


def test_after_the_companys_cancel_there_is_nothing_a_candidate_cancelled(case):
    case.run(cancel_booking, CancelBooking(case.id, "interviewer_absent"), actor=case.recruiter)
    with pytest.raises(IllegalMove):
        case.run(cancel_booking, CancelBooking(case.id, "must_work"))


def by_video(case):
    with db.unit_of_work() as session:
        booking = session.get_one(Booking, case.booking_id)
        booking.mode, booking.meeting_link = InterviewMode.VIDEO, "https://meeting.example/abc"


def test_trying_the_video_room_early_is_no_arrival(case):
    by_video(case)
    before = written(case)
    early, near = case.starts_at - timedelta(hours=1), case.starts_at - timedelta(minutes=15)
    assert case.run(join_room, case.id, when=early) is None
    with pytest.raises(TooLate) as refused:
        case.run(arrive, case.id, when=early)
    assert refused.value.facts["opens_at"] == near
    assert written(case) == before and case.booking.arrived_at is None
    with db.reading() as session:
        view = candidate_view(session, case.id, clock=at(early))
        assert view.booking.can_check_in and not view.booking.does_here_count
        assert candidate_view(session, case.id, clock=at(near)).booking.does_here_count
    assert case.run(join_room, case.id, when=near) is not None
    assert case.booking.arrived_at == near
    assert case.run(join_room, case.id, when=near + timedelta(minutes=1)) is None
    assert written(case) == (before[0] + 1, before[1] + 1)


def test_joining_with_nothing_booked_says_nothing(case):
    case.run(cancel_booking, CancelBooking(case.id, "must_work"))
    assert case.run(join_room, case.id, when=case.starts_at) is None


def test_who_has_arrived_is_offered_neither_another_time_nor_a_cancel(case):
    hour = case.starts_at - timedelta(hours=1)
    case.run(arrive, case.id, when=hour)
    with db.reading() as session:
        view = candidate_view(session, case.id, clock=at(hour))
    assert not view.booking.can_move and not view.booking.can_cancel


def test_the_page_knows_which_interview_did_not_take_place(case):
    with db.reading() as session:
        assert candidate_view(session, case.id, clock=at(NOW)).former is None
    case.run(cancel_booking, CancelBooking(case.id, "interviewer_absent"), actor=case.recruiter)
    with db.reading() as session:
        former = candidate_view(session, case.id, clock=at(NOW)).former
    assert (former.starts_at, former.outcome, former.reason, former.is_in_calendar) == (
        case.starts_at, "cancelled_by_company", "interviewer_absent", False,
    )  # fmt: skip
    with db.unit_of_work() as session:
        session.get_one(Booking, case.booking_id).calendar_added_at = NOW
    with db.reading() as session:
        assert candidate_view(session, case.id, clock=at(NOW)).former.is_in_calendar
        after = candidate_view(session, case.id, clock=at(case.starts_at)).former
    assert not after.is_in_calendar


def test_a_lost_application_knows_that_somebody_came(case):
    case.run(arrive, case.id, when=case.starts_at)
    late = case.starts_at + timedelta(hours=1)
    command = RecordOutcome(case.booking_id, "cancelled_by_company", "interviewer_absent")
    case.run(record_outcome, command, actor=case.recruiter, when=late)
    with db.unit_of_work() as session:
        session.get_one(Application, case.id).closing = Closing.LOST
    with db.reading() as session:
        assert candidate_view(session, case.id, clock=at(case.starts_at + DAY)).reached == "came"
