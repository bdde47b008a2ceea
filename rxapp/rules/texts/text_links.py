"""Addresses inside a text, found as a phone should find them.

    cut(text) -> list[tuple[str, str]]      runs of (words, "") and (address, address), in order

An address is made of the signs that addresses are made of: it ends before Chinese signs and words, and the full stop
or comma behind it belongs to the sentence.
"""

from __future__ import annotations

import re

# Visible ASCII without quotes and angle brackets; the last sign is none that ends a sentence.
_SIGN = r"[!#-&(-;=?-~]"
ADDRESS = re.compile(rf"https?://{_SIGN}*[#$%&*+/0-9=@A-Z_a-z~-]")


def cut(text: str) -> list[tuple[str, str]]:
    """A text cut at its addresses; the second of each pair is empty where the words are only words."""
    found: list[tuple[str, str]] = []
    at = 0
    for match in ADDRESS.finditer(text):
        if match.start() > at:
            found.append((text[at : match.start()], ""))
        found.append((match.group(), match.group()))
        at = match.end()
    if at < len(text):
        found.append((text[at:], ""))
    return found
