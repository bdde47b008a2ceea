"""The code that stands in an SMS instead of a link, and what people make of it when they type it.

    new_code() -> str                     eight signs, 31 ** 8 ≈ 8.5e11 of them
    formatted(code) -> str                "ABCD EFGH"
    read(typed) -> Typed                  the code, or in a word why there is none
    has_ended(kind, …) -> bool            whether the interview a message was about is over, and its code with it

A code counts only together with the last four digits of the phone, and MAX_WRONG wrong tries end it. What can be no
code at all is said before anything is looked up, so that a slip costs no try.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from unicodedata import normalize

from rxapp.rules.vocabulary import BookingState, Stage, StepKind

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O, 1 I L: nobody can tell them apart
LENGTH = 8
GROUP = 4
MAX_WRONG = 5

# What is said after an end, or whatever became of it: good as long as the link itself.
_OUTLIVES = frozenset({StepKind.CALLED_OFF, StepKind.TOLD_PASS, StepKind.TOLD_NO, StepKind.NEW_LINK})
_NEVER = frozenset("01ILO")
# Letters of other alphabets that a keyboard left switched, or a copied text, puts in the place of ours.
_LOOKALIKES = str.maketrans("АВЕКМНРСТУХЅЈΑΒΕΖΗΚΜΝΡΤΥΧ", "ABEKMHPCTYXSJABEZHKMNPTYX")
_LABEL = re.compile(r"^[\W_]*(?:CODE|验证码|代码|编码)(?=[\W_])")
_BETWEEN = re.compile(r"[\s\W_]+")


class Slip(StrEnum):
    """Why what was typed is no code: empty; a sign that never stands in one; too short; too long."""

    EMPTY = "empty"
    NEVER_USED = "never_used"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Typed:
    """Either a `code`, or the `slip` and, for NEVER_USED, the `signs` at fault as typed, in capitals."""

    code: str = ""
    slip: Slip | None = None
    signs: str = ""


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh code, without spaces; `choose` picks a sign of a string and must be unforeseeable."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def formatted(code: str) -> str:
    """A code as people read and type it: two groups of four."""
    return f"{code[:GROUP]} {code[GROUP:]}"


def read(typed: str) -> Typed:
    """The code in what somebody typed: any case and width, spaces and dashes anywhere, a label in front.

    0, O, 1, I and L stand in no code and are told, not guessed at: each could be one of several.
    """
    plain = normalize("NFKC", typed).upper().translate(_LOOKALIKES)
    signs = _BETWEEN.sub("", _LABEL.sub("", plain))
    if not signs:
        return Typed(slip=Slip.EMPTY)
    strange = "".join(dict.fromkeys(sign for sign in signs if sign in _NEVER or sign not in ALPHABET))
    if strange:
        return Typed(slip=Slip.NEVER_USED, signs=strange[:LENGTH])
    if len(signs) != LENGTH:
        return Typed(slip=Slip.TOO_SHORT if len(signs) < LENGTH else Slip.TOO_LONG)
    return Typed(signs)


def last_four(phone: str) -> str:
    """The last four digits of a stored number; "" where there are fewer."""
    digits = "".join(sign for sign in phone if sign in "0123456789")
    return digits[-4:] if len(digits) >= 4 else ""


def is_last_four(typed: str, phone: str) -> bool:
    """Whether somebody typed the last four digits of this phone, at any width and with spaces; in constant time."""
    wanted, given = last_four(phone), _BETWEEN.sub("", normalize("NFKC", typed))
    return bool(wanted) and compare_digest(given.encode(errors="replace"), wanted.encode())


def has_ended(
    kind: StepKind,
    *,
    booking: BookingState | None,
    ends_at: datetime | None,
    stage: int,
    is_closed: bool,
    now: datetime,
) -> bool:
    """Whether a code has died with the interview its message was about: held, moved, called off, or no longer wanted.
    `booking` is None for a message that asked for a time to be chosen."""
    if kind in _OUTLIVES:
        return False
    if is_closed:
        return True
    if booking is None or ends_at is None:
        return stage >= Stage.ATTENDED
    return booking is not BookingState.SCHEDULED or now >= ends_at
