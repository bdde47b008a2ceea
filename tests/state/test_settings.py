"""Settings pages: who is given which part, and what ends up stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.models import UserSession
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.queries import sessions_of
from rxapp.state.sessions import SessionsState
from rxapp.state.settings import CompanyState, SettingsState
from rxapp.state.users import UsersState
from tests.builders import actor_of, make_company, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("role", "sees_company", "sees_users"),
    [
        (Role.ADMINISTRATOR, True, True), (Role.RECRUITER, True, False), (Role.INTERVIEWER, False, False),
        (Role.EXECUTIVE, False, False),
    ],
)  # fmt: skip
async def test_each_role_is_given_its_parts(
    database: Any, role: Role, sees_company: bool, sees_users: bool
) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, role))
    with acting(actor):
        page = await page_of(SettingsState)
        page.load()
    assert (page.sees_company, page.sees_users) == (sees_company, sees_users)


async def test_a_refused_form_stays_open_with_what_was_typed(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
    with acting(actor):
        page = await page_of(CompanyState)
        await page.load()
        page.open_company()
        await page.save({"name": "百味", "name_en": "", "phone": "no"})
    assert page.is_company_open


async def test_the_accounts_are_listed_without_a_password(database: Any) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session, Role.ADMINISTRATOR, password_hash="a-hash"))
    with acting(actor):
        page = await page_of(UsersState)
        await page.load()
    assert len(page.users) == 1 and "a-hash" not in str(page.users)


async def test_one_ends_ones_own_sessions_and_nobody_elses(database: Any) -> None:
    now = clock.real_now()
    with db.unit_of_work() as session:
        me, other = make_user(session), make_user(session)
        for user, name in ((me, f"session-{me.id}"), (me, "second"), (other, f"session-{other.id}")):
            session.add(
                UserSession(
                    token_hash=name, kind="user", user_id=user.id, created_at=now, last_input_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )  # fmt: skip
        session.flush()
        theirs = sessions_of(session, actor_of(other), real_now=now)[0].id
    with acting(actor_of(me)):
        page = await page_of(SessionsState)
        await page.load()
        assert len(page.sessions) == 2 and page.others == 1
        await page.end(theirs)
        await page.end_others()
        await page.load()
    assert [row["is_current"] for row in page.sessions] == [True]
    with db.reading() as session:
        assert len(sessions_of(session, actor_of(other), real_now=now)) == 1


async def test_sign_ins_are_told_in_the_companys_zone(database: Any) -> None:
    long_ago = datetime(2020, 1, 2, 12, 30, tzinfo=UTC)
    with db.unit_of_work() as session:
        make_company(session, zone="America/New_York")
        admin = make_user(session, Role.ADMINISTRATOR, last_sign_in_at=long_ago)
        session.add(
            UserSession(
                token_hash="a" * 64, kind="user", user_id=admin.id, created_at=long_ago, last_input_at=long_ago,
                expires_at=clock.real_now() + timedelta(days=1),
            )
        )  # fmt: skip
        actor = actor_of(admin)
    with acting(actor):
        users = await page_of(UsersState)
        await users.load()
    assert [row["last"] for row in users.users] == ["2020-01-02 07:30"]
