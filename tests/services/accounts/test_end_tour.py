"""The first tour ends once and for all devices."""

from __future__ import annotations

from datetime import timedelta

from rxapp import clock, db
from rxapp.models import User, UserSession
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.end_tour import end_tour
from rxapp.services.accounts.find_actor import find_actor
from tests import builders


def test_whoever_never_ended_the_tour_is_new_and_afterwards_is_not(database: str) -> None:
    now = clock.real_now()
    with db.unit_of_work() as session:
        user = builders.make_user(session)
        session.add(
            UserSession(
                token_hash="a" * 64, kind="user", user_id=user.id, created_at=now, last_input_at=now,
                expires_at=now + timedelta(days=1),
            )
        )  # fmt: skip
    with db.unit_of_work() as session:
        actor = find_actor(session, "a" * 64, real_now=now)
        assert actor is not None and actor.is_new
        end_tour(session, actor=actor, real_now=now)
    with db.reading() as session:
        actor = find_actor(session, "a" * 64, real_now=now)
        assert actor is not None and not actor.is_new


def test_the_first_end_stays(database: str) -> None:
    now = clock.real_now()
    with db.unit_of_work() as session:
        user = builders.make_user(session)
        end_tour(session, actor=builders.actor_of(user), real_now=now)
        end_tour(session, actor=builders.actor_of(user), real_now=now + timedelta(days=1))
    with db.reading() as session:
        assert session.get_one(User, user.id).tour_seen_at == now


def test_somebody_who_is_gone_changes_nothing(database: str) -> None:
    with db.unit_of_work() as session:
        end_tour(session, actor=Actor(role=Role.RECRUITER, user_id=999), real_now=clock.real_now())
