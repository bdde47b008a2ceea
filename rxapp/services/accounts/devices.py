"""A browser that signed in once is known afterwards by a cookie of its own, so that wrong tries elsewhere cannot keep
its owner out (OWASP, "device cookies").

    value = device_cookie(account)                 after a good sign-in
    lane = known_device(value, account)            "" unless this browser signed in to this account before

The cookie opens nothing: it gives its browser tries of its own, counted apart. It holds a random number, a day and an
HMAC over both and the account; whose it is can only be found by trying a name.
"""

from __future__ import annotations

import hmac
import secrets

from rxapp import clock
from rxapp.services.accounts.tokens import keyed_digests

DAYS = 180
COOKIE = "did"
_PURPOSE = "known-device"
_MOST = 150


def device_cookie(account: str) -> str:
    """A fresh value for a browser in which this account (its sign-in name) has just signed in."""
    number, day = secrets.token_urlsafe(16), str(_today())
    return f"{number}.{day}.{keyed_digests(_PURPOSE, number, day, normal(account))[0]}"


def known_device(value: str, account: str) -> str:
    """The name tries of this browser are counted under; empty when it is not known for this account, or too old."""
    parts = value.split(".") if len(value) <= _MOST and value.isascii() else []
    if len(parts) != 3 or not (parts[1].isdigit() and 0 <= _today() - int(parts[1]) <= DAYS):
        return ""
    number, day, given = parts
    # All are compared, whatever the answer: the time says nothing.
    fits = [
        hmac.compare_digest(given, each) for each in keyed_digests(_PURPOSE, number, day, normal(account))
    ]
    return f"device\x1f{number}" if any(fits) else ""


def normal(account: str) -> str:
    """A sign-in name as it is looked up."""
    return account.strip().lower()[:254]


def _today() -> int:
    return int(clock.real_now().timestamp() // 86_400)
