"""How requests are reported against their deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from rxapp import db
from rxapp.models import PriorityRequest
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring.priority_report import priority_report
from tests.builders import NOW, make_application, make_user

HOUR = timedelta(hours=1)


def ask(session: Session, deadline: datetime, **facts: Any) -> None:
    executive = make_user(session, Role.EXECUTIVE)
    session.add(
        PriorityRequest(
            application_id=make_application(session).id, requested_by=executive.id, deadline_at=deadline,
            **{"requested_at": NOW - 48 * HOUR, **facts},
        )
    )  # fmt: skip
    session.flush()


def test_each_request_stands_where_its_deadline_and_its_end_put_it(database: Any) -> None:
    with db.unit_of_work() as session:
        ask(session, NOW + HOUR)
        ask(session, NOW - HOUR)
        ask(session, NOW - HOUR, attended_at=NOW - 2 * HOUR, is_open=False)
        ask(session, NOW - 3 * HOUR, attended_at=NOW - 2 * HOUR, is_open=False)
        ask(session, NOW + HOUR, is_open=False)
        report = priority_report(session, since=NOW - 72 * HOUR, now=NOW)
        assert sorted(row.standing for row in report.rows) == ["late", "met", "met_late", "missed", "open"]
        assert (report.met, report.late, report.open) == (1, 3, 1)
        assert [row.standing for row in report.rows[:2]] == ["late", "open"]


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
        assert [row.standing for row in report.rows] == ["open"]
