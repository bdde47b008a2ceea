from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from rxapp import clock as clocks
from rxapp import db
from rxapp.errors import IllegalMove, NotFound, SlotTaken, Stale, TooLate
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
)
from rxapp.rules.replay import snapshot
from rxapp.rules.vocabulary import BookingState, Channel, DeliveryState, Role, Stage, StepKind, StepState
from rxapp.services.events.compare import stored_snapshot
from rxapp.services.events.history import replayed
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.close import CloseApplication, close_application
from rxapp.services.hiring.prioritise import RequestPriority, request_priority, see_priority
from rxapp.services.hiring.tags import set_tag, tags_of
from rxapp.services.hiring.undo import forget_undos, undo
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.cancel_booking import CancelBooking, cancel_booking
from rxapp.services.scheduling.confirm_booking import confirm
from rxapp.services.scheduling.offers import offered_slots
from tests import builders
from tests.builders import NOW, actor_of, candidate_actor


def now():
    return NOW


@pytest.fixture
def people(database):
    with db.unit_of_work() as session:
        recruiter = builders.make_user(session)
        application = builders.make_application(session, recruiter=recruiter)
    return application.id, actor_of(recruiter), candidate_actor(application)


def run(work, *args, **more):
    with db.unit_of_work() as session:
        return work(session, *args, **({"clock": now} | more))


def stored(application_id):
    with db.reading() as session:
        return session.get_one(Application, application_id)


def counts():
    with db.reading() as session:
        return {row.stage: row.n for row in session.exec(select(StageCount)) if row.n}


def pending():
    with db.reading() as session:
        steps = session.exec(select(PlannedStep).where(PlannedStep.state == StepState.PENDING))
        return sorted(step.kind for step in steps)


def image(application):
    """Everything but the version and the time of the last change."""
    return {key: value for key, value in application.model_dump().items() if key != "version"}


def test_an_invitation_is_taken_back_with_all_it_planned(people):
    application_id, recruiter, _ = people
    before = image(stored(application_id))
    change = run(advance, application_id, 1, actor=recruiter)
    assert pending() == ["invited"]
    back = run(undo, change.undo_id, actor=recruiter)
    assert image(stored(application_id)) == before and back.version == 3
    assert counts() == {0: 1} and pending() == []
    with db.reading() as session:
        assert not session.exec(select(Invitation)).one().is_open
        assert [e.kind for e in session.exec(select(Event))] == ["invited", "undone"]
        assert replayed(session, application_id).stage == Stage.PASSED_FIRST


def booked(people):
    application_id, recruiter, _ = people
    run(advance, application_id, 1, actor=recruiter)
    with db.reading() as session:
        slot = offered_slots(session, application_id, clock=now)[0]
    return slot, run(
        book_slot, BookSlot(application_id, slot.starts_at, slot.interviewer_id), actor=recruiter
    )


def test_a_booking_is_taken_back_and_the_invitations_steps_live_again(people):
    application_id, recruiter, _ = people
    slot, receipt = booked(people)
    assert "invited" not in pending()
    run(undo, receipt.undo_id, actor=recruiter)
    assert pending() == ["invited"]
    with db.reading() as session:
        assert session.get_one(Booking, receipt.booking_id).state == BookingState.UNDONE
        assert session.exec(select(Invitation)).one().is_open
        assert slot.starts_at in {one.starts_at for one in offered_slots(session, application_id, clock=now)}
    assert counts() == {1: 1}


def test_closing_a_booked_application_is_taken_back_whole(people):
    application_id, recruiter, _ = people
    _, receipt = booked(people)
    before, planned = image(stored(application_id)), pending()
    command = CloseApplication(application_id, None, "lost", "unreachable")
    change = run(close_application, command, actor=recruiter)
    assert counts() == {}
    run(undo, change.undo_id, actor=recruiter)
    assert image(stored(application_id)) == before and pending() == planned and counts() == {2: 1}
    with db.reading() as session:
        booking = session.get_one(Booking, receipt.booking_id)
        assert (booking.state, booking.reason, booking.outcome_at) == (BookingState.SCHEDULED, None, None)
        assert snapshot(replayed(session, application_id)) == stored_snapshot(session, application_id)


def test_a_priority_request_is_taken_back(people):
    application_id, _, _ = people
    with db.unit_of_work() as session:
        chief = actor_of(builders.make_user(session, Role.EXECUTIVE))
    change = run(request_priority, RequestPriority(application_id, NOW + timedelta(days=1)), actor=chief)
    assert stored(application_id).sort_priority < 2**53
    run(undo, change.undo_id, actor=chief)
    assert stored(application_id).sort_priority == 2**53
    with db.reading() as session:
        request = session.exec(select(PriorityRequest)).one()
        assert not request.is_open and request.cancelled_at == NOW


