"""A local stand-in for SendGrid's v3 mail/send, after its public description: what it asks, and how it says no.

It offers nothing that SendGrid does not. `script` holds what happens to the next calls instead of the usual answer.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

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
    """The running server and what it took."""

    base: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    script: list[Script] = field(default_factory=list)
    connections: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def serving() -> Iterator[SendGrid]:
    """A server on a port of its own."""
    state = SendGrid()

    class Handler(_Handler):
        sendgrid = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    state.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        state.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    sendgrid: SendGrid

    def setup(self) -> None:
        super().setup()
        with self.sendgrid.lock:
            self.sendgrid.connections += 1

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""

    def do_POST(self) -> None:
        state = self.sendgrid
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        with state.lock:
            state.requests.append((self.path, dict(self.headers)))
            script = state.script.pop(0) if state.script else None
        if script is not None and script.reset != "after":
            if script.hold:
                state.ended.wait(30)
            if script.hold or script.reset:
                return self._break()
            return self._say(script.status, script.body, script.headers)
        problem = self._problem(raw)
        if problem is not None:
            status, name, words = problem
            return self._say(status, {"errors": [{"message": words, "field": name, "help": None}]})
        with state.lock:
            state.taken.append(json.loads(raw))
            number = len(state.taken)
        if script is not None:
            return self._break()
        return self._say(202, None, {"X-Message-Id": f"msg-{number}"})

    def _problem(self, raw: bytes) -> tuple[int, str | None, str] | None:
        if self.path != "/v3/mail/send":
            return 404, None, "not found"
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            return 401, None, "The provided authorization grant is invalid, expired, or revoked"
        if self.headers.get("Content-Type") != "application/json":
            return 415, None, "Content-Type should be application/json."
        try:
            letter = json.loads(raw)
        except ValueError:
            return 400, None, "Bad Request"
        found = _first_breach(letter)
        return (400, *found) if found else None

    def _say(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _break(self) -> None:
        """Reset, not a polite end."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


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
