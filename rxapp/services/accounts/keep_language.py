"""A reader's language is kept with them, so that it follows them to the next device and into their messages."""

from __future__ import annotations

from sqlmodel import Session

from rxapp.models import Candidate, User
from rxapp.rules.vocabulary import Language
from rxapp.services.accounts.actor import Actor


def keep_language(session: Session, actor: Actor, language: Language) -> None:
    """Read everything in this language from now on; a candidate's messages follow."""
    row: User | Candidate | None = None
    if actor.candidate_id is not None:
        row = session.get(Candidate, actor.candidate_id)
    elif actor.user_id is not None:
        row = session.get(User, actor.user_id)
    if row is not None:
        row.language = language
