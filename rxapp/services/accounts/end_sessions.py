"""Ending sessions: signing out, revoking one, revoking all of a user."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from rxapp import clock
from rxapp.errors import NotFound
from rxapp.models.accounts import UserSession
from rxapp.models.scheduling import CandidateLink
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor


def end_session(session: Session, session_hash: str, *, real_now: datetime | None = None) -> bool:
    """End the session of this hash (signing out); True when it was live."""
    return _end(session, col(UserSession.token_hash) == session_hash, real_now=real_now) > 0


def revoke_session(session: Session, session_id: int, *, actor: Actor) -> None:
    """End one session of the actor's own list. Raises NotFound, also for somebody else's."""
    own = (col(UserSession.id) == session_id, col(UserSession.user_id) == actor.user_id)
    if actor.user_id is None or _end(session, *own) == 0:
        raise NotFound


def revoke_all_for_user(session: Session, user_id: int, *, actor: Actor, keep_hash: str = "") -> int:
    """End every session of a user but `keep_hash`: of oneself, or of anybody by an administrator. How many
    ended."""
    if actor.user_id is None or (actor.user_id != user_id and actor.role is not Role.ADMINISTRATOR):
        raise NotFound
    return _end(session, col(UserSession.user_id) == user_id, col(UserSession.token_hash) != keep_hash)


def end_all_sessions(session: Session, user_id: int, *, real_now: datetime) -> tuple[str, ...]:
    """End every session of a user whose rights changed; their hashes, so that open pages can be closed at once."""
    live = session.exec(
        select(UserSession.token_hash).where(
            col(UserSession.user_id) == user_id, col(UserSession.revoked_at).is_(None)
        )
    ).all()
    _end(session, col(UserSession.user_id) == user_id, real_now=real_now)
    return tuple(live)


def end_candidate_sessions(session: Session, application_id: int) -> int:
    """End every browser that opened one of this application's links; how many there were."""
    theirs = select(CandidateLink.id).where(CandidateLink.application_id == application_id)
    return _end(session, col(UserSession.link_id).in_(theirs))


def _end(session: Session, *where: Any, real_now: datetime | None = None) -> int:
    done = session.connection().execute(
        update(UserSession)
        .where(col(UserSession.revoked_at).is_(None), *where)
        .values(revoked_at=real_now or clock.real_now())
    )
    return int(done.rowcount)
