"""Small shared layouts of staff pages: what shows while a state loads, when it failed, and a line of facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.components.native import SeenEnd
from rxapp.components.ui import (
    Child,
    Text,
    button,
    classes,
    empty_state,
    field,
    icon,
    link_button,
    notice,
    select,
    skeleton,
    text_input,
)
from rxapp.rules.vocabulary import Role
from rxapp.state.frame import FrameState
from rxapp.state.language import t


def bound(state: type[rx.State]) -> Any:
    """A state as pages use it: its fields are Vars and its handlers events there, which no type checker can know."""
    return state


def sheet() -> rx.Component:
    """The stylesheet of staff pages; candidates' phones never load it."""
    return rx.el.link(rel="stylesheet", href=rx.asset("staff.css"), custom_attrs={"precedence": "default"})


def loaded(
    state: Any, *children: Child, lines: int = 4, kind: str = "line", again: Any = None
) -> rx.Component:
    """The children once `state` (a PageState) is ready; a skeleton before, a way out when reading failed."""
    return rx.cond(
        state.is_failed,
        notice(
            rx.el.p(t("start.failed")),
            button(t("ui.retry"), size="s", on_click=state.load if again is None else again),
            tone="red",
            icon_name="triangle_alert",
            class_name="staff-failed",
        ),
        rx.cond(state.is_loading, skeleton(lines, kind), rx.fragment(*children)),
    )


def only_for(roles: Sequence[Role], *children: Child) -> rx.Component:
    """The children for these roles; whoever typed the address reads why there is nothing. Protects nothing: the
    handlers do."""
    return rx.cond(
        _is_one_of(roles),
        rx.fragment(*children),
        empty_state(t("start.not_yours"), link_button(t("start.to_start"), href="/"), icon_name="lock"),
    )


def tools_for(roles: Sequence[Role], *children: Child) -> rx.Component:
    """A page's tools, for these roles alone: beside "this page is not yours" there is nothing to press."""
    return rx.cond(_is_one_of(roles), rx.fragment(*children))


def _is_one_of(roles: Sequence[Role]) -> Any:
    known = bound(FrameState).role
    fits = known == ""
    for role in roles:
        fits = fits | (known == role.value)
    return fits


def news_bar(n: Any, text: Any, show: Any, *, to: str, shown: Any) -> rx.Component:
    """Over a list that stands still: how much has changed since it was opened. A press shows it and leaves the focus at
    the list, the element with the id `to`. Where none is `shown` nobody is reading, and what comes is shown at once."""
    return rx.el.div(
        rx.cond(
            n > 0,
            rx.cond(
                shown == 0,
                SeenEnd.create(seen=n, on_seen=show),
                rx.el.button(text, type="button", on_click=[rx.set_focus(to), show], class_name="hold__news"),
            ),
        ),
        role="status",
        class_name="hold__line",
    )


def number(value: Child, **props: Any) -> rx.Component:
    """A figure: tabular, so that a change does not make the line jump."""
    return rx.el.span(value, class_name=classes("ui-number", props.pop("class_name", "")), **props)


def facts(*pairs: tuple[Text, Child]) -> rx.Component:
    """Names and values side by side."""
    return rx.el.dl(
        *[part for name, value in pairs for part in (rx.el.dt(name), rx.el.dd(value))],
        class_name="staff-facts",
    )


def hours_list(days: Any, *, can_edit: Any, remove: Any) -> rx.Component:
    """A week: one line a weekday, its ranges beside each other, each with a cross for who may change them."""

    def one(row: Any) -> rx.Component:
        return rx.el.span(
            number(row["text"]),
            rx.cond(
                can_edit,
                rx.el.button(
                    icon("x", 14),
                    type="button",
                    on_click=remove(row["weekday"], row["start_minute"], row["end_minute"]),
                    class_name="staff-hours__cross",
                    custom_attrs={
                        "aria-label": t("settings.remove_hours", day=row["day"], hours=row["text"])
                    },
                ),
            ),
            class_name="staff-hours__range",
        )

    return rx.el.ul(
        rx.foreach(
            days,
            lambda day: rx.el.li(
                rx.el.span(day["day"]),
                rx.el.span(rx.foreach(day["ranges"], one), class_name="staff-hours__ranges"),
                class_name="staff-hours__row",
            ),
        ),
        class_name="staff-hours",
    )


def hours_form(on_submit: Any) -> rx.Component:
    """One weekday or the whole working week, from and to, one button."""
    days = [("week", t("calendar.weekdays")), *[(str(day), t(f"calendar.weekday_{day}")) for day in range(7)]]
    return rx.el.form(
        field(t("calendar.day"), select(days, name="weekday")),
        field(t("calendar.from"), text_input(name="start", type="time", default_value="09:00", step="900")),
        field(t("calendar.to"), text_input(name="end", type="time", default_value="18:00", step="900")),
        button(t("calendar.add_hours"), type="submit", icon_name="plus"),
        on_submit=on_submit,
        class_name="staff-hours__form",
    )


def by_hand(text: Any, sent: Any) -> rx.Component:
    """What one does with a message that is sent by hand: copy it, then tick it as sent."""
    return rx.el.div(
        copy_button(text),
        button(t("start.sent"), size="s", kind="primary", icon_name="check", on_click=sent),
        class_name="ui-row",
    )


def copy_button(text: Any) -> rx.Component:
    """Puts a text into the clipboard; the browser does it, nothing is sent."""
    return button(
        rx.el.span(t("messages.copy")),
        size="s",
        icon_name="copy",
        on_click=rx.set_clipboard(text),
        class_name="staff-copy",
    )
