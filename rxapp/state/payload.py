"""Strict reading of what the browser sent: against the handler's own signature, nothing converted, nothing
ignored.

Reflex hands a payload of any shape to the handler when a conversion fails; here it is refused before.
Parameters must be annotated with plain types: str, int, float, bool, None, Literal, an Enum, a date or time,
list, dict, TypedDict, and unions of these. Anything else (a model, a dataclass, no annotation) refuses every
call, so the mistake is seen at once.
"""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY, FormData, transform_form_data
from reflex_base.utils.types import get_required_typed_dict_keys
from typing_extensions import is_typeddict

MAX_TEXT = 10_000
MAX_ITEMS = 1_000
MAX_WHOLE = 2**31 - 1  # what a database integer holds: ids, versions, counts, seconds until 2038
MAX_NUMBER = 2**53
MAX_DEPTH = 8
MAX_FORM_ENTRIES = 400

Check = Callable[[Any], None]


class BadPayload(ValueError):
    """The payload does not fit the handler. Its text names the parameter and the fault, never the value."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`Annotated[str, Limit(200)]`: a text of at most so many characters."""

    length: int


def check_payload(function: Callable[..., Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload, form data turned into a plain dict, when it fits the handler's signature; else
    BadPayload."""
    parameters = _parameters(function)
    if not isinstance(payload, Mapping) or not payload.keys() <= parameters.keys():
        raise BadPayload("unknown argument")
    found = {}
    for name, (hint, is_required) in parameters.items():
        if name not in payload:
            if is_required:
                raise BadPayload(f"{name}: missing")
            continue
        value = _form(payload[name], hint)
        try:
            _check(hint)(value)
        except BadPayload as fault:
            raise BadPayload(f"{name}: {fault}") from None
        found[name] = value
    return found


@lru_cache(maxsize=2048)
def _parameters(function: Callable[..., Any]) -> dict[str, tuple[Any, bool]]:
    try:
        hints = get_type_hints(function, include_extras=True)
    except (NameError, TypeError):
        raise BadPayload("this handler's annotations cannot be read") from None
    found: dict[str, tuple[Any, bool]] = {}
    for position, parameter in enumerate(inspect.signature(function).parameters.values()):
        if position == 0:
            continue  # the state
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise BadPayload("this handler's signature cannot be checked")
        hint = hints.get(parameter.name, inspect.Parameter.empty)
        found[parameter.name] = (hint, parameter.default is parameter.empty)
    return found


def _form(value: Any, hint: Any) -> Any:
    """Form data as the handler will see it; everything else as it is."""
    if not isinstance(value, dict) or FORM_DATA_ENTRIES_KEY not in value:
        return value
    entries = value[FORM_DATA_ENTRIES_KEY]
    if len(value) != 1 or not isinstance(entries, list) or len(entries) > MAX_FORM_ENTRIES:
        raise BadPayload("not a form")
    for entry in entries:
        if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[0], str):
            raise BadPayload("not a form")
    plain: Any = hint
    if get_origin(plain) is Annotated:
        plain = get_args(plain)[0]
    form = transform_form_data(value, plain)
    return dict(form) if isinstance(form, FormData) else form


@lru_cache(maxsize=2048)
def _check(hint: Any) -> Check:
    """The check for one annotation, built once."""
    simple = _SIMPLE.get(hint) if isinstance(hint, type) or hint is None else None
    if simple is not None:
        return simple
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limit = next((extra.length for extra in arguments[1:] if isinstance(extra, Limit)), MAX_TEXT)
        return (lambda value: _text(value, limit)) if arguments[0] is str else _check(arguments[0])
    if origin in (Union, types.UnionType):
        return _any_of([_check(argument) for argument in arguments])
    if origin is Literal:
        return lambda value: _one_of(value, arguments)
    if origin is list and len(arguments) == 1:
        return _list_of(_check(arguments[0]))
    if origin is dict and len(arguments) == 2 and arguments[0] is str:
        return _dict_of(_json if arguments[1] is Any else _check(arguments[1]))
    if is_typeddict(hint):
        return _typed_dict(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: _one_of(value, tuple(member.value for member in hint))
    raise BadPayload("this annotation cannot be checked")


def _text(value: Any, limit: int = MAX_TEXT) -> None:
    if type(value) is not str:
        raise BadPayload("not text")
    if len(value) > limit:
        raise BadPayload("too long")
    if not is_clean(value):
        raise BadPayload("not text")


def is_clean(text: str) -> bool:
    """Whether a text holds no NUL and no lone surrogate: both stop every later hydrate of a session."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole(value: Any) -> None:
    if type(value) is not int or not -MAX_WHOLE <= value <= MAX_WHOLE:
        raise BadPayload("not a whole number")


def _number(value: Any) -> None:
    if type(value) not in (int, float) or not math.isfinite(value) or abs(value) > MAX_NUMBER:
        raise BadPayload("not a number")


def _yes_or_no(value: Any) -> None:
    if type(value) is not bool:
        raise BadPayload("not yes or no")


def _nothing(value: Any) -> None:
    if value is not None:
        raise BadPayload("not empty")


def _moment(kind: type[date] | type[datetime] | type[time]) -> Check:
    def check(value: Any) -> None:
        _text(value, 40)
        try:
            kind.fromisoformat(value)
        except ValueError:
            raise BadPayload("not a date or time") from None

    return check


def _one_of(value: Any, allowed: tuple[Any, ...]) -> None:
    if not any(type(value) is type(each) and value == each for each in allowed):
        raise BadPayload("not one of the choices")


def _any_of(checks: list[Check]) -> Check:
    def check(value: Any) -> None:
        for each in checks:
            try:
                return each(value)
            except BadPayload as fault:
                last = fault
        raise last

    return check


def _list_of(item: Check) -> Check:
    def check(value: Any) -> None:
        if type(value) is not list or len(value) > MAX_ITEMS:
            raise BadPayload("not a list")
        for each in value:
            item(each)

    return check


def _dict_of(item: Check) -> Check:
    def check(value: Any) -> None:
        if type(value) is not dict or len(value) > MAX_ITEMS:
            raise BadPayload("not a mapping")
        for key, each in value.items():
            _text(key, 200)
            item(each)

    return check


def _typed_dict(hint: Any) -> Check:
    checks = {name: _check(_bare(field)) for name, field in get_type_hints(hint, include_extras=True).items()}
    required = frozenset(get_required_typed_dict_keys(hint))

    def check(value: Any) -> None:
        if type(value) is not dict or not required <= value.keys() <= checks.keys():
            raise BadPayload("not these fields")
        for name, each in value.items():
            try:
                checks[name](each)
            except BadPayload as fault:
                raise BadPayload(f"{name}: {fault}") from None

    return check


def _bare(field: Any) -> Any:
    """A TypedDict field without its Required, NotRequired or ReadOnly."""
    while getattr(get_origin(field), "__name__", getattr(get_origin(field), "_name", "")) in (
        "Required", "NotRequired", "ReadOnly",
    ):  # fmt: skip
        field = get_args(field)[0]
    return field


def _json(value: Any, depth: int = 0) -> None:
    """Any plain value, bounded in depth and size."""
    if value is None or type(value) is bool:
        return
    if type(value) is str:
        return _text(value)
    if type(value) in (int, float):
        return _number(value)
    if depth >= MAX_DEPTH or type(value) not in (list, dict) or len(value) > MAX_ITEMS:
        raise BadPayload("too large or not plain")
    if type(value) is dict:
        for key in value:
            _text(key, 200)
    for each in value.values() if type(value) is dict else value:
        _json(each, depth + 1)


_SIMPLE: dict[Any, Check] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _yes_or_no,
    type(None): _nothing,
    None: _nothing,
    datetime: _moment(datetime),
    date: _moment(date),
    time: _moment(time),
    dict: _dict_of(_json),
    list: _list_of(_json),
    FormData: _dict_of(_json),
}
