"""Selecting many people and the bar of what can be done with them (see pick.jsx)."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import button, icon_button
from rxapp.services.hiring.many import Deed
from rxapp.state import many as states
from rxapp.state.language import t

_FILE = rx.asset("pick.jsx", shared=True).importable_path
ManyState: Any = states.ManyState
_ICONS = {
    Deed.INVITE: "send", Deed.REMIND: "bell_ring", Deed.ASSIGN: "user", Deed.MOVE: "arrow_right", Deed.TAG: "tag",
    Deed.UNTAG: "eraser", Deed.CLOSE: "circle_x",
}  # fmt: skip


def _acted(deed: rx.Var[str], application_ids: rx.Var[list[int]]) -> list[Any]:
    return [deed, application_ids]


class Picker(rx.Component):
    """The bar; children are its buttons `[data-many=<deed>]` and `[data-pick-clear]`. `label` holds {n}."""

    library = _FILE
    tag = "Picker"

    label: rx.Var[str]
    clear_seq: rx.Var[int]
    on_act: rx.EventHandler[_acted]


def many_bar() -> rx.Component:
    """What can be done with those selected; hidden while nobody is."""
    return Picker.create(
        *[
            button(
                t(f"many.do_{deed}"), size="s", icon_name=_ICONS[deed],
                kind="primary" if deed is Deed.INVITE else "plain", custom_attrs={"data-many": deed.value},
            )
            for deed in Deed
        ],
        icon_button("x", t("many.clear"), custom_attrs={"data-pick-clear": ""}),
        label=t("many.selected"),  # the browser fills in {n}
        clear_seq=ManyState.cleared_seq,
        on_act=ManyState.begin,
        class_name="pick",
        custom_attrs={"role": "group", "aria-label": t("many.actions")},
    )  # fmt: skip


def select_mode() -> rx.Component:
    """Switches the board's selecting on and off; asks nothing of the server."""
    return button(
        t("many.select"),
        size="s",
        icon_name="list_checks",
        title=t("many.select_help"),
        class_name="board-filters__toggle",
        custom_attrs={"data-pick-mode": "", "aria-pressed": "false"},
    )


def column_box() -> rx.Component:
    """Selects all that a column shows, or none of it; there while the board selects."""
    return button(t("many.select_column"), size="s", kind="link", custom_attrs={"data-pick-column": ""})


def row_box(application_id: rx.Var[int], name: rx.Var[str]) -> rx.Component:
    """The checkbox of a row."""
    return rx.el.input(
        type="checkbox",
        value=application_id.to_string(),
        auto_complete="off",  # or a browser brings the marks of the page before back
        custom_attrs={"data-pick": "", "aria-label": t("people.select_one", name=name)},
    )


def head_box() -> rx.Component:
    """The checkbox of all rows of the page."""
    return rx.el.input(
        type="checkbox",
        auto_complete="off",
        custom_attrs={"data-pick-all": "", "aria-label": t("people.select_page")},
    )
