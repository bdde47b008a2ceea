"""Who stands behind a session, and everything that ends one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from rxapp import clock, db
from rxapp.errors import NotFound
from rxapp.models import CandidateLink, User, UserSession
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts.account_links import renew_account_link
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.change_user import change_role, deactivate_user
from rxapp.services.accounts.choose_password import use_account_link
from rxapp.services.accounts.end_sessions import end_session, revoke_all_for_user, revoke_session
from rxapp.services.accounts.find_actor import IDLE, find_actor, live_sessions, touch_session
from rxapp.services.accounts.open_link import open_link
from rxapp.services.accounts.queries import sessions_of
from rxapp.services.accounts.sign_in import open_session
from rxapp.services.accounts.tokens import hash_token, make_link_token
from tests.builders import make_application, make_candidate, make_link, make_user, revoke_link


def signed_in(role: Role = Role.RECRUITER) -> tuple[int, str]:
    """A user with a session: its user id and hash."""
    with db.unit_of_work() as session:
        user = make_user(session, role, rights_changed_at=clock.real_now())
        done = open_session(session, user, agent="Firefox · Linux", real_now=clock.real_now())
        return done.user_id, hash_token(done.token)


def with_link() -> tuple[int, str]:
    """A candidate's browser: the link's id and the session's hash."""
    with db.unit_of_work() as session:
        candidate = make_candidate(session, name="赵云", language=Language.EN)
        link = make_link(
            session,
            make_application(session, candidate=candidate),
            expires_at=clock.now() + timedelta(days=30),
        )
        assert link.id is not None
        opened = open_link(session, make_link_token(link.id))
        assert opened.token is not None
        return link.id, hash_token(opened.token)


def found(session_hash: str, *, later: timedelta = timedelta(0)) -> Actor | None:
    with db.reading() as session:
        now = clock.real_now() + later
        one = find_actor(session, session_hash, real_now=now, now=clock.now() + later)
        many = live_sessions(session, [session_hash, "", "f" * 64], real_now=now, now=clock.now() + later)
        assert many == ({session_hash: one} if one else {})
        return one


def test_a_user_is_found_in_one_statement(database: str) -> None:
    user_id, session_hash = signed_in()
    seen: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *args: seen.append(args[2]))
    with db.reading() as session:
        actor = find_actor(session, session_hash, real_now=clock.real_now())
    assert actor is not None and (actor.user_id, actor.role) == (user_id, Role.RECRUITER)
    assert len([text for text in seen if text.lstrip().upper().startswith("SELECT")]) == 1


def test_a_candidate_is_found_with_language_and_application(database: str) -> None:
    link_id, session_hash = with_link()
    actor = found(session_hash)
    assert actor is not None and actor.is_candidate and actor.user_id is None
    assert (actor.link_id, actor.name, actor.language) == (link_id, "赵云", Language.EN)
    assert actor.application_id is not None and actor.candidate_id is not None


@pytest.mark.parametrize("made_up", ["", "0" * 64, "'; DROP TABLE user_session; --", "é" * 64])
def test_a_made_up_identifier_is_nobody(database: str, made_up: str) -> None:
    signed_in()
    with db.reading() as session:
        assert find_actor(session, made_up, real_now=clock.real_now()) is None


def test_eight_hours_without_input_end_a_session_and_input_keeps_it(database: str) -> None:
    _, session_hash = signed_in()
    assert found(session_hash, later=IDLE - timedelta(minutes=1)) is not None
    assert found(session_hash, later=IDLE + timedelta(seconds=1)) is None
    with db.unit_of_work() as session:
        touch_session(session, session_hash, real_now=clock.real_now() + timedelta(hours=7))
    assert found(session_hash, later=IDLE + timedelta(hours=6)) is not None


def test_input_is_written_at_most_once_a_minute(database: str) -> None:
    _, session_hash = signed_in()
    with db.reading() as session:
        first = session.exec(select(UserSession.last_input_at)).one()
    with db.unit_of_work() as session:
        touch_session(session, session_hash, real_now=first + timedelta(seconds=59))
    with db.reading() as session:
        assert session.exec(select(UserSession.last_input_at)).one() == first


@pytest.mark.parametrize(
    ("role", "life"), [(Role.ADMINISTRATOR, timedelta(hours=12)), (Role.RECRUITER, timedelta(days=7))]
)
def test_input_does_not_carry_a_session_past_its_absolute_end(
    database: str, role: Role, life: timedelta
) -> None:
    _, session_hash = signed_in(role)
    with db.unit_of_work() as session:
        touch_session(session, session_hash, real_now=clock.real_now() + life - timedelta(minutes=2))
    assert found(session_hash, later=life - timedelta(minutes=1)) is not None
    assert found(session_hash, later=life + timedelta(minutes=1)) is None


