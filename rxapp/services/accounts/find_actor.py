"""Who stands behind a session: one statement, because it runs before every event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, SQLModel

from rxapp import clock
from rxapp.models.accounts import User, UserSession
from rxapp.models.hiring import Candidate
from rxapp.models.scheduling import CandidateLink
from rxapp.rules.vocabulary import Language, LinkPurpose, Role
from rxapp.services.accounts.actor import Actor

IDLE = timedelta(hours=8)
TOUCH_EVERY = timedelta(minutes=1)


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]


_S, _U, _L, _C = (_table(model).c for model in (UserSession, User, CandidateLink, Candidate))
_LIVE = (
    select(
        _S.id, _S.token_hash, _S.kind, _S.created_at, _S.last_input_at, _S.expires_at,
        _U.id, _U.role, _U.name, _U.language, _U.is_active, _U.rights_changed_at,
        _L.id, _L.application_id, _L.candidate_id, _L.purpose, _L.expires_at, _L.revoked_at,
        _C.name, _C.language, _U.tour_seen_at,
    )
    .select_from(
        _table(UserSession).outerjoin(_table(User), _U.id == _S.user_id)
        .outerjoin(_table(CandidateLink), _L.id == _S.link_id)
        .outerjoin(_table(Candidate), _C.id == _L.candidate_id)
    )
    .where(_S.revoked_at.is_(None))
)  # fmt: skip
_ONE = _LIVE.where(_S.token_hash == bindparam("hash"))


def _actor(row: Sequence[Any], real_now: datetime, now: datetime) -> Actor | None:
    (session_id, session_hash, kind, created_at, last_input_at, expires_at,
     user_id, role, name, language, is_active, rights_changed_at,
     link_id, application_id, candidate_id, purpose, link_expires_at, link_revoked_at,
     candidate_name, candidate_language, tour_seen_at) = row  # fmt: skip
    if kind == "user":
        if user_id is None or not is_active or created_at < rights_changed_at:
            return None
        if expires_at <= real_now or last_input_at + IDLE <= real_now:
            return None
        return Actor(
            role=Role(role), name=name, language=Language(language), user_id=user_id, session_id=session_id,
            session_hash=session_hash, signed_in_at=created_at, is_new=tour_seen_at is None,
        )  # fmt: skip
    if kind != "candidate" or link_id is None or candidate_language is None or purpose != LinkPurpose.PORTAL:
        return None
    if link_revoked_at is not None or link_expires_at <= now:
        return None
    return Actor(
        role=Role.CANDIDATE, name=candidate_name, language=Language(candidate_language),
        session_id=session_id, session_hash=session_hash, signed_in_at=created_at,
        candidate_id=candidate_id, application_id=application_id, link_id=link_id,
    )  # fmt: skip


def find_actor(
    session: Session, session_hash: str, *, real_now: datetime, now: datetime | None = None
) -> Actor | None:
    """The actor of a live session, or None: unknown, revoked, idle for 8 h, past its end, account closed,
    rights changed since, link expired or revoked. A session lives by the machine's time, a link by business
    time (`now`)."""
    if not session_hash:
        return None
    row = session.connection().execute(_ONE, {"hash": session_hash}).first()
    return None if row is None else _actor(row, real_now, now or clock.now())


def live_sessions(
    session: Session, hashes: Iterable[str], *, real_now: datetime, now: datetime | None = None
) -> dict[str, Actor]:
    """Those of `hashes` that still are live sessions, with their actors: for open sockets and pushes."""
    wanted, found = sorted(set(hashes) - {""}), {}
    for start in range(0, len(wanted), 400):
        chunk = _LIVE.where(_S.token_hash.in_(wanted[start : start + 400]))
        for row in session.connection().execute(chunk):
            if actor := _actor(row, real_now, now or clock.now()):
                found[actor.session_hash] = actor
    return found


def touch_session(session: Session, session_hash: str, *, real_now: datetime) -> None:
    """Note an input, at most once a minute, so that the session does not count as idle."""
    session.connection().execute(
        update(_table(UserSession))
        .where(_S.token_hash == session_hash, _S.revoked_at.is_(None))
        .where(_S.last_input_at < real_now - TOUCH_EVERY)
        .values(last_input_at=real_now)
    )
