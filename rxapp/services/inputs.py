"""Untrusted values become typed ones or an `Invalid` that names the field; commands call these when they are made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from rxapp.errors import Invalid

LARGEST_ID = 2**53
Choice = TypeVar("Choice", bound=StrEnum)


def an_id(value: object, field: str) -> int:
    """A row's id: a positive whole number a browser can hold."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < LARGEST_ID:
        raise Invalid(field=field)
    return value


def maybe_id(value: object, field: str) -> int | None:
    """A row's id, or nothing."""
    return None if value is None else an_id(value, field)


def ids(values: object, field: str, *, most: int = 50) -> tuple[int, ...]:
    """Several ids, each once, in the order given."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise Invalid(field=field)
    listed = list(values)
    if len(listed) > most:
        raise Invalid(field=field)
    return tuple(dict.fromkeys(an_id(value, field) for value in listed))


def number(value: object, field: str, *, least: int, most: int) -> int:
    """A whole number between two bounds, both included."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Invalid("invalid_number", field=field, least=least, most=most)
    return value


def text(value: object, field: str, *, most: int) -> str:
    """Stripped text of at most `most` characters without NUL or half a surrogate pair, which no database keeps."""
    if not isinstance(value, str):
        raise Invalid(field=field)
    value = value.strip()
    if len(value) > most:
        raise Invalid("invalid_too_long", field=field, most=most)
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Invalid(field=field)
    return value


def one_line(value: object, field: str, *, most: int, needed: bool = False) -> str:
    """One line of printable text: line breaks would end up in calendar files and mail headers."""
    if not isinstance(value, str):
        raise Invalid(field=field)
    found = " ".join(value.split())
    if needed and not found:
        raise Invalid("field_empty", field=field)
    if len(found) > most:
        raise Invalid("invalid_too_long", field=field, most=most)
    if not found.isprintable():
        raise Invalid(field=field)
    return found


def item_lines(value: object, field: str, *, items: int, each: int, between: str = r"\n") -> str:
    """At most `items` short texts, one a line, each once; `between` is what else parts them as people type it."""
    if not isinstance(value, str):
        raise Invalid(field=field)
    if len(value) > items * (each + 40):
        raise Invalid("too_many_items", field=field, most=items)
    parts = [" ".join(part.split()) for part in re.split(rf"\n|{between}", value)]
    found = list(dict.fromkeys(part for part in parts if part))
    if len(found) > items:
        raise Invalid("too_many_items", field=field, most=items)
    for part in found:
        if len(part) > each:
            raise Invalid("item_too_long", field=field, most=each)
        if not part.isprintable():
            raise Invalid(field=field)
    return "\n".join(found)


def choice(value: object, kind: type[Choice], field: str) -> Choice:
    """One of a vocabulary's codes."""
    try:
        return kind(str(value))
    except ValueError:
        raise Invalid(field=field) from None


def moment(value: object, field: str) -> datetime:
    """An aware instant as datetime or ISO text, in UTC, within the years a calendar shows."""
    if isinstance(value, str) and len(value) <= 40:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise Invalid(field=field) from None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Invalid(field=field)
    try:
        value = value.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Invalid(field=field) from None
    if not 2000 <= value.year < 2200:
        raise Invalid(field=field)
    return value


def on_grid(value: object, field: str) -> datetime:
    """An instant on a quarter hour: starts and ends of interviews."""
    at = moment(value, field)
    if (at - at.replace(minute=0, second=0, microsecond=0)) % timedelta(minutes=15):
        raise Invalid(field=field)
    return at


def web_link(value: object, field: str, *, most: int = 300) -> str:
    """An https address without control signs, or nothing."""
    link = text(value, field, most=most)
    if not link:
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        raise Invalid("invalid_link", field=field) from None
    if parts.scheme != "https" or not parts.hostname or not link.isprintable() or " " in link:
        raise Invalid("invalid_link", field=field)
    return link
