"""How a browser's two sessions travel: staff and candidate side by side, so that a recruiter who clicks a candidate's
link stays signed in.

In the browser the cookies are `__Host-sid` and `__Host-cid` (`sid` and `cid` on plain http). The guard in front of
the app replaces them by `sid=<hash>; cid=<hash>`; everything behind it, Reflex included, only ever sees the hashes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rxapp.settings import get_settings

USER = "sid"
CANDIDATE = "cid"
_HASHED = re.compile(r"(?:^|;\s*)(sid|cid)=([0-9a-f]{64})(?=;|$)")


@dataclass(frozen=True, slots=True)
class SessionHashes:
    """The hashes of a browser's sessions; empty where it has none."""

    user: str = ""
    candidate: str = ""

    def __bool__(self) -> bool:
        return bool(self.user or self.candidate)

    def as_header(self) -> str:
        """The cookie header that replaces the browser's own."""
        pairs = ((USER, self.user), (CANDIDATE, self.candidate))
        return "; ".join(f"{name}={value}" for name, value in pairs if value)


def cookie_name(kind: str) -> str:
    """The name of a session cookie in the browser; `kind` is USER or CANDIDATE."""
    return f"__Host-{kind}" if get_settings().is_https else kind


def read_hashes(header: str) -> SessionHashes:
    """The hashes in a cookie header that the guard wrote."""
    found: dict[str, str] = dict(_HASHED.findall(header))
    return SessionHashes(found.get(USER, ""), found.get(CANDIDATE, ""))
