"""Nobody leaves without their work going to somebody, no candidate without an interviewer, no installation without an
administrator."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from rxapp import clock, db
from rxapp.errors import IllegalMove, Invalid, NotAllowed, SlotTaken, UserError
from rxapp.models import (
    Application,
    Booking,
    Event,
    InvitationInterviewer,
    Job,
    JobInterviewer,
    PlannedStep,
    Task,
    User,
)
from rxapp.rules.events import EventKind
from rxapp.rules.replay import snapshot
from rxapp.rules.vocabulary import BookingState, InterviewMode, Role, Stage, StepKind, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.change_user import change_role, deactivate_user, rename_user
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.leaving import leaving
from rxapp.services.accounts.sign_in import open_session
from rxapp.services.accounts.tokens import hash_token
from rxapp.services.events.compare import stored_snapshot
from rxapp.services.events.history import replayed
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.intake import AddApplication, add_application
from rxapp.services.hiring.invite import InviteCandidate, interviewers_of, invite, reinvite
from rxapp.services.hiring.undo import undo
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.give_interview import give_interview, join_invitation
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


@pytest.fixture(autouse=True)
def _today(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)


def administrator(session: Session) -> Actor:
    return actor_of(make_user(session, Role.ADMINISTRATOR, password_hash="x"))


def task(session: Session, application: Application, who: User, booking: Booking | None = None) -> Task:
    kind = TaskKind.OUTCOME_MISSING if booking else TaskKind.NOT_CONFIRMED
    row = Task(
        dedupe=f"{application.id}:{who.id}:{kind}", kind=kind, application_id=application.id or 0,
        booking_id=booking.id if booking else None, assignee_id=who.id or 0, due_at=NOW, created_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_recruiters_open_work_goes_to_the_colleague_and_history_stays(database: str) -> None:
    with db.unit_of_work() as session:
        admin, leaver = administrator(session), make_user(session, Role.RECRUITER, password_hash="x")
        heir = make_user(session, Role.RECRUITER, password_hash="x")
        job = make_job(session, recruiter_id=leaver.id)
        live = make_application(session, job=job, recruiter=leaver)
        over = make_application(session, job=job, recruiter=leaver, closing="rejected")
        call = task(session, live, leaver)
        session_hash = hash_token(open_session(session, leaver, real_now=clock.real_now()).token)
        ids = {
            "leaver": leaver.id,
            "heir": heir.id,
            "live": live.id,
            "over": over.id,
            "call": call.id,
            "job": job.id,
        }
        version = live.version
    with db.reading() as session:
        found = leaving(session, ids["leaver"] or 0, actor=admin)
        assert (found.applications, found.tasks, found.jobs) == (1, 1, 1)
        assert ids["heir"] in {person.id for person in found.successors}
    with pytest.raises(Invalid) as refused, db.unit_of_work() as session:
        deactivate_user(session, ids["leaver"] or 0, actor=admin)
    assert refused.value.code == "needs_successor"
    with db.unit_of_work() as session:
        done = deactivate_user(session, ids["leaver"] or 0, to_user_id=ids["heir"], actor=admin)
    assert (done.handed_over.applications, done.handed_over.tasks, done.handed_over.jobs) == (1, 1, 1)
    assert done.ended == (session_hash,)
    with db.reading() as session:
        row = session.get_one(Application, ids["live"])
        assert (row.recruiter_id, row.version) == (ids["heir"], version + 1)
        assert session.get_one(Application, ids["over"]).recruiter_id == ids["leaver"]
        assert session.get_one(Task, ids["call"]).assignee_id == ids["heir"]
        assert session.get_one(Job, ids["job"]).recruiter_id == ids["heir"]
        assert find_actor(session, session_hash, real_now=clock.real_now()) is None
        told = session.exec(select(Event).where(col(Event.application_id) == ids["live"])).one()
        assert (told.kind, told.data) == (EventKind.RECRUITER_ASSIGNED, {"recruiter_id": ids["heir"]})


@pytest.mark.parametrize("heir", ["themself", "interviewer", "closed", "unknown"])
def test_work_goes_only_to_an_active_recruiter_or_administrator(database: str, heir: str) -> None:
    with db.unit_of_work() as session:
        admin, leaver = administrator(session), make_user(session, Role.RECRUITER)
        make_application(session, recruiter=leaver)
        to = {
            "themself": leaver.id, "interviewer": make_user(session, Role.INTERVIEWER).id,
            "closed": make_user(session, Role.RECRUITER, is_active=False).id, "unknown": 99_999,
        }[heir]  # fmt: skip
    with pytest.raises(UserError), db.unit_of_work() as session:
        deactivate_user(session, leaver.id or 0, to_user_id=to, actor=admin)
    with db.reading() as session:
        assert session.get_one(User, leaver.id).is_active


class Day:
    """An interviewer with tomorrow's interview, a colleague who is free then and one who is not."""

    def __init__(self, session: Session) -> None:
        self.admin = administrator(session)
        self.leaver, self.free, self.busy, self.foreign = (
            make_user(session, Role.INTERVIEWER) for _ in range(4)
        )
        for each in (self.leaver, self.free, self.busy, self.foreign):
            give_hours(session, each)
        self.job = make_job(session, interviewers=[self.leaver, self.free, self.busy])
        self.application = make_application(session, job=self.job)
        self.invitation = make_invitation(
            session, self.application, interviewers=[self.leaver], is_open=False
        )
        starts_at = NOW + timedelta(days=1)
        self.booking = make_booking(
            session, self.application, interviewer=self.leaver, starts_at=starts_at,
            invitation_id=self.invitation.id,
        )  # fmt: skip
        make_booking(
            session, make_application(session, job=self.job), interviewer=self.busy, starts_at=starts_at
        )


