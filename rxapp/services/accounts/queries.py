"""Reads about accounts: frozen rows for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp.models.accounts import User, UserSession
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
    """One account, without its password."""

    id: int
    email: str
    name: str
    role: Role
    language: Language
    is_active: bool
    last_sign_in_at: datetime | None


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


def users(session: Session) -> list[UserRow]:
    """All accounts by name; the page that shows them is an administrator's."""
    return [
        UserRow(
            id=row.id or 0, email=row.email, name=row.name, role=Role(row.role),
            language=Language(row.language), is_active=row.is_active, last_sign_in_at=row.last_sign_in_at,
        )
        for row in session.exec(select(User).order_by(col(User.name), col(User.id)))
    ]  # fmt: skip
