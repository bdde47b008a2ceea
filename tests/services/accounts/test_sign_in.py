"""Signing in: one answer for every failure, a new identifier each time, waiting after wrong tries."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.models import User, UserSession
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts import devices, door, passwords, throttle
from rxapp.services.accounts import sign_in as module
from rxapp.services.accounts.devices import device_cookie, known_device
from rxapp.services.accounts.errors import SignInRefused, TooBusy, TooManyTries
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.manage_users import create_user
from rxapp.services.accounts.sign_in import sign_in
from rxapp.services.accounts.tokens import hash_token
from rxapp.settings import get_settings
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


class Watched:
    """Checks passwords and notes how many were checked, for whom, and how many at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[str] = []
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        monkeypatch.setattr(module, "verify_in_thread", self)

    async def __call__(self, given: str, stored: str) -> bool:
        self.seen.append(given)
        for key in (stored, "all"):
            self.now[key] += 1
            self.most[key] = max(self.most[key], self.now[key])
        await asyncio.sleep(0.002)
        for key in (stored, "all"):
            self.now[key] -= 1
        return passwords.verify_password(given, stored)


async def tried(email: str, password: str, **more: str) -> str:
    try:
        await sign_in(email, password, **more)
    except (SignInRefused, TooManyTries, TooBusy) as refusal:
        return refusal.code
    return "in"


@pytest.mark.parametrize("email", ["li@example.com", "nobody@example.com"])
async def test_guesses_sent_side_by_side_count_each_other(
    database: str, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    account()
    checked = Watched(monkeypatch)
    answers: list[str] = []
    for first in range(0, 60, 4):  # as many as the queue takes, again and again
        answers += await asyncio.gather(*[tried(email, f"wrong guess {first + n}") for n in range(4)])
    answers += await asyncio.gather(
        *[tried(email, f"wrong guess {n}") for n in range(60, 160)], tried(email, PASSWORD)
    )
    assert len(checked.seen) == 5 and PASSWORD not in checked.seen
    assert Counter(answers)["sign_in_refused"] == 5 and "in" not in answers


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_tries_that_begin_in_another_process_meanwhile_count_too(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shared counters are looked at and raised in one step: the fifth try that another process makes between our look
    and our count is not followed by a sixth of ours."""
    account()
    for _ in range(4):
        throttle.note_account_failure("li@example.com")
    looked = throttle.check_account

    def and_then_somebody_else(name: str) -> None:
        looked(name)
        if not hit:
            hit.append(throttle.note_account_failure(name))

    hit: list[bool] = []
    monkeypatch.setattr(throttle, "check_account", and_then_somebody_else)
    assert await tried("li@example.com", PASSWORD) == "too_many_tries" and hit == [True]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_one_account_is_checked_one_try_at_a_time_and_few_in_all(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(8):
        account(email=f"u{n}@example.com")
    checked = Watched(monkeypatch)
    answers = await asyncio.gather(*[tried(f"u{n % 8}@example.com", PASSWORD) for n in range(16)])
    assert answers == ["in"] * 16
    assert checked.most.pop("all") == passwords.AT_ONCE
    assert set(checked.most.values()) == {1}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_queue_that_is_full_says_so_at_once_counts_nothing_and_keeps_room_for_known_devices(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account()
    checked, cookie = Watched(monkeypatch), device_cookie("li@example.com")
    flood = [tried(f"u{n}@example.com", "wrong guess", address=f"203.0.113.{n}") for n in range(200)]
    *answers, stranger, known = await asyncio.gather(
        *flood, tried("li@example.com", PASSWORD), tried("li@example.com", PASSWORD, device=cookie)
    )
    found = Counter(answers)
    assert found["sign_in_busy"] == 200 - door.WAITING and len(checked.seen) == door.WAITING + 1
    assert (stranger, known) == ("sign_in_busy", "in")
    assert await tried("u199@example.com", "wrong guess") == "sign_in_refused"  # nothing was left over


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_one_address_cannot_fill_the_queue(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account()
    Watched(monkeypatch)
    flood = [tried(f"u{n}@example.com", "wrong guess", address="203.0.113.9") for n in range(200)]
    *_, other = await asyncio.gather(*flood, tried("li@example.com", PASSWORD, address="203.0.113.10"))
    assert other == "in"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_known_device_has_tries_of_its_own(database: str) -> None:
    account()
    cookie = device_cookie("li@example.com")
    for _ in range(throttle.ADDRESS_FAILURES):
        throttle.note_address_failure("sign_in", "203.0.113.9")
    for n in range(6):
        await tried("li@example.com", f"wrong guess {n}")
    assert await tried("li@example.com", PASSWORD, address="203.0.113.10") == "too_many_tries"
    # Neither what strangers tried at the account nor the address keeps it out.
    assert await tried("LI@example.com", PASSWORD, address="203.0.113.9", device=cookie) == "in"
    answers = [await tried("li@example.com", f"wrong guess {n}", device=cookie) for n in range(7)]
    assert answers == ["sign_in_refused"] * 5 + ["too_many_tries"] * 2
    assert await tried("li@example.com", PASSWORD, device=cookie) == "too_many_tries"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_stranger_who_tries_with_a_known_device_keeps_nobody_else_out(database: str) -> None:
    account()
    cookie = device_cookie("li@example.com")
    for n in range(8):
        await tried("li@example.com", f"wrong guess {n}", device=cookie, address="203.0.113.9")
    assert await tried("li@example.com", PASSWORD, address="203.0.113.9") == "in"


def test_a_device_is_known_for_its_own_account_and_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 20 + "0123456789abcdef")
    get_settings.cache_clear()
    cookie = device_cookie("li@example.com")
    assert known_device(cookie, " Li@Example.com") and "li" not in cookie.partition(".")[0]
    number, day, signed = cookie.split(".")
    others = [
        "", "x", "a.b.c", f"{number}.{int(day) + 1}.{signed}", f"{number}x.{day}.{signed}", cookie + "0", "." * 300,
        f"{number}.{day}.{signed[:-1]}", f"{number}.²{day}.{signed}", cookie + "." + cookie,
    ]  # fmt: skip
    for other in others:
        assert known_device(other, "li@example.com") == "", other
    assert known_device(cookie, "wang@example.com") == ""
    monkeypatch.setenv("SECRET_KEY", "n" * 20 + "0123456789abcdef," + "k" * 20 + "0123456789abcdef")
    get_settings.cache_clear()
    assert known_device(cookie, "li@example.com")  # keys rotate, devices stay known
    monkeypatch.setattr(devices, "_today", lambda: int(day) + devices.DAYS + 1)
    assert known_device(cookie, "li@example.com") == ""
    get_settings.cache_clear()
