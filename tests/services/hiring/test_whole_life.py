"""An application's whole life, driven at random by everybody who may touch it, with stale screens and jobs between."""

from __future__ import annotations

import random
from datetime import timedelta

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
    Event,
    Invitation,
    Job,
    PlannedStep,
    PriorityRequest,
    StageCount,
    Task,
    User,
)
from rxapp.rules.ladder.steps import OUTLIVES_CLOSING
from rxapp.rules.priority import board_sort
from rxapp.rules.reasons import CANCEL_REASONS, CLOSING_REASONS, COMPANY_CANCEL_REASONS, ENDS, OUTCOME_REASONS
from rxapp.rules.replay import snapshot
from rxapp.rules.vocabulary import (
    BookingState,
    Closing,
    DeliveryState,
    Role,
    Stage,
    StepKind,
    StepState,
    TaskKind,
)
from rxapp.services.events.compare import stored_snapshot
from rxapp.services.events.history import replayed
from rxapp.services.hiring.advance import advance, move_to
from rxapp.services.hiring.close import CloseApplication, close_application, reopen_application
from rxapp.services.hiring.decide import Decide, decide, promise_reply, withdraw_offer
from rxapp.services.hiring.expire import close_lost_due
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.invite import InviteCandidate, invitation_draft, invite, withdraw_invitation
from rxapp.services.hiring.opinions import AnswerOpinion, AskOpinion, answer_opinion, ask_opinion
from rxapp.services.hiring.prioritise import RequestPriority, cancel_priority, request_priority, see_priority
from rxapp.services.hiring.tell import TellCandidate, tell
from rxapp.services.hiring.undo import undo
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending.deliver import deliver_due
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

STAFF = ("recruiter", "colleague")
HANDS = (*STAFF, "candidate")


