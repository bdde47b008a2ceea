from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp import db
from rxapp.errors import NotFound
from rxapp.models import User
from rxapp.rules.vocabulary import BookingState, Role
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.prioritise import RequestPriority, request_priority
from rxapp.services.hiring.queries import application_view
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.offers import offered_slots
from rxapp.services.scheduling.record_outcome import RecordOutcome, record_outcome
from tests import builders
from tests.builders import NOW, actor_of, candidate_actor

CV = "销售五年,手机 138 1234 5678,微信: linxiao88"


def now():
    return NOW


@pytest.fixture
def story(database):
    """A booked application with a request on it; answers its id and the people."""
    with db.unit_of_work() as session:
        recruiter = actor_of(builders.make_user(session, name="赵敏"))
        chief = actor_of(builders.make_user(session, Role.EXECUTIVE))
        person = builders.make_candidate(
            session,
            phone="+8613812345678",
            email="lin@example.com",
            cv_text=CV,
        )
        application = builders.make_application(session, candidate=person)
        advance(session, application.id, 1, actor=recruiter, clock=now)
        request_priority(
            session, RequestPriority(application.id, NOW + timedelta(days=2)), actor=chief, clock=now
        )
    with db.reading() as session:
        slot = offered_slots(session, application.id, clock=now)[0]
    with db.unit_of_work() as session:
        command = BookSlot(application.id, slot.starts_at, slot.interviewer_id)
        book_slot(session, command, actor=recruiter, clock=now)
        interviewer = actor_of(session.get_one(User, slot.interviewer_id))
    return application, {"recruiter": recruiter, "executive": chief, "interviewer": interviewer}


def view_of(story, who):
    application, people = story
    with db.reading() as session:
        return application_view(session, application.id, actor=people[who], clock=now)


def test_a_recruiter_reads_everything(story):
    view = view_of(story, "recruiter")
    assert (view.candidate.phone, view.candidate.email) == ("+8613812345678", "lin@example.com")
    assert [row.kind for row in view.timeline] == ["slot_booked", "priority_requested", "invited"]
    assert (
        view.timeline[0].who == "赵敏" and view.timeline[0].facts["interviewer"] == view.booking.interviewer
    )
    assert view.booking.state == "scheduled" and view.invitation is None
    assert view.priority.standing == "in_time" and view.priority.scheduled_at == NOW
    assert {"move", "cancel", "confirm", "close"} <= set(view.actions)
    assert "request_priority" not in view.actions and "record_outcome" not in view.actions


def test_contact_data_is_masked_for_executives_and_absent_for_interviewers(story):
    chief, judge = view_of(story, "executive"), view_of(story, "interviewer")
    assert (chief.candidate.phone, chief.candidate.email) == ("138****5678", "l***@example.com")
    assert (judge.candidate.phone, judge.candidate.email) == ("", "")
    for view in (chief, judge):
        text = repr(view)
        assert "12345678" not in text and "1234 5678" not in text and "linxiao88" not in text
        assert view.tasks == () and view.deliveries == ()
    assert chief.actions == ("cancel_priority",)
    assert judge.actions == ()


def test_strangers_do_not_learn_that_it_exists(story):
    application, _ = story
    with db.unit_of_work() as session:
        stranger = actor_of(builders.make_user(session, Role.INTERVIEWER))
    with db.reading() as session:
        for actor in (stranger, candidate_actor(application)):
            with pytest.raises(NotFound):
                application_view(session, application.id, actor=actor, clock=now)
        with pytest.raises(NotFound):
            application_view(session, 10**9, actor=story[1]["recruiter"], clock=now)


def test_each_role_is_offered_what_its_commands_would_accept(story):
    application, people = story
    from rxapp.models import Booking

    with db.reading() as session:
        starts_at = session.get_one(Booking, view_of(story, "recruiter").booking.id).starts_at
        later = lambda: starts_at + timedelta(minutes=5)  # noqa: E731
        judge = application_view(session, application.id, actor=people["interviewer"], clock=later)
        recruiter = application_view(session, application.id, actor=people["recruiter"], clock=later)
    assert set(judge.actions) == {"record_outcome", "arrive", "late"}
    assert recruiter.actions[0] == "record_outcome"


def test_what_was_noted_about_the_interview_is_for_who_runs_the_hiring(story):
    _, people = story
    booking = view_of(story, "recruiter").booking
    with db.unit_of_work() as session:
        record_outcome(
            session, RecordOutcome(booking.id, BookingState.ATTENDED, note="讲得清楚，带过门店"),
            actor=people["interviewer"], clock=lambda: booking.ends_at,
        )  # fmt: skip
    assert view_of(story, "recruiter").booking.note == "讲得清楚，带过门店"
    assert view_of(story, "executive").booking.note == view_of(story, "interviewer").booking.note == ""
