"""What a channel may no longer carry becomes a recruiter's task, where it would reach the person no other way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from rxapp.models import Delivery
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.messaging.bulk import among
from rxapp.services.messaging.ladder.steps import insert_once

_T: Any = Delivery.__table__  # type: ignore[attr-defined]
_GOES_NOWHERE = (DeliveryState.CANCELLED, DeliveryState.SKIPPED, DeliveryState.FAILED)
_COPIED = (
    "step_id", "kind", "language", "application_id", "booking_id", "invitation_id", "due_at", "expires_at", "caused_by",
)  # fmt: skip


def by_hand_instead(connection: Connection, delivery_ids: Collection[int], *, now: datetime) -> int:
    """Queue these messages for somebody's hand, each once, unless the same step goes by another channel too; how many.
    The text is made when it falls due, as for every other."""
    if not delivery_ids:
        return 0
    other = _T.alias()
    goes_elsewhere = exists().where(
        other.c.application_id == _T.c.application_id, other.c.step_id.is_not_distinct_from(_T.c.step_id),
        other.c.caused_by.is_not_distinct_from(_T.c.caused_by), other.c.kind == _T.c.kind,
        other.c.channel != _T.c.channel,
        other.c.state.not_in(_GOES_NOWHERE), other.c.cancelled_by.is_(None),
    )  # fmt: skip
    rows = connection.execute(
        select(_T.c.dedupe, *(_T.c[name] for name in _COPIED))
        .where(
            among(connection, _T.c.id, delivery_ids),
            _T.c.user_id.is_(None),
            _T.c.channel != Channel.BY_HAND,
            ~goes_elsewhere,
        )
        .order_by(_T.c.id)
    ).mappings()
    made = [
        {
            **row, "dedupe": f"{row['dedupe'].rpartition(':')[0]}:{Channel.BY_HAND}", "channel": Channel.BY_HAND,
            "state": DeliveryState.PENDING, "attempt": 0, "created_at": now, "error": "", "subject": "", "body": "",
        }
        for row in rows
    ]  # fmt: skip
    insert_once(connection, _T, made)
    return len(made)
