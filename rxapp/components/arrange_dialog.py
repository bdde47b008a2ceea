"""The dialog that books a time while the candidate is on the telephone, by keyboard in a few presses."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import (
    button,
    chip,
    classes,
    dialog,
    dialog_foot,
    empty_state,
    icon,
    link_button,
    refusal,
)
from rxapp.state import arrange as states
from rxapp.state.language import t

_FILE = rx.asset("list_keys.jsx", shared=True).importable_path
ArrangeState: Any = states.ArrangeState


class ListKeys(rx.Component):
    """Calls `on_press` with up, down, first, last, enter or back; keeps the line with aria-selected in view."""

    library = _FILE
    tag = "ListKeys"

    at: rx.Var[int]
    is_taken: rx.Var[bool]
    on_press: rx.EventHandler[rx.event.passthrough_event_spec(str)]


@rx.memo
def arrange_dialog() -> rx.Component:
    """Whom one speaks to, a field, the times that fit; then what booking the chosen one will do."""
    return dialog(
        _caller(),
        ListKeys.create(
            rx.el.label(
                icon("search", 16),
                rx.el.span(t("arrange.field"), class_name="ui-hidden"),
                rx.el.input(
                    key=ArrangeState.application_id.to(str),
                    type="text",
                    auto_complete="off",
                    placeholder=t("arrange.placeholder"),
                    max_length=60,
                    on_change=ArrangeState.look_for,
                    class_name="ui-input",
                    custom_attrs={
                        "role": "combobox",
                        "aria-expanded": "true",
                        "aria-autocomplete": "list",
                        "aria-controls": "arrange-times",
                        "aria-activedescendant": rx.cond(
                            ArrangeState.times.length() > 0, "time-" + ArrangeState.at.to(str), ""
                        ),
                    },
                ),
                class_name="arrange__field",
            ),
            refusal(ArrangeState.problem),
            rx.cond((ArrangeState.taken == "") & (ArrangeState.days.length() > 1), _days()),
            rx.cond(ArrangeState.taken != "", _taken(), _times()),
            at=ArrangeState.at,
            is_taken=ArrangeState.taken != "",
            on_press=ArrangeState.press,
            class_name="arrange",
        ),
        id="arrange",
        title=rx.cond(ArrangeState.is_move, t("arrange.title_move"), t("arrange.title")),
        open=ArrangeState.is_open,
        on_close=ArrangeState.close,
    )


def _caller() -> rx.Component:
    caller = ArrangeState.caller
    return rx.el.p(
        rx.el.strong(caller["name"]),
        rx.cond(
            caller["phone"] != "",
            rx.el.a(
                icon("phone", 14),
                caller["phone"],
                href="tel:" + caller["dial"],
                class_name="ui-number arrange__phone",
            ),
        ),
        rx.el.span(caller["job"], class_name="ui-muted"),
        rx.cond(caller["now"] != "", chip(t("arrange.now", when=caller["now"]), "accent", "clock")),
        class_name="ui-row arrange__caller",
    )


def _days() -> rx.Component:
    """Every day that has free times; pressing one shows all of them."""
    return rx.el.div(
        _day("", t("arrange.all_days"), t("arrange.all_days"), ArrangeState.total),
        rx.foreach(
            ArrangeState.days, lambda each: _day(each["value"], each["label"], each["full"], each["count"])
        ),
        role="group",
        class_name="arrange__days",
        custom_attrs={"aria-label": t("arrange.days")},
    )


def _day(value: Any, label: Any, full: Any, count: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(label, custom_attrs={"aria-hidden": "true"}),
        rx.el.span(full, class_name="ui-hidden"),
        " ",
        rx.el.span(count, class_name="ui-number arrange__count"),
        type="button",
        key=value,
        on_click=ArrangeState.choose_day(value),
        class_name="arrange__on",
        custom_attrs={"data-day": value, "aria-pressed": ArrangeState.day == value},
    )


def _times() -> rx.Component:
    return rx.fragment(
        rx.cond(
            ArrangeState.times.length() > 0,
            rx.el.div(
                rx.foreach(ArrangeState.times, _time),
                id="arrange-times",
                role="listbox",
                class_name="arrange__times",
                custom_attrs={"aria-label": t("arrange.times")},
            ),
            rx.el.div(
                rx.cond(
                    ArrangeState.can_invite,
                    empty_state(
                        t("arrange.not_invited"),
                        link_button(
                            t("arrange.invite"),
                            kind="primary",
                            icon_name="send",
                            href="/board?open=" + ArrangeState.application_id.to(str),
                            on_click=ArrangeState.close,
                        ),
                        icon_name="send",
                    ),
                    empty_state(t("arrange.none"), icon_name="calendar_x"),
                ),
                id="arrange-times",
            ),
        ),
        rx.el.p(
            rx.el.kbd("↑"), rx.el.kbd("↓"), t("arrange.help_choose"), rx.el.kbd("Enter"), t("arrange.help_take"),
            rx.el.span(ArrangeState.counted, class_name="arrange__left", role="status"),
            class_name="ui-muted ui-small arrange__help",
        ),
    )  # fmt: skip


def _time(row: Any, place: Any) -> rx.Component:
    is_at = ArrangeState.at == place
    line = rx.el.div(
        rx.el.span(row["day"], class_name="ui-hidden"),
        rx.el.strong(row["time"], class_name="ui-number"),
        rx.el.span(row["who"], class_name="ui-grow ui-clip"),
        rx.cond(row["note"] != "", chip(row["note"])),
        id="time-" + place.to(str),
        role="option",
        on_click=ArrangeState.pick(row["starts"], row["interviewer_id"]),
        class_name=classes("arrange__time", rx.cond(is_at, "arrange__time--at", "")),
        custom_attrs={"data-time": row["starts"], "data-who": row["interviewer_id"], "aria-selected": is_at},
    )
    # The day is read with each time: what stands between the options of a list is not.
    day = rx.el.p(row["day"], class_name="arrange__day", custom_attrs={"aria-hidden": "true"})
    key = row["starts"].to(str) + "-" + row["interviewer_id"].to(str)
    return rx.fragment(rx.cond(row["is_first"], day), line, key=key)


def _taken() -> rx.Component:
    return rx.el.div(
        rx.el.p(ArrangeState.taken, class_name="arrange__taken ui-number"),
        rx.cond(ArrangeState.where != "", rx.el.p(ArrangeState.where, class_name="ui-muted")),
        rx.el.ul(rx.foreach(ArrangeState.tells, lambda line: rx.el.li(line)), class_name="arrange__tells"),
        dialog_foot(
            button(t("arrange.other"), on_click=ArrangeState.press("back")),
            button(
                rx.cond(ArrangeState.is_move, t("arrange.do_move"), t("arrange.do_book")),
                rx.el.kbd("Enter"),
                kind="primary",
                on_click=ArrangeState.book,
                custom_attrs={"data-book": "true"},
            ),
        ),
        id="arrange-times",
        role="status",
        class_name="arrange__ask",
    )
