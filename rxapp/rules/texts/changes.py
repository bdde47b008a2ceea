"""What changed between two versions of a text, line by line.

changed_lines(old, new) -> [(Sign, line)]       in the order in which one reads them
"""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import StrEnum


class Sign(StrEnum):
    """What became of a line."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


def changed_lines(old: str, new: str) -> list[tuple[Sign, str]]:
    """Every line of both texts once: kept, gone from `old`, or new in `new`."""
    before, after = old.splitlines(), new.splitlines()
    found: list[tuple[Sign, str]] = []
    for tag, start, end, to_start, to_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            found += [(Sign.SAME, line) for line in before[start:end]]
        else:
            found += [(Sign.GONE, line) for line in before[start:end]]
            found += [(Sign.NEW, line) for line in after[to_start:to_end]]
    return found
