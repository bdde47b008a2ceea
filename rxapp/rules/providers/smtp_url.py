"""The address of a mail server, as one setting holds it.

    smtp_server(url) -> SmtpServer      raises ValueError with a sentence that says what to write instead

`smtp://host[:25]` speaks openly, `smtp+starttls://user:password@host[:587]` and `smtps://user:password@host[:465]`
encrypted. User and password are percent-encoded (`%40` for @). A password never goes out in the open, except to this
machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Security(StrEnum):
    """When encryption begins."""

    OPEN = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


_PORTS = {Security.OPEN: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed over, and as whom."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


def smtp_server(url: str) -> SmtpServer:
    """The server an address names. The errors never repeat the address: it may hold a password."""
    try:
        where = urlsplit(url.strip())
        host, port = where.hostname or "", where.port
    except ValueError:
        raise ValueError("SMTP_URL has no readable host and port.") from None
    try:
        security = Security(where.scheme)
    except ValueError:
        raise ValueError("SMTP_URL must start with smtp://, smtps:// or smtp+starttls://.") from None
    if not host:
        raise ValueError("SMTP_URL names no host.")
    if where.path not in ("", "/") or where.query or where.fragment:
        raise ValueError(
            "SMTP_URL must end after the port; encode / ? # in user and password as %2F %3F %23."
        )
    user, password = unquote(where.username or ""), unquote(where.password or "")
    if re.search(r"[\x00-\x1f\x7f]", user + password + host):
        raise ValueError("SMTP_URL holds control characters.")
    if not (user + password).isascii():  # what the standard library signs in with
        raise ValueError("SMTP_URL's user and password must be plain ASCII, once decoded.")
    if bool(user) != bool(password):
        raise ValueError("SMTP_URL needs both user and password, or neither.")
    if password and security is Security.OPEN and host not in _HERE:
        raise ValueError("SMTP_URL would send the password in the open: use smtps:// or smtp+starttls://.")
    return SmtpServer(host, port or _PORTS[security], security, user, password)
