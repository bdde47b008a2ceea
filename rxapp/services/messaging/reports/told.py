"""What handlers of providers' events get, and what they may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it was kept. `key` is the provider's id of it."""

    provider: str
    key: str
    body: Mapping[str, Any]
    received_at: datetime

    def text(self, name: str, most: int = 4000) -> str:
        """A field as text that a database keeps; empty where it is missing or no text."""
        found = self.body.get(name)
        if not isinstance(found, str):
            return ""
        return "".join(sign for sign in found[:most] if sign != "\0" and not "\ud800" <= sign <= "\udfff")

    def number(self, name: str) -> int | None:
        """A field as a row's id, which comes as digits; None where it is neither."""
        found = str(self.body.get(name, ""))
        return int(found) if found.isascii() and found.isdigit() and len(found) <= 15 else None


class NotYet(Exception):
    """The event speaks of something that is still under way here: it waits for its turn."""
