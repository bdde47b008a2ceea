"""Reads about accounts: frozen rows for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from rxapp import clock
from rxapp.models.accounts import AccountLink, User, UserSession
from rxapp.models.hiring import Application
from rxapp.rules.vocabulary import Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.find_actor import IDLE


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser of the list "where you are signed in"."""

    id: int
    agent: str
    address: str
    created_at: datetime
    last_input_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """One account, without its password. `is_waiting`: nobody has chosen a password yet; `link_until` is when the link
    that is out ends, `applications` counts the open ones they look after."""

    id: int
    email: str
    name: str
    role: Role
    language: Language
    is_active: bool
    last_sign_in_at: datetime | None
    is_waiting: bool = False
    link_until: datetime | None = None
    applications: int = 0


def sessions_of(session: Session, actor: Actor, *, real_now: datetime) -> list[SessionRow]:
    """The actor's own live sessions, latest input first."""
    rows = session.exec(
        select(UserSession)
        .where(
            col(UserSession.user_id) == actor.user_id,
            col(UserSession.kind) == "user",
            col(UserSession.revoked_at).is_(None),
            col(UserSession.expires_at) > real_now,
            col(UserSession.last_input_at) > real_now - IDLE,
        )
        .order_by(col(UserSession.last_input_at).desc())
        .limit(50)
    )
    return [
        SessionRow(
            id=row.id or 0, agent=row.agent, address=row.address, created_at=row.created_at,
            last_input_at=row.last_input_at, is_current=row.token_hash == actor.session_hash,
        )
        for row in rows
    ]  # fmt: skip


def users(session: Session, *, real_now: datetime | None = None) -> list[UserRow]:
    """All accounts by name, closed ones last; the page that shows them is an administrator's. Three statements."""
    now = real_now or clock.real_now()
    links: dict[int, datetime] = dict(
        session.exec(
            select(AccountLink.user_id, AccountLink.expires_at).where(
                col(AccountLink.used_at).is_(None),
                col(AccountLink.revoked_at).is_(None),
                col(AccountLink.expires_at) > now,
            )
        ).all()
    )
    held: dict[int, int] = dict(
        session.exec(
            select(Application.recruiter_id, func.count(col(Application.id)))
            .where(col(Application.closing).is_(None))
            .group_by(col(Application.recruiter_id))
        ).all()
    )
    return [
        UserRow(
            id=row.id or 0, email=row.email, name=row.name, role=Role(row.role),
            language=Language(row.language), is_active=row.is_active, last_sign_in_at=row.last_sign_in_at,
            is_waiting=not row.password_hash, link_until=links.get(row.id or 0),
            applications=held.get(row.id or 0, 0),
        )
        for row in session.exec(
            select(User).order_by(col(User.is_active).desc(), col(User.name), col(User.id))
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What somebody may change about themself."""

    name: str
    email: str
    role: Role


def own_account(session: Session, actor: Actor) -> OwnAccount:
    """The caller's own account."""
    row = session.get_one(User, actor.user_id)
    return OwnAccount(row.name, row.email, Role(row.role))
