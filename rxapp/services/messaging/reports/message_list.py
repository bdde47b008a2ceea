"""The messages page: what candidates were sent or are about to get, newest first, with the link that works."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from rxapp.errors import NotAllowed
from rxapp.models import Application, Candidate, Delivery, Task
from rxapp.models.base import holds
from rxapp.rules.vocabulary import HR, Channel, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.texts.words import with_link

PAGE = 50
# Called off before they left: nobody was ever meant to read them.
HIDDEN = (DeliveryState.CANCELLED.value, DeliveryState.SKIPPED.value)
LOST = (DeliveryState.FAILED.value, DeliveryState.HELD.value)  # nothing more happens by itself


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message to a candidate. `body` is empty until it leaves; `task_id` is set while it waits to be sent by
    hand."""

    id: int
    application_id: int
    candidate: str
    phone: str
    kind: str
    channel: str
    state: str
    subject: str
    body: str
    due_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    task_id: int | None
    error: str
    delivered_at: datetime | None


def message_ids(
    session: Session, *, actor: Actor, channel: Channel | None, name: str = "", waiting: bool = False,
    lost: bool = False, limit: int = PAGE,
) -> list[int]:  # fmt: skip
    """The newest messages of one channel, or of all, newest first; `name` matches part of a candidate's name, `waiting`
    keeps those nobody has ticked as sent, `lost` those given up or of unknown outcome. Raises NotAllowed."""
    if actor.role not in HR:
        raise NotAllowed
    where: list[Any] = [*_of(channel), col(Delivery.state).not_in(HIDDEN)]
    query: Any = select(col(Delivery.id))
    if waiting:
        where.append(col(Delivery.state) == DeliveryState.WAITING_BY_HAND.value)
    if lost:
        where += [col(Delivery.state).in_(LOST), col(Delivery.cancelled_by).is_(None)]
    if name:
        where.append(holds(Candidate.name, name))
        query = query.join(Application, col(Application.id) == Delivery.application_id).join(
            Candidate, col(Candidate.id) == Application.candidate_id
        )
    query = query.where(*where).order_by(col(Delivery.id).desc()).limit(limit)
    return list(session.connection().execute(query).scalars())


def message_list(
    session: Session, ids: Collection[int], *, actor: Actor, channel: Channel | None
) -> list[MessageRow]:
    """What these messages of the channel, or of any, say, newest first, also where they were called off meanwhile.
    Raises NotAllowed: they hold contact data."""
    if actor.role not in HR:
        raise NotAllowed
    query: Any = (
        select(
            Delivery.id, Delivery.application_id, Candidate.name, Candidate.phone, Delivery.kind, Delivery.channel,  # type: ignore[call-overload,misc]
            Delivery.state, Delivery.subject, Delivery.body, Delivery.due_at, Delivery.sent_at, Delivery.opened_at,
            Task.id, Delivery.error, Delivery.delivered_at, Delivery.link_id, Delivery.language,
        )
        .select_from(Delivery)
        .join(Application, col(Application.id) == Delivery.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .outerjoin(
            Task,
            and_(
                col(Task.delivery_id) == Delivery.id,
                col(Task.done_at).is_(None),
                col(Task.cancelled_at).is_(None),
            ),
        )
        .where(*_of(channel), col(Delivery.id).in_(ids))
        .order_by(col(Delivery.id).desc())
    )  # fmt: skip
    return [_row(row) for row in session.connection().execute(query)]


def _of(channel: Channel | None) -> list[Any]:
    """To candidates, by this channel or by any."""
    ours = [col(Delivery.user_id).is_(None)]
    return ours if channel is None else [*ours, col(Delivery.channel) == channel.value]


def _row(row: Any) -> MessageRow:
    *shown, link_id, language = row
    shown[3] = shown[3] or ""
    shown[8] = with_link(shown[8], link_id, channel=Channel(row.channel), language=language)
    return MessageRow(*shown)
