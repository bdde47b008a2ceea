"""What a notice may promise: a message leaves in ten seconds, in the morning, or when somebody sends it by hand."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from rxapp import clock, db, i18n
from rxapp.services.company.queries import zone
from rxapp.services.messaging.sending.leaving import is_by_hand, leaves_at

SOON = timedelta(minutes=1)


def read_leaving_text(key: str, event_id: int, *, language: str, **facts: object) -> str:
    """`leaving_text` where nothing else is to be read."""
    with db.reading() as session:
        return leaving_text(session, key, event_id, language=language, **facts)


def leaving_text(session: Session, key: str, event_id: int, *, language: str, **facts: object) -> str:
    """The text `key`, or its `_by_hand`, `_later` or `_by_hand_later`, which say `{when}`."""
    at, place = leaves_at(session, event_id), zone(session)
    now = clock.now()
    key = f"{key}_by_hand" if is_by_hand() else key
    if at is None or at <= now + SOON:
        return i18n.text(language, key, **facts)
    return i18n.text(language, f"{key}_later", when=i18n.when(language, at, now, place), **facts)
