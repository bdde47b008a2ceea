"""A provider says that somebody does not want to be written to any more: they told it, not us."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from rxapp.clock import Clock
from rxapp.models import Application, Delivery
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.channels.stops import stop

SOURCE = "provider"


def stop_of_message(session: Session, delivery_id: int, channel: Channel, *, clock: Clock) -> None:
    """Stop a channel for whoever this message was for."""
    candidate_id = session.connection().execute(
        select(col(Application.candidate_id))
        .join(Delivery, col(Delivery.application_id) == col(Application.id))
        .where(col(Delivery.id) == delivery_id)
    ).scalar()  # fmt: skip
    if candidate_id is not None:
        stop(session, candidate_id, (channel,), source=SOURCE, clock=clock)
