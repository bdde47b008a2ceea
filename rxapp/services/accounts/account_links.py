"""One-time links with which somebody chooses their password. The token is 256 random bits, stored only as its hash,
works once and for 72 hours; a new link revokes the one before. Showing its page changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from sqlmodel import Session, col, select, update

from rxapp import clock
from rxapp.errors import Invalid, NotFound, UserError
from rxapp.models import AccountLink, User
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Language
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.people import lock_people
from rxapp.services.accounts.tokens import hash_token, keys, new_token
from rxapp.services.events.record import record
from rxapp.settings import get_settings

LIFETIME = timedelta(hours=72)
INVITE, RESET = "invite", "reset"


class AccountLinkOver(UserError):
    """The link was used, replaced, is too old or was never ours: ask an administrator for a new one."""

    code = "account_link_over"


@dataclass(frozen=True, slots=True)
class MadeLink:
    """What the administrator is shown once; the address is kept nowhere."""

    user_id: int
    name: str
    email: str
    address: str
    expires_at: datetime
    purpose: str


@dataclass(frozen=True, slots=True)
class LinkOwner:
    """Whom a live link belongs to."""

    user_id: int
    link_id: int
    name: str
    email: str
    language: Language
    purpose: str


def make_account_link(session: Session, user: User, *, actor: Actor | None) -> MadeLink:
    """A fresh link for this account; older ones end. The caller has locked the account. Without an actor the command
    line makes it."""
    assert user.id is not None
    now, token = clock.real_now(), new_token()
    end_account_links(session, user.id, real_now=now)
    purpose = RESET if user.password_hash else INVITE
    session.add(
        AccountLink(
            user_id=user.id, purpose=purpose, token_hash=hash_token(token), created_by=actor.user_id if actor else None,
            created_at=now, expires_at=now + LIFETIME,
        )
    )  # fmt: skip
    session.flush()
    address = f"{get_settings().effective_public_url}/account/{token}"
    return MadeLink(user.id, user.name, user.email, address, now + LIFETIME, purpose)


def renew_account_link(session: Session, user_id: int, *, actor: Actor) -> MadeLink:
    """A new link to choose a password, for whoever lost the old one or their password. The present password and
    sessions go on until it is used. Raises NotAllowed, NotFound, Invalid (account closed)."""
    user = lock_people(session, user_id, actor=actor)[user_id]
    if not user.is_active:
        raise Invalid("account_closed", field="name")
    made = make_account_link(session, user, actor=actor)
    record(session, EventKind.ACCOUNT_LINK_MADE, actor=actor, user_id=user_id, purpose=made.purpose)
    return made


def link_from_command_line(session: Session, email: str) -> MadeLink:
    """A way back in for an administrator who lost the password and has no colleague to ask: whoever may run commands
    here owns the installation anyway. Raises NotFound, Invalid (account closed)."""
    user = session.exec(select(User).where(User.email == email.strip().lower()).with_for_update()).first()
    if user is None:
        raise NotFound
    if not user.is_active:
        raise Invalid("account_closed", field="name")
    made = make_account_link(session, user, actor=None)
    record(session, EventKind.ACCOUNT_LINK_MADE, actor=None, user_id=user.id, purpose=made.purpose)
    return made


def end_account_links(session: Session, user_id: int, *, real_now: datetime) -> None:
    """Whatever links this account still has work no more."""
    session.connection().execute(
        update(AccountLink)
        .where(
            col(AccountLink.user_id) == user_id,
            col(AccountLink.used_at).is_(None),
            col(AccountLink.revoked_at).is_(None),
        )
        .values(revoked_at=real_now)
    )


def owner_of_token(session: Session, token: str, *, real_now: datetime) -> LinkOwner:
    """Whose live link this token is; reads only. Raises AccountLinkOver for forged, used and old ones alike."""
    named = hash_token(token)
    return _owner(session, col(AccountLink.token_hash) == named, real_now) if named else _over()


def owner_of_link(session: Session, reference: str, *, real_now: datetime) -> LinkOwner:
    """Whose live link `reference_of` named; it shows a name and opens nothing. Raises AccountLinkOver."""
    try:
        link_id = _references().loads(reference[:200])
    except (BadData, ValueError, RecursionError):
        _over()
    if not isinstance(link_id, int) or isinstance(link_id, bool) or not 0 < link_id < 2**31:
        _over()
    return _owner(session, col(AccountLink.id) == link_id, real_now)


def reference_of(owner: LinkOwner) -> str:
    """A text for the page's address in the token's place."""
    made: str = _references().dumps(owner.link_id)  # type: ignore[assignment]
    return made


def _references() -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(keys())), salt="account-link")


def _over() -> LinkOwner:
    raise AccountLinkOver


def _owner(session: Session, named: object, real_now: datetime) -> LinkOwner:
    row = session.exec(
        select(AccountLink, User).join(User, col(User.id) == AccountLink.user_id).where(named)  # type: ignore[arg-type]
    ).first()
    if row is None:
        return _over()
    link, user = row
    if link.used_at or link.revoked_at or link.expires_at <= real_now or not user.is_active:
        return _over()
    return LinkOwner(user.id or 0, link.id or 0, user.name, user.email, Language(user.language), link.purpose)
