"""An address that leads nowhere."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import bare_page
from rxapp.components.ui import empty_state, link_button
from rxapp.state.language import t

ROUTE = "404"
TITLE = "ui.not_found.title"
ON_LOAD: list[Any] = []


def page() -> rx.Component:
    """Says so, and leads back."""
    return bare_page(
        rx.el.h1(t("ui.not_found.title"), class_name="ui-hidden"),
        empty_state(
            t("ui.not_found.text"),
            link_button(t("ui.not_found.home"), href="/", kind="primary", icon_name="house"),
            icon_name="map_pin_off",
        ),
        title=TITLE,
    )
