"""Whether a webhook comes from Twilio: X-Twilio-Signature over the address and the fields of the form.

The address is the *configured* public one, never what the request says about itself: a proxy may have changed it, and
whoever forges a request chooses it. The signature carries no time: a caller must know (MessageSid, status) again.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha1
from hmac import compare_digest, new
from urllib.parse import urlsplit, urlunsplit

_PORTS = {"https": 443, "http": 80}


def signature(url: str, fields: Iterable[tuple[str, str]], token: str) -> str:
    """What Twilio writes into the header: base64 of HMAC-SHA1, keyed with the auth token, over the address followed by
    each name and value, sorted by name; a pair that comes twice counts once."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return b64encode(new(token.encode(), signed.encode(errors="replace"), sha1).digest()).decode()


def is_from_twilio(given: str, *, url: str, fields: Iterable[tuple[str, str]], tokens: Iterable[str]) -> bool:
    """Whether a request to our address `url` (with its query) bears a right signature.

    `fields`: every pair of the form, blank ones too, none trimmed. `tokens`: the auth token, and the one before it
    while they change; without any, nothing is right. Takes as long for a near miss as for a far one.
    """
    pairs = list(fields)
    wanted = [signature(x, pairs, token) for token in tokens if token for x in _spellings(url)]
    return any(compare_digest(given.encode(errors="replace"), right.encode()) for right in wanted)


def _spellings(url: str) -> list[str]:
    """An address as it is, with the port of its scheme and without: Twilio signs the one or the other."""
    parts = urlsplit(url)
    port = _PORTS.get(parts.scheme)
    if port is None or parts.port not in (None, port):
        return [url]
    bare = parts.netloc.removesuffix(f":{port}")
    return [urlunsplit(parts._replace(netloc=spelt)) for spelt in (bare, f"{bare}:{port}")]