def test_tomorrows_interview_holds_the_account_open_until_somebody_free_takes_it(database: str) -> None:
    with db.unit_of_work() as session:
        day = Day(session)
        question = task(session, day.application, day.leaver, day.booking)
    leaver, booking = day.leaver.id or 0, day.booking.id or 0
    for change in (
        lambda s: deactivate_user(s, leaver, actor=day.admin),
        lambda s: change_role(s, leaver, Role.RECRUITER, actor=day.admin),
    ):
        with pytest.raises(Invalid) as refused, db.unit_of_work() as session:
            change(session)
        assert (refused.value.code, refused.value.facts["n"]) == ("interviews_first", 1)
    with db.reading() as session:
        (held,) = leaving(session, leaver, actor=day.admin).interviews
        assert [person.id for person in held.choices] == [day.free.id]
    for other, error in ((day.busy, SlotTaken), (day.foreign, Invalid), (day.leaver, Invalid)):
        with pytest.raises(UserError) as no, db.unit_of_work() as session:
            give_interview(session, booking, other.id or 0, actor=day.admin)
        assert isinstance(no.value, error) or no.value.code == "slot_taken"
    with db.unit_of_work() as session:
        give_interview(session, booking, day.free.id or 0, actor=day.admin)
    with db.unit_of_work() as session:
        deactivate_user(session, leaver, actor=day.admin)
    with db.reading() as session:
        row = session.get_one(Booking, booking)
        assert (row.interviewer_id, row.sequence, row.starts_at) == (day.free.id, 1, day.booking.starts_at)
        assert session.get(InvitationInterviewer, (day.invitation.id, day.free.id)) is not None
        assert session.get_one(Task, question.id).assignee_id == day.free.id
        step = session.exec(select(PlannedStep).where(PlannedStep.kind == StepKind.INTERVIEWER_CHANGED)).one()
        assert step.booking_id == booking
        assert not session.get_one(User, leaver).is_active


