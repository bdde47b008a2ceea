"""What anybody of staff changes about themself: name, and the password with the old one at hand."""

from __future__ import annotations

from sqlmodel import Session, col, select

from rxapp import clock, db
from rxapp.errors import NotAllowed
from rxapp.models import User
from rxapp.rules.events import EventKind
from rxapp.services.accounts import door, throttle
from rxapp.services.accounts.account_links import end_account_links
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.end_sessions import end_all_sessions
from rxapp.services.accounts.errors import OldPasswordWrong, PasswordsDiffer, SignedOut
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.manage_users import a_name
from rxapp.services.accounts.passwords import (
    MAX_LENGTH,
    check_new_password,
    hash_password,
    verify_in_thread,
)
from rxapp.services.accounts.sign_in import SignedIn, open_session
from rxapp.services.events.record import record


def rename_self(session: Session, name: str, *, actor: Actor) -> None:
    """Another name, as candidates and colleagues read it. Raises NotAllowed, Invalid."""
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    if user is None:
        raise NotAllowed
    wanted = a_name(name)
    if user.name == wanted:
        return
    user.name = wanted
    session.add(user)
    record(session, EventKind.USER_RENAMED, actor=actor, user_id=user.id)


async def change_own_password(
    session_hash: str, old: str, password: str, again: str, *, agent: str = "", address: str = ""
) -> SignedIn:
    """A new password for whoever holds this session and knows the old one; every session of theirs ends and this
    browser gets a new one. Raises SignedOut, OldPasswordWrong, TooManyTries, TooBusy, WeakPassword, PasswordsDiffer."""
    user_id, email, name, stored = await db.run(_present, session_hash)
    # Counted apart from the sign-ins of strangers: whoever holds a session has proved who they are.
    lane = f"own\x1f{user_id}"
    async with door.turn(lane, address, is_known=True):
        await db.run(throttle.take_turn, lane)
        if len(old) > MAX_LENGTH or not await verify_in_thread(old, stored):
            raise OldPasswordWrong
        await db.run(throttle.forget_account, lane)
    check_new_password(password, email=email, name=name)
    if password != again:
        raise PasswordsDiffer
    fresh = await db.run(hash_password, password)
    return await db.run(_change, session_hash, user_id, stored, fresh, agent, address)


def _present(session_hash: str) -> tuple[int, str, str, str]:
    with db.reading() as session:
        actor = find_actor(session, session_hash, real_now=clock.real_now())
        if actor is None or actor.user_id is None:
            raise SignedOut
        user = session.get_one(User, actor.user_id)
        return actor.user_id, user.email, user.name, user.password_hash


def _change(session_hash: str, user_id: int, stored: str, fresh: str, agent: str, address: str) -> SignedIn:
    now = clock.real_now()
    with db.unit_of_work() as session:
        user = session.exec(
            select(User)
            .where(col(User.id) == user_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).one()
        actor = find_actor(session, session_hash, real_now=now)
        # Since the check the account may have been closed, or its password changed elsewhere.
        if actor is None or actor.user_id != user_id or user.password_hash != stored:
            raise SignedOut
        user.password_hash, user.rights_changed_at = fresh, now
        session.add(user)
        session.flush()
        end_account_links(session, user_id, real_now=now)
        end_all_sessions(session, user_id, real_now=now)
        record(session, EventKind.PASSWORD_CHANGED, actor=actor, user_id=user_id)
        return open_session(session, user, agent=agent, address=address, real_now=now)
