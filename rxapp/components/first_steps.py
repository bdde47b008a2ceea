"""What an empty installation leads to, one room after the other. Nothing when all is done."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.ui import icon, section
from rxapp.state.first_steps import FirstStepsState
from rxapp.state.language import t

# step → icon
STEPS = {
    "colleague": "users", "place": "map_pin", "job": "briefcase", "job_judge": "briefcase",
    "hours": "calendar_clock", "candidate": "user",
}  # fmt: skip
State: Any = FirstStepsState


def first_steps() -> rx.Component:
    """The open steps in order; the next one stands out."""
    return rx.cond(
        State.steps.length() > 0,
        section(
            rx.el.span(
                t("steps.title"), " ",
                rx.el.span(t("steps.progress", done=State.progress), class_name="ui-muted ui-small"),
            ),
            rx.el.p(t("steps.lead"), class_name="ui-muted"),
            rx.el.ol(rx.foreach(State.steps, _step), class_name="staff-list ui-card first-steps"),
            class_name="first-steps__part",
        ),
    )  # fmt: skip


def _step(row: Any) -> rx.Component:
    def each(key: str) -> Any:
        return rx.match(row["code"], *[(code, t(f"steps.{code}{key}")) for code in STEPS], "")

    look = rx.cond(row["is_next"], "ui-button ui-button--primary ui-button--s", "ui-button ui-button--s")
    return rx.el.li(
        rx.match(row["code"], *[(code, icon(name, 18)) for code, name in STEPS.items()], rx.fragment()),
        rx.el.div(
            rx.el.p(rx.el.strong(each(""))),
            rx.el.p(each("_why"), class_name="ui-muted ui-small"),
            class_name="ui-grow",
        ),
        rx.cond(
            row["is_theirs"],
            router_link(each("_go"), to=row["address"], class_name=look),
            rx.el.span(t("steps.administrators"), class_name="ui-muted ui-small"),
        ),
        class_name="staff-list__row",
        custom_attrs={"data-step": row["code"]},
        key=row["code"],
    )
