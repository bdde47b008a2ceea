"""Notices of what happened, with the way back while there is one."""

from __future__ import annotations

import reflex as rx

from rxapp.components.native import Timed
from rxapp.components.ui import button, classes, icon_button
from rxapp.state.frame import ToastState
from rxapp.state.language import t

TOAST_SECONDS = 10


@rx.memo
def toast_region(is_here: rx.Var[bool]) -> rx.Component:
    """Where notices appear and are read aloud; goes by itself after ten seconds, which is as long as undo lasts. There
    is one on the page and one in the drawer: `is_here` tells which of them says it, and the other is empty and mute."""
    return rx.el.div(
        rx.cond(
            is_here & (ToastState.toast_text != ""),
            rx.el.div(
                Timed.create(seq=ToastState.toast_seq, seconds=TOAST_SECONDS, on_end=ToastState.dismiss),
                rx.el.span(ToastState.toast_text, class_name="ui-grow"),
                rx.cond(ToastState.can_undo, button(t("ui.undo"), size="s", on_click=ToastState.undo)),
                icon_button("x", t("ui.close"), on_click=ToastState.dismiss),
                class_name=classes(
                    "ui-toast", rx.cond(ToastState.toast_kind == "problem", "ui-toast--problem", "")
                ),
            ),
        ),
        class_name="ui-toasts",
        role=rx.cond(is_here, "status", "presentation"),
        custom_attrs={"aria-live": rx.cond(is_here, "polite", "off")},
    )
