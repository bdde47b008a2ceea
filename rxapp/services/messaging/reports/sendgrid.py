"""What SendGrid tells of our letters."""

from __future__ import annotations

import re

from sqlmodel import Session

from rxapp.clock import Clock
from rxapp.rules.providers.mail_events import STOPPED, STOPS, of_sendgrid
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.inbox.take_in import take_in
from rxapp.services.messaging.inbox.types import Inbound
from rxapp.services.messaging.reports.report import About, report
from rxapp.services.messaging.reports.stopped import stop_of_message
from rxapp.services.messaging.reports.told import Told

_OURS = re.compile(r"<(\d{1,15})\.[0-9a-f]{20}@")  # adapters.email.parts names every letter so


def apply(session: Session, told: Told, clock: Clock) -> str:
    """The code of what came of an event. Raises NotYet."""
    if told.text("type") == "inbound":
        return _answer(session, told, clock)
    about = About(delivery_id=told.number("delivery"), attempt=told.number("attempt"))
    if about.delivery_id is None:
        return "unknown_message"
    event = told.text("event", 40)
    if event in STOPS:
        stop_of_message(session, about.delivery_id, Channel.EMAIL, clock=clock)
        return STOPPED
    meant = of_sendgrid(event, told.text("kind", 40), told.text("status", 20), told.text("reason", 300))
    if meant is None:
        return "other"
    said, error = meant
    result = report(session, about, said, at=told.received_at, error=error, clock=clock)
    if error == STOPPED and result != "unknown_message":
        stop_of_message(session, about.delivery_id, Channel.EMAIL, clock=clock)
    return result


def _answer(session: Session, told: Told, clock: Clock) -> str:
    """Somebody answered a letter. What a machine wrote is read by nobody."""
    if told.body.get("is_automatic"):
        return "automatic"
    ours = _OURS.search(told.text("answers"))
    inbound = Inbound(
        channel=Channel.EMAIL, provider=told.provider, key=told.key, sender=told.text("from", 254),
        text=told.text("text"), received_at=told.received_at, delivery_id=int(ours[1]) if ours else None,
    )  # fmt: skip
    return take_in(session, inbound, clock=clock)
