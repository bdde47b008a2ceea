"""A hire is the end of a life: it stands in the last column for two weeks and leaves it by time alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from rxapp import db
from rxapp.models import Application, User
from rxapp.rules.stages import HIRED_STAYS, is_on_board
from rxapp.rules.vocabulary import Role, Stage
from rxapp.services.hiring.board import cards, cards_of, counts, rebuild_counts
from rxapp.services.hiring.decide import mark_hired, withdraw_offer
from rxapp.services.hiring.types import BoardFilter
from tests.builders import NOW, actor_of, make_application, make_job, make_user

SECOND = timedelta(seconds=1)
AGES = (timedelta(0), timedelta(days=3), HIRED_STAYS - SECOND, HIRED_STAYS, timedelta(days=300))
LIMITS = [50] * len(Stage)
EVERYTHING = BoardFilter()


def hired(session: Session, *ages: timedelta, **facts: Any) -> list[int]:
    """Applications hired so long ago."""
    made = [make_application(session, stage=Stage.HIRED, stage_since=NOW - age, **facts) for age in ages]
    return [application.id or 0 for application in made]


def test_a_hire_stands_on_the_board_for_two_weeks(database: str) -> None:
    with db.unit_of_work() as session:
        ids = hired(session, *AGES)
        offer = make_application(session, stage=Stage.OFFER, stage_since=NOW - timedelta(days=300))
    expected = [
        id
        for id, age in zip(ids, AGES, strict=True)
        if is_on_board(Stage.HIRED, None, stage_since=NOW - age, now=NOW)
    ]
    assert expected == ids[:3]
    with db.reading() as session:
        shown = cards(session, EVERYTHING, LIMITS, now=NOW)
        assert [card.id for card in shown[Stage.HIRED]] == expected
        assert [card.id for card in shown[Stage.OFFER]] == [offer.id], "an open offer stays however old"
        assert [card.id for card in cards_of(session, ids, EVERYTHING, now=NOW)] == expected


def test_what_the_last_column_counts_is_what_it_shows_filtered_or_not(database: str) -> None:
    with db.unit_of_work() as session:
        job = make_job(session)
        hired(session, *AGES, job=job)
        hired(session, *AGES)
        make_application(session, stage=Stage.ATTENDED)
        rebuild_counts(session)
        job_id = job.id
    with db.reading() as session:
        assert counts(session, EVERYTHING, now=NOW) == [0, 0, 0, 1, 0, 6]
        assert counts(session, BoardFilter(job_id=job_id), now=NOW) == [0, 0, 0, 0, 0, 3]
        later = NOW + HIRED_STAYS - timedelta(days=3)
        assert counts(session, EVERYTHING, now=later) == [0, 0, 0, 1, 0, 2]
        assert len(cards(session, EVERYTHING, LIMITS, now=later)[Stage.HIRED]) == 2


def test_a_hire_and_its_taking_back_are_counted_at_once(database: str) -> None:
    with db.unit_of_work() as session:
        user = make_user(session, Role.RECRUITER)
        application = make_application(session, stage=Stage.OFFER, stage_since=NOW - timedelta(days=30))
        number, user_id = application.id or 0, user.id
    for decide, expected in ((mark_hired, [0, 0, 0, 0, 0, 1]), (withdraw_offer, [0, 0, 0, 0, 1, 0])):
        with db.unit_of_work() as session:
            actor = actor_of(session.get_one(User, user_id))
            version = session.get_one(Application, number).version
            decide(session, number, version, actor=actor, clock=lambda: NOW)
        with db.reading() as session:
            assert counts(session, EVERYTHING, now=NOW) == expected


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_old_hires_cost_the_board_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last column and its count go along the board's index up to the first hire that is too old. (SQLite tells its
    plan in words; both databases keep the same index.)"""
    with db.unit_of_work() as session:
        hired(session, *AGES)
        asked: list[str] = []
        execute = session.connection().__class__.execute

        def spy(connection: Any, statement: Any, values: Any) -> Any:
            told = statement.params(**values).compile(connection, compile_kwargs={"literal_binds": True})
            asked.append(str(told))
            return execute(connection, statement, values)

        with monkeypatch.context() as patched:
            patched.setattr(session.connection().__class__, "execute", spy)
            cards(session, EVERYTHING, LIMITS, now=NOW, stages=[Stage.HIRED])
            counts(session, EVERYTHING, now=NOW)
        assert len(asked) == 2, "one statement each"
        for statement in asked:
            plan = " ".join(str(row) for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
            assert "ix_application_board (stage=? AND sort_priority=? AND sort_key<?)" in plan, plan
