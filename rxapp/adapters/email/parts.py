"""What an e-mail consists of, whichever way it travels.

    email_parts(message, sender) -> Parts      raises Unsendable(code) where no server could take it
    as_mime(parts, at) -> EmailMessage         the whole letter, for SMTP

Nothing that somebody typed can end a header line: names and subject are brought to one line without control signs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from urllib.parse import urlsplit

import idna

from rxapp.adapters.ports import Message

INVITE = "invite.ics"
SUBJECT_LENGTH = 250
NAME_LENGTH = 80
# Control signs, line and paragraph ends of every kind, signs that turn the direction of reading, half characters.
_NO_LINE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f-\xa0\"(),:;<>@\[\\\]\ud800-\udfff]{1,64}")


class Unsendable(Exception):
    """This letter cannot be sent to this address as it is; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. `realm` tells this installation's letters from another's that shares the address (its public
    address, say): without it two installations would give two letters one Message-ID."""

    address: str
    name: str = ""
    reply_to: str = ""
    realm: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """One letter, ready for either way. Domains stand in ASCII; a local part may still be of other letters.
    `calendar` is empty where there is no calendar part."""

    from_address: str
    from_name: str
    to_address: str
    to_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    message_id: str
    calendar: str = ""
    method: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_utf8(self) -> bool:
        """Whether an address holds letters that only a server with SMTPUTF8 understands."""
        return not (self.from_address.isascii() and self.to_address.isascii() and self.reply_to.isascii())


def email_parts(message: Message, sender: Sender) -> Parts:
    """The parts of a message. Raises Unsendable: `no_address`, `bad_address`, `bad_sender`, `bad_content`."""
    if not (message.email or "").strip():
        raise Unsendable("no_address")
    to_address = mail_address(message.email or "")
    if not to_address:
        raise Unsendable("bad_address")
    from_address = mail_address(sender.address)
    reply_to = mail_address(sender.reply_to) if sender.reply_to else ""
    if not from_address or (sender.reply_to and not reply_to):
        raise Unsendable("bad_sender")
    text = _body(message.text)
    subject = one_line(message.subject, SUBJECT_LENGTH)
    if not text.strip() or not subject:
        raise Unsendable("bad_content")
    calendar = method = ""
    if message.calendar is not None:
        method = message.calendar.method
        try:
            calendar = message.calendar.content.decode("utf-8")
        except UnicodeDecodeError:
            raise Unsendable("bad_content") from None
    return Parts(
        from_address=from_address,
        from_name=one_line(sender.name or message.sender, NAME_LENGTH),
        to_address=to_address,
        to_name=one_line(message.name, NAME_LENGTH),
        reply_to=reply_to,
        subject=subject,
        text=text,
        html=_body(message.html),
        message_id=_message_id(message, sender.realm, from_address),
        calendar=calendar,
        method=method,
        headers=_headers(message),
    )


def one_line(text: str, length: int) -> str:
    """A text as a header may hold it: one line, no control signs, at most `length` signs."""
    return " ".join(_NO_LINE.sub(" ", text).split())[:length].rstrip()


def mail_address(text: str) -> str:
    """An address with its domain in ASCII, or "" where it is none. One address only, without a name."""
    local, _, domain = text.strip().rpartition("@")
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return ""
    try:
        host = idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
    address = f"{local}@{host}"
    return address if "." in host and len(address.encode()) <= 254 else ""


def as_mime(parts: Parts, at: datetime) -> EmailMessage:
    """The whole letter: text, HTML and calendar as alternatives of one another, and the calendar as a file as well,
    for the programs that show no invitation. Everything travels as base64, so no server on the way can break it."""
    letter = EmailMessage(policy=SMTPUTF8 if parts.needs_utf8 else SMTP)
    letter["From"] = _named(parts.from_name, parts.from_address)
    letter["To"] = _named(parts.to_name, parts.to_address)
    if parts.reply_to:
        letter["Reply-To"] = _named("", parts.reply_to)
    letter["Subject"] = parts.subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = parts.message_id
    for name, value in parts.headers.items():
        letter[name] = value
    letter.set_content(parts.text, cte="base64")
    if parts.html:
        letter.add_alternative(parts.html, subtype="html", cte="base64")
    if parts.calendar:
        letter.add_alternative(
            parts.calendar, subtype="calendar", cte="base64", params={"method": parts.method}
        )
        letter.add_attachment(parts.calendar.encode(), maintype="application", subtype="ics", filename=INVITE)
    return letter


def _named(name: str, address: str) -> Address:
    local, _, host = address.rpartition("@")
    return Address(name, local, host)


def _body(text: str) -> str:
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _message_id(message: Message, realm: str, from_address: str) -> str:
    """The same for every try of a delivery: whoever gets two of them shows one. The address and kind are mixed in
    because a database brought back from a copy gives an id out a second time."""
    named = f"{realm}\n{message.delivery_id}\n{message.kind}\n{message.email}"
    mark = hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:20]
    return f"<{message.delivery_id}.{mark}@{from_address.rpartition('@')[2]}>"


def _headers(message: Message) -> dict[str, str]:
    found = {"Auto-Submitted": "auto-generated"}
    address = message.unsubscribe_url
    scheme = urlsplit(address).scheme if re.fullmatch(r"[!#-;=?-~]{1,900}", address) else ""
    if scheme in ("http", "https"):
        found["List-Unsubscribe"] = f"<{address}>"
        if scheme == "https":  # RFC 8058: one click goes over https only
            found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found
