from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from rxapp import db
from rxapp.errors import IllegalMove, Invalid, NotAllowed, NotFound, SlotTaken, TooLate
from rxapp.models import (
    Application,
    Booking,
    Invitation,
    InvitationInterviewer,
    Job,
    JobInterviewer,
    PlannedStep,
    PriorityRequest,
)
from rxapp.rules.replay import snapshot
from rxapp.rules.vocabulary import BookingState, Role, Stage, StepState
from rxapp.services.events.compare import stored_snapshot
from rxapp.services.events.history import replayed
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.prioritise import RequestPriority, request_priority
from rxapp.services.hiring.undo import undo
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.check_in import ReportLate, arrive, report_late
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.offers import offered_slots
from rxapp.services.scheduling.queries import candidate_view
from rxapp.services.scheduling.record_outcome import RecordOutcome, correct_outcome, record_outcome
from tests import builders
from tests.builders import NOW, actor_of, candidate_actor

DAY = timedelta(days=1)


def at(instant):
    return lambda: instant


class Case:
    """An application booked by its candidate three days ahead."""

    def __init__(self):
        with db.unit_of_work() as session:
            self.recruiter = actor_of(builders.make_user(session))
            application = builders.make_application(session)
            self.id, self.candidate = application.id, candidate_actor(application)
            advance(session, self.id, 1, actor=self.recruiter, clock=at(NOW))
        with db.reading() as session:
            self.slots = [
                s for s in offered_slots(session, self.id, clock=at(NOW)) if s.starts_at > NOW + 3 * DAY
            ]
        self.slot = self.slots[0]
        with db.unit_of_work() as session:
            command = BookSlot(self.id, self.slot.starts_at, self.slot.interviewer_id)
            receipt = book_slot(session, command, actor=self.candidate, clock=at(NOW))
        self.booking_id, self.starts_at = receipt.booking_id, receipt.starts_at
        with db.reading() as session:
            from rxapp.models import User

            self.interviewer = actor_of(session.get_one(User, receipt.interviewer_id))

    def run(self, work, *args, when=NOW + timedelta(minutes=1), actor=None, **more):
        with db.unit_of_work() as session:
            return work(session, *args, actor=actor or self.candidate, clock=at(when), **more)

    @property
    def application(self):
        with db.reading() as session:
            return session.get_one(Application, self.id)

    @property
    def booking(self):
        with db.reading() as session:
            return session.get_one(Booking, self.booking_id)


@pytest.fixture
def case(database):
    return Case()


def test_moving_keeps_the_calendar_identity_and_frees_the_old_time(case):
    other = case.slots[5]
    receipt = case.run(move_booking, MoveBooking(case.id, other.starts_at, other.interviewer_id))
    with db.reading() as session:
        old, new = session.get_one(Booking, case.booking_id), session.get_one(Booking, receipt.booking_id)
        assert (old.state, new.state) == (BookingState.MOVED, BookingState.SCHEDULED)
        assert new.uid == old.uid and new.sequence == old.sequence + 1 and new.moved_from_id == old.id
        again = {s.starts_at for s in offered_slots(session, case.id, clock=at(NOW))}
        assert old.starts_at in again and new.starts_at not in again


def test_a_booking_can_move_by_less_than_its_own_length(case):
    """The time it gives up does not stand in its way."""
    later = case.starts_at + timedelta(minutes=15)
    receipt = case.run(move_booking, MoveBooking(case.id, later, case.slot.interviewer_id))
    assert receipt.starts_at == later


@pytest.mark.parametrize("was_asked", [False, True])
def test_undoing_a_move_to_another_interviewer_takes_them_from_the_invitation_again(case, was_asked):
    with db.unit_of_work() as session:
        other = builders.make_user(session, Role.INTERVIEWER)
        builders.give_hours(session, other)
        invitation_id = session.get_one(Booking, case.booking_id).invitation_id
        session.add(JobInterviewer(job_id=case.application.job_id, user_id=other.id))
        if was_asked:
            session.add(InvitationInterviewer(invitation_id=invitation_id, user_id=other.id))
    asked = lambda: {  # noqa: E731
        row.user_id for row in case.run(lambda s, **_: s.exec(select(InvitationInterviewer)).all())
    }
    before = asked()
    command = MoveBooking(case.id, case.starts_at, other.id)
    moved = case.run(move_booking, command, actor=case.recruiter)
    assert asked() == before | {other.id}
    case.run(undo, moved.undo_id, actor=case.recruiter)
    assert asked() == before and case.booking.state == BookingState.SCHEDULED