class Life(RuleBasedStateMachine):
    """Two recruiters with screens of different age, an interviewer, an executive, the candidate, and the jobs."""

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed):
        self.choose = random.Random(seed)
        self.now = NOW
        # Real time stands still for undo, or a slow machine plays other lives than a fast one.
        self.began = clocks.real_now()
        with db.unit_of_work() as session:
            recruiter = builders.make_user(session)
            job = builders.make_job(session)
            self.actors = {
                "recruiter": actor_of(recruiter),
                "colleague": actor_of(builders.make_user(session)),
                "executive": actor_of(builders.make_user(session, Role.EXECUTIVE)),
            }
            interviewer = session.exec(
                select(User).where(User.role == Role.INTERVIEWER).order_by(col(User.id).desc())
            ).first()
            self.actors["interviewer"] = actor_of(interviewer)
            # A neighbour who holds times of the same interviewer, so that some clicks lose.
            neighbour = builders.make_application(
                session, job=session.get_one(Job, job.id), recruiter=recruiter
            )
            builders.make_booking(session, neighbour, starts_at=NOW + timedelta(days=1))
            self.job_id = job.id
        self.begin_another()

    @rule()
    def begin_another(self):
        """The next candidate for the same job; the last one's rows stay and are counted."""
        if hasattr(self, "id") and not self.is_closed and self.choose.random() < 0.7:
            return
        with db.unit_of_work() as session:
            command = AddApplication("林晓", self.job_id, phone="13800000000")
            made = add_application(session, command, actor=self.actors["recruiter"], clock=self.clock)
            self.id = made.application_id
            self.actors["candidate"] = candidate_actor(session.get_one(Application, self.id))
        self.screens = dict.fromkeys(self.actors, 1)
        self.undos = []
        self.stage, self.is_closed = Stage.PASSED_FIRST, False

    def clock(self):
        return self.now

    def in_vain(self, *stages):
        """Whether this click makes no sense here: most such clicks are left out, or a life is mostly refusals."""
        return (self.is_closed or self.stage not in stages) and self.choose.random() < 0.8

    def act(self, who, work, *args, **more):
        """Do it or be refused in words; a refusal changes nothing."""
        before = self._print()
        try:
            with db.unit_of_work() as session:
                change = work(session, *args, actor=self.actors[who], clock=self.clock, **more)
        except UserError as refused:
            assert self._print() == before
            return refused
        stored = self._print()[0]
        self.stage, self.is_closed = stored["stage"], stored["closing"] is not None
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

    @rule(times=st.integers(1, 3), who=st.sampled_from(HANDS))
    def go_the_usual_way(self, times, who):
        """What most people do next, or a random life never gets past its first column."""
        for _ in range(times):
            if self.is_closed:
                self.reopen("recruiter")
            elif self.stage == Stage.ARRANGING:
                self.take_a_time(who, self.choose.randrange(60), False)
                if self.stage == Stage.ARRANGING:
                    self.invite_again()  # nothing left to choose, or no invitation
            elif self.stage == Stage.BOOKED:
                self.go_to_the_interview()
                self.judge("interviewer", "attended", False)
            elif self.stage >= Stage.ATTENDED and self.choose.random() < 0.6:
                self.begin_another()
            elif self.stage == Stage.HIRED:
                self.take_back("recruiter", True)
            else:
                self.press("recruiter", True)

    @rule()
    def invite_again(self):
        with db.reading() as session:
            draft = invitation_draft(session, self.id, actor=self.actors["recruiter"])
        who = tuple(one.user_id for one in draft.interviewers if one.checked)
        self.act("recruiter", invite, InviteCandidate(self.id, None, who, place_id=draft.place_id))

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
        if self.in_vain(Stage.ARRANGING, Stage.BOOKED):
            return
        if reason in ENDS and self.choose.random() < 0.8:
            reason = "must_work"
        is_call = who in STAFF and reason in CANCEL_REASONS
        self.act(who, cancel_booking, CancelBooking(self.id, reason, for_candidate=is_call))

    @rule(who=st.sampled_from(HANDS))
    def say_yes(self, who):
        if self.in_vain(Stage.BOOKED):
            return
        self.act(who, confirm, self.id)

    @rule(who=st.sampled_from((*HANDS, "interviewer")), minutes=st.integers(1, 60))
    def be_there_or_late(self, who, minutes):
        if self.in_vain(Stage.BOOKED):
            return
        self.go_to_the_interview()
        self.act(who, *((arrive, self.id) if minutes % 2 else (report_late, ReportLate(self.id, minutes))))

    @rule(
        who=st.sampled_from((*STAFF, "interviewer")),
        outcome=st.sampled_from(["attended", "attended", "no_show", "left_early", "late_cancel"]),
        is_correction=st.booleans(),
    )
    def judge(self, who, outcome, is_correction):
        if self.in_vain(Stage.BOOKED, Stage.ATTENDED, Stage.ARRANGING):
            return
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

    @rule(
        who=st.sampled_from((*STAFF, "executive", "interviewer")),
        is_pass=st.booleans(),
        hours=st.integers(-2, 200),
    )
    def decide_it(self, who, is_pass, hours):
        if self.in_vain(Stage.ATTENDED):
            return
        reply_by = self.now + timedelta(hours=hours) if hours % 3 else None
        answer = self.act(
            who, decide, Decide(self.id, self.version_on(who, True), "pass" if is_pass else "no", reply_by)
        )
        assert isinstance(answer, UserError) or ((who in STAFF and hours > 0) or reply_by is None)

    @rule(who=st.sampled_from(STAFF), asked=st.sampled_from(("colleague", "executive", "interviewer")))
    def ask_a_colleague(self, who, asked):
        if self.in_vain(Stage.ATTENDED):
            return
        self.act(who, ask_opinion, AskOpinion(self.id, None, self.actors[asked].user_id))

    @rule(answer=st.sampled_from(("pass", "no")))
    def answer_a_colleague(self, answer):
        with db.reading() as session:
            task = session.exec(
                select(Task).where(
                    Task.application_id == self.id, Task.kind == TaskKind.SECOND_OPINION,
                    col(Task.done_at).is_(None), col(Task.cancelled_at).is_(None),
                )
            ).first()  # fmt: skip
        if task is None:
            return
        for who in ("colleague", "executive", "interviewer"):
            refused = self.act(who, answer_opinion, AnswerOpinion(task.id, answer))
            assert isinstance(refused, UserError) == (self.actors[who].user_id != task.assignee_id)

    @rule(who=st.sampled_from((*STAFF, "executive")), hours=st.integers(-2, 200))
    def promise_another_date(self, who, hours):
        if self.in_vain(Stage.ATTENDED, Stage.OFFER):
            return
        self.act(who, promise_reply, self.id, None, self.now + timedelta(hours=hours))

    @rule(who=st.sampled_from((*STAFF, "executive", "interviewer")))
    def tell_them(self, who):
        if self.stage < Stage.ATTENDED:
            return
        verdict = "pass" if self.stage == Stage.OFFER and not self.is_closed else "no"
        words = TellCandidate(self.id, self.version_on(who, True), verdict, "您好", "skills")
        told = self.act(who, tell, words)
        assert isinstance(told, UserError) or who in STAFF

    @rule(who=st.sampled_from(STAFF), closing=st.sampled_from(list(Closing)))
    def close(self, who, closing):
        if self.choose.random() < 0.6:
            return  # too many short lives teach nothing
        self.act(
            who, close_application, CloseApplication(self.id, None, closing, CLOSING_REASONS[closing][0])
        )

    @rule(who=st.sampled_from(STAFF))
    def reopen(self, who):
        if not self.is_closed and self.choose.random() < 0.8:
            return
        self.act(who, reopen_application, self.id, None)

    @rule(who=st.sampled_from(STAFF), is_offer=st.booleans())
    def take_back(self, who, is_offer):
        if self.stage == Stage.PASSED_FIRST and self.choose.random() < 0.8:
            return
        self.act(who, withdraw_offer if is_offer else withdraw_invitation, self.id, None)

    @rule(hours=st.integers(1, 100), is_cancel=st.booleans())
    def wish(self, hours, is_cancel):
        if self.in_vain(Stage.PASSED_FIRST, Stage.ARRANGING, Stage.BOOKED):
            return
        if is_cancel:
            self.act("executive", cancel_priority, self.id)
        else:
            self.act(
                "executive", request_priority, RequestPriority(self.id, self.now + timedelta(hours=hours))
            )

    @rule(who=st.sampled_from(STAFF))
    def look(self, who):
        if self.in_vain(Stage.PASSED_FIRST, Stage.ARRANGING, Stage.BOOKED):
            return
        self.act(who, see_priority, self.id)

    @rule(is_newest=st.booleans())
    def undo_a_click(self, is_newest):
        if not self.undos:
            return
        who, undo_id = self.undos[-1] if is_newest else self.choose.choice(self.undos)
        self.act(who, undo, undo_id, real_now=lambda: self.began)

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
        with db.unit_of_work() as session:
            close_lost_due(session, self.clock)

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
    def a_no_stays_inside_until_it_is_told(self):
        if not hasattr(self, "id"):
            return
        with db.reading() as session:
            application = session.get_one(Application, self.id)
            view = candidate_view(session, self.id, clock=self.clock)
            is_told = application.told_at is not None and application.told_at <= self.now
            came = application.stage >= Stage.ATTENDED
            if came and application.stage < Stage.HIRED and not is_told:
                assert view.line in ("waiting", "withdrawn") or view.closing in ("lost", "company_cancelled")
                assert view.words == "" and all(row.kind != "candidate_told" for row in view.trust)
            if not came:
                assert (application.verdict, application.reply_by, application.told_at) == (None, None, None)
            telling = [
                step
                for step in session.exec(select(PlannedStep).where(PlannedStep.application_id == self.id))
                if step.kind.startswith("told_") and step.state == StepState.PENDING
            ]
            assert len(telling) <= (application.told_at is not None)
            warnings = select(PlannedStep).where(
                PlannedStep.application_id == self.id, PlannedStep.kind == StepKind.REPLY_DUE,
                PlannedStep.state == StepState.PENDING,
            )  # fmt: skip
            assert len(session.exec(warnings).all()) <= (application.reply_by is not None)

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


