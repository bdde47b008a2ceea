"""E-mail through SendGrid, with its own SDK. Any number of threads may share one adapter.

A letter that SendGrid cannot take is REFUSED. What is wrong with the *account* (key, credit, sender, address of the
server) is LATER: it is wrong for every letter alike, somebody mends it within the hour, and a day's messages must not
be written off meanwhile. Its codes are `ACCOUNT_CODES`.
"""

from __future__ import annotations

import json
import logging
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import (
    Attachment,
    ClickTracking,
    Content,
    CustomArg,
    Email,
    From,
    Header,
    Mail,
    ReplyTo,
    To,
    TrackingSettings,
)

from rxapp import clock
from rxapp.adapters.email.kept_connections import CallFailed, KeptClient, Reply, kept_connections
from rxapp.adapters.email.parts import INVITE, Parts, Sender, Unsendable, email_parts
from rxapp.adapters.ports import Answer, Found, Message, Outcome

log = logging.getLogger("email.sendgrid")

BASE = "https://api.sendgrid.com"
TIMEOUT = timedelta(seconds=20)
ACCOUNT_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)
ACCOUNT_CODES = frozenset(
    {"bad_credentials", "out_of_credit", "sender_not_verified", "account_blocked", "bad_sender", "wrong_base"}
)
_FIELDS = {
    "subject": "bad_subject", "content": "bad_content", "attachments": "bad_attachment", "headers": "bad_headers",
    "personalizations": "bad_address",
}  # fmt: skip
_SAYS = re.compile(r"credit", re.IGNORECASE), re.compile(r"sender identity|from address", re.IGNORECASE)


class SendGridMail:
    """An OutsideChannel (ports). `seen`: whether an event of SendGrid's about this delivery id is stored."""

    def __init__(
        self,
        api_key: str,
        sender: Sender,
        *,
        seen: Callable[[int], bool],
        base: str = BASE,
        timeout: timedelta = TIMEOUT,
        connections: int = 80,
        real_now: clock.Clock = clock.real_now,
    ) -> None:
        base = base.rstrip("/")
        self._sender = sender
        self._seen = seen
        self._timeout = timeout
        self._real_now = real_now
        self._api = SendGridAPIClient(api_key=api_key, host=base)
        self._api.client = KeptClient(
            host=base,
            request_headers=dict(self._api.client.request_headers),
            version=3,
            post=kept_connections(base, seconds=timeout.total_seconds(), connections=connections),
        )

    @property
    def timeout(self) -> timedelta:
        """After this a call gives up."""
        return self._timeout

    def send(self, message: Message) -> Answer:
        """Hand over one letter."""
        try:
            body = _mail(email_parts(message, self._sender), message).get()
        except Unsendable as error:
            kind = Outcome.LATER if error.code in ACCOUNT_CODES else Outcome.REFUSED
            return Answer(kind, error=error.code)
        except Exception as error:  # the SDK refuses what looks like a key of its own, for one
            log.warning("delivery %s: not made: %s", message.delivery_id, type(error).__name__)
            return Answer(Outcome.REFUSED, error="bad_content")
        try:
            reply = self._api.send(body)
        except CallFailed as error:
            log.warning("delivery %s: no answer: %s, left: %s", message.delivery_id, error, error.left)
            if error.left:
                return Answer(Outcome.UNKNOWN, error="no_answer")
            return Answer(Outcome.LATER, error="no_connection")
        return _answer(reply, self._real_now())

    def look_up(self, message: Message) -> Found:
        """SENT when SendGrid has told us of it. Its silence proves nothing: events come late, or are not set up."""
        try:
            return Found.SENT if self._seen(message.delivery_id) else Found.UNSURE
        except Exception as error:
            log.warning("delivery %s: look-up failed: %s", message.delivery_id, type(error).__name__)
            return Found.UNSURE


