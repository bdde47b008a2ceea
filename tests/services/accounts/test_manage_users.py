"""Accounts are made by administrators only, and the last administrator stays."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import db
from rxapp.errors import Invalid, NotAllowed, UserError
from rxapp.models import User
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.account_links import renew_account_link
from rxapp.services.accounts.change_user import change_role, deactivate_user, reactivate_user, rename_user
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.accounts.queries import users
from tests.builders import actor_of
from tests.services.accounts.conftest import PASSWORD


def make(session: Any, role: Role, email: str, actor: Any = None) -> User:
    return create_user(session, email=email, name="王芳", role=role, password=PASSWORD, actor=actor)


def test_the_installation_makes_the_first_account_and_an_administrator_the_others(database: str) -> None:
    with db.unit_of_work() as session:
        assert users(session) == []
        admin = make(session, Role.ADMINISTRATOR, " Admin@Example.com ")
        make(session, Role.RECRUITER, "hr@example.com", actor_of(admin))
    with db.reading() as session:
        assert [(row.email, row.role) for row in users(session)] == [
            ("admin@example.com", Role.ADMINISTRATOR), ("hr@example.com", Role.RECRUITER),
        ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.EXECUTIVE])
def test_nobody_else_makes_or_changes_accounts(database: str, role: Role) -> None:
    with db.unit_of_work() as session:
        someone, other = make(session, role, "a@example.com"), make(session, Role.RECRUITER, "b@example.com")
        actor = actor_of(someone)
        with pytest.raises(NotAllowed):
            make(session, Role.ADMINISTRATOR, "c@example.com", actor)
        with pytest.raises(NotAllowed):
            change_role(session, actor.user_id, Role.ADMINISTRATOR, actor=actor)
        for change in (deactivate_user, reactivate_user, renew_account_link):
            with pytest.raises(NotAllowed):
                change(session, other.id or 0, actor=actor)
        with pytest.raises(NotAllowed):
            rename_user(session, other.id or 0, "别人", actor=actor)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "nonsense"}, "email_invalid"), ({"email": "a b@example.com"}, "email_invalid"),
        ({"email": "x" * 250 + "@example.com"}, "email_invalid"), ({"email": "TAKEN@example.com"}, "email_taken"),
        ({"name": "  "}, "needs_name"), ({"name": "x" * 61}, "invalid_too_long"), ({"role": Role.CANDIDATE}, "invalid"),
        ({"password": "short"}, "password_short"), ({"password": "passwordpassword"}, "password_common"),
    ],
)  # fmt: skip
def test_a_bad_account_is_refused_and_nothing_is_stored(
    database: str, change: dict[str, Any], code: str
) -> None:
    with db.unit_of_work() as session:
        make(session, Role.RECRUITER, "taken@example.com")
    facts: dict[str, Any] = {
        "email": "new@example.com",
        "name": "新人",
        "role": Role.RECRUITER,
        "password": PASSWORD,
    }
    with db.unit_of_work() as session, pytest.raises(UserError) as refused:
        create_user(session, **(facts | change), actor=None)
    assert refused.value.code == code
    with db.reading() as session:
        assert len(users(session)) == 1


def test_the_last_administrator_can_neither_be_closed_nor_demoted(database: str) -> None:
    with db.unit_of_work() as session:
        admin = make(session, Role.ADMINISTRATOR, "a@example.com")
        actor = actor_of(admin)
    with pytest.raises(Invalid), db.unit_of_work() as session:
        deactivate_user(session, actor.user_id, actor=actor)
    with pytest.raises(Invalid), db.unit_of_work() as session:
        change_role(session, actor.user_id, Role.RECRUITER, actor=actor)
    with db.reading() as session:
        assert users(session)[0].role is Role.ADMINISTRATOR and users(session)[0].is_active
    with db.unit_of_work() as session:
        make(session, Role.ADMINISTRATOR, "b@example.com", actor)
        change_role(session, actor.user_id, Role.RECRUITER, actor=actor)
    with (
        db.unit_of_work() as session,
        pytest.raises(NotAllowed),
    ):  # they are none any more, whatever the page says
        rename_user(session, actor.user_id, "仍是管理员", actor=actor)