def test_no_life_reaches_an_impossible_state(database):
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25 if database.startswith("sqlite") else 6,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),  # a life takes minutes to shrink and is short to read
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_many_lives_on_end_stay_possible(database):
    """The same clicks in a long row without Hypothesis: it reaches deeper, one example ends where this one begins."""
    choose = random.Random(7)
    life = Life()
    life.begin(seed=7)
    minutes = [timedelta(seconds=11), timedelta(hours=1), timedelta(hours=20), timedelta(days=4)]
    staff = lambda: choose.choice(STAFF)  # noqa: E731
    hand = lambda: choose.choice(HANDS)  # noqa: E731
    clicks = [
        lambda: life.go_the_usual_way(choose.randint(1, 3), hand()),
        lambda: life.go_the_usual_way(1, hand()),
        lambda: life.press(
            choose.choice((*STAFF, "interviewer", "executive", "candidate")), choose.random() < 0.7
        ),
        lambda: life.drag(staff(), choose.randrange(6)),
        lambda: life.take_a_time(hand(), choose.randrange(60), True),
        lambda: life.call_off(hand(), choose.choice(CANCEL_REASONS + COMPANY_CANCEL_REASONS)),
        lambda: life.say_yes(hand()),
        lambda: life.be_there_or_late(choose.choice((*HANDS, "interviewer")), choose.randint(1, 60)),
        lambda: life.judge(
            choose.choice((*STAFF, "interviewer")),
            choose.choice(["attended", "no_show", "left_early", "late_cancel"]),
            choose.random() < 0.5,
        ),
        lambda: life.decide_it(
            choose.choice((*STAFF, "executive")), choose.random() < 0.4, choose.randint(-2, 200)
        ),
        lambda: life.ask_a_colleague(staff(), choose.choice(("colleague", "executive", "interviewer"))),
        lambda: life.answer_a_colleague(choose.choice(("pass", "no"))),
        lambda: life.promise_another_date(staff(), choose.randint(-2, 200)),
        lambda: life.tell_them(choose.choice((*STAFF, "executive"))),
        lambda: life.close(staff(), choose.choice(list(Closing))),
        lambda: life.reopen(staff()),
        lambda: life.take_back(staff(), choose.random() < 0.5),
        lambda: life.wish(choose.randint(1, 100), choose.random() < 0.3),
        lambda: life.look(staff()),
        lambda: life.undo_a_click(choose.random() < 0.7),
        lambda: life.undo_a_click(True),
        lambda: life.time_passes(choose.choice(minutes)),
        life.jobs_run,
        life.invite_again,
        life.begin_another,
    ]
    for _ in range(1000 if database.startswith("sqlite") else 600):
        choose.choice(clicks)()
        life.rows_and_events_tell_the_same()
        life.the_stage_fits_its_rows()
        life.the_kept_counts_are_the_truth()
        life.nobody_owes_a_closed_application_anything()
        life.a_no_stays_inside_until_it_is_told()
    with db.reading() as session:
        kinds = set(session.exec(select(Event.kind).distinct()))
    deep = {"slot_booked", "booking_cancelled", "outcome_recorded", "undone"}
    if database.startswith("sqlite"):
        deep |= {
            "booking_moved",
            "hired",
            "lost",
            "decided_no",
            "opinion_given",
            "reply_promised",
            "candidate_told",
        }
    assert kinds >= deep
