"""Where providers reach us. The configured public address, never what a request says of itself."""

from __future__ import annotations

from rxapp.settings import get_settings

TWILIO_STATUS = "/webhooks/twilio/status"
TWILIO_INBOUND = "/webhooks/twilio/inbound"
SENDGRID_EVENTS = "/webhooks/sendgrid/events"
SENDGRID_INBOUND = "/webhooks/sendgrid/inbound"


def public(path: str) -> str:
    """The whole address of one of our paths."""
    return f"{get_settings().effective_public_url}{path}"


def twilio_status(delivery_id: int, attempt: int) -> str:
    """Where Twilio reports on one try of a message; signed with the rest, so nobody can put in another's number."""
    return public(f"{TWILIO_STATUS}?delivery={delivery_id}&attempt={attempt}")
