"""Sessions that ended long ago leave the table; what is live stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlmodel import Session, col

from rxapp.models import UserSession

KEPT = timedelta(days=30)


def purge_sessions(session: Session, *, real_now: datetime) -> int:
    """Delete sessions that expired or were ended over thirty days ago; how many."""
    before = real_now - KEPT
    done = session.connection().execute(
        delete(UserSession).where(
            or_(col(UserSession.expires_at) < before, col(UserSession.revoked_at) < before)
        )
    )
    return int(done.rowcount)
