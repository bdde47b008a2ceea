"""A message that a channel refused: a recruiter sends it by their own hand instead."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed, NotFound, Stale
from rxapp.models import Delivery
from rxapp.rules.vocabulary import HR, Channel, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.inputs import an_id
from rxapp.services.messaging.sending import left
from rxapp.services.messaging.sending.claims import give_links
from rxapp.services.messaging.texts.letters import letters

_T: Any = Delivery.__table__  # type: ignore[attr-defined]


def send_by_hand(session: Session, delivery_id: int, *, actor: Actor, clock: Clock = clocks.now) -> None:
    """The failed message waits as a finished text for a recruiter, as it would without that channel, with a link that
    was not ended; it counts as sent when ticked. Raises NotFound, NotAllowed, Stale (it did not fail, or events have
    overtaken it)."""
    if actor.role not in HR:
        raise NotAllowed
    # Locked before its link is looked at: whoever ends that link meanwhile waits, and then finds the text that waits.
    delivery = session.get(Delivery, an_id(delivery_id, "delivery_id"), with_for_update=True)
    if delivery is None or delivery.user_id is not None:
        raise NotFound
    if delivery.state != DeliveryState.FAILED or delivery.cancelled_by is not None:
        raise Stale
    connection, now = session.connection(), clock()
    [letter] = letters(connection, [delivery_id], now, instead=Channel.BY_HAND)
    if letter.reason:
        raise Stale
    if (
        letter.wait_until is not None
    ):  # nothing is sent at night; preparing the text for somebody's hand is no sending
        [letter] = letters(connection, [delivery_id], now, is_gone=True, instead=Channel.BY_HAND)
    links = give_links(connection, [delivery_id], now)
    done = connection.execute(
        update(_T)
        .where(_T.c.id == delivery_id, _T.c.state == DeliveryState.FAILED)
        .values(
            state=DeliveryState.WAITING_BY_HAND, channel=Channel.BY_HAND, subject=letter.subject, body=letter.body,
            link_id=links.get(delivery_id, letter.link_id), error="", lease_until=None,
        )
    )  # fmt: skip
    if done.rowcount != 1:
        raise Stale
    left.ask_to_send(session, [letter], at=now, real_now=clocks.real_now())