def test_a_demo_clock_that_jumps_signs_nobody_out(
    database: str, clock_at: Callable[[datetime], None]
) -> None:
    _, session_hash = signed_in()
    clock_at(clock.real_now() + timedelta(days=30))
    with db.reading() as session:
        assert find_actor(session, session_hash, real_now=clock.real_now()) is not None


def test_signing_out_ends_the_session(database: str) -> None:
    _, session_hash = signed_in()
    with db.unit_of_work() as session:
        assert end_session(session, session_hash)
    assert found(session_hash) is None
    with db.unit_of_work() as session:
        assert not end_session(session, session_hash)


@pytest.mark.parametrize("change", ["role", "closed", "password"])
def test_a_change_of_rights_ends_every_session_made_before(database: str, change: str) -> None:
    user_id, session_hash = signed_in()
    _, admin_hash = signed_in(Role.ADMINISTRATOR)
    admin = found(admin_hash)
    assert admin is not None and found(session_hash) is not None
    with db.unit_of_work() as session:
        if change == "role":
            change_role(session, user_id, Role.EXECUTIVE, actor=admin)
        elif change == "closed":
            deactivate_user(session, user_id, actor=admin)
        else:
            token = renew_account_link(session, user_id, actor=admin).address.rpartition("/")[2]
            use_account_link(session, token, "another hash")
    assert found(session_hash) is None and found(admin_hash) is not None


def test_one_lists_and_revokes_ones_own_sessions_only(database: str) -> None:
    user_id, mine = signed_in()
    _, other = signed_in()
    me, stranger = found(mine), found(other)
    assert me is not None and stranger is not None
    with db.unit_of_work() as session:
        user = session.get(User, user_id)
        assert user is not None
        second = hash_token(open_session(session, user, real_now=clock.real_now()).token)
    with db.reading() as session:
        rows = sessions_of(session, me, real_now=clock.real_now())
        assert len(rows) == 2 and [row.is_current for row in rows].count(True) == 1
        assert "Firefox · Linux" in {row.agent for row in rows}
        target = session.exec(select(UserSession.id).where(UserSession.token_hash == second)).one()
    assert target is not None
    with db.unit_of_work() as session, pytest.raises(NotFound):
        revoke_session(session, target, actor=stranger)
    assert found(second) is not None
    with db.unit_of_work() as session:
        revoke_session(session, target, actor=me)
    assert found(second) is None and found(mine) is not None


def test_an_administrator_ends_all_sessions_of_a_user_and_nobody_else_does(database: str) -> None:
    user_id, session_hash = signed_in()
    _, admin_hash = signed_in(Role.ADMINISTRATOR)
    _, other_hash = signed_in(Role.EXECUTIVE)
    admin, other = found(admin_hash), found(other_hash)
    assert admin is not None and other is not None
    with db.unit_of_work() as session, pytest.raises(NotFound):
        revoke_all_for_user(session, user_id, actor=other)
    assert found(session_hash) is not None
    with db.unit_of_work() as session:
        assert revoke_all_for_user(session, user_id, actor=admin) == 1
    assert found(session_hash) is None


def test_a_candidate_can_revoke_nothing(database: str) -> None:
    _, candidate_hash = with_link()
    candidate = found(candidate_hash)
    user_id, session_hash = signed_in()
    assert candidate is not None
    with db.unit_of_work() as session:
        with pytest.raises(NotFound):
            revoke_all_for_user(session, user_id, actor=candidate)
        with pytest.raises(NotFound):
            revoke_session(session, 1, actor=candidate)
    assert found(session_hash) is not None


def test_a_candidates_session_lives_as_long_as_the_link_and_dies_with_it(database: str) -> None:
    link_id, session_hash = with_link()
    assert found(session_hash, later=timedelta(days=29)) is not None
    assert found(session_hash, later=timedelta(days=31)) is None
    with db.unit_of_work() as session:
        revoke_link(session, link_id)
    assert found(session_hash) is None


def test_a_link_moved_forward_keeps_its_browsers(database: str) -> None:
    link_id, session_hash = with_link()
    with db.unit_of_work() as session:
        link = session.get(CandidateLink, link_id)
        assert link is not None
        link.expires_at += timedelta(days=30)
        session.add(link)
    assert found(session_hash, later=timedelta(days=45)) is not None


def test_hundreds_of_sessions_are_checked_in_a_few_statements(database: str) -> None:
    hashes = [signed_in()[1] for _ in range(5)]
    seen: list[str] = []
    with db.reading() as session:
        event.listen(db.engine(), "before_cursor_execute", lambda *args: seen.append(args[2]))
        live = live_sessions(session, hashes + [f"{n:064x}" for n in range(600)], real_now=clock.real_now())
    assert set(live) == set(hashes)
    assert len([text for text in seen if text.lstrip().upper().startswith("SELECT")]) == 2
    with db.reading() as session:
        assert session.exec(select(col(UserSession.id))).first() is not None
