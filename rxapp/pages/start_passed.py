"""The executive's list "passed, waiting for the offer"."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import card, chip, empty_state, section, table
from rxapp.pages.parts import bound
from rxapp.state import passed as states
from rxapp.state.language import t

PassedState = bound(states.PassedState)


def passed_list() -> rx.Component:
    """Who passed, since when, and what they were told or promised."""
    return section(
        rx.cond(
            PassedState.rows.length() > 0, t("start.passed_n", n=PassedState.rows.length()), t("start.passed")
        ),
        rx.cond(
            PassedState.rows.length() > 0,
            card(
                table(
                    [t("start.who"), t("start.passed_since"), t("start.passed_reply")],
                    rx.foreach(PassedState.rows, _row),
                    class_name="start-requests",
                )
            ),
            card(empty_state(t("start.passed_empty"), icon_name="thumbs_up")),
        ),
        class_name="start-section",
        id="passed",
    )


def _row(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.a(rx.el.strong(row["who"]), href="/board?open=" + row["id"].to(str)),
            rx.el.br(),
            rx.el.span(row["job"], " · ", row["recruiter"], class_name="ui-muted ui-small"),
        ),
        rx.el.td(
            row["since"],
            rx.el.div(row["waited"], class_name="ui-muted ui-small"),
            class_name="start-requests__time",
        ),
        rx.el.td(chip(row["reply"], rx.cond(row["is_late"], "amber", ""))),
        key=row["id"],
    )
