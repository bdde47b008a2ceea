"""Whoever is refused because an application changed meanwhile learns what changed, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.errors import Stale
from rxapp.models import Application, Candidate, Event
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Closing, Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.advance import advance
from rxapp.services.hiring.assign import assign
from rxapp.services.hiring.close import CloseApplication, close_application
from rxapp.services.hiring.edit_candidate import EditCandidate, edit_candidate
from rxapp.services.hiring.since import MOST, happened_since
from rxapp.services.hiring.undo import undo
from tests.builders import (
    NOW,
    actor_of,
    candidate_actor,
    make_application,
    make_booking,
    make_user,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _now(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)


def two_recruiters() -> tuple[int, Actor, Actor]:
    with db.unit_of_work() as session:
        application = make_application(session)
        one, two = (make_user(session, name=name) for name in ("王磊", "李敏"))
        return application.id or 0, actor_of(one), actor_of(two)


def since(application_id: int, version: int | None, actor: Actor) -> list[tuple[str, str]]:
    with db.reading() as session:
        return [(row.kind, row.who) for row in happened_since(session, application_id, version, actor=actor)]


def pretend_it_took_a_while() -> None:
    """Between two deeds of one person lies more than a moment."""
    with db.unit_of_work() as session:
        for event in session.exec(select(Event)):
            event.recorded_at -= timedelta(seconds=5)
            session.add(event)


def test_the_refusal_carries_what_is_needed_to_tell() -> None:
    application_id, one, two = two_recruiters()
    with db.unit_of_work() as session:
        advance(session, application_id, 1, actor=one)
    with pytest.raises(Stale) as refused, db.unit_of_work() as session:
        advance(session, application_id, 1, actor=two)
    assert refused.value.facts == {"application_id": application_id, "version": 2, "seen": 1}
    assert since(application_id, 1, two) == [(EventKind.INVITED, "王磊")]
    assert since(application_id, 2, two) == []


def test_only_what_came_after_the_version_is_told_and_the_newest_of_much() -> None:
    application_id, one, two = two_recruiters()
    for n in range(1, 6):
        with db.unit_of_work() as session:
            assign(
                session, application_id, n, (one if n % 2 else two).user_id or 0, actor=one if n % 2 else two
            )
        pretend_it_took_a_while()
    assert since(application_id, 5, two) == [(EventKind.RECRUITER_ASSIGNED, "王磊")]
    assert since(application_id, 4, two) == [
        (EventKind.RECRUITER_ASSIGNED, "李敏"), (EventKind.RECRUITER_ASSIGNED, "王磊"),
    ]  # fmt: skip
    assert len(since(application_id, 1, two)) == MOST
    assert since(application_id, None, two) == since(application_id, 5, two)


def test_one_deed_with_two_events_is_told_whole() -> None:
    application_id, one, two = two_recruiters()
    with db.unit_of_work() as session:
        make_booking(session, session.get_one(Application, application_id))
        end = CloseApplication(application_id, 1, Closing.COMPANY_CANCELLED, "job_closed")
        close_application(session, end, actor=one)
    assert [kind for kind, _ in since(application_id, 1, two)] == [
        EventKind.BOOKING_CANCELLED, EventKind.COMPANY_CANCELLED,
    ]  # fmt: skip


def test_messages_and_notes_do_not_hide_what_changed() -> None:
    application_id, one, two = two_recruiters()
    with db.unit_of_work() as session:
        advance(session, application_id, 1, actor=one)
        row = session.get_one(Application, application_id)
        record(session, EventKind.NOTE_WRITTEN, actor=two, application=row, note_id=1)
        record(session, EventKind.TAGS_CHANGED, actor=two, application=row, tags=1)
    assert since(application_id, 1, two) == [(EventKind.INVITED, "王磊")]


def test_a_deed_that_was_taken_back_is_told_with_its_end() -> None:
    application_id, one, two = two_recruiters()
    with db.unit_of_work() as session:
        undo_id = advance(session, application_id, 1, actor=one).undo_id
    pretend_it_took_a_while()
    with db.unit_of_work() as session:
        undo(session, undo_id or 0, actor=one, clock=clock.now)
    assert [kind for kind, _ in since(application_id, 1, two)] == [EventKind.INVITED, EventKind.UNDONE]


def test_nobody_learns_of_an_application_they_may_not_know() -> None:
    application_id, one, _ = two_recruiters()
    with db.unit_of_work() as session:
        advance(session, application_id, 1, actor=one)
        candidate = candidate_actor(session.get_one(Application, application_id))
        stranger = actor_of(make_user(session, Role.INTERVIEWER))
    assert since(application_id, 1, candidate) == since(application_id, 1, stranger) == []
    assert since(99_999, 1, one) == []


def test_another_name_is_one_change_and_another_number_is_none() -> None:
    application_id, one, two = two_recruiters()
    with db.unit_of_work() as session:
        assign(session, application_id, 1, one.user_id or 0, actor=one)
    pretend_it_took_a_while()
    for name, phone in (("陈静怡", "13800138001"), ("陈静怡", "13800138002")):
        with db.unit_of_work() as session:
            application = session.get_one(Application, application_id)
            person = session.get_one(Candidate, application.candidate_id)
            command = EditCandidate(
                candidate_id=person.id or 0, version=person.version, name=name, phone=phone, email="",
                city=person.city, language=Language(person.language), is_employed=True, cv_text="",
            )  # fmt: skip
            edit_candidate(session, command, actor=one)
        pretend_it_took_a_while()
    assert since(application_id, 2, two) == [(EventKind.CANDIDATE_EDITED, "王磊")]
    assert since(application_id, 3, two) == []
