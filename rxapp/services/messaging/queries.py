"""Messages as rows: the demo's phone, one application's messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from rxapp.models import Application, Candidate, Delivery
from rxapp.rules.vocabulary import Channel, DeliveryState, StepKind
from rxapp.services.messaging.letters import columns
from rxapp.services.messaging.words import LINK, with_link

MOST = 200
_DELIVERY, _APPLICATION, _CANDIDATE = columns(Delivery), columns(Application), columns(Candidate)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message as the candidate's phone shows it, its link working."""

    id: int
    application_id: int
    candidate: str
    phone: str
    kind: StepKind
    sent_at: datetime
    opened_at: datetime | None
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of an application; `body` has no link, since only the candidate acts by it."""

    id: int
    kind: StepKind
    channel: Channel
    state: DeliveryState
    due_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    error: str
    subject: str
    body: str


def outbox_messages(session: Session, *, limit: int = 50, before_id: int | None = None) -> list[OutboxRow]:
    """What the built-in phone has received, newest first, older than `before_id`; at most 200. For the demo only:
    the rows hold working links."""
    query = (
        select(
            _DELIVERY.id, _DELIVERY.application_id, _CANDIDATE.name, _CANDIDATE.phone, _DELIVERY.kind,
            _DELIVERY.sent_at, _DELIVERY.opened_at, _DELIVERY.subject, _DELIVERY.body, _DELIVERY.link_id,
        )
        .join(Application, _APPLICATION.id == _DELIVERY.application_id)
        .join(Candidate, _CANDIDATE.id == _APPLICATION.candidate_id)
        .where(_DELIVERY.channel == Channel.OUTBOX, _DELIVERY.state == DeliveryState.SENT)
        .order_by(_DELIVERY.id.desc())
        .limit(min(limit, MOST))
    )  # fmt: skip
    if before_id is not None:
        query = query.where(_DELIVERY.id < before_id)
    return [
        OutboxRow(
            id=row.id, application_id=row.application_id, candidate=row.name, phone=row.phone or "",
            kind=StepKind(row.kind), sent_at=row.sent_at, opened_at=row.opened_at, subject=row.subject,
            body=with_link(row.body, row.link_id),
        )
        for row in session.connection().execute(query)
    ]  # fmt: skip


def messages_of(session: Session, application_id: int) -> list[MessageRow]:
    """An application's messages, newest first; at most 200."""
    query = (
        select(Delivery.__table__)  # type: ignore[attr-defined]
        .where(_DELIVERY.application_id == application_id)
        .order_by(_DELIVERY.id.desc())
        .limit(MOST)
    )
    return [_message(row) for row in session.connection().execute(query)]


def _message(row: Any) -> MessageRow:
    return MessageRow(
        id=row.id, kind=StepKind(row.kind), channel=Channel(row.channel), state=DeliveryState(row.state),
        due_at=row.due_at, sent_at=row.sent_at, opened_at=row.opened_at, error=row.error, subject=row.subject,
        body=row.body.replace(LINK, "…"),
    )  # fmt: skip
