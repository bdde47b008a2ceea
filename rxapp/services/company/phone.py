"""Telephone numbers of the company as people dial them, extensions and all; candidates' numbers are E.164."""

from __future__ import annotations

import re

from rxapp.errors import Invalid

PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{4,30}")


def telephone(value: str, *, needed: bool) -> str:
    """The number, stripped. Raises Invalid for what nobody can dial."""
    found = value.strip()
    if not found and not needed:
        return ""
    if not PHONE.fullmatch(found):
        raise Invalid("phone_invalid", field="phone")
    return found
