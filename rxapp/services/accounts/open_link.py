"""A candidate's link becomes a session of that browser. Opening changes nothing of the application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp import clock
from rxapp.errors import LinkExpired
from rxapp.models.accounts import UserSession
from rxapp.models.scheduling import CandidateLink
from rxapp.rules.vocabulary import LinkPurpose
from rxapp.services.accounts.end_sessions import end_session
from rxapp.services.accounts.find_actor import find_actor
from rxapp.services.accounts.tokens import hash_token, new_token, read_link_token

BROWSERS_PER_LINK = 20


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What the route needs. `token` is None when the browser's present cookie already opens this link."""

    link_id: int
    token: str | None
    expires_at: datetime


def open_link(
    session: Session, token: str, *, present_hash: str = "", agent: str = "", address: str = "",
    now: datetime | None = None,
) -> OpenedLink:  # fmt: skip
    """Exchange a link's token for a browser session; the row decides, by its id, so every spelling of a token
    is the same link. Raises LinkExpired for forged, unknown, expired and revoked alike."""
    link_id, now, real_now = read_link_token(token, LinkPurpose.PORTAL), now or clock.now(), clock.real_now()
    link = session.get(CandidateLink, link_id) if link_id is not None and 0 < link_id < 2**53 else None
    if link is None or link.id is None or link.purpose != LinkPurpose.PORTAL:
        raise LinkExpired
    if link.revoked_at is not None or link.expires_at <= now:
        raise LinkExpired
    present = find_actor(session, present_hash, real_now=real_now, now=now)
    if present is not None and present.link_id == link.id:
        return OpenedLink(link.id, None, link.expires_at)
    if present_hash:
        end_session(session, present_hash, real_now=real_now)
    _make_room(session, link.id, real_now)
    fresh = new_token()
    session.add(
        UserSession(
            token_hash=hash_token(fresh), kind="candidate", link_id=link.id, created_at=real_now,
            last_input_at=real_now, expires_at=link.expires_at, agent=agent[:120], address=address[:45],
        )
    )  # fmt: skip
    session.flush()
    return OpenedLink(link.id, fresh, link.expires_at)


def _make_room(session: Session, link_id: int, real_now: datetime) -> None:
    """Mail scanners and previews open links too: only the newest browsers of a link stay."""
    hashes = session.exec(
        select(UserSession.token_hash)
        .where(col(UserSession.link_id) == link_id, col(UserSession.revoked_at).is_(None))
        .order_by(col(UserSession.id).desc())
        .offset(BROWSERS_PER_LINK - 1)
    ).all()
    for old in hashes:
        end_session(session, old, real_now=real_now)
