"""The list of keys, opened by the key `?` and from the person's menu."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import dialog
from rxapp.state import keys as states
from rxapp.state.language import t

_FILE = rx.asset("keys.jsx", shared=True).importable_path
KeysState: Any = states.KeysState


class KeyAsked(rx.Component):
    """Calls its handler when `?` is pressed outside a field."""

    library = _FILE
    tag = "KeyAsked"

    on_ask: rx.EventHandler[rx.event.no_args_event_spec]


def key_asked() -> rx.Component:
    """Hears the key on every staff page."""
    return KeyAsked.create(on_ask=KeysState.ask)


@rx.memo
def keys_dialog() -> rx.Component:
    """What the page in front of somebody understands first, then what every page does."""
    return dialog(
        rx.cond(
            KeysState.here.length() > 0,
            rx.el.section(rx.el.h3(t("keys.here")), _list(KeysState.here), class_name="ui-stack"),
        ),
        rx.cond(
            KeysState.arrange.length() > 0,
            rx.el.section(rx.el.h3(t("keys.arrange")), _list(KeysState.arrange), class_name="ui-stack"),
        ),
        rx.el.section(rx.el.h3(t("keys.everywhere")), _list(KeysState.everywhere), class_name="ui-stack"),
        id="keys",
        title=t("keys.title"),
        open=KeysState.is_open,
        on_close=KeysState.close,
    )


def _list(rows: Any) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            rows,
            lambda row: rx.el.div(
                rx.el.dt(
                    rx.foreach(row["keys"].to(list[str]), lambda key: rx.el.kbd(key)),
                ),
                rx.el.dd(row["does"]),
            ),
        ),
        class_name="ui-keys",
    )
