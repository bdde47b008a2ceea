"""Random identifiers, their hashes, and the keys that sign links.

The browser holds 256 random bits; the database, the state and the logs only ever see their SHA-256, which is
enough because the input cannot be guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadData, URLSafeSerializer

from rxapp.rules.vocabulary import LinkPurpose
from rxapp.settings import get_settings

TOKEN_LENGTH = 43  # token_urlsafe(32)


def new_token() -> str:
    """A fresh session identifier: 256 random bits in URL-safe text."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The name under which a session identifier is stored; empty for what cannot be one."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return ""
    return hashlib.sha256(token.encode()).hexdigest()


def keys() -> list[str]:
    """The signing keys, current one first: SECRET_KEY may hold old ones after commas while links made with
    them live."""
    return [key for part in get_settings().effective_secret.split(",") if (key := part.strip())]


def keyed_digest(purpose: str, *parts: str) -> str:
    """HMAC-SHA256 over unambiguous parts with the current key; `purpose` keeps uses apart."""
    return keyed_digests(purpose, *parts)[0]


def keyed_digests(purpose: str, *parts: str) -> list[str]:
    """The same with every key in use, the current one's first: what was signed before a change of keys still fits."""
    text = "\x1f".join((purpose, *parts)).encode(errors="replace")
    return [hmac.new(key.encode(), text, hashlib.sha256).hexdigest() for key in keys()]


def _serializer(purpose: LinkPurpose) -> URLSafeSerializer:
    # The library signs with the last key of its list and accepts all.
    return URLSafeSerializer(list(reversed(keys())), salt=f"candidate-link:{purpose.value}")


def make_link_token(link_id: int, purpose: LinkPurpose = LinkPurpose.PORTAL) -> str:
    """The text that goes into `/i/<token>`: the signed id of a `candidate_link` row."""
    token: str = _serializer(purpose).dumps(link_id)  # type: ignore[assignment]
    return token


def read_link_token(token: str, purpose: LinkPurpose = LinkPurpose.PORTAL) -> int | None:
    """The row id inside a genuine token of this purpose, else None. Says nothing about expiry: the row
    does."""
    if not token or len(token) > 200:
        return None
    try:
        link_id = _serializer(purpose).loads(token)
    except (BadData, ValueError, RecursionError):
        return None
    return link_id if isinstance(link_id, int) and not isinstance(link_id, bool) else None
