"""What a mail provider has told us of a letter of our own: the look-up SendGrid itself has none for."""

from __future__ import annotations

from sqlmodel import Session, col, select

from rxapp import db
from rxapp.models import Delivery, ProviderEvent


def has_been_told(delivery_id: int) -> bool:
    """Whether an event of the provider's about this delivery has come."""
    with db.reading() as session:
        return _is_told(session, delivery_id)


def _is_told(session: Session, delivery_id: int) -> bool:
    told = select(Delivery.id).where(
        Delivery.id == delivery_id,
        col(Delivery.delivered_at).is_not(None)
        | col(Delivery.mail_opened_at).is_not(None)
        | col(Delivery.provider_id).is_not(None),
    )
    event = select(ProviderEvent.id).where(ProviderEvent.delivery_id == delivery_id).limit(1)
    return session.exec(told).first() is not None or session.exec(event).first() is not None
