"""Reads about the company's own texts: which there are, and the versions of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp.models import MessageTemplate, User
from rxapp.services.messaging.texts.wording import Key, own_wordings

MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """One version of a text; `who` is empty where its author's account is gone."""

    version: int
    is_default: bool
    subject: str
    body: str
    provider_template: str
    at: datetime
    who: str


def own_keys(session: Session) -> frozenset[Key]:
    """The texts that are the company's own now."""
    return frozenset(own_wordings(session.connection()))


def versions(session: Session, key: Key) -> list[TemplateVersion]:
    """The versions of a text, newest first."""
    found = session.exec(
        select(MessageTemplate, User.name)
        .outerjoin(User, col(User.id) == MessageTemplate.created_by)
        .where(
            MessageTemplate.kind == key[0],
            MessageTemplate.channel == key[1],
            MessageTemplate.language == key[2],
        )
        .order_by(col(MessageTemplate.version).desc())
        .limit(MOST_VERSIONS)
    )
    return [
        TemplateVersion(
            row.version,
            row.is_default,
            row.subject,
            row.body,
            row.provider_template,
            row.created_at,
            who or "",
        )
        for row, who in found
    ]
