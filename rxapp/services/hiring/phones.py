"""Telephone numbers as they are kept: E.164. Whatever people type or a CV says is parsed here and nowhere else."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from rxapp.errors import Invalid

_LABEL = re.compile(
    r"^\s*(?:手机号码|手机号|手机|联系电话|电话|mobile|phone|tel|cell)\s*[::.]?\s*", re.IGNORECASE
)


def parse_phone(value: str, field: str = "phone") -> str:
    """A number as typed or pasted (手机:138 0013 8000, +86 …, full-width digits) in E.164; "" for nothing. Raises
    Invalid `needs_phone`: no number of any country."""
    plain = unicodedata.normalize("NFKC", value)
    plain = _LABEL.sub("", "".join("-" if sign in "‐‑‒–—―−" else sign for sign in plain)).strip()
    if not plain:
        return ""
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        found = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        raise Invalid("needs_phone", field=field) from None
    if not phonenumbers.is_valid_number(found):
        raise Invalid("needs_phone", field=field)
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def maybe_phone(value: str) -> str:
    """The same, "" where it is no number: for proposals and searches."""
    try:
        return parse_phone(value)
    except Invalid:
        return ""
