"""The language somebody chose stays theirs."""

from __future__ import annotations

from rxapp import db
from rxapp.models import Candidate, User
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.keep_language import keep_language
from tests import builders


def test_a_member_of_staff_keeps_the_language_with_the_account(database: str) -> None:
    with db.unit_of_work() as session:
        user = builders.make_user(session)
        keep_language(session, builders.actor_of(user), Language.EN)
    with db.reading() as session:
        assert session.get_one(User, user.id).language == Language.EN


def test_a_candidate_keeps_it_for_the_messages(database: str) -> None:
    with db.unit_of_work() as session:
        application = builders.make_application(session)
        keep_language(session, builders.candidate_actor(application), Language.EN)
    with db.reading() as session:
        assert session.get_one(Candidate, application.candidate_id).language == Language.EN


def test_somebody_who_is_gone_changes_nothing(database: str) -> None:
    with db.unit_of_work() as session:
        keep_language(session, Actor(role=Role.RECRUITER, user_id=999), Language.EN)
