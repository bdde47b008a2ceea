"""Logs without secrets: every record of every logger is redacted when it is made, whatever handler prints
it."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

from rxapp.rules.contacts import EMAIL, MOBILE

_GONE = "[redacted]"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A payload or a header map: everything after it on the line, since its end cannot be told from text.
    (
        re.compile(
            r"(?i)(payload|form_data|router_data|event data|parameters)(['\"]?\s*[:=(]\s*)[{\[(].*"
        ),
        rf"\1\2{_GONE}",
    ),
    (re.compile(r"(?i)((?:set-)?cookie|(?:proxy-)?authorization)(['\"]?\s*[:=,]\s*)(b?['\"]).*?\3"), rf"\1\2{_GONE}"),
    (re.compile(r"(?i)((?:set-)?cookie|(?:proxy-)?authorization)(['\"]?\s*[:=]\s*)[^'\"\n]+"), rf"\1\2{_GONE}"),
    (
        re.compile(
            r"(?i)((?:(?:token|secret|password|passwd|api[_-]?key|signature))|\b(?:__Host-)?[sc]id)"
            r"(['\"]?\s*[:=]\s*['\"]?)[^\s'\",;&})\]]+"
        ),
        rf"\1\2{_GONE}",
    ),
    (re.compile(r"/(i|account)/[A-Za-z0-9_.\-=%]+"), rf"/\1/{_GONE}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/._~\-]+=*"), rf"\1 {_GONE}"),
    (EMAIL, _GONE),
    (MOBILE, _GONE),
    (re.compile(r"[+\uff0b]\d[\d \-]{6,16}\d"), _GONE),
    (re.compile(r"(?<![A-Za-z0-9_\-])(?=[A-Za-z_\-]*+\d)[A-Za-z0-9_\-]{40,}+"), _GONE),
)  # fmt: skip


def redact(text: str) -> str:
    """The text without cookies, authorisation, tokens, payloads, e-mail addresses and telephone numbers."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def where(error: BaseException) -> str:
    """Kind and place of an error in one line, innermost first: never its text, which may hold somebody's data."""
    places = " < ".join(
        f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    return f"{type(error).__name__} at {places}"


class RedactedRecord(logging.LogRecord):
    """A log record whose message and traceback are redacted before any handler sees them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info and self.exc_info[0] is not None:
            # Formatters print this text instead of making their own.
            self.exc_text = redact("".join(traceback.format_exception(*self.exc_info)).rstrip("\n"))

    def getMessage(self) -> str:
        """The message with its arguments, redacted."""
        return redact(super().getMessage())


def install(level: int | str = logging.INFO) -> None:
    """Redact everything that is logged from now on in this process, and give the root logger a plain handler
    when nothing else has."""
    logging.setLogRecordFactory(RedactedRecord)
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
        root.setLevel(level)