def test_giving_an_interview_away_replays(database: str) -> None:
    with db.unit_of_work() as session:
        admin, recruiter = administrator(session), actor_of(make_user(session, Role.RECRUITER))
        first, second = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        for each in (first, second):
            give_hours(session, each)
        job = make_job(session, interviewers=[first, second])
        person = AddApplication("林晓", job.id or 0, phone="13800000000")
        application_id = add_application(session, person, actor=recruiter).application_id
        move = InviteCandidate(
            application_id, None, (first.id or 0,), InterviewMode.ONSITE, job.place_id, 45, ""
        )
        invite(session, move, actor=recruiter)
        slot = BookSlot(application_id, NOW + timedelta(days=1), first.id or 0)
        booking_id = book_slot(session, slot, actor=recruiter).booking_id
    with db.unit_of_work() as session:
        change = give_interview(session, booking_id, second.id or 0, actor=admin)
        assert change.undo_id is None
    with db.reading() as session:
        held = replayed(session, application_id).booking
        assert held is not None and held.interviewer_id == second.id
        assert stored_snapshot(session, application_id) == snapshot(replayed(session, application_id))


def test_an_interview_that_began_or_ended_is_given_to_nobody(
    database: str, clock_at: Callable[[datetime], None]
) -> None:
    with db.unit_of_work() as session:
        day = Day(session)
    clock_at(NOW + timedelta(days=1, minutes=5))
    with pytest.raises(IllegalMove), db.unit_of_work() as session:
        give_interview(session, day.booking.id or 0, day.free.id or 0, actor=day.admin)
    with (
        db.unit_of_work() as session
    ):  # what has begun is no reason any more: the recruiter records how it went
        deactivate_user(session, day.leaver.id or 0, actor=day.admin)


def test_only_who_runs_the_hiring_gives_interviews_away(database: str) -> None:
    with db.unit_of_work() as session:
        day = Day(session)
    for actor in (actor_of(day.leaver), candidate_actor(day.application)):
        with pytest.raises(NotAllowed), db.unit_of_work() as session:
            give_interview(session, day.booking.id or 0, day.free.id or 0, actor=actor)
        with pytest.raises(NotAllowed), db.unit_of_work() as session:
            leaving(session, day.leaver.id or 0, actor=actor)


def test_an_open_invitation_with_nobody_else_needs_somebody_first(database: str) -> None:
    with db.unit_of_work() as session:
        admin = administrator(session)
        leaver, other = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        job = make_job(session, interviewers=[leaver, other])
        application = make_application(session, job=job)
        invitation = make_invitation(session, application, interviewers=[leaver])
    with pytest.raises(Invalid) as refused, db.unit_of_work() as session:
        deactivate_user(session, leaver.id or 0, actor=admin)
    assert refused.value.code == "invitations_first"
    with db.unit_of_work() as session:
        (lone,) = leaving(session, leaver.id or 0, actor=admin).invitations
        assert [person.id for person in lone.choices] == [other.id]
        join_invitation(session, invitation.id or 0, other.id or 0, actor=admin)
        deactivate_user(session, leaver.id or 0, actor=admin)


def test_an_interviewers_open_questions_go_back_to_who_looks_after_the_candidate(database: str) -> None:
    with db.unit_of_work() as session:
        day = Day(session)
        day.booking.starts_at, day.booking.ends_at = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
        question = task(session, day.application, day.leaver, day.booking)
        deactivate_user(session, day.leaver.id or 0, actor=day.admin)
        assert session.get_one(Task, question.id).assignee_id == day.application.recruiter_id


def test_whoever_is_no_interviewer_any_more_is_offered_to_nobody(database: str) -> None:
    with db.unit_of_work() as session:
        admin = administrator(session)
        leaver, other = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        job = make_job(session, interviewers=[leaver, other])
        invitation = make_invitation(session, make_application(session, job=job))
        change_role(session, leaver.id or 0, Role.RECRUITER, actor=admin)
        assert session.get(JobInterviewer, (job.id, leaver.id)) is None
        assert session.get(InvitationInterviewer, (invitation.id, leaver.id)) is None
        assert session.get(InvitationInterviewer, (invitation.id, other.id)) is not None