def test_only_the_one_who_clicked_within_ten_seconds_and_once(people):
    application_id, recruiter, candidate = people
    change = run(advance, application_id, 1, actor=recruiter)
    with db.unit_of_work() as session:
        colleague = actor_of(builders.make_user(session))
    for stranger in (colleague, candidate):
        with pytest.raises(NotFound):
            run(undo, change.undo_id, actor=stranger)
    with pytest.raises(NotFound):
        run(undo, change.undo_id + 1000, actor=recruiter)
    with pytest.raises(TooLate) as late:
        run(undo, change.undo_id, actor=recruiter, real_now=lambda: clocks.real_now() + timedelta(seconds=10))
    assert late.value.code == "undo_expired"
    run(undo, change.undo_id, actor=recruiter)
    with pytest.raises(TooLate):
        run(undo, change.undo_id, actor=recruiter)


def test_what_somebody_built_on_is_not_taken_back(people):
    application_id, recruiter, candidate = people
    _, receipt = booked(people)
    run(confirm, application_id, actor=candidate)
    with pytest.raises(Stale):
        run(undo, receipt.undo_id, actor=recruiter)


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN])
def test_once_a_message_left_it_is_changed_back_instead(people, state):
    application_id, recruiter, _ = people
    change = run(advance, application_id, 1, actor=recruiter)
    with db.unit_of_work() as session:
        session.add(
            Delivery(
                dedupe="x", kind=StepKind.INVITED, channel=Channel.OUTBOX, application_id=application_id,
                due_at=NOW, created_at=NOW, state=state, caused_by=change.event_id,
            )
        )  # fmt: skip
    with pytest.raises(IllegalMove) as refused:
        run(undo, change.undo_id, actor=recruiter)
    assert refused.value.code == "undo_message_left"
    assert stored(application_id).stage == Stage.ARRANGING


def test_a_time_given_up_and_taken_by_another_cannot_come_back(people):
    application_id, recruiter, _ = people
    slot, _ = booked(people)
    later = lambda: NOW + timedelta(minutes=5)  # noqa: E731
    change = run(cancel_booking, CancelBooking(application_id, "other"), actor=recruiter, clock=later)
    with db.unit_of_work() as session:
        job = session.get_one(Job, stored(application_id).job_id)
        builders.make_booking(session, builders.make_application(session, job=job), starts_at=slot.starts_at)
    with pytest.raises(SlotTaken):
        run(undo, change.undo_id, actor=recruiter)
    assert stored(application_id).stage == Stage.ARRANGING


def test_a_request_that_was_seen_is_taken_back_together_with_the_look(people):
    application_id, recruiter, _ = people
    with db.unit_of_work() as session:
        chief = actor_of(builders.make_user(session, Role.EXECUTIVE))
    change = run(request_priority, RequestPriority(application_id, NOW + timedelta(days=1)), actor=chief)
    assert run(see_priority, application_id, actor=recruiter)
    run(undo, change.undo_id, actor=chief)
    with db.reading() as session:
        assert snapshot(replayed(session, application_id)) == stored_snapshot(session, application_id)


def test_ways_back_that_nobody_can_use_are_forgotten(people):
    application_id, recruiter, _ = people
    run(advance, application_id, 1, actor=recruiter)
    with db.unit_of_work() as session:
        assert forget_undos(session) == 0
        assert forget_undos(session, real_now=lambda: clocks.real_now() + timedelta(days=2)) == 1


def tags(application_id):
    with db.reading() as session:
        return tags_of(session, application_id)


def test_a_tag_put_on_or_taken_off_is_taken_back_whatever_else_happened(people):
    application_id, recruiter, _ = people
    on = run(set_tag, application_id, "重点", is_on=True, actor=recruiter)
    assert tags(application_id) == {"重点"} and on.undo_id
    run(advance, application_id, 1, actor=recruiter)
    run(undo, on.undo_id, actor=recruiter)
    assert tags(application_id) == set() and stored(application_id).version == 2
    run(set_tag, application_id, "重点", is_on=True, actor=recruiter)
    off = run(set_tag, application_id, "重点", is_on=False, actor=recruiter)
    run(undo, off.undo_id, actor=recruiter)
    assert tags(application_id) == {"重点"}
    with pytest.raises(TooLate):
        run(undo, off.undo_id, actor=recruiter)
    with db.reading() as session:
        assert stored_snapshot(session, application_id) == snapshot(replayed(session, application_id))


def test_a_tag_that_was_there_already_leaves_nothing_to_take_back(people):
    application_id, recruiter, _ = people
    run(set_tag, application_id, "重点", is_on=True, actor=recruiter)
    assert run(set_tag, application_id, "重点", is_on=True, actor=recruiter).undo_id is None
    assert run(set_tag, application_id, "别的", is_on=False, actor=recruiter).undo_id is None


def test_a_tags_way_back_is_only_for_whoever_put_it_and_for_ten_seconds(people):
    application_id, recruiter, _ = people
    with db.unit_of_work() as session:
        other = actor_of(builders.make_user(session))
    change = run(set_tag, application_id, "重点", is_on=True, actor=recruiter)
    with pytest.raises(NotFound):
        run(undo, change.undo_id, actor=other)
    late = clocks.real_now() + timedelta(seconds=11)
    with pytest.raises(TooLate):
        run(undo, change.undo_id, actor=recruiter, real_now=lambda: late)
    assert tags(application_id) == {"重点"}
