"""The row of filters above the board and the people list: a search, choices, switches."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.native import SearchField
from rxapp.components.ui import Text, button, icon


def search_box(value: rx.Var[str], label: Text, on_change: Any) -> rx.Component:
    """What is typed is looked for after a moment's rest; a form of its own, so that Enter sends nothing."""
    return rx.el.form(
        rx.el.label(
            icon("search", 14),
            SearchField.create(
                name="query",
                value=value,
                placeholder=label,
                max_length=40,
                on_change=on_change.debounce(300),
                custom_attrs={"aria-label": label},
                class_name="ui-input",
            ),
            class_name="board-search",
        ),
        class_name="board-search__form",
        role="search",
        on_submit=rx.prevent_default,
    )


def choice(value: rx.Var[str], label: Text, on_change: Any, *options: rx.Component) -> rx.Component:
    """One of several, or any: `label` is what stands there while nothing is chosen."""
    return rx.el.select(
        rx.el.option(label, value=""),
        *options,
        value=value,
        on_change=on_change,
        custom_attrs={"aria-label": label},
        class_name="ui-input board-filters__select",
    )


def options_of(rows: Any) -> rx.Component:
    """Options from rows with a label and a value."""
    return rx.foreach(rows, lambda each: rx.el.option(each["label"], value=each["value"]))


def switch(is_on: rx.Var[bool], label: Text, icon_name: str, on_click: Any) -> rx.Component:
    """Only these, or all."""
    return button(
        label,
        size="s",
        icon_name=icon_name,
        on_click=on_click,
        custom_attrs={"aria-pressed": is_on},
        class_name="board-filters__toggle",
    )
