"""A one-time link: works once, for 72 hours, until a newer one; looking at it changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.errors import Invalid
from rxapp.models import AccountLink, Event, User
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts import choose_password as choosing
from rxapp.services.accounts.account_links import (
    LIFETIME,
    AccountLinkOver,
    MadeLink,
    owner_of_link,
    owner_of_token,
    reference_of,
    renew_account_link,
)
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.change_user import deactivate_user, reactivate_user
from rxapp.services.accounts.choose_password import choose_password
from rxapp.services.accounts.errors import PasswordsDiffer, SignInRefused, WeakPassword
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.invite_user import invite_user
from rxapp.services.accounts.sign_in import open_session, sign_in
from rxapp.services.accounts.tokens import hash_token
from tests.builders import actor_of, make_user
from tests.services.accounts.conftest import PASSWORD


@pytest.fixture
def admin(database: str) -> Actor:
    with db.unit_of_work() as session:
        return actor_of(make_user(session, Role.ADMINISTRATOR, password_hash="x"))


def invite(admin: Actor, email: str = "wang@example.com") -> MadeLink:
    with db.unit_of_work() as session:
        return invite_user(
            session, email=email, name="王芳", role=Role.RECRUITER, language=Language.EN, actor=admin
        )


def token_of(made: MadeLink) -> str:
    return made.address.rpartition("/")[2]


def is_good(token: str) -> bool:
    with db.reading() as session:
        try:
            return bool(owner_of_token(session, token, real_now=clock.real_now()))
        except AccountLinkOver:
            return False


async def test_the_invited_choose_a_password_are_signed_in_and_the_link_is_used_up(admin: Actor) -> None:
    made = invite(admin)
    with pytest.raises(SignInRefused):
        await sign_in("wang@example.com", "")
    done = await choose_password(token_of(made), PASSWORD, PASSWORD)
    with db.reading() as session:
        actor = find_actor(session, hash_token(done.token), real_now=clock.real_now())
        stored = session.exec(select(AccountLink)).one()
        kinds = [event.kind for event in session.exec(select(Event).order_by(Event.id))]  # type: ignore[arg-type]
    assert actor is not None and (actor.name, actor.language) == ("王芳", Language.EN)
    assert token_of(made) not in str(stored) and stored.used_at is not None
    assert kinds == ["user_invited", "sign_in_failed", "password_chosen"]
    assert (await sign_in("wang@example.com", PASSWORD)).user_id == made.user_id
    with pytest.raises(AccountLinkOver):
        await choose_password(token_of(made), PASSWORD + "!", PASSWORD + "!")


async def test_a_refused_password_leaves_the_link_good(admin: Actor) -> None:
    token = token_of(invite(admin))
    with pytest.raises(WeakPassword):
        await choose_password(token, "short", "short")
    with pytest.raises(WeakPassword):
        await choose_password(token, "passwordpassword", "passwordpassword")
    with pytest.raises(PasswordsDiffer):
        await choose_password(token, PASSWORD, PASSWORD + "x")
    assert is_good(token)


def test_a_newer_link_and_time_end_an_older_one(admin: Actor) -> None:
    first = invite(admin)
    with db.unit_of_work() as session:
        second = renew_account_link(session, first.user_id, actor=admin)
    assert not is_good(token_of(first)) and is_good(token_of(second))
    with db.reading() as session, pytest.raises(AccountLinkOver):
        owner_of_token(session, token_of(second), real_now=clock.real_now() + LIFETIME)
    with db.reading() as session:
        late = clock.real_now() + LIFETIME - timedelta(minutes=1)
        assert owner_of_token(session, token_of(second), real_now=late).purpose == "invite"


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "' OR 1=1 --" + "x" * 32, "é" * 43, "\x00" * 43])
def test_a_made_up_token_opens_nothing(admin: Actor, token: str) -> None:
    invite(admin)
    assert not is_good(token)


def test_the_reference_in_the_address_names_the_owner_and_opens_nothing(admin: Actor) -> None:
    made = invite(admin)
    with db.reading() as session:
        now = clock.real_now()
        owner = owner_of_token(session, token_of(made), real_now=now)
        reference = reference_of(owner)
        assert owner_of_link(session, reference, real_now=now) == owner
        assert not is_good(reference)
        for forged in ("", "1", reference[:-1], "x" * 300, "WzFd.abc"):
            with pytest.raises(AccountLinkOver):
                owner_of_link(session, forged, real_now=now)


async def test_a_reset_keeps_the_old_password_until_it_is_used_then_ends_all_else(admin: Actor) -> None:
    made = invite(admin)
    await choose_password(token_of(made), PASSWORD, PASSWORD)
    with db.unit_of_work() as session:
        user = session.get_one(User, made.user_id)
        elsewhere = hash_token(open_session(session, user, real_now=clock.real_now()).token)
        reset = renew_account_link(session, made.user_id, actor=admin)
    assert reset.purpose == "reset" and (await sign_in("wang@example.com", PASSWORD)).user_id
    await choose_password(token_of(reset), "a wholly new sentence", "a wholly new sentence")
    with pytest.raises(SignInRefused):
        await sign_in("wang@example.com", PASSWORD)
    with db.reading() as session:
        assert find_actor(session, elsewhere, real_now=clock.real_now()) is None


async def test_a_closed_account_has_no_links_and_comes_back_with_a_new_one(admin: Actor) -> None:
    made = invite(admin)
    await choose_password(token_of(made), PASSWORD, PASSWORD)
    with db.unit_of_work() as session:
        reset = renew_account_link(session, made.user_id, actor=admin)
        deactivate_user(session, made.user_id, actor=admin)
    assert not is_good(token_of(reset))
    with db.unit_of_work() as session, pytest.raises(Invalid):
        renew_account_link(session, made.user_id, actor=admin)
    with pytest.raises(SignInRefused):
        await sign_in("wang@example.com", PASSWORD)
    with db.unit_of_work() as session:
        back = reactivate_user(session, made.user_id, actor=admin)
    assert back is not None and is_good(token_of(back))
    with pytest.raises(SignInRefused):
        await sign_in("wang@example.com", PASSWORD)


async def test_of_two_who_use_a_link_at_once_one_is_refused(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    token = token_of(invite(admin))
    found = await asyncio.gather(
        *(choose_password(token, f"{PASSWORD} {n}", f"{PASSWORD} {n}") for n in range(4)), return_exceptions=True
    )  # fmt: skip
    assert sum(not isinstance(each, BaseException) for each in found) == 1
    assert sum(isinstance(each, AccountLinkOver) for each in found) == 3
    assert choosing.PLACE == "account_link"
