"""Whoever has seen the first tour is not shown it again, on no device."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from rxapp.models import User
from rxapp.services.accounts.actor import Actor


def end_tour(session: Session, *, actor: Actor, real_now: datetime) -> None:
    """Keep that the actor's tour has ended, by its last step or by a skip; the first end stays."""
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    if user is not None and user.tour_seen_at is None:
        user.tour_seen_at = real_now
        session.add(user)
