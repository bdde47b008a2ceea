"""Taking back another executive's "must come in": whoever asked and the recruiter hear of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from rxapp import db
from rxapp.errors import UserError
from rxapp.models import Notice
from rxapp.rules.vocabulary import NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.prioritise import RequestPriority, cancel_priority, request_priority
from rxapp.services.hiring.undo import undo
from tests.builders import NOW, actor_of, make_application, make_user


def rung(session: Session) -> list[int]:
    query = select(Notice.user_id).where(Notice.kind == NoticeKind.PRIORITY_WITHDRAWN.value)
    return sorted(session.exec(query.order_by(col(Notice.id))))


def asked(session: Session) -> tuple[int, int, Actor, Actor]:
    """An application with a request: its id, its recruiter's, who asked, and a second executive."""
    first, second = (actor_of(make_user(session, Role.EXECUTIVE)) for _ in range(2))
    application = make_application(session)
    assert application.id is not None
    wish = RequestPriority(application.id, NOW + timedelta(days=1))
    request_priority(session, wish, actor=first, clock=lambda: NOW)
    return application.id, application.recruiter_id, first, second


def test_who_asked_and_the_recruiter_hear_that_it_was_taken_back(database: Any) -> None:
    with db.unit_of_work() as session:
        application_id, recruiter_id, first, second = asked(session)
        change = cancel_priority(session, application_id, actor=second, clock=lambda: NOW)
        assert rung(session) == sorted([recruiter_id, first.user_id or 0])
        undo(session, change.undo_id or 0, actor=second, clock=lambda: NOW)
        assert rung(session) == []


def test_who_takes_back_an_own_request_is_not_told_of_it(database: Any) -> None:
    with db.unit_of_work() as session:
        application_id, recruiter_id, first, _ = asked(session)
        cancel_priority(session, application_id, actor=first, clock=lambda: NOW)
        assert rung(session) == [recruiter_id]


def test_a_deadline_far_away_is_refused_with_a_sentence(database: Any) -> None:
    with db.unit_of_work() as session:
        application_id, _, first, _ = asked(session)
        far = RequestPriority(application_id, NOW + timedelta(days=61))
        with pytest.raises(UserError) as refused:
            request_priority(session, far, actor=first, clock=lambda: NOW)
        assert refused.value.code == "priority_deadline_far" and refused.value.facts["days"] == 60
