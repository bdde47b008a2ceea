"""Connections to one mail server: a few, kept and reused, lent to one thread at a time.

Mail servers allow a sender few connections at once and a number of letters on each, so eighty threads share these.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from rxapp.adapters.ports import Answer
from rxapp.rules.providers.smtp_url import Security, SmtpServer

log = logging.getLogger("email.smtp")

STEP_SECONDS = 15.0
FRESH_SECONDS = 5.0
"""A connection used within this time is taken to be alive; an older one is asked first."""


class NoLine(Exception):
    """No connection ready to take a letter; nothing has left. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Patience:
    """How long a call may still take, all its steps together."""

    def __init__(self, whole: timedelta) -> None:
        self._until = time.monotonic() + whole.total_seconds()

    def step(self, most: float = STEP_SECONDS) -> float:
        """Seconds the next step may take. Raises TimeoutError when none are left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no patience left")
        return min(most, left)


class Line:
    """One connection, greeted and signed in."""

    def __init__(self, server: SmtpServer, context: ssl.SSLContext, patience: Patience) -> None:
        self._server = server
        self._context = context
        self.patience = patience
        self.letters = 0
        self.was_kept = False
        self.is_good = True
        self.dot_sent = False
        self._used_at = time.monotonic()
        self._smtp = self._open()

    def _open(self) -> smtplib.SMTP:
        server = self._server
        kind: Any = smtplib.SMTP
        options: dict[str, Any] = {"local_hostname": _own_name()}
        if server.security is Security.TLS:
            kind = smtplib.SMTP_SSL
            options["context"] = self._context
        smtp: smtplib.SMTP | None = None
        code = "no_connection"
        try:
            smtp = kind(server.host, server.port, timeout=self.patience.step(), **options)
            self._smtp = smtp
            code = "dropped"
            self._wait()
            smtp.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                if not smtp.has_extn("starttls"):
                    raise NoLine("no_starttls")
                self._wait()
                smtp.starttls(context=self._context)
                smtp.ehlo()
            if server.user:
                self._wait()
                smtp.login(server.user, server.password)
        except (OSError, smtplib.SMTPException, NoLine, ValueError) as error:
            if smtp is not None:
                smtp.close()
            raise NoLine(_why(error, code)) from None
        return smtp

    def renew(self) -> None:
        """The same over a new connection, once the kept one turned out to have ended. Raises NoLine."""
        self._smtp.close()
        self.letters, self.was_kept, self.is_good = 0, False, True
        self._smtp = self._open()

    def is_alive(self) -> bool:
        """Whether a kept connection can be used; a silent one is asked."""
        if time.monotonic() - self._used_at < FRESH_SECONDS:
            return True
        try:
            return self.command("NOOP")[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def offers(self, extension: str) -> bool:
        """Whether the server said that it can."""
        return self._smtp.has_extn(extension)

    def mail(self, address: str, options: list[str]) -> tuple[int, bytes]:
        """MAIL FROM: code and words of the answer."""
        self._wait()
        # The library decides by this how addresses are written out.
        self._smtp.command_encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        return self._smtp.docmd("MAIL", f"FROM:{smtplib.quoteaddr(address)} {' '.join(options)}".rstrip())

    def rcpt(self, address: str) -> tuple[int, bytes]:
        """RCPT TO: code and words of the answer."""
        return self.command("RCPT", f"TO:{smtplib.quoteaddr(address)}")

    def command(self, name: str, rest: str = "") -> tuple[int, bytes]:
        """One command: code and words of the answer."""
        self._wait()
        return self._smtp.docmd(name, rest)

    def write(self, data: bytes) -> None:
        """Bytes of the letter."""
        self._wait()
        self._smtp.send(data)

    def reply(self) -> tuple[int, bytes]:
        """The answer that is due; a server takes its time over a letter."""
        self._wait(most=60.0)
        return self._smtp.getreply()

    def back(self, answer: Answer) -> Answer:
        """Bring the connection back to the start after a refusal; where that fails it is not used again."""
        try:
            self.is_good = self.command("RSET")[0] == 250
        except (OSError, smtplib.SMTPException):
            self.is_good = False
        return answer

    def put_by(self) -> None:
        """It is kept for the next letter."""
        self.letters += 1
        self.was_kept = True
        self._used_at = time.monotonic()

    def close(self) -> None:
        """Say goodbye, briefly."""
        with suppress(OSError, smtplib.SMTPException):
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(2.0)
            self._smtp.quit()
        self._smtp.close()

    def _wait(self, most: float = STEP_SECONDS) -> None:
        seconds = self.patience.step(most)
        if self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("closed")
        self._smtp.sock.settimeout(seconds)


class Lines:
    """The connections of one adapter."""

    def __init__(
        self, server: SmtpServer, *, connections: int, letters: int, context: ssl.SSLContext | None
    ) -> None:
        self._server = server
        self._letters = letters
        self._context = context or ssl.create_default_context()
        self._free = threading.BoundedSemaphore(connections)
        self._idle: list[Line] = []
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, patience: Patience) -> Iterator[Line]:
        """A connection for one letter. Raises NoLine: all are busy, or the server lets nobody in."""
        try:
            is_free = self._free.acquire(timeout=patience.step())
        except TimeoutError:
            is_free = False
        if not is_free:
            raise NoLine("busy")
        line: Line | None = None
        is_done = False
        try:
            line = self._kept(patience) or Line(self._server, self._context, patience)
            yield line
            is_done = True
        finally:
            if line is not None:
                self._back(line, is_done=is_done)
            self._free.release()

    def close(self) -> None:
        """End those that stand idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def _kept(self, patience: Patience) -> Line | None:
        while True:
            with self._lock:
                line = self._idle.pop() if self._idle else None
            if line is None:
                return None
            line.patience = patience
            if line.is_alive():
                return line
            line.close()

    def _back(self, line: Line, *, is_done: bool) -> None:
        line.put_by()
        if is_done and line.is_good and line.letters < self._letters:
            with self._lock:
                self._idle.append(line)
        else:
            line.close()


def _own_name() -> str:
    """How we introduce ourselves. The library would ask the name server each time, which may take half a minute."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _why(error: Exception, otherwise: str) -> str:
    if isinstance(error, NoLine):
        return error.code
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "bad_credentials" if error.smtp_code >= 500 else "try_later"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "bad_certificate"
    if isinstance(error, smtplib.SMTPNotSupportedError):  # it offers no way to sign in
        return "bad_credentials"
    if isinstance(error, smtplib.SMTPResponseException):
        return "try_later"
    return otherwise