def test_a_new_invitation_after_a_no_show_offers_nobody_who_has_left(database: str) -> None:
    with db.unit_of_work() as session:
        day = Day(session)
        day.booking.state, day.application.stage = BookingState.NO_SHOW, int(Stage.ARRANGING)
        day.leaver.is_active = False
        session.add_all([day.booking, day.leaver, day.application])
        again = reinvite(session, day.application.id or 0)
        assert set(interviewers_of(session, again)) == {day.free.id, day.busy.id}


# --- at the same moment ----------------------------------------------------------------------------------------


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run these in threads that start together; what each answered or raised."""
    gate, found = threading.Barrier(len(works)), [None] * len(works)

    def run(n: int, work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found[n] = work()
        except UserError as error:
            found[n] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return found


@pytest.mark.parametrize("how", ["close", "demote"])
@pytest.mark.parametrize("turn", range(5))
def test_two_administrators_who_remove_each_other_leave_one(database: str, how: str, turn: int) -> None:
    with db.unit_of_work() as session:
        one, two = administrator(session), administrator(session)

    def remove(whom: Actor, by: Actor) -> None:
        with db.unit_of_work() as session:
            if how == "close":
                deactivate_user(session, whom.user_id or 0, actor=by)
            else:
                change_role(session, whom.user_id or 0, Role.EXECUTIVE, actor=by)

    found = at_once(lambda: remove(two, one), lambda: remove(one, two))
    with db.reading() as session:
        left = session.exec(select(User).where(User.role == Role.ADMINISTRATOR, col(User.is_active))).all()
    assert len(left) == 1
    assert sum(isinstance(each, UserError) for each in found) == 1


@pytest.mark.parametrize("turn", range(5))
def test_two_administrators_who_leave_at_once_leave_one(database: str, turn: int) -> None:
    with db.unit_of_work() as session:
        one, two = administrator(session), administrator(session)

    def leave(me: Actor) -> None:
        with db.unit_of_work() as session:
            deactivate_user(session, me.user_id or 0, actor=me)

    found = at_once(lambda: leave(one), lambda: leave(two))
    assert sum(isinstance(each, Invalid) for each in found) == 1


@pytest.mark.parametrize("turn", range(5))
def test_nobody_is_booked_with_somebody_whose_account_closes_at_that_moment(database: str, turn: int) -> None:
    with db.unit_of_work() as session:
        admin = administrator(session)
        leaver, other = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        for each in (leaver, other):
            give_hours(session, each)
        application = make_application(session, job=make_job(session, interviewers=[leaver, other]))
        make_invitation(session, application)

    def book() -> None:
        with db.unit_of_work() as session:
            wanted = BookSlot(application.id or 0, NOW + timedelta(days=1), leaver.id or 0)
            book_slot(session, wanted, actor=candidate_actor(application))

    def close() -> None:
        with db.unit_of_work() as session:
            deactivate_user(session, leaver.id or 0, actor=admin)

    booked, closed = at_once(book, close)
    with db.reading() as session:
        is_open = session.get_one(User, leaver.id).is_active
        is_booked = session.get_one(Application, application.id).stage == Stage.BOOKED
    assert is_open == is_booked
    assert isinstance(booked, UserError) != isinstance(closed, UserError)


def lone(session: Session) -> tuple[Actor, Actor, User, Job, int]:
    """An administrator, a recruiter, the only interviewer of a job, the job and an application for it."""
    admin, recruiter = administrator(session), actor_of(make_user(session, Role.RECRUITER))
    leaver = make_user(session, Role.INTERVIEWER)
    job = make_job(session, interviewers=[leaver])
    return admin, recruiter, leaver, job, make_application(session, job=job).id or 0


def send(how: str, application_id: int, leaver: User, job: Job, actor: Actor) -> None:
    with db.unit_of_work() as session:
        if how == "board":
            advance(session, application_id, None, actor=actor)
            return
        asked = InviteCandidate(
            application_id, None, (leaver.id or 0,), InterviewMode.ONSITE, job.place_id, 45, ""
        )
        invite(session, asked, actor=actor)


@pytest.mark.parametrize("how", ["dialog", "board"])
@pytest.mark.parametrize("turn", range(3))
def test_an_invitation_sent_while_its_only_interviewers_account_closes_is_not_left_alone(
    database: str, how: str, turn: int
) -> None:
    with db.unit_of_work() as session:
        admin, recruiter, leaver, job, application_id = lone(session)

    def close() -> None:
        with db.unit_of_work() as session:
            deactivate_user(session, leaver.id or 0, actor=admin)

    sent, closed = at_once(lambda: send(how, application_id, leaver, job, recruiter), close)
    assert isinstance(sent, UserError) != isinstance(closed, UserError)
    with db.reading() as session:
        is_open = session.get_one(User, leaver.id).is_active
        is_invited = session.get_one(Application, application_id).stage == Stage.ARRANGING
    assert is_open == is_invited


@pytest.mark.parametrize("how", ["dialog", "board"])
@pytest.mark.parametrize("first", ["send", "close"])
def test_whichever_of_the_two_begins_first_the_other_sees_it(database: str, how: str, first: str) -> None:
    """The second waits for the first, however close it comes behind it, and then judges by what is stored."""
    with db.unit_of_work() as session:
        admin, recruiter, leaver, job, application_id = lone(session)
    is_done: list[str] = []
    refused: list[UserError] = []

    def second() -> None:
        try:
            if first == "send":
                with db.unit_of_work() as session:
                    deactivate_user(session, leaver.id or 0, actor=admin)
            else:
                send(how, application_id, leaver, job, recruiter)
        except UserError as error:
            refused.append(error)
        is_done.append("second")

    thread = threading.Thread(target=second)
    with db.unit_of_work() as session:
        if first == "close":
            deactivate_user(session, leaver.id or 0, actor=admin)
        elif how == "board":
            advance(session, application_id, None, actor=recruiter)
        else:
            asked = InviteCandidate(
                application_id, None, (leaver.id or 0,), InterviewMode.ONSITE, job.place_id, 45, ""
            )
            invite(session, asked, actor=recruiter)
        thread.start()
        thread.join(0.5)
        assert is_done == []
        is_done.append("first")
    thread.join(30)
    assert is_done == ["first", "second"]
    assert [error.code for error in refused] == [
        "invitations_first" if first == "send" else "needs_interviewer"
    ]


def test_taking_back_does_not_bring_back_an_invitation_of_somebody_who_has_left(database: str) -> None:
    with db.unit_of_work() as session:
        admin, recruiter, leaver, job, application_id = lone(session)
        other = make_user(session, Role.INTERVIEWER)
    send("dialog", application_id, leaver, job, recruiter)
    with db.unit_of_work() as session:
        asked = InviteCandidate(
            application_id, None, (other.id or 0,), InterviewMode.ONSITE, job.place_id, 45, ""
        )
        undo_id = invite(session, asked, actor=recruiter).undo_id or 0
        deactivate_user(session, leaver.id or 0, actor=admin)
    with pytest.raises(Invalid, match="needs_interviewer"), db.unit_of_work() as session:
        undo(session, undo_id, actor=recruiter)


def test_a_new_name_is_cleaned_and_written_down(database: str) -> None:
    with db.unit_of_work() as session:
        admin, user = administrator(session), make_user(session)
        rename_user(session, user.id or 0, "  王 芳 ", actor=admin)
        assert user.name == "王 芳"
        assert session.exec(select(Event.kind)).all() == [EventKind.USER_RENAMED]
        with pytest.raises(Invalid):
            rename_user(session, user.id or 0, "\x00", actor=admin)
