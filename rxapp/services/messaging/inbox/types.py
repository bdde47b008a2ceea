"""What came in, as every channel hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rxapp.rules.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from outside. `key`: the provider's id of it; `sender`: number (E.164), address or openid;
    `delivery_id`: the message it answers, where the channel says so."""

    channel: Channel
    provider: str
    key: str
    sender: str
    text: str
    received_at: datetime
    delivery_id: int | None = None
