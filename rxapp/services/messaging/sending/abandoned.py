"""What dead workers left behind: back to the queue where nobody was called, looked up where somebody may have been,
held for a person where nobody can tell."""

from __future__ import annotations

import logging

from sqlmodel import Session, col, select

from rxapp import db
from rxapp.adapters.ports import Channels, Found, InsideChannel, Message, OutsideChannel
from rxapp.clock import Clock
from rxapp.models import Delivery
from rxapp.rules.vocabulary import DeliveryState
from rxapp.services.messaging.sending import claims, holding, left, outside
from rxapp.services.messaging.sending.claims import Claim
from rxapp.services.messaging.sending.messages import gather
from rxapp.services.messaging.texts.letters import Letter, letters

log = logging.getLogger("messaging.deliver_due")

LOOK_UPS = 20  # a tick; each is a call of its own


def settle_abandoned(channels: Channels, *, clock: Clock, real_now: Clock) -> int:
    """Bring every message whose lease is over to a state again; how many were settled."""
    inside = [channel for channel, adapter in channels.items() if isinstance(adapter, InsideChannel)]
    with db.unit_of_work() as session:
        connection, now = session.connection(), real_now()
        claims.return_abandoned(connection, inside, real_now=now)
        claims.doubt_abandoned(connection, real_now=now, look_up_at=now + outside.LOOK_UP_AFTER)
        doubtful = claims.claim_doubtful(
            connection, real_now=now, lease_until=now + holding.LEASE, limit=LOOK_UPS
        )
    settled = 0
    for row in doubtful:
        with db.reading() as session:
            letter = letters(session.connection(), [row.id], clock(), is_gone=True)[0]
            message = gather(session, [letter], at=clock()).message(letter)
        found = _look_up(channels.get(row.channel), message)
        with db.unit_of_work() as session:
            settled += _write_found(session, Claim(row.id, row.attempt), letter, found, clock, real_now)
    return settled


def _look_up(adapter: object, message: Message) -> Found:
    if not isinstance(adapter, OutsideChannel):
        return Found.UNSURE
    try:
        return adapter.look_up(message)
    except Exception as error:
        log.warning("delivery %s: look-up failed: %s", message.delivery_id, type(error).__name__)
        return Found.UNSURE


def _write_found(
    session: Session, held: Claim, letter: Letter, found: Found, clock: Clock, real_now: Clock
) -> int:
    connection = session.connection()
    left.lock_for_clocks(connection, [letter])
    if found is Found.SENT:
        if claims.settle_doubt(connection, held, state=DeliveryState.SENT, sent_at=clock(), error=""):
            left.after_sent(session, [letter], at=clock(), real_now=real_now())
        return 1
    if found is Found.UNSURE:
        claims.settle_doubt(connection, held, state=DeliveryState.HELD, error="outcome_unknown")
        return 1
    called_off = session.exec(
        select(col(Delivery.cancelled_by)).where(col(Delivery.id) == held.delivery_id)
    ).one()
    claims.settle_doubt(
        connection, held, state=DeliveryState.PENDING if called_off is None else DeliveryState.CANCELLED
    )
    return 0
