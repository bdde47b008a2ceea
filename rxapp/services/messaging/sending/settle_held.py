"""A message whose outcome nobody could look up: a person says whether it arrived or goes again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed, NotFound, Stale
from rxapp.models import Delivery
from rxapp.rules.ladder.sending_window import shift_into_window
from rxapp.rules.vocabulary import HR, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.sending import left
from rxapp.services.messaging.texts.letters import letters

_T: Any = Delivery.__table__  # type: ignore[attr-defined]


def settle_held(
    session: Session, delivery_id: int, *, resend: bool, actor: Actor, clock: Clock = clocks.now
) -> None:
    """`resend`: it goes again under a new token; else it counts as sent from now on. Raises NotFound, NotAllowed,
    Stale (somebody has answered already, or it was called off)."""
    if actor.role not in HR:
        raise NotAllowed
    delivery = session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound
    if delivery.state != DeliveryState.HELD or delivery.cancelled_by is not None:
        raise Stale
    connection, now = session.connection(), clock()
    [letter] = letters(connection, [delivery_id], now, is_gone=True)
    left.lock_for_clocks(connection, [letter])
    again: dict[str, Any] = {"state": DeliveryState.PENDING, "due_at": shift_into_window(now, letter.zone)}
    values = again if resend else {"state": DeliveryState.SENT, "sent_at": now}
    done = connection.execute(
        update(_T).where(_T.c.id == delivery_id, _T.c.state == DeliveryState.HELD).values(**values, error="")
    )
    if done.rowcount != 1:
        raise Stale
    if not resend:
        left.after_sent(session, [letter], at=now, real_now=clocks.real_now())
