"""What Twilio tells: how a text fares, and what somebody answered."""

from __future__ import annotations

from sqlmodel import Session

from rxapp.clock import Clock
from rxapp.rules.delivery_reports import Report
from rxapp.rules.providers.sms_faults import of_twilio
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.inbox.take_in import take_in
from rxapp.services.messaging.inbox.types import Inbound
from rxapp.services.messaging.reports.report import About, report
from rxapp.services.messaging.reports.stopped import stop_of_message
from rxapp.services.messaging.reports.told import Told

_SAYS = {
    "queued": Report.ACCEPTED, "accepted": Report.ACCEPTED, "scheduled": Report.ACCEPTED,
    "sending": Report.ACCEPTED, "sent": Report.ACCEPTED, "delivered": Report.DELIVERED, "read": Report.DELIVERED,
    "undelivered": Report.FAILED, "failed": Report.FAILED, "canceled": Report.FAILED,
}  # fmt: skip
STOPPED = "stopped"


def apply(session: Session, told: Told, clock: Clock) -> str:
    """The code of what came of an event. Raises NotYet."""
    if told.text("type") == "inbound":
        return take_in(session, _inbound(told), clock=clock)
    said = _SAYS.get(told.text("status", 40))
    if said is None:
        return "other"
    number = told.number("error")
    meaning = of_twilio(number) if number is not None and said is Report.FAILED else None
    error = meaning.code if meaning is not None else ""
    about = About(told.text("sid", 80), told.number("delivery"), told.number("attempt"))
    result = report(session, about, said, at=told.received_at, error=error, clock=clock)
    if error == STOPPED and about.delivery_id is not None and result != "unknown_message":
        stop_of_message(session, about.delivery_id, Channel.SMS, clock=clock)
    return result


def _inbound(told: Told) -> Inbound:
    return Inbound(
        channel=Channel.SMS, provider=told.provider, key=told.key, sender=told.text("from", 40), text=told.text("text"),
        received_at=told.received_at,
    )  # fmt: skip
