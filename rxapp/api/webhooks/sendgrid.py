"""SendGrid calls: what becomes of letters, and answers to them.

Events are proven by an ECDSA signature over timestamp and raw body, within ten minutes. Inbound parse signs nothing:
a secret is the last part of its address.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from email.parser import HeaderParser
from email.utils import parseaddr
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp import clock
from rxapp.api.webhooks.door import Kept, Refused, body_of, keep, refuse
from rxapp.services.messaging.reports import addresses
from rxapp.settings import get_settings

PROVIDER = "sendgrid"
MOST = 1_048_576  # what the outer guard lets through
MOST_EVENTS = 5_000
WINDOW = 600  # seconds
_PREFIX = "X-Twilio-Email-Event-Webhook-"


def _prove(body: bytes, signature: str, timestamp: str, key: str) -> None:
    """Raises Refused unless SendGrid signed this body at about this time."""
    try:
        public = load_der_public_key(b64decode(key))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise ValueError
    except ValueError:
        raise Refused(404, "SENDGRID_WEBHOOK_KEY is no verification key") from None
    try:
        public.verify(b64decode(signature, validate=True), timestamp.encode() + body, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        raise Refused(403, "wrong signature") from None
    if not timestamp.isdigit() or len(timestamp) > 12:
        raise Refused(403, "no timestamp")
    if abs(clock.real_now().timestamp() - int(timestamp)) > WINDOW:
        raise Refused(403, "too old")


async def post_events(request: Request) -> Response:
    """A batch of events."""
    settings = get_settings()
    try:
        if settings.is_demo or not (settings.sendgrid_api_key and settings.sendgrid_webhook_key):
            raise Refused(404, "not set up")
        body = await body_of(request, MOST)
        signature = request.headers.get(f"{_PREFIX}Signature", "")
        timestamp = request.headers.get(f"{_PREFIX}Timestamp", "")
        _prove(body, signature, timestamp, settings.sendgrid_webhook_key)
        events = list(_events(body))
    except Refused as problem:
        return refuse(PROVIDER, problem)
    return await keep(PROVIDER, events)


def _events(body: bytes) -> Iterator[Kept]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "unreadable") from None
    if not isinstance(found, list) or len(found) > MOST_EVENTS:
        raise Refused(400, "not a list of events")
    for one in found:
        if isinstance(one, dict) and (key := _text(one, "sg_event_id", 150)):
            yield Kept(
                key,
                {
                    "event": _text(one, "event", 40), "kind": _text(one, "type", 40),
                    "status": _text(one, "status", 20), "reason": _text(one, "reason", 300),
                    "delivery": _text(one, "delivery_id", 15), "attempt": _text(one, "attempt", 9),
                },
            )  # fmt: skip


def _text(event: dict[str, Any], name: str, most: int) -> str:
    found = event.get(name)
    return found[:most] if isinstance(found, str) else ""


async def post_inbound(request: Request) -> Response:
    """An answer to one of our letters."""
    settings, given = get_settings(), request.path_params["secret"]
    secret = settings.sendgrid_inbound_secret
    try:
        if settings.is_demo or not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            raise Refused(404, "not set up")
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > MOST:
            raise Refused(413, "too big")
        try:
            async with request.form(max_files=20, max_fields=50, max_part_size=MOST) as form:
                event = _letter(form)
        except MultiPartException:
            raise Refused(400, "unreadable form") from None
    except Refused as problem:
        return refuse(PROVIDER, problem)
    return await keep(PROVIDER, [event])


def _letter(form: FormData) -> Kept:
    try:
        charsets = json.loads(str(form.get("charsets", "{}")))
    except ValueError:
        charsets = {}

    def field(name: str, most: int) -> str:
        found = form.get(name)
        if not isinstance(found, str):
            return ""
        return _readable(found, charsets.get(name) if isinstance(charsets, dict) else None)[:most]

    headers = HeaderParser().parsestr(field("headers", 100_000))
    sender = parseaddr(field("from", 500))[1].lower()
    if not sender:
        raise Refused(400, "no sender")
    text, subject = field("text", 4000), field("subject", 200)
    named = str(headers.get("Message-ID", "")) or sha256(f"{sender}\n{subject}\n{text}".encode()).hexdigest()
    said = {
        "type": "inbound", "from": sender[:254], "subject": subject, "text": text,
        "answers": f"{headers.get('In-Reply-To', '')} {headers.get('References', '')}"[:2000],
        "is_automatic": _is_automatic(headers),
    }  # fmt: skip
    return Kept(f"in:{sha256(named.encode('utf-8', 'replace')).hexdigest()}", said)


def _readable(found: str, charset: object) -> str:
    """SendGrid passes a part on as it was written and names its charset; what was not UTF-8 was read sign by sign."""
    if isinstance(charset, str) and charset.lower() not in ("utf-8", "utf8"):
        with suppress(LookupError, UnicodeError):
            return found.encode("latin-1").decode(charset)
    return found


def _is_automatic(headers: Any) -> bool:
    """Out-of-office notes and reports of mail servers (RFC 3834): nobody wrote them, nobody is to be answered."""
    by = str(headers.get("Auto-Submitted", "no")).strip().lower()
    bulk = str(headers.get("Precedence", "")).strip().lower() in ("bulk", "junk", "auto_reply", "list")
    return by != "no" or bulk or any(name in headers for name in ("X-Autoreply", "X-Autorespond"))


routes = [
    Route(addresses.SENDGRID_EVENTS, post_events, methods=["POST"]),
    Route(f"{addresses.SENDGRID_INBOUND}/{{secret}}", post_inbound, methods=["POST"]),
]