def _mail(parts: Parts, message: Message) -> Mail:
    mail = Mail(
        from_email=From(parts.from_address, parts.from_name or None),
        to_emails=_to(parts),
        subject=parts.subject,
    )
    # In this order; the parameter of the last is what makes it an invitation (the charset is the provider's to set).
    mail.add_content(Content("text/plain", parts.text))
    if parts.html:
        mail.add_content(Content("text/html", parts.html))
    if parts.calendar:
        mail.add_content(Content(f"text/calendar; method={parts.method}", parts.calendar))
        file = b64encode(parts.calendar.encode()).decode()
        mail.add_attachment(Attachment(file, INVITE, "application/ics", "attachment"))
    if parts.reply_to:
        mail.reply_to = ReplyTo(parts.reply_to)
    for name, value in {"Message-ID": parts.message_id, **parts.headers}.items():
        mail.add_header(Header(name, value))
    # They come back with every event, and are what an unknown outcome is looked up by.
    mail.add_custom_arg(CustomArg("delivery_id", str(message.delivery_id)))
    mail.add_custom_arg(CustomArg("attempt", str(message.attempt)))
    # Links stay ours: they open a candidate's page, which is no business of a third party's.
    mail.tracking_settings = TrackingSettings(click_tracking=ClickTracking(False, False))
    return mail


def _to(parts: Parts) -> Email:
    # Without a name the SDK would take the address apart by itself.
    to = To(None, parts.to_name or None)
    to.email = parts.to_address
    return to


def _answer(reply: Reply, now: datetime) -> Answer:
    status = reply.status_code
    if status == 202:
        return Answer(Outcome.SENT, provider_id=(reply.headers.get("X-Message-Id") or "")[:200] or None)
    if status == 429:
        return Answer(Outcome.LATER, error="too_many", retry_after=_pause(reply.headers, now))
    if status in (401, 403):
        return _later(_account_code(status, _errors(reply.body)))
    # A redirect is not followed: the letter is still here, and the address of the server is not the right one.
    if 300 <= status < 400 or status in (404, 405):
        return _later("wrong_base")
    if status == 413:
        return Answer(Outcome.REFUSED, error="too_large")
    if status == 408:
        return Answer(Outcome.UNKNOWN, error="no_answer")
    if 400 <= status < 500:
        code = _letter_code(_errors(reply.body))
        return _later(code) if code in ACCOUNT_CODES else Answer(Outcome.REFUSED, error=code)
    # 200 is SendGrid's "valid, and not queued"; from a relay it may mean anything.
    return Answer(Outcome.UNKNOWN, error="server_error" if status >= 500 else "unexpected_answer")


def _later(code: str) -> Answer:
    return Answer(Outcome.LATER, error=code, retry_after=ACCOUNT_PAUSE)


def _errors(body: bytes) -> list[tuple[str, str]]:
    """(field, words) of each error in an answer; empty where it holds none."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return []
    listed = found.get("errors") if isinstance(found, dict) else None
    return [
        (str(one.get("field") or ""), str(one.get("message") or ""))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
    ]


def _account_code(status: int, errors: list[tuple[str, str]]) -> str:
    said = " ".join(words for _, words in errors)
    credit, identity = _SAYS
    if credit.search(said):
        return "out_of_credit"
    if identity.search(said) or any(field == "from" for field, _ in errors):
        return "sender_not_verified"
    return "bad_credentials" if status == 401 else "account_blocked"


def _letter_code(errors: list[tuple[str, str]]) -> str:
    for field, _ in errors:
        top = field.split(".")[0]
        if top in ("from", "reply_to"):
            return "bad_sender"
        if top == "personalizations" and not re.search(r"\.(to|email)(\.|$)", field):
            continue
        if top in _FIELDS:
            return _FIELDS[top]
    return "bad_request"


def _pause(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What the answer asks for: seconds or a date in Retry-After, else the instant in X-RateLimit-Reset."""
    asked = (headers.get("Retry-After") or "").strip()
    reset = (headers.get("X-RateLimit-Reset") or "").strip()
    wait: timedelta | None = None
    if re.fullmatch(r"\d{1,9}", asked):
        wait = timedelta(seconds=int(asked))
    elif asked:
        try:
            at = parsedate_to_datetime(asked)
            wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
        except (ValueError, OverflowError):
            wait = None
    if wait is None and re.fullmatch(r"\d{9,11}", reset):
        wait = datetime.fromtimestamp(int(reset), UTC) - now
    return None if wait is None else min(max(wait, timedelta(seconds=1)), LONGEST_PAUSE)