def test_moving_onto_somebody_elses_time_changes_nothing(case):
    other = case.slots[5]
    with db.unit_of_work() as session:
        job = session.get_one(Job, session.get_one(Application, case.id).job_id)
        builders.make_booking(session, builders.make_application(session, job=job), starts_at=other.starts_at)
    with pytest.raises(SlotTaken):
        case.run(move_booking, MoveBooking(case.id, other.starts_at, other.interviewer_id))
    assert case.booking.state == BookingState.SCHEDULED


def test_moving_to_the_same_time_or_after_the_start_is_refused(case):
    same = MoveBooking(case.id, case.starts_at, case.slot.interviewer_id)
    with pytest.raises(Invalid):
        case.run(move_booking, same)
    other = case.slots[5]
    with pytest.raises(IllegalMove) as late:
        case.run(
            move_booking, MoveBooking(case.id, other.starts_at, other.interviewer_id), when=case.starts_at
        )
    assert late.value.code == "illegal.already_started"


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (timedelta(hours=24), BookingState.CANCELLED_BY_CANDIDATE),
        (timedelta(hours=23), BookingState.LATE_CANCEL),
    ],
)
def test_a_candidates_cancel_under_a_day_is_late_and_another_time_can_be_chosen(case, before, state):
    case.run(cancel_booking, CancelBooking(case.id, "must_work"), when=case.starts_at - before)
    assert case.booking.state == state
    assert case.application.stage == Stage.ARRANGING
    with db.reading() as session:
        assert session.exec(select(Invitation)).one().is_open
        assert offered_slots(session, case.id, clock=at(case.starts_at - before))
        assert replayed(session, case.id).stage == Stage.ARRANGING


def test_no_longer_interested_withdraws_with_or_without_a_booked_time(case):
    case.run(cancel_booking, CancelBooking(case.id, "other_offer"))
    assert (case.application.closing, case.application.reason_side) == ("withdrawn", "candidate")
    assert case.booking.state == BookingState.CANCELLED_BY_CANDIDATE
    with db.reading() as session:
        pending = session.exec(select(PlannedStep).where(PlannedStep.state == StepState.PENDING)).all()
        assert all(step.kind == "called_off" for step in pending)


def test_the_companys_cancel_is_the_companys_unless_staff_took_the_candidates_call(case):
    with pytest.raises(Invalid):
        case.run(cancel_booking, CancelBooking(case.id, "ill"), actor=case.recruiter)
    case.run(cancel_booking, CancelBooking(case.id, "interviewer_absent"), actor=case.recruiter)
    assert case.booking.state == BookingState.CANCELLED_BY_COMPANY


def test_staff_can_record_the_candidates_call(case):
    command = CancelBooking(case.id, "ill", for_candidate=True)
    case.run(cancel_booking, command, actor=case.recruiter, when=case.starts_at - timedelta(hours=3))
    assert case.booking.state == BookingState.LATE_CANCEL


def test_confirming_answers_the_day_before_question_only_when_it_is_near(case):
    case.run(confirm, case.id)
    assert case.booking.day_before_confirmed_at is None
    case.run(confirm, case.id, when=case.starts_at - timedelta(hours=20))
    assert case.booking.day_before_confirmed_at == case.starts_at - timedelta(hours=20)
    with pytest.raises(TooLate):
        case.run(confirm, case.id, when=case.starts_at)


def test_checking_in_opens_two_hours_before(case):
    with pytest.raises(TooLate) as early:
        case.run(arrive, case.id, when=case.starts_at - timedelta(hours=2, minutes=1))
    assert early.value.code == "check_in_early"
    case.run(report_late, ReportLate(case.id, 15), when=case.starts_at - timedelta(minutes=30))
    case.run(arrive, case.id, when=case.starts_at + timedelta(minutes=12))
    assert (case.booking.late_minutes, case.booking.arrived_at) == (
        15,
        case.starts_at + timedelta(minutes=12),
    )
    with pytest.raises(TooLate):
        case.run(arrive, case.id, when=case.starts_at + timedelta(hours=3))
    case.run(arrive, case.id, when=case.starts_at + timedelta(hours=3), actor=case.recruiter)
    for wrong in (0, -5, 10_000, True, "5"):
        with pytest.raises(Invalid):
            ReportLate(case.id, wrong)


