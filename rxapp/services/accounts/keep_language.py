"""A user's language is kept with the account, so that it follows them to the next device."""

from __future__ import annotations

from sqlmodel import Session

from rxapp.errors import NotFound
from rxapp.models import User
from rxapp.rules.vocabulary import Language


def keep_language(session: Session, user_id: int, language: Language) -> None:
    """Read everything in this language from now on; raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    user.language = language
