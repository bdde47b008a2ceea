"""A form in which a text is written: pieces put in at the cursor, a look while one types, a question before leaving."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import Text

_FILE = rx.asset("writing.jsx", shared=True).importable_path


class Writing(rx.Component):
    """Around one form with the fields `subject` and `body`; `saved` rises when what it holds was kept. `on_look` gets
    both texts when nobody has typed for a moment."""

    library = _FILE
    tag = "Writing"

    ask: rx.Var[str]
    saved: rx.Var[int]
    on_look: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]


def insert_button(text: Text, value: Any) -> rx.Component:
    """Writes `value` at the cursor of the form around it."""
    return rx.el.button(
        text, type="button", class_name="ui-chip writing__piece", custom_attrs={"data-insert": value}
    )
