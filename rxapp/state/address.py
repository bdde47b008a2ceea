"""Reading addresses, which anybody may write."""

from __future__ import annotations


def read_id(value: object) -> int | None:
    """A row's id in an address; None for what is none, so that an odd address opens a page all the same."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
