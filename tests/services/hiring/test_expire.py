from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from rxapp import clock as clocks
from rxapp import db, wiring
from rxapp.models import Application, Booking, Delivery, Event, Invitation, User
from rxapp.rules.vocabulary import BookingState, Channel, Closing, DeliveryState, Stage, StepKind
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.expire import close_lost_due
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending.deliver import deliver_due
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from tests import builders
from tests.builders import NOW, actor_of

DAY = timedelta(days=1)


@pytest.fixture
def invited(database):
    with db.unit_of_work() as session:
        recruiter = actor_of(builders.make_user(session))
        application = builders.make_application(session)
        advance(session, application.id, 1, actor=recruiter, clock=lambda: NOW)
    return application.id, recruiter


def run(job, at):
    with db.unit_of_work() as session:
        return job(session, lambda: at)


def stored(application_id):
    with db.reading() as session:
        return session.get_one(Application, application_id)


def left(at=NOW):
    """The invitation's first message leaves."""
    with db.unit_of_work() as session:
        invitation = session.exec(select(Invitation).order_by(Invitation.id.desc())).first()
        session.add(
            Delivery(
                dedupe=f"left:{invitation.id}", kind=StepKind.INVITED, channel=Channel.OUTBOX, due_at=at, created_at=at,
                application_id=invitation.application_id, invitation_id=invitation.id, sent_at=at,
                state=DeliveryState.SENT,
            )
        )  # fmt: skip


def test_fourteen_days_are_lost_with_its_reason(invited):
    application_id, _ = invited
    sent = NOW + timedelta(hours=3)
    left(sent)
    assert run(close_lost_due, sent + 14 * DAY - timedelta(seconds=1)) == 0
    assert run(close_lost_due, sent + 14 * DAY) == 1
    application = stored(application_id)
    assert (application.closing, application.reason) == (Closing.LOST, "never_chose_time")
    with db.reading() as session:
        assert not session.exec(select(Invitation)).one().is_open
        last = session.exec(select(Event).order_by(Event.id.desc())).first()
        assert (last.kind, last.actor_kind) == ("lost", "system")


def test_whoever_was_never_asked_is_not_lost(invited):
    application_id, _ = invited
    assert run(close_lost_due, NOW + 60 * DAY) == 0
    assert stored(application_id).closing is None


def test_who_was_never_asked_keeps_nobody_else_from_being_lost(invited):
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        recruiter = actor_of(session.get_one(User, application.recruiter_id))
        advance(session, application.id, 1, actor=recruiter, clock=lambda: NOW)
    left()
    with db.unit_of_work() as session:
        assert close_lost_due(session, lambda: NOW + 14 * DAY, limit=1) == 1
    assert stored(application.id).closing == Closing.LOST and stored(invited[0]).closing is None


@pytest.mark.parametrize("told_after", [None, 3 * DAY])
def test_whom_the_company_called_off_has_fourteen_days_from_being_told(invited, told_after):
    application_id, recruiter = invited
    left()
    off_at = NOW + DAY
    with db.unit_of_work() as session:
        invitation = session.exec(select(Invitation)).one()
        invitation.is_open = False
        application = session.get_one(Application, application_id)
        booking = builders.make_booking(
            session, application, starts_at=NOW + 5 * DAY, invitation_id=invitation.id, booked_at=NOW
        )
    with db.unit_of_work() as session:
        cancel_booking(
            session,
            CancelBooking(application_id, "interviewer_absent"),
            actor=recruiter,
            clock=lambda: off_at,
        )
    if told_after is not None:
        with db.unit_of_work() as session:
            session.add(
                Delivery(
                    dedupe="off", kind=StepKind.CALLED_OFF, channel=Channel.OUTBOX, application_id=application_id,
                    booking_id=booking.id, due_at=off_at, created_at=off_at, sent_at=off_at + told_after,
                    state=DeliveryState.SENT,
                )
            )  # fmt: skip
    assert run(close_lost_due, off_at + 17 * DAY - timedelta(seconds=1)) == 0
    assert run(close_lost_due, off_at + 17 * DAY) == (0 if told_after is None else 1)


def test_whoever_missed_an_interview_lately_is_not_closed_by_the_next_tick(invited):
    application_id, recruiter = invited
    start = NOW + 15 * DAY
    with db.unit_of_work() as session:
        application = session.get_one(Application, application_id)
        invitation = session.exec(select(Invitation)).one()
        invitation.is_open = False
        booking = builders.make_booking(session, application, starts_at=start, invitation_id=invitation.id)
    with db.unit_of_work() as session:
        command = RecordOutcome(booking.id, "no_show", "forgot")
        record_outcome(session, command, actor=recruiter, clock=lambda: start + timedelta(minutes=30))
    assert run(close_lost_due, start + DAY) == 0
    assert run(close_lost_due, start + timedelta(minutes=30) + 14 * DAY) == 1
    assert stored(application_id).reason == "no_show_again"


def test_a_no_show_is_invited_again_once_and_not_over_and_over(invited):
    application_id, recruiter = invited
    start = NOW + DAY
    with db.unit_of_work() as session:
        application = session.get_one(Application, application_id)
        invitation = session.exec(select(Invitation)).one()
        invitation.is_open = False
        booking = builders.make_booking(session, application, starts_at=start, invitation_id=invitation.id)
    with db.unit_of_work() as session:
        command = RecordOutcome(booking.id, "no_show", "forgot")
        record_outcome(session, command, actor=recruiter, clock=lambda: start + timedelta(minutes=30))
    for hours in (1, 3, 4, 5, 24):
        at = start + timedelta(hours=hours)
        with clocks.frozen(at):
            run_due_steps()
            deliver_due(wiring.channels())
    with db.reading() as session:
        assert session.get_one(Booking, booking.id).state == BookingState.NO_SHOW
        found = session.exec(select(Invitation).order_by(Invitation.id)).all()
        assert [one.is_open for one in found] == [False, True]
        assert found[1].invited_by is None
        assert session.get_one(Application, application_id).stage == Stage.ARRANGING
