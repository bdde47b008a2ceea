"""Keeps still what somebody is reading or dragging while pushes arrive (see hold.jsx)."""

from __future__ import annotations

from typing import Any

import reflex as rx

_FILE = rx.asset("hold.jsx", shared=True).importable_path


class Hold(rx.Component):
    """Inside it one state's lists are held. `lists`: the var's name → the key of its rows."""

    library = _FILE
    tag = "Hold"

    state: rx.Var[str]
    lists: rx.Var[dict[str, str]]
    mode: rx.Var[str]
    say: rx.Var[str]
    on_arrange: rx.EventHandler[rx.event.passthrough_event_spec(int)]


def hold(
    *children: Any, state: type[rx.State], lists: dict[str, str], say: Any = "", **props: Any
) -> rx.Component:
    """What stands inside is read from `state`; rows carry `data-row`, and `data-application` where the key T arranges
    a time for them. `say`, with {n}, offers what is held back; without it nothing is said. Without `lists` nothing
    is held, only the focus stays in its row."""
    return Hold.create(
        *children, state=state.get_full_name(), lists=lists, say=say, **{"mode": "reading", **props}
    )
