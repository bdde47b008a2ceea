"""Twilio calls: how a text fares, and what somebody answered. Proven by X-Twilio-Signature over the configured public
address; it carries no time, so an event is known again by what it says."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp.api.webhooks.door import Kept, Refused, body_of, keep, refuse
from rxapp.rules.providers.twilio_signature import is_from_twilio
from rxapp.services.messaging.reports import addresses
from rxapp.settings import get_settings

PROVIDER = "twilio"
MOST = 65_536
MOST_FIELDS = 100
NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def _fields(request: Request, path: str) -> dict[str, str]:
    """The form, proven. Raises Refused."""
    settings = get_settings()
    if settings.is_demo or not settings.twilio_account_sid:
        raise Refused(404, "not set up")
    body = await body_of(request, MOST)
    query = request.scope.get("query_string", b"").decode("latin-1")
    url = addresses.public(path) + (f"?{query}" if query else "")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:  # not UTF-8, too many fields
        raise Refused(400, "unreadable form") from None
    given = request.headers.get("x-twilio-signature", "")
    if not is_from_twilio(given, url=url, fields=pairs, tokens=[settings.twilio_auth_token]):
        raise Refused(403, "wrong signature: is PUBLIC_URL the address entered at Twilio?")
    fields = dict(pairs)
    if fields.get("AccountSid") != settings.twilio_account_sid:
        raise Refused(403, "another account")
    return fields


async def post_status(request: Request) -> Response:
    """A message's state."""
    try:
        fields = await _fields(request, addresses.TWILIO_STATUS)
        sid, status = fields.get("MessageSid", ""), fields.get("MessageStatus", "")
        if not sid or not status:
            raise Refused(400, "no MessageSid or MessageStatus")
    except Refused as problem:
        return refuse(PROVIDER, problem)
    said = {
        "type": "status", "sid": sid[:80], "status": status[:40], "error": fields.get("ErrorCode", "")[:10],
        "delivery": request.query_params.get("delivery", "")[:15],
        "attempt": request.query_params.get("attempt", "")[:9],
    }  # fmt: skip
    return await keep(PROVIDER, [Kept(f"{sid}:{status}", said)])


async def post_inbound(request: Request) -> Response:
    """A text somebody sent to our number."""
    try:
        fields = await _fields(request, addresses.TWILIO_INBOUND)
        sid, sender = fields.get("MessageSid", ""), fields.get("From", "")
        if not sid or not sender:
            raise Refused(400, "no MessageSid or From")
    except Refused as problem:
        return refuse(PROVIDER, problem)
    said = {
        "type": "inbound", "sid": sid[:80], "from": sender[:40], "to": fields.get("To", "")[:40],
        "text": fields.get("Body", "")[:4000],
    }  # fmt: skip
    await keep(PROVIDER, [Kept(f"in:{sid}", said)])
    # Without TwiML Twilio would complain of an answer it cannot read.
    return Response(NO_ANSWER, media_type="text/xml")


_ROUTES: dict[str, Callable[..., object]] = {
    addresses.TWILIO_STATUS: post_status,
    addresses.TWILIO_INBOUND: post_inbound,
}
routes = [Route(path, endpoint, methods=["POST"]) for path, endpoint in _ROUTES.items()]
