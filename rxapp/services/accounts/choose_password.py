"""The link is used: its owner chooses a password and is signed in; every other session and link of theirs ends."""

from __future__ import annotations

from sqlmodel import Session, col, select

from rxapp import clock, db
from rxapp.models import AccountLink, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts import throttle
from rxapp.services.accounts.account_links import (
    AccountLinkOver,
    LinkOwner,
    end_account_links,
    owner_of_token,
)
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.end_sessions import end_all_sessions, end_session
from rxapp.services.accounts.errors import PasswordsDiffer
from rxapp.services.accounts.passwords import check_new_password, hash_password
from rxapp.services.accounts.sign_in import SignedIn, open_session
from rxapp.services.accounts.tokens import hash_token
from rxapp.services.events.record import record

PLACE = "account_link"


async def choose_password(
    token: str, password: str, again: str, *, agent: str = "", address: str = "", previous_hash: str = ""
) -> SignedIn:
    """Set the password of the link's owner and open a session. Raises AccountLinkOver, WeakPassword, PasswordsDiffer
    (the link stays good), TooManyTries."""
    owner = await db.run(link_owner, token, address)
    check_new_password(password, email=owner.email, name=owner.name)
    if password != again:
        raise PasswordsDiffer
    fresh = await db.run(hash_password, password)
    done = await db.run(_use, token, fresh, agent, address, previous_hash)
    await db.run(throttle.forget_account, owner.email)
    return done


def link_owner(token: str, address: str) -> LinkOwner:
    """Whose link it is, for somebody at this address. Raises AccountLinkOver, which is counted, and TooManyTries in its
    place after too many: only bad links wait, since many people share a carrier's address."""
    try:
        with db.reading() as session:
            return owner_of_token(session, token, real_now=clock.real_now())
    except AccountLinkOver:
        throttle.check_address(PLACE, address)
        throttle.note_address_failure(PLACE, address)
        raise


def _use(token: str, fresh: str, agent: str, address: str, previous_hash: str) -> SignedIn:
    with db.unit_of_work() as session:
        return use_account_link(
            session, token, fresh, agent=agent, address=address, previous_hash=previous_hash
        )


def use_account_link(
    session: Session, token: str, fresh: str, *, agent: str = "", address: str = "", previous_hash: str = ""
) -> SignedIn:
    """Burn the link for this password hash; of two who use it at once, one is refused. Raises AccountLinkOver."""
    now = clock.real_now()
    link = session.exec(
        select(AccountLink)
        .where(col(AccountLink.token_hash) == (hash_token(token) or "-"))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if link is None or link.used_at or link.revoked_at or link.expires_at <= now:
        raise AccountLinkOver
    user = session.exec(
        select(User)
        .where(col(User.id) == link.user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    if not user.is_active:
        raise AccountLinkOver
    link.used_at = now
    user.password_hash, user.rights_changed_at = fresh, now
    session.add_all([link, user])
    session.flush()
    end_account_links(session, link.user_id, real_now=now)
    end_all_sessions(session, link.user_id, real_now=now)
    if previous_hash:
        end_session(session, previous_hash, real_now=now)
    actor = Actor(Role(user.role), user.name, Language(user.language), user_id=user.id)
    record(session, EventKind.PASSWORD_CHOSEN, actor=actor, user_id=user.id, purpose=link.purpose)
    return open_session(session, user, agent=agent, address=address, real_now=now)
