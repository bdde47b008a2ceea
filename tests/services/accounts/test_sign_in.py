"""Signing in: one answer for every failure, a new identifier each time, waiting after wrong tries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.models import User, UserSession
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts import passwords, throttle
from rxapp.services.accounts import sign_in as module
from rxapp.services.accounts.errors import SignInRefused, TooManyTries
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.accounts.sign_in import sign_in
from rxapp.services.accounts.tokens import hash_token
from tests.services.accounts.conftest import PASSWORD


def account(role: Role = Role.RECRUITER, email: str = "li@example.com") -> int:
    with db.unit_of_work() as session:
        user = create_user(session, email=email, name="李梅", role=role, password=PASSWORD, actor=None)
        assert user.id is not None
        return user.id


async def test_the_right_password_opens_a_session_whose_identifier_is_stored_only_as_a_hash(
    database: str,
) -> None:
    user_id = account()
    done = await sign_in("  LI@example.com ", PASSWORD, agent="Chrome · Windows", address="10.0.0.1")
    with db.reading() as session:
        row = session.exec(select(UserSession)).one()
        assert row.user_id == user_id == done.user_id
        assert row.token_hash == hash_token(done.token) != done.token
        assert done.token not in repr(row.model_dump())
        actor = find_actor(session, row.token_hash, real_now=clock.real_now())
    assert actor is not None and actor.role is Role.RECRUITER and actor.user_id == user_id


async def test_administrators_sign_in_for_twelve_hours_and_others_for_seven_days(database: str) -> None:
    account(Role.ADMINISTRATOR, "admin@example.com")
    account(Role.EXECUTIVE, "boss@example.com")
    now = clock.real_now()
    short = (await sign_in("admin@example.com", PASSWORD)).expires_at - now
    long = (await sign_in("boss@example.com", PASSWORD)).expires_at - now
    assert timedelta(hours=12) <= short < timedelta(hours=12, minutes=5)
    assert timedelta(days=7) <= long < timedelta(days=7, minutes=5)


async def test_signing_in_again_ends_the_browsers_old_session(database: str) -> None:
    account()
    first = await sign_in("li@example.com", PASSWORD)
    second = await sign_in("li@example.com", PASSWORD, previous_hash=hash_token(first.token))
    assert first.token != second.token
    with db.reading() as session:
        now = clock.real_now()
        assert find_actor(session, hash_token(first.token), real_now=now) is None
        assert find_actor(session, hash_token(second.token), real_now=now) is not None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("li@example.com", "wrong password here"), ("nobody@example.com", PASSWORD), ("closed@example.com", PASSWORD),
        ("", ""), ("li@example.com", ""), ("li@example.com", PASSWORD + "x" * 5000), ("li\x00@example.com", PASSWORD),
    ],
)  # fmt: skip
async def test_every_failure_gives_the_same_answer_after_one_hash(
    database: str, email: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account()
    closed = account(email="closed@example.com")
    with db.unit_of_work() as session:
        user = session.get(User, closed)
        assert user is not None
        user.is_active = False
        session.add(user)
    hashed: list[str] = []

    async def counting(given: str, stored: str) -> bool:
        hashed.append(stored or passwords.dummy_hash())
        return passwords.verify_password(given, stored)

    monkeypatch.setattr(module, "verify_in_thread", counting)
    with pytest.raises(SignInRefused) as refused:
        await sign_in(email, password)
    assert refused.value.code == "sign_in_refused" and refused.value.facts == {}
    if len(password) <= passwords.MAX_LENGTH:
        # The same work whether the name exists or not: hashes of one cost.
        assert len(hashed) == 1 and hashed[0].split("$")[3] == passwords.dummy_hash().split("$")[3]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("email", ["li@example.com", "nobody@example.com"])
async def test_after_five_wrong_tries_the_account_waits_and_the_right_password_waits_too(
    database: str, email: str
) -> None:
    account()
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await sign_in(email, "wrong password here")
    with pytest.raises(TooManyTries) as waiting:
        await sign_in(email, PASSWORD)
    assert 0 < int(str(waiting.value.facts["seconds"])) <= throttle.FIRST_WAIT


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_each_further_wrong_try_waits_longer_but_never_locks_out(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    monkeypatch.setattr(throttle, "check_account", lambda account: None)
    storage = throttle._tools()[0]
    incr = storage.incr

    def noting(key: str, expiry: Any, *more: Any, **named: Any) -> int:
        if ":wait:" in key:
            waits.append(int(expiry))
        return incr(key, expiry, *more, **named)

    monkeypatch.setattr(storage, "incr", noting)
    for _ in range(12):
        with pytest.raises(SignInRefused):
            await sign_in("li@example.com", "wrong password here")
    assert waits == [15, 30, 60, 120, 240, 300, 300, 300]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_right_password_ends_the_counting(database: str) -> None:
    account()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(SignInRefused):
                await sign_in("li@example.com", "wrong password here")
        await sign_in("li@example.com", PASSWORD)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_address_that_keeps_failing_waits_whatever_the_name_and_others_do_not(database: str) -> None:
    account()
    for _ in range(throttle.ADDRESS_FAILURES):
        throttle.note_address_failure("sign_in", "203.0.113.9")
    with pytest.raises(TooManyTries):
        await sign_in("li@example.com", PASSWORD, address="203.0.113.9")
    await sign_in("li@example.com", PASSWORD, address="203.0.113.10")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_hundred_good_sign_ins_from_one_address_are_fine(database: str) -> None:
    account()
    for _ in range(100):
        await sign_in("li@example.com", PASSWORD, address="203.0.113.9")


async def test_a_password_changed_while_it_was_being_checked_does_not_open(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = account()

    async def slow(given: str, stored: str) -> bool:
        with db.unit_of_work() as session:
            user = session.get(User, user_id)
            assert user is not None
            user.password_hash = "changed"
            session.add(user)
        return passwords.verify_password(given, stored)

    monkeypatch.setattr(module, "verify_in_thread", slow)
    with pytest.raises(SignInRefused):
        await sign_in("li@example.com", PASSWORD)
