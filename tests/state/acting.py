"""Calling a page's handlers as somebody, the way the guard would let them through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import reflex as rx

from rxapp.services.accounts.actor import Actor
from rxapp.state.actor import Present, set_present

S = TypeVar("S", bound=rx.State)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Events inside the block are this actor's."""
    set_present(Present(acting=actor, user=None if actor.is_candidate else actor))
    try:
        yield
    finally:
        set_present(None)


async def page_of(state: type[S]) -> S:
    """A fresh session's own copy of a state."""
    return await rx.State().get_state(state)


def sent_to_browser(state: rx.State) -> str:
    """Everything the browser would be given of a state's whole tree, as text."""
    root: Any = state
    while root.parent_state is not None:
        root = root.parent_state
    return str(root.dict(initial=True))


# A mobile number as it is stored or written out; a random id may hold three digits in a row, but not these.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1\d{2}[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])|(?<!\d)1\d{2}\*{4}\d{4}"
)


def numbers_in(text: str) -> list[str]:
    """Telephone numbers of candidates in a text, whole or masked."""
    return _NUMBER.findall(text)
