"""A local stand-in for SendGrid's v3 mail/send, after its public description: what it asks, and how it says no.

It offers nothing that SendGrid does not. `script` holds what happens to the next calls instead of the usual answer.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.adapters.http_stand import Reply, Request, Stand, standing

KEY = "SG.contract.key"
RESERVED = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to", "from",
    "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
_MAILBOX = re.compile(r"[!-~]+@[!-~]+\.[!-~]+")


@dataclass
class Script:
    """One unusual answer. `reset`: the connection breaks, before or after the letter is taken; `hold`: nothing is said
    until the server ends."""

    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    reset: str = ""
    hold: bool = False


@dataclass
class SendGrid:
    """The server, what it was asked, and what it took."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    script: list[Script] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stand: Stand | None = None

    @property
    def base(self) -> str:
        """Where it stands."""
        assert self.stand is not None
        return self.stand.base

    @property
    def connections(self) -> int:
        """How many were opened to it."""
        assert self.stand is not None
        return self.stand.connections

    def answer(self, request: Request) -> Reply:
        """What a Stand asks for every request."""
        with self.lock:
            self.requests.append((request.target, request.headers))
            script = self.script.pop(0) if self.script else None
        if script is not None and script.reset != "after":
            fault = "hang" if script.hold else "reset" if script.reset else ""
            return Reply(script.status, _bytes(script.body), script.headers, fault)
        problem = _problem(request)
        if problem is not None:
            status, name, words = problem
            return Reply(status, _bytes({"errors": [{"message": words, "field": name, "help": None}]}))
        with self.lock:
            self.taken.append(json.loads(request.body))
            number = len(self.taken)
        return Reply(202, b"", {"X-Message-Id": f"msg-{number}"}, "" if script is None else "reset")


@contextmanager
def serving() -> Iterator[SendGrid]:
    """A server on a port of its own."""
    sendgrid = SendGrid()
    with standing(sendgrid.answer) as stand:
        sendgrid.stand = stand
        yield sendgrid


def _bytes(body: Any) -> bytes:
    return b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()


def _problem(request: Request) -> tuple[int, str | None, str] | None:
    """(status, field, words) of what SendGrid would refuse."""
    if request.target != "/v3/mail/send":
        return 404, None, "not found"
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return 401, None, "The provided authorization grant is invalid, expired, or revoked"
    if request.headers.get("content-type") != "application/json":
        return 415, None, "Content-Type should be application/json."
    try:
        letter = json.loads(request.body)
    except ValueError:
        return 400, None, "Bad Request"
    found = _first_breach(letter)
    return (400, *found) if found else None


def _first_breach(letter: Any) -> tuple[str | None, str] | None:
    """(field, words) of the first thing that SendGrid would refuse."""
    if not isinstance(letter, dict) or set(letter) - {
        "personalizations", "from", "reply_to", "subject", "content", "attachments", "headers", "custom_args",
        "tracking_settings",
    }:  # fmt: skip
        return None, "Additional property is not allowed"
    envelopes = letter.get("personalizations")
    if not envelopes or not isinstance(envelopes, list):
        return (
            "personalizations",
            "The personalizations field is required and must have at least one personalization.",
        )
    for at, envelope in enumerate(envelopes):
        for number, one in enumerate(envelope.get("to") or [{}]):
            if not _MAILBOX.fullmatch(one.get("email", "")):
                return f"personalizations.{at}.to.{number}.email", "Does not contain a valid address."
    if not _MAILBOX.fullmatch((letter.get("from") or {}).get("email", "")):
        return "from.email", "The from email does not contain a valid address."
    if not letter.get("subject"):
        return "subject", "The subject is required."
    contents = letter.get("content") or []
    kinds = [one.get("type") for one in contents]
    if not contents or not all(one.get("type") and one.get("value") for one in contents):
        return "content", "The content value must be a string at least one character in length."
    if kinds != sorted(kinds, key=lambda kind: {"text/plain": 0, "text/html": 1}.get(kind, 2)):
        return (
            "content",
            "If present, text/plain and text/html may only be provided once, in this order, and first.",
        )
    for at, file in enumerate(letter.get("attachments", [])):
        try:
            base64.b64decode(file["content"], validate=True)
        except (KeyError, binascii.Error):
            return f"attachments.{at}.content", "The attachment content must be base64 encoded."
        if re.search(r"[;\r\n]", file.get("type", "") + file.get("filename", "")):
            return f"attachments.{at}", "cannot contain ;, or CRLF characters."
    for name, value in letter.get("headers", {}).items():
        if name.lower() in RESERVED or not isinstance(value, str) or not (name + value).isascii():
            return "headers", "The headers are not allowed."
    arguments = letter.get("custom_args", {})
    if not all(isinstance(value, str) for value in arguments.values()) or len(json.dumps(arguments)) > 10_000:
        return "custom_args", "The custom args must be strings of less than 10000 bytes."
    return None
