"""An application's whole life, driven at random by everybody who may touch it, with stale screens and jobs between."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, func, select

from rxapp import clock as clocks
from rxapp import db, wiring
from rxapp.errors import Stale, UserError
from rxapp.models import (
    Application,
    Booking,
    Delivery,
    Invitation,
    Job,
    PlannedStep,
    PriorityRequest,
    StageCount,
    Task,
    User,
)
from rxapp.rules.priority import board_sort
from rxapp.rules.reasons import CANCEL_REASONS, COMPANY_CANCEL_REASONS, OUTCOME_REASONS
from rxapp.rules.replay import snapshot
from rxapp.rules.steps import OUTLIVES_CLOSING
from rxapp.rules.vocabulary import BookingState, Closing, DeliveryState, Role, Stage, StepState
from rxapp.services.events.compare import stored_snapshot
from rxapp.services.events.history import replayed
from rxapp.services.hiring.advance import advance, move_to
from rxapp.services.hiring.close import REASONS, CloseApplication, close_application, reopen_application
from rxapp.services.hiring.decide import withdraw_offer
from rxapp.services.hiring.expire import close_lost_due, mark_silent_due
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.invite import withdraw_invitation
from rxapp.services.hiring.prioritise import RequestPriority, cancel_priority, request_priority, see_priority
from rxapp.services.hiring.undo import undo
from rxapp.services.messaging.deliver import deliver_due
from rxapp.services.messaging.run_steps import run_due_steps
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.check_in import ReportLate, arrive, report_late
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.offers import offered_slots
from rxapp.services.scheduling.record_outcome import RecordOutcome, correct_outcome, record_outcome
from tests import builders
from tests.builders import NOW, actor_of, candidate_actor

STAFF = ("recruiter", "colleague")
HANDS = (*STAFF, "candidate")


class Life(RuleBasedStateMachine):
    """Two recruiters with screens of different age, an interviewer, an executive, the candidate, and the jobs."""

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed):
        self.choose = random.Random(seed)
        self.now = NOW
        with db.unit_of_work() as session:
            recruiter = builders.make_user(session)
            job = builders.make_job(session)
            self.actors = {
                "recruiter": actor_of(recruiter),
                "colleague": actor_of(builders.make_user(session)),
                "executive": actor_of(builders.make_user(session, Role.EXECUTIVE)),
            }
            command = AddApplication("林晓", job.id, phone="13800000000")
            self.id = add_application(
                session, command, actor=self.actors["recruiter"], clock=self.clock
            ).application_id
            application = session.get_one(Application, self.id)
            self.actors["candidate"] = candidate_actor(application)
            interviewer = session.exec(
                select(User).where(User.role == Role.INTERVIEWER).order_by(col(User.id).desc())
            ).first()
            self.actors["interviewer"] = actor_of(interviewer)
            # A neighbour who holds times of the same interviewer, so that some clicks lose.
            neighbour = builders.make_application(
                session, job=session.get_one(Job, job.id), recruiter=recruiter
            )
            builders.make_booking(session, neighbour, starts_at=NOW + timedelta(days=1))
        self.screens = dict.fromkeys(self.actors, 1)
        self.undos = []

    def clock(self):
        return self.now

    def act(self, who, work, *args, **more):
        """Do it or be refused in words; a refusal changes nothing."""
        before = self._print()
        try:
            with db.unit_of_work() as session:
                change = work(session, *args, actor=self.actors[who], clock=self.clock, **more)
        except UserError as refused:
            assert self._print() == before
            return refused
        if getattr(change, "undo_id", None):
            self.undos.append((who, change.undo_id))
        return change

    def _print(self):
        with db.reading() as session:
            application = session.get_one(Application, self.id)
            return application.model_dump(), session.exec(select(func.count()).select_from(Booking)).one()

    def version_on(self, who, is_fresh):
        if is_fresh:
            with db.reading() as session:
                self.screens[who] = session.get_one(Application, self.id).version
        return self.screens[who]

    # -- what people do ---------------------------------------------------------------------------------------

    @rule(who=st.sampled_from((*STAFF, "interviewer", "executive", "candidate")), is_fresh=st.booleans())
    def press(self, who, is_fresh):
        version = self.version_on(who, is_fresh)
        stored = self._print()[0]["version"]
        answer = self.act(who, advance, self.id, version)
        if version != stored:
            assert isinstance(answer, UserError)
        if version != stored and who in STAFF:
            assert isinstance(answer, Stale)

    @rule(who=st.sampled_from(STAFF), to=st.integers(0, 5))
    def drag(self, who, to):
        self.act(who, move_to, self.id, self.version_on(who, True), to)

    @rule(who=st.sampled_from(HANDS), place=st.integers(0, 60), moves=st.booleans())
    def take_a_time(self, who, place, moves):
        with db.reading() as session:
            slots = offered_slots(session, self.id, clock=self.clock)
        if not slots:
            return
        slot = slots[place % len(slots)]
        work, command = (move_booking, MoveBooking) if moves else (book_slot, BookSlot)
        answer = self.act(who, work, command(self.id, slot.starts_at, slot.interviewer_id))
        with db.reading() as session:
            stage = session.get_one(Application, self.id).stage
        if moves != (stage == Stage.ARRANGING):
            assert not isinstance(answer, UserError) or stage == Stage.ARRANGING or moves is False

    @rule(who=st.sampled_from(HANDS), reason=st.sampled_from(CANCEL_REASONS + COMPANY_CANCEL_REASONS))
    def call_off(self, who, reason):
        is_call = who in STAFF and reason in CANCEL_REASONS
        self.act(who, cancel_booking, CancelBooking(self.id, reason, for_candidate=is_call))

    @rule(who=st.sampled_from(HANDS))
    def say_yes(self, who):
        self.act(who, confirm, self.id)

    @rule(who=st.sampled_from((*HANDS, "interviewer")), minutes=st.integers(1, 60))
    def be_there_or_late(self, who, minutes):
        self.act(who, *((arrive, self.id) if minutes % 2 else (report_late, ReportLate(self.id, minutes))))

    @rule(
        who=st.sampled_from((*STAFF, "interviewer")),
        outcome=st.sampled_from(["attended", "attended", "no_show", "left_early", "late_cancel"]),
        is_correction=st.booleans(),
    )
    def judge(self, who, outcome, is_correction):
        with db.reading() as session:
            newest = session.exec(
                select(Booking.id).where(Booking.application_id == self.id).order_by(col(Booking.id).desc())
            ).first()
        if newest is None:
            return
        reason = next(iter(OUTCOME_REASONS.get(BookingState(outcome), ())), None)
        self.act(
            who, correct_outcome if is_correction else record_outcome, RecordOutcome(newest, outcome, reason)
        )

    @rule(who=st.sampled_from(STAFF), closing=st.sampled_from(list(Closing)))
    def close(self, who, closing):
        self.act(who, close_application, CloseApplication(self.id, None, closing, REASONS[closing][0][0]))

    @rule(who=st.sampled_from(STAFF))
    def reopen(self, who):
        self.act(who, reopen_application, self.id, None)

    @rule(who=st.sampled_from(STAFF), is_offer=st.booleans())
    def take_back(self, who, is_offer):
        self.act(who, withdraw_offer if is_offer else withdraw_invitation, self.id, None)

    @rule(hours=st.integers(1, 100), is_cancel=st.booleans())
    def wish(self, hours, is_cancel):
        if is_cancel:
            self.act("executive", cancel_priority, self.id)
        else:
            self.act(
                "executive", request_priority, RequestPriority(self.id, self.now + timedelta(hours=hours))
            )

    @rule(who=st.sampled_from(STAFF))
    def look(self, who):
        self.act(who, see_priority, self.id)

    @rule(is_newest=st.booleans())
    def undo_a_click(self, is_newest):
        if not self.undos:
            return
        who, undo_id = self.undos[-1] if is_newest else self.choose.choice(self.undos)
        self.act(who, undo, undo_id, real_now=clocks.real_now)

    # -- what time does ---------------------------------------------------------------------------------------

    @rule(
        step=st.sampled_from(
            [timedelta(seconds=11), timedelta(hours=1), timedelta(hours=20), timedelta(days=4)]
        )
    )
    def time_passes(self, step):
        self.now += step

    @rule()
    def go_to_the_interview(self):
        with db.reading() as session:
            starts_at = session.exec(
                select(Booking.starts_at).where(
                    Booking.application_id == self.id, Booking.state == BookingState.SCHEDULED
                )
            ).first()
        if starts_at is not None:
            self.now = max(self.now, starts_at + timedelta(minutes=10))

    @rule()
    def jobs_run(self):
        with clocks.frozen(self.now):
            run_due_steps(self.clock)
            deliver_due(wiring.channels(), clock=self.clock)
        for job in (mark_silent_due, close_lost_due):
            with db.unit_of_work() as session:
                job(session, self.clock)

    # -- what always holds ------------------------------------------------------------------------------------

    @invariant()
    def rows_and_events_tell_the_same(self):
        if not hasattr(self, "id"):
            return
        with db.reading() as session:
            assert snapshot(replayed(session, self.id)) == stored_snapshot(session, self.id)

    @invariant()
    def the_stage_fits_its_rows(self):
        if not hasattr(self, "id"):
            return
        with db.reading() as session:
            application = session.get_one(Application, self.id)
            held = session.exec(
                select(Booking).where(
                    Booking.application_id == self.id, Booking.state == BookingState.SCHEDULED
                )
            ).all()
            assert len(held) == (application.stage == Stage.BOOKED)
            is_open = session.exec(
                select(Invitation).where(Invitation.application_id == self.id, Invitation.is_open)
            )
            assert len(is_open.all()) <= (
                application.stage == Stage.ARRANGING and application.closing is None
            )
            wish = session.exec(
                select(PriorityRequest).where(
                    PriorityRequest.application_id == self.id, col(PriorityRequest.is_open)
                )
            ).first()
            assert wish is None or application.closing is None
            order = board_sort(
                wish.deadline_at if wish else None,
                held[0].starts_at if held else None,
                application.stage_since,
            )
            assert (application.sort_priority, application.sort_key) == order
            assert (application.closed_at is None) == (application.closing is None)

    @invariant()
    def the_kept_counts_are_the_truth(self):
        if not hasattr(self, "id"):
            return
        with db.reading() as session:
            kept = {row.stage: row.n for row in session.exec(select(StageCount)) if row.n}
            true = dict(
                session.exec(
                    select(Application.stage, func.count())
                    .where(col(Application.closing).is_(None))
                    .group_by(col(Application.stage))
                ).all()
            )
            assert kept == true

    @invariant()
    def nobody_owes_a_closed_application_anything(self):
        if not hasattr(self, "id"):
            return
        with db.reading() as session:
            if session.get_one(Application, self.id).closing is None:
                return
            steps = session.exec(
                select(PlannedStep.kind).where(
                    PlannedStep.application_id == self.id, PlannedStep.state == StepState.PENDING
                )
            ).all()
            letters = session.exec(
                select(Delivery.kind).where(
                    Delivery.application_id == self.id, Delivery.state == DeliveryState.PENDING
                )
            ).all()
            # The word that a booked time no longer holds is still owed to somebody who expects the interview.
            assert set(steps) | set(letters) <= {kind.value for kind in OUTLIVES_CLOSING}
            tasks = session.exec(
                select(Task).where(
                    Task.application_id == self.id,
                    col(Task.done_at).is_(None),
                    col(Task.cancelled_at).is_(None),
                )
            ).all()
            assert [task.kind for task in tasks if task.kind != "send_by_hand"] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_life_reaches_an_impossible_state(database):
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),  # a life is minutes to shrink and short to read
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_life_reaches_an_impossible_state_on_postgresql(database):
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),  # a life is minutes to shrink and short to read
            suppress_health_check=list(HealthCheck),
        ),
    )
