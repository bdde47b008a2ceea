"""Which messages a provider of approved templates can carry at all: those whose newest text names a template there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlmodel import col

from rxapp.models import MessageTemplate
from rxapp.rules.vocabulary import Channel, Language, StepKind
from rxapp.services.messaging.channels.providers import OF_TEMPLATES, provider_of


@dataclass(frozen=True, slots=True)
class Approved:
    """`needs`: channels that carry nothing without a template; `known`: what has one."""

    needs: frozenset[Channel] = frozenset()
    known: frozenset[tuple[Channel, StepKind, Language]] = frozenset()

    def can_carry(self, channel: Channel, kind: StepKind, language: Language) -> bool:
        """Whether this message can go by this channel."""
        return channel not in self.needs or (channel, kind, language) in self.known


def approved(connection: Connection, channels: Sequence[Channel]) -> Approved:
    """What the channels in use can carry; one statement, and none where no provider asks for templates."""
    needs = frozenset(channel for channel in channels if provider_of(channel) in OF_TEMPLATES)
    if not needs:
        return Approved()
    place = (col(MessageTemplate.kind), col(MessageTemplate.channel), col(MessageTemplate.language))
    newest = (
        select(func.max(col(MessageTemplate.id)))
        .where(col(MessageTemplate.channel).in_(needs))
        .group_by(*place)
    )
    rows = connection.execute(
        select(*place).where(
            col(MessageTemplate.id).in_(newest),
            col(MessageTemplate.is_default).is_(False),
            col(MessageTemplate.provider_template) != "",
        )
    )
    known = frozenset(
        (Channel(channel), StepKind(kind), Language(language)) for kind, channel, language in rows
    )
    return Approved(needs, known)
