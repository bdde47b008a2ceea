"""Commands and jobs at the same time: nobody waits for ever, and the record stays true."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import func, select

from rxapp import clock, db
from rxapp.adapters.channels import BuiltInPhone
from rxapp.errors import UserError
from rxapp.models import Application, Booking, Delivery, Event, PlannedStep
from rxapp.rules.vocabulary import BookingState, Channel, DeliveryState, StepState
from rxapp.services.hiring.advance import advance
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.ladder import run_steps
from rxapp.services.messaging.sending import deliver
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from tests import builders
from tests.builders import NOW, actor_of

PEOPLE = 6
ROUNDS = 12


def test_commands_and_jobs_do_not_lock_each_other_out(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(available, "available_channels", lambda: (Channel.OUTBOX,))
    monkeypatch.setattr(run_steps, "BATCH", 7)
    monkeypatch.setattr(deliver, "BATCH", 5)
    clock.set_source(lambda: NOW)
    with db.unit_of_work() as session:
        interviewer = builders.make_user(session, "interviewer")
        builders.give_hours(session, interviewer, start=0, end=1440)
        job = builders.make_job(session, interviewers=[interviewer])
        recruiter = actor_of(builders.make_user(session))
        ids = [builders.make_application(session, job=job).id or 0 for _ in range(PEOPLE)]
    over = threading.Event()

    def jobs() -> None:
        # The clock runs ahead, so that notices fall due while they are called off.
        later = lambda: NOW + timedelta(minutes=1)  # noqa: E731
        while not over.is_set():
            run_steps.run_due_steps(later)
            deliver.deliver_due({Channel.OUTBOX: BuiltInPhone()}, clock=later)

    def once(dice: random.Random, application_id: int, slot: int) -> None:
        starts_at = NOW + timedelta(days=2 + slot, hours=dice.randrange(8))
        user_id = interviewer.id or 0
        with db.unit_of_work() as session:
            match dice.randrange(4):
                case 0:
                    advance(session, application_id, None, actor=recruiter)
                case 1:
                    book_slot(session, BookSlot(application_id, starts_at, user_id), actor=recruiter)
                case 2:
                    move_booking(session, MoveBooking(application_id, starts_at, user_id), actor=recruiter)
                case _:
                    cancel_booking(session, CancelBooking(application_id, "other"), actor=recruiter)

    def person(number: int) -> int:
        dice, done = random.Random(number), 0
        for _ in range(ROUNDS * 3):
            try:
                once(dice, ids[number], number)
                done += 1
            except UserError:
                continue
        return done

    with ThreadPoolExecutor(PEOPLE + 2) as pool:
        working = [pool.submit(jobs) for _ in range(2)]
        done = [future.result() for future in [pool.submit(person, n) for n in range(PEOPLE)]]
        over.set()
        for future in working:
            future.result()
    assert sum(done) > PEOPLE
    run_steps.run_due_steps(lambda: NOW + timedelta(minutes=1))
    deliver.deliver_due({Channel.OUTBOX: BuiltInPhone()}, clock=lambda: NOW + timedelta(minutes=1))
    with db.reading() as session:
        alive = session.exec(select(Booking.id).where(Booking.state == BookingState.SCHEDULED)).all()
        pending = session.exec(select(PlannedStep).where(PlannedStep.state == StepState.PENDING)).all()
        reminders = {step.booking_id for step in pending if not step.kind.startswith("invited")}
        assert reminders <= set(alive), "a reminder outlived its booking"
        sent = session.exec(select(Delivery).where(Delivery.state == DeliveryState.SENT)).all()
        events = session.exec(select(func.count()).where(Event.kind == "message_sent")).one()
        assert len(sent) == events == len({row.dedupe for row in sent})
        assert not session.exec(select(Delivery).where(Delivery.state == DeliveryState.SENDING)).all()
        assert len(session.exec(select(Application)).all()) == PEOPLE
