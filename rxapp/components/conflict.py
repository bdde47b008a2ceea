"""What somebody else changed while this form was open, said at its top, where the form begins anew."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import notice
from rxapp.state.language import t


def conflict_notice(who: Any, lines: Any) -> rx.Component:
    """`who` is a sentence, empty while nobody did; `lines` what they changed."""
    return rx.cond(
        who != "",
        notice(
            rx.el.p(rx.el.strong(who)),
            rx.el.ul(rx.foreach(lines, lambda line: rx.el.li(line)), class_name="staff-changes"),
            rx.el.p(t("conflict.again")),
            tone="amber",
            icon_name="triangle_alert",
            role="alert",
        ),
    )
