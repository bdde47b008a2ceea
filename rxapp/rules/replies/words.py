"""A reply as words, each with what it does to a meaning.

    tokens(text) -> list[Token(sort, text, start, end)]         minutes_late(text) -> int | None

Where several words fit, the longest counts ("不能来" is one word). What fits none is OTHER: a reply that holds any is
not understood, which is the point.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rxapp.rules.replies.lexicon import CN, SORTS, Sort


class Token(NamedTuple):
    """One word and where it stands."""

    sort: Sort
    text: str
    start: int
    end: int


_PATTERNS = [(sort, pattern) for sort, patterns in SORTS for pattern in patterns]


def tokens(text: str) -> list[Token]:
    """The words of a text, blanks left out; runs that no word fits are OTHER."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] in " \t":
            at += 1
            continue
        best = Token(Sort.OTHER, text[at], at, at + 1)
        for sort, pattern in _PATTERNS:
            match = pattern.match(text, at)
            if match and match.end() > at and (match.end() > best.end or best.sort is Sort.OTHER):
                best = Token(sort, match.group(), at, match.end())
        found.append(best)
        at = best.end
    return found


_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_EN_NUMBERS = {"five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30}


def minutes_late(text: str) -> int | None:
    """The minutes that a LATE word names, the greater of two; None where it names none."""
    if "半小时" in text or "半个小时" in text:
        return 30
    if "小时" in text:
        return 60
    if numbers := re.findall(r"\d{1,3}", text):
        return int(numbers[-1])
    for word, number in _EN_NUMBERS.items():
        if word in text:
            return number
    if found := re.search(rf"([{CN}]{{1,3}})(?:来|多)?分", text):
        return _number(found[1])
    return None


def _number(said: str) -> int | None:
    """十 → 10, 十五 → 15, 二十 → 20, 五 → 5."""
    tens, ten, ones = said.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or not said:
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
