"""Sign in by e-mail and password: the same answer and the same time for a wrong name and a wrong password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from rxapp import clock, db
from rxapp.models.accounts import User, UserSession
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts import door, throttle
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.devices import known_device, normal
from rxapp.services.accounts.end_sessions import end_session
from rxapp.services.accounts.errors import SignInRefused
from rxapp.services.accounts.passwords import MAX_LENGTH, hash_password, needs_new_hash, verify_in_thread
from rxapp.services.accounts.tokens import hash_token, new_token
from rxapp.services.events.record import record

LIFETIME = timedelta(days=7)
ADMINISTRATOR_LIFETIME = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the route needs: the cookie's value (nowhere else kept), when it ends, and the sign-in name."""

    token: str
    expires_at: datetime
    user_id: int
    role: Role
    account: str


async def sign_in(
    email: str,
    password: str,
    *,
    agent: str = "",
    address: str = "",
    previous_hash: str = "",
    device: str = "",
) -> SignedIn:
    """Check the password and open a session with a new identifier; `previous_hash` names the browser's old
    one, which ends, `device` is its device cookie (devices.py), for which tries are counted apart. Raises
    SignInRefused, TooManyTries, TooBusy."""
    account = normal(email)
    known = known_device(device, account)
    lane = known or account
    async with door.turn(lane, address, is_known=bool(known)):
        user_id, stored = await db.run(_begin, account, lane, "" if known else address)
        good = len(password) <= MAX_LENGTH and await verify_in_thread(password, stored)
        if not good or not stored or user_id is None:
            # The same work for a name nobody has.
            await db.run(_note_failure, user_id, "" if known else address)
            raise SignInRefused
        await db.run(throttle.forget_account, lane)
    fresh = await db.run(hash_password, password) if needs_new_hash(stored) else None
    return await db.run(_open, user_id, stored, fresh, agent, address, previous_hash)


def _begin(account: str, lane: str, address: str) -> tuple[int | None, str]:
    """Whose account it is and the hash to compare with, or nothing; no way on for whoever has to wait. The try is
    counted before it is made. A known device has no `address` here: others' tries from there are none of its."""
    if address:
        throttle.check_address("sign_in", address)
    throttle.take_turn(lane)
    if "\x00" in account:
        return None, ""  # PostgreSQL cannot even be asked
    with db.reading() as session:
        user = session.exec(select(User).where(User.email == account)).first()
        if user is None:
            return None, ""
        return user.id, user.password_hash if user.is_active else ""


def _note_failure(user_id: int | None, address: str) -> None:
    if address:
        throttle.note_address_failure("sign_in", address)
    with db.unit_of_work() as session:
        record(session, EventKind.SIGN_IN_FAILED, actor=None, account_id=user_id)


def _open(
    user_id: int, stored: str, fresh: str | None, agent: str, address: str, previous_hash: str
) -> SignedIn:
    now = clock.real_now()
    with db.unit_of_work() as session:
        user = session.get(User, user_id)
        # While the password was being checked the account may have been closed or its password changed.
        if user is None or not user.is_active or user.password_hash != stored:
            raise SignInRefused
        if fresh:
            user.password_hash = fresh
        if previous_hash:
            end_session(session, previous_hash, real_now=now)
        actor = Actor(Role(user.role), user.name, Language(user.language), user_id=user.id)
        record(session, EventKind.SIGNED_IN, actor=actor, user_id=user.id)
        return open_session(session, user, agent=agent, address=address, real_now=now)


def open_session(
    session: Session, user: User, *, agent: str = "", address: str = "", real_now: datetime
) -> SignedIn:
    """A new session row for a user whose identity was just proved (password, one-time set-up code)."""
    assert user.id is not None
    token, role = new_token(), Role(user.role)
    expires_at = real_now + (ADMINISTRATOR_LIFETIME if role is Role.ADMINISTRATOR else LIFETIME)
    row = UserSession(
        token_hash=hash_token(token), kind="user", user_id=user.id, created_at=real_now,
        last_input_at=real_now, expires_at=expires_at, agent=agent[:120], address=address[:45],
    )  # fmt: skip
    user.last_sign_in_at = real_now
    session.add_all([row, user])
    session.flush()
    return SignedIn(token, expires_at, user.id, role, user.email)
