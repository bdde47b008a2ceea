"""The dialog that records how an interview went; start page, calendar and drawer open it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import (
    button,
    choices,
    closes,
    dialog,
    dialog_foot,
    field,
    icon,
    keeps_words,
    menu,
    refusal,
    select,
    text_area,
)
from rxapp.state import outcome as states
from rxapp.state.language import t

OutcomeState: Any = states.OutcomeState


LATE_MINUTES = (10, 20, 30)


def late_menu(row: Any) -> rx.Component:
    """The candidate called: so many minutes late, ticked for them."""
    return menu(
        rx.el.span(icon("clock_alert"), t("start.late"), icon("chevron_down", 12), class_name="ui-row"),
        *[
            button(
                t("drawer.late_by", n=n), kind="ghost", size="s",
                on_click=OutcomeState.late(row["application_id"], n), **closes(),
            )
            for n in LATE_MINUTES
        ],
        label=t("start.late"),
        class_name="drawer__menu",
        custom_attrs={"data-menu": "late"},
    )  # fmt: skip


@rx.memo
def outcome_dialog() -> rx.Component:
    """How did it go? Four outcomes; the reasons that fit the chosen one; a note for colleagues."""
    return dialog(
        rx.el.p(rx.el.strong(OutcomeState.who), " · ", OutcomeState.when),
        choices(
            t("start.outcome"),
            "outcome",
            [(each.value, t(f"calendar.standing_{each.value}")) for each in states.OUTCOMES],
            OutcomeState.outcome,
            OutcomeState.choose,
        ),
        rx.el.form(
            rx.cond(
                OutcomeState.reasons.length() > 0,
                field(
                    t("start.reason"),
                    select(
                        OutcomeState.reasons,
                        first=t("ui.choose_one"),
                        name="reason",
                        key=OutcomeState.outcome,
                        required=True,
                    ),
                ),
                rx.el.input(type="hidden", name="reason", value=""),
            ),
            field(
                t("start.note"),
                text_area(name="note", max_length=500, rows="2", default_value=OutcomeState.note),
                hint=t("start.note_hint"),
            ),
            refusal(OutcomeState.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=OutcomeState.close),
                button(
                    t("start.save_outcome"),
                    kind="primary",
                    type="submit",
                    disabled=OutcomeState.outcome == "",
                ),
            ),
            key=OutcomeState.booking_id.to(str) + "." + OutcomeState.version.to(str),
            on_submit=OutcomeState.save,
            class_name="ui-stack",
        ),
        id="outcome",
        title=t("start.record_title"),
        open=OutcomeState.is_open,
        on_close=OutcomeState.close,
        **keeps_words(),
    )
