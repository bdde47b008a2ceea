"""E-mail through any mail server (smtplib). Any number of threads may share one adapter.

Until the last dot of DATA has been sent, the server has taken nothing: whatever fails before is LATER or REFUSED,
whatever stays unanswered after it is UNKNOWN. A refusal of the account (sign-in, sender) is LATER for the reason
`sendgrid_api` gives. SMTP has no way to ask afterwards, so an unknown outcome is for a person to decide.
"""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
from datetime import timedelta
from email.policy import SMTP, SMTPUTF8

from rxapp import clock
from rxapp.adapters.email.parts import Parts, Sender, Unsendable, as_mime, email_parts
from rxapp.adapters.email.smtp_lines import Line, Lines, NoLine, Patience
from rxapp.adapters.ports import Answer, Found, Message, Outcome
from rxapp.rules.providers.smtp_url import SmtpServer

log = logging.getLogger("email.smtp")

TIMEOUT = timedelta(seconds=40)
ACCOUNT_PAUSE = timedelta(minutes=15)
BUSY_PAUSE = timedelta(minutes=1)
ACCOUNT_CODES = frozenset({"bad_credentials", "bad_sender", "no_starttls", "bad_certificate"})
_ENHANCED = re.compile(rb"([245])\.(\d{1,3})\.(\d{1,3})\b")


class SmtpMail:
    """An OutsideChannel (ports). At most `connections` stand open; each carries `letters` and is then replaced."""

    def __init__(
        self,
        server: SmtpServer,
        sender: Sender,
        *,
        timeout: timedelta = TIMEOUT,
        connections: int = 8,
        letters: int = 50,
        context: ssl.SSLContext | None = None,
        real_now: clock.Clock = clock.real_now,
    ) -> None:
        self._sender = sender
        self._timeout = timeout
        self._lines = Lines(server, connections=connections, letters=letters, context=context)
        self._real_now = real_now

    @property
    def timeout(self) -> timedelta:
        """After this a call gives up, waiting for a free connection included."""
        return self._timeout

    def send(self, message: Message) -> Answer:
        """Hand over one letter."""
        try:
            parts = email_parts(message, self._sender)
            policy = SMTPUTF8 if parts.needs_utf8 else SMTP
            letter = as_mime(parts, self._real_now()).as_bytes(policy=policy)
        except Unsendable as error:
            kind = Outcome.LATER if error.code in ACCOUNT_CODES else Outcome.REFUSED
            return Answer(kind, error=error.code)
        except Exception as error:
            log.warning("delivery %s: not made: %s", message.delivery_id, type(error).__name__)
            return Answer(Outcome.REFUSED, error="bad_content")
        try:
            return self._over_a_line(parts, letter, Patience(self._timeout))
        except NoLine as error:
            log.warning("delivery %s: no connection: %s", message.delivery_id, error.code)
            pause = (
                ACCOUNT_PAUSE if error.code in ACCOUNT_CODES else BUSY_PAUSE if error.code == "busy" else None
            )
            return Answer(Outcome.LATER, error=error.code, retry_after=pause)

    def look_up(self, message: Message) -> Found:
        """A mail server cannot be asked."""
        return Found.UNSURE

    def close(self) -> None:
        """Say goodbye on the connections that stand idle."""
        self._lines.close()

    def _over_a_line(self, parts: Parts, letter: bytes, patience: Patience) -> Answer:
        with self._lines.taken(patience) as line:
            while True:
                try:
                    return _hand_over(line, parts, letter)
                except (smtplib.SMTPException, OSError, ValueError) as error:
                    line.is_good = False
                    if line.dot_sent:
                        return Answer(Outcome.UNKNOWN, error="no_answer")
                    # One that had been kept may have ended meanwhile, which says nothing about the server.
                    if not line.was_kept:
                        log.warning("smtp: broken off before the end: %s", type(error).__name__)
                        return Answer(Outcome.LATER, error="dropped")
                    line.renew()


def _hand_over(line: Line, parts: Parts, letter: bytes) -> Answer:
    """MAIL, RCPT, DATA, one by one: what an answer means depends on what it answers."""
    line.dot_sent = False
    options = []
    if parts.needs_utf8:
        if not line.offers("smtputf8"):
            return Answer(Outcome.REFUSED, error="address_needs_smtputf8")
        options.append("SMTPUTF8")
        if line.offers("8bitmime"):
            options.append("BODY=8BITMIME")
    if line.offers("size"):
        options.append(f"SIZE={len(letter)}")
    code, said = line.mail(parts.from_address, options)
    if code == 421 and line.was_kept:
        raise smtplib.SMTPServerDisconnected("asked to call again")
    if not 200 <= code < 300:
        if code == 552 or _status(said) == "5.3.4":
            return line.back(Answer(Outcome.REFUSED, error="too_large"))
        return line.back(_for_sender(code))
    code, said = line.rcpt(parts.to_address)
    if not 200 <= code < 300:
        return line.back(_for_letter(code, said, at_recipient=True))
    code, said = line.command("DATA")
    if code != 354:
        return line.back(_for_letter(code, said, at_recipient=False))
    line.write(_dots_doubled(letter))
    line.dot_sent = True
    line.write(b".\r\n")
    code, said = line.reply()
    if 200 <= code < 300:
        return Answer(Outcome.SENT, provider_id=parts.message_id)
    if code < 400:
        line.is_good = False
        return Answer(Outcome.UNKNOWN, error="unexpected_answer")
    return line.back(_for_letter(code, said, at_recipient=False))


def _dots_doubled(letter: bytes) -> bytes:
    """The letter in whole lines, none of which is a single dot."""
    doubled = re.sub(rb"(?m)^\.", b"..", letter)
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


def _status(said: bytes) -> str:
    found = _ENHANCED.match(said.strip())
    return ".".join(part.decode() for part in found.groups()) if found else ""


def _for_sender(code: int) -> Answer:
    """The sender is the same for every letter, so a refusal is about the account."""
    if 400 <= code < 500:
        return Answer(Outcome.LATER, error="try_later")
    return Answer(
        Outcome.LATER,
        error="bad_credentials" if code in (530, 535) else "bad_sender",
        retry_after=ACCOUNT_PAUSE,
    )


def _for_letter(code: int, said: bytes, *, at_recipient: bool) -> Answer:
    if 400 <= code < 500:
        return Answer(Outcome.LATER, error="try_later")
    if code in (530, 535):
        return Answer(Outcome.LATER, error="bad_credentials", retry_after=ACCOUNT_PAUSE)
    if code < 500:
        return Answer(Outcome.LATER, error="unexpected_answer")
    return Answer(Outcome.REFUSED, error=_refusal(code, _status(said), at_recipient=at_recipient))


def _refusal(code: int, status: str, *, at_recipient: bool) -> str:
    """The more exact code wins (RFC 3463) over the three digits."""
    if status.startswith("5.2.2"):
        return "mailbox_full"
    if status in ("5.3.4", "5.2.3"):
        return "too_large"
    if status == "5.6.7":
        return "address_needs_smtputf8"
    if status.startswith("5.7."):
        return "blocked"
    if at_recipient and code == 552:
        return "mailbox_full"
    if code == 552:
        return "too_large"
    if status.startswith(("5.1.", "5.2.")) or (at_recipient and code in (501, 550, 551, 553)):
        return "bad_address"
    return "rejected"
