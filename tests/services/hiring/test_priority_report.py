"""How requests are reported against their deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from rxapp import db
from rxapp.models import Application, PriorityRequest
from rxapp.rules.priority import Step
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring.priority_report import Median, priority_report
from rxapp.services.hiring.queries import application_view
from tests.builders import NOW, actor_of, make_application, make_booking, make_invitation, make_user

HOUR = timedelta(hours=1)


def ask(session: Session, deadline: datetime, **facts: Any) -> Application:
    executive = make_user(session, Role.EXECUTIVE)
    application = make_application(session)
    session.add(
        PriorityRequest(
            application_id=application.id, requested_by=executive.id, deadline_at=deadline,
            **{"requested_at": NOW - 48 * HOUR, **facts},
        )
    )  # fmt: skip
    session.flush()
    return application


def test_each_request_stands_where_its_deadline_and_its_end_put_it(database: Any) -> None:
    with db.unit_of_work() as session:
        ask(session, NOW + HOUR)
        ask(session, NOW - HOUR)
        ask(session, NOW - HOUR, attended_at=NOW - 2 * HOUR, is_open=False)
        ask(session, NOW - 3 * HOUR, attended_at=NOW - 2 * HOUR, is_open=False)
        ask(session, NOW + HOUR, is_open=False)
        report = priority_report(session, since=NOW - 72 * HOUR, now=NOW)
        assert sorted(row.standing for row in report.rows) == [
            "met",
            "met_late",
            "missed",
            "overdue",
            "waiting",
        ]
        assert (report.met, report.late, report.missed, report.open) == (1, 2, 1, 1)
        assert [row.standing for row in report.rows[:2]] == ["overdue", "waiting"]


def test_a_request_taken_back_when_it_was_late_stays_late_and_in_the_list(database: Any) -> None:
    with db.unit_of_work() as session:
        ask(session, NOW - 2 * HOUR, cancelled_at=NOW - HOUR, is_open=False)
        kept = ask(session, NOW - 2 * HOUR, cancelled_at=NOW - HOUR, is_open=False)
        make_invitation(session, kept)
        make_booking(session, kept, starts_at=NOW - 3 * HOUR)
        ask(session, NOW - HOUR, cancelled_at=NOW - 2 * HOUR, is_open=False)
        report = priority_report(session, since=NOW - 72 * HOUR, now=NOW)
        assert [row.standing for row in report.rows] == ["cancelled_late"]
        assert (report.late, report.missed, report.open, report.total) == (1, 0, 0, 1)
        assert priority_report(session, since=NOW, now=NOW, only_open=True).rows == []


def test_cancelled_and_old_requests_are_left_out(database: Any) -> None:
    with db.unit_of_work() as session:
        ask(session, NOW + HOUR, cancelled_at=NOW, is_open=False)
        ask(session, NOW - HOUR, requested_at=NOW - 100 * HOUR, is_open=False)
        assert priority_report(session, since=NOW - 72 * HOUR, now=NOW).rows == []


def test_only_open_ones_are_shown_to_who_arranges(database: Any) -> None:
    with db.unit_of_work() as session:
        ask(session, NOW + HOUR)
        ask(session, NOW - HOUR, attended_at=NOW - 2 * HOUR, is_open=False)
        report = priority_report(session, since=NOW, now=NOW, only_open=True)
        assert [row.standing for row in report.rows] == ["waiting"]


def test_counts_and_medians_are_of_all_requests_however_few_are_listed(database: Any) -> None:
    with db.unit_of_work() as session:
        for n in range(5):
            seen = NOW - 48 * HOUR + (n + 1) * HOUR
            ask(session, NOW - HOUR, seen_at=seen, attended_at=NOW - 2 * HOUR, is_open=False)
        ask(session, NOW - HOUR)
        asked = {"since": NOW - 72 * HOUR, "now": NOW}
        cut, whole = priority_report(session, most=2, **asked), priority_report(session, **asked)
    assert (len(cut.rows), len(whole.rows)) == (3, 6)
    assert (cut.met, cut.late, cut.total) == (whole.met, whole.late, whole.total) == (5, 1, 6)
    assert cut.medians == whole.medians and cut.medians[Step.SEEN] == Median(180, 5)


def test_many_open_requests_leave_room_for_the_finished_ones(database: Any) -> None:
    with db.unit_of_work() as session:
        for n in range(3):
            ask(session, NOW + (n + 1) * HOUR)
            ask(session, NOW - (n + 1) * HOUR, is_open=False)
        report = priority_report(session, since=NOW - 72 * HOUR, now=NOW, most=2)
    deadlines = [(row.deadline_at - NOW) // HOUR for row in report.rows]
    assert (deadlines, report.total, report.finished) == ([1, 2, -1, -2], 6, 3)


def test_the_report_and_the_card_say_the_same_of_every_request(database: Any) -> None:
    """A time booked for before the deadline is in time and not late, also while its outcome is not written down."""
    with db.unit_of_work() as session:
        ended = {"is_open": False}
        made = [
            ask(session, NOW + HOUR), ask(session, NOW - HOUR), ask(session, NOW), ask(session, NOW - HOUR, **ended),
            ask(session, NOW - HOUR, attended_at=NOW - 2 * HOUR, **ended),
            ask(session, NOW - 3 * HOUR, attended_at=NOW - 2 * HOUR, **ended),
        ]  # fmt: skip
        for deadline, starts_at in ((NOW + HOUR, NOW + 2 * HOUR), (NOW - HOUR, NOW - 2 * HOUR)):
            booked = ask(session, deadline)
            make_invitation(session, booked)
            make_booking(session, booked, starts_at=starts_at)
            made.append(booked)
        report = priority_report(session, since=NOW - 72 * HOUR, now=NOW)
        reader = actor_of(make_user(session))
        cards = {
            one.id: application_view(session, one.id or 0, actor=reader, clock=lambda: NOW).priority
            for one in made
        }
    said = {row.application_id: row.standing.value for row in report.rows}
    assert said == {number: card.standing for number, card in cards.items() if card is not None}
    assert [said[one.id or 0] for one in made] == [
        "waiting", "overdue", "overdue", "missed", "met", "met_late", "too_late", "in_time",
    ]  # fmt: skip
    assert (report.met, report.late, report.missed, report.open) == (1, 4, 1, 2)
