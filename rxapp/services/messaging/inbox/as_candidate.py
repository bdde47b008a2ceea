"""In the demo: an answer typed on a message's phone, which goes the way of every answer."""

from __future__ import annotations

import secrets

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed, NotFound
from rxapp.models import Application, Candidate, Delivery
from rxapp.rules.vocabulary import HR, Channel, DeliveryState
from rxapp.services import inputs
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.inbox.take_in import take_in
from rxapp.services.messaging.inbox.types import Inbound

PROVIDER = "demo"
MOST = 300


def reply_as_candidate(
    session: Session, delivery_id: object, text: object, *, actor: Actor, clock: Clock = clocks.now
) -> str:
    """The code of what came of it. Only the demo has messages on the built-in phone. Raises NotAllowed, Invalid,
    NotFound (no message that left there)."""
    if actor.role not in HR:
        raise NotAllowed
    said = inputs.one_line(text, "reply", most=MOST, needed=True)
    delivery = session.get(Delivery, inputs.an_id(delivery_id, "delivery_id"))
    if delivery is None or delivery.channel != Channel.OUTBOX or delivery.state != DeliveryState.SENT:
        raise NotFound
    application = session.get_one(Application, delivery.application_id)
    person = session.get_one(Candidate, application.candidate_id)
    inbound = Inbound(
        channel=Channel.OUTBOX, provider=PROVIDER, key=secrets.token_hex(12), sender=person.phone or "", text=said,
        received_at=clock(), delivery_id=delivery.id,
    )  # fmt: skip
    return take_in(session, inbound, clock=clock)