def outcome_of(case, outcome, reason=None, *, actor=None, when=None, work=record_outcome):
    command = RecordOutcome(case.booking_id, outcome, reason)
    return case.run(
        work, command, actor=actor or case.interviewer, when=when or case.starts_at + timedelta(hours=1)
    )


def test_the_interviewer_records_that_they_came(case):
    with pytest.raises(IllegalMove) as early:
        outcome_of(case, "attended", when=case.starts_at - timedelta(minutes=1))
    assert early.value.code == "illegal.not_started"
    change = outcome_of(case, "attended")
    assert change.undo_id
    assert (case.application.stage, case.application.attended_at) == (Stage.ATTENDED, case.starts_at)


def test_everything_but_attended_needs_a_reason(case):
    for outcome in ("no_show", "left_early", "late_cancel", "cancelled_by_company"):
        with pytest.raises(Invalid) as refused:
            RecordOutcome(case.booking_id, outcome)
        assert refused.value.code == "needs_reason"
    for wrong in ("moved", "undone", "nonsense", None, 7):
        with pytest.raises(Invalid):
            RecordOutcome(case.booking_id, wrong, "other")


def test_an_interviewer_records_only_the_own_interview(case):
    with db.unit_of_work() as session:
        stranger = actor_of(builders.make_user(session, Role.INTERVIEWER))
    with pytest.raises(NotFound):
        outcome_of(case, "attended", actor=stranger)
    with pytest.raises((NotFound, NotAllowed)):
        outcome_of(case, "attended", actor=case.candidate)


def test_a_wrong_outcome_is_corrected_with_all_it_caused(case):
    with db.unit_of_work() as session:
        chief = actor_of(builders.make_user(session, Role.EXECUTIVE))
    case.run(request_priority, RequestPriority(case.id, NOW + 9 * DAY), actor=chief)
    outcome_of(case, "attended")
    with db.reading() as session:
        request = session.exec(select(PriorityRequest)).one()
        assert (request.is_open, request.attended_at) == (False, case.starts_at)
    outcome_of(case, "no_show", "forgot", work=correct_outcome)
    assert (case.application.stage, case.application.attended_at) == (Stage.ARRANGING, None)
    with db.reading() as session:
        request = session.exec(select(PriorityRequest)).one()
        assert (request.is_open, request.attended_at) == (True, None)
        assert snapshot(replayed(session, case.id)) == stored_snapshot(session, case.id)
    outcome_of(case, "scheduled", work=correct_outcome)
    assert (case.application.stage, case.booking.outcome_at) == (Stage.BOOKED, None)


def test_the_candidates_page_says_what_can_be_done(case):
    with db.reading() as session:
        view = candidate_view(session, case.id, clock=at(NOW))
        assert (view.line, view.progress, view.booking.can_move) == ("booked", 2, True)
        assert not view.booking.can_confirm and not view.booking.can_check_in
        assert view.slots and view.bring == ("身份证", "学历证书")
        assert view.booking.place.amap_url.startswith("https://uri.amap.com/marker?position=121.4547")
        assert [row.kind for row in view.trust] == ["slot_booked", "invited"]
        day_before = candidate_view(session, case.id, clock=at(case.starts_at - timedelta(hours=20)))
        assert day_before.booking.can_confirm
        morning = candidate_view(session, case.id, clock=at(case.starts_at - timedelta(hours=1)))
        assert morning.booking.can_check_in
        after = candidate_view(session, case.id, clock=at(case.starts_at + timedelta(hours=1)))
        assert not after.booking.can_move and after.slots == ()


def test_a_former_interviewer_does_not_judge_the_present_one(database):
    """Whoever was to meet them once still knows them, but this interview is somebody else's."""
    with db.unit_of_work() as session:
        former = builders.make_user(session, Role.INTERVIEWER)
        application = builders.make_application(session)
        builders.make_booking(
            session, application, interviewer=former, starts_at=NOW - 2 * DAY, state=BookingState.NO_SHOW
        )
        builders.make_booking(session, application, starts_at=NOW - DAY)
        with pytest.raises(NotAllowed):
            advance(session, application.id, None, actor=actor_of(former), clock=at(NOW))
