"""The messages page: what candidates were sent or are about to get, newest first, with the link that works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from rxapp.errors import NotAllowed
from rxapp.models import Application, Candidate, Delivery, Task
from rxapp.rules.vocabulary import HR, Channel, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.words import with_link

PAGE = 50
# Called off before they left: nobody was ever meant to read them.
HIDDEN = (DeliveryState.CANCELLED.value, DeliveryState.SKIPPED.value)


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


def message_list(
    session: Session,
    *,
    actor: Actor,
    channel: Channel,
    name: str = "",
    before_id: int | None = None,
    waiting: bool = False,
    limit: int = PAGE,
) -> list[MessageRow]:
    """Messages of one channel older than `before_id`, at most `limit`; `name` matches part of a candidate's name,
    `waiting` keeps those nobody has ticked as sent. Raises NotAllowed: they hold contact data."""
    if actor.role not in HR:
        raise NotAllowed
    where: list[Any] = [
        col(Delivery.user_id).is_(None),
        col(Delivery.channel) == channel.value,
        col(Delivery.state).not_in(HIDDEN),
    ]
    if waiting:
        where.append(col(Delivery.state) == DeliveryState.WAITING_BY_HAND.value)
    if before_id is not None:
        where.append(col(Delivery.id) < before_id)
    if name:
        pattern = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        where.append(col(Candidate.name).ilike(f"%{pattern}%", escape="\\"))
    query: Any = (
        select(
            Delivery.id, Delivery.application_id, Candidate.name, Candidate.phone, Delivery.kind, Delivery.channel,  # type: ignore[call-overload,misc]
            Delivery.state, Delivery.subject, Delivery.body, Delivery.due_at, Delivery.sent_at, Delivery.opened_at,
            Task.id, Delivery.link_id,
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
        .where(*where)
        .order_by(col(Delivery.id).desc())
        .limit(min(limit, PAGE + 1))
    )  # fmt: skip
    return [_row(row) for row in session.connection().execute(query)]


def _row(row: Any) -> MessageRow:
    *shown, link_id = row
    shown[3] = shown[3] or ""
    shown[8] = with_link(shown[8], link_id)
    return MessageRow(*shown)
