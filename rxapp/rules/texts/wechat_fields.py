"""What WeChat takes as the values of a message's fields: one line each, 20 characters or what the field's kind allows.

fit(name, value) -> str                     one field's value, shortened with … where its kind may be shortened
fit_all(fields) -> Fields(values, wrong)    all of them; `wrong` names those the provider would refuse
field_lines(text) -> {name: text}           the fields of a template, one a line: "thing1：{job}"

A field's kind is the word before its number: thing1, time2, character_string3. Of a time, a number or a code no
shortened form is true, so these stay whole and are named as wrong when too long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

FIELD, ALL = 20, 200
NOTHING = "-"  # an empty value is refused
_ELLIPSIS = "…"
_KIND = re.compile(r"([a-z_]+?)_?\d*\Z")
_SHORTENED = {"phrase": 5}
_WHOLE = {
    "amount": FIELD, "car_number": 8, "character_string": 32, "date": FIELD, "letter": 32, "number": 32,
    "phone_number": 17, "symbol": 5, "time": 32,
}  # fmt: skip
_JOINERS = "\u200c\u200d"  # hold emoji and some scripts together


class Fields(NamedTuple):
    """Values by field name, and the names of those that cannot be made to fit; `*` where all together are too long."""

    values: dict[str, str]
    wrong: tuple[str, ...]


def _length(text: str) -> int:
    """As the stricter of two ways to count: a sign outside the basic plane is two."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def _one_line(value: str) -> str:
    """Without line breaks, marks nobody sees and halves of signs."""
    spaced = re.sub(r"\s", " ", value)
    kept = (s for s in spaced if s in _JOINERS or unicodedata.category(s) not in ("Cc", "Cf", "Cs"))
    # After the marks are gone: two spaces may have stood around one.
    return re.sub(" +", " ", "".join(kept)).strip(" " + _JOINERS)


def _shorten(text: str, limit: int) -> str:
    if _length(text) <= limit:
        return text
    kept = text
    while kept and (
        _length(kept) >= limit
        # Never between a letter and its marks, or in the middle of a joined sign.
        or unicodedata.combining(text[len(kept)])
        or "\ufe00" <= text[len(kept)] <= "\ufe0f"
        or kept[-1] in _JOINERS
        or text[len(kept)] in _JOINERS
    ):
        kept = kept[:-1]
    return kept.rstrip(" ，、；：,;:") + _ELLIPSIS


def _limit(name: str, value: str) -> tuple[int, bool]:
    """How long the value of this field may be, and whether it may be shortened."""
    kind = found[1] if (found := _KIND.match(name)) else ""
    if kind in _WHOLE:
        return _WHOLE[kind], False
    if kind == "name":
        return (FIELD if value.isascii() else FIELD // 2), True
    return _SHORTENED.get(kind, FIELD), True


def fit(name: str, value: str) -> str:
    """What stands in the field `name`: one line, shortened if its kind may be."""
    line = _one_line(value) or NOTHING
    limit, may_shorten = _limit(name, line)
    return _shorten(line, limit) if may_shorten else line


def field_lines(text: str) -> dict[str, str]:
    """The fields as they are written in a template; lines that name no field are left out."""
    lines = (re.split("[:：]", line, maxsplit=1) for line in text.splitlines())
    return {line[0].strip(): line[1].strip() for line in lines if len(line) == 2 and line[0].strip()}


def fit_all(fields: Mapping[str, str]) -> Fields:
    """Every field's value as it is sent, and what the provider would refuse."""
    values = {name: fit(name, value) for name, value in fields.items()}
    wrong = [name for name, value in values.items() if _length(value) > _limit(name, value)[0]]
    if sum(map(_length, values.values())) > ALL:
        wrong.append("*")
    return Fields(values, tuple(wrong))
