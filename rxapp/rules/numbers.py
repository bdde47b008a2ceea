"""Whole numbers that people, browsers and addresses send as text."""

from __future__ import annotations

MOST_DIGITS = 9  # any row's id, and below what a column can hold


def whole(value: object, *, digits: int = MOST_DIGITS) -> int | None:
    """The number that a text of one to `digits` plain digits means, and None for everything else: `str.isdigit` also
    takes "²", which `int` refuses, and a text of ten thousand digits is work."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
