"""The calendar's drawings: columns under a scale of hours, and lines of people with a cell a day."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.calendar_drag import CalendarDrag
from rxapp.components.hold import hold
from rxapp.components.ui import classes, icon
from rxapp.pages.parts import bound, number
from rxapp.state import arrange, moving
from rxapp.state import calendar as states
from rxapp.state.language import t

CalendarState, MoveState = bound(states.CalendarState), bound(moving.MoveState)
ArrangeState = bound(arrange.ArrangeState)
HELP = "calendar-help"

# tone of a standing → its sign
SIGNS = {"green": "check", "amber": "clock_alert", "red": "circle_x"}


def grid() -> rx.Component:
    """Whichever drawing the view has, held still while something in it is dragged."""
    return hold(
        CalendarDrag.create(
            rx.cond(CalendarState.shape == "lines", _lines(), _columns()),
            rx.el.p(
                rx.cond(CalendarState.can_move, t("calendar.drag_help"), t("calendar.see_help")),
                id=HELP,
                class_name="ui-muted ui-small cal-help",
            ),
            is_enabled=CalendarState.can_move,
            answered_seq=MoveState.answered_seq,
            since=CalendarState.since,
            until=CalendarState.until,
            say={
                "picked": t("calendar.say_picked", name="{name}"),
                "over": "{at}",
                "asked": t("calendar.say_asked", name="{name}", at="{at}"),
                "back": t("calendar.say_back", name="{name}"),
            },
            on_move=MoveState.ask,
        ),
        state=states.CalendarState,
        lists={"columns": "key", "lines": "id"},
        mode="dragging",
        on_arrange=ArrangeState.open_for,
        class_name="cal-hold",
    )


def _columns() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(class_name="cal-corner"),
            rx.foreach(CalendarState.columns, _head),
            class_name="cal-heads",
        ),
        rx.el.div(
            rx.el.div(
                rx.foreach(
                    CalendarState.hours,
                    lambda row: rx.el.span(
                        row["text"], class_name="cal-hour ui-number", style={"top": row["top"]}
                    ),
                ),
                class_name="cal-scale",
                custom_attrs={"aria-hidden": "true"},
            ),
            rx.foreach(CalendarState.columns, _column),
            rx.foreach(
                CalendarState.hours,
                lambda row: rx.el.div(class_name="cal-hour-line", style={"top": row["top"]}),
            ),
            rx.cond(
                CalendarState.now_at != "",
                rx.el.div(
                    class_name="cal-now",
                    style={"top": CalendarState.now_at},
                    custom_attrs={"aria-hidden": "true"},
                ),
            ),
            class_name="cal-body",
        ),
        class_name="cal-columns ui-card",
        role="group",
        tab_index=0,
        custom_attrs={"data-scrolls": "true", "aria-label": CalendarState.day_text, "aria-describedby": HELP},
    )


def _head(column: Any) -> rx.Component:
    return rx.el.div(
        rx.el.strong(column["head"], class_name="ui-clip"),
        rx.el.span(column["under"], class_name="ui-muted ui-small ui-number ui-clip"),
        class_name=classes("cal-head", rx.cond(column["is_today"], "cal-head--today", "")),
        key=column["key"],
    )


def _column(column: Any) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            column["open"].to(list[dict[str, str]]),
            lambda span: rx.el.div(
                class_name="cal-open", style={"top": span["top"], "height": span["height"]}
            ),
        ),
        rx.cond(column["off"] != "", rx.el.p(column["off"], class_name="cal-off")),
        rx.foreach(column["blocks"].to(list[dict[str, Any]]), lambda row: _block(row, on_scale=True)),
        rx.el.div(custom_attrs={"data-shadow": "true"}),
        role="group",
        class_name="cal-column",
        custom_attrs={
            "data-drop": "scale",
            "data-who": column["who"],
            "data-day": column["day"],
            "aria-label": column["label"],
        },
        key=column["key"],
    )


def _lines() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(class_name="cal-corner"),
            rx.foreach(
                CalendarState.heads,
                lambda head: rx.el.button(
                    rx.el.strong(head["text"]),
                    number(head["date"], class_name="ui-muted ui-small"),
                    type="button",
                    on_click=CalendarState.open_day(head["day"]),
                    class_name=classes("cal-head", rx.cond(head["is_today"], "cal-head--today", "")),
                ),
            ),
            class_name="cal-heads",
        ),
        rx.foreach(CalendarState.lines, _line),
        class_name="cal-lines ui-card",
        role="group",
        tab_index=0,
        custom_attrs={"data-scrolls": "true", "aria-label": CalendarState.day_text, "aria-describedby": HELP},
    )


def _line(line: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.button(
                line["name"],
                type="button",
                on_click=CalendarState.choose_person(line["id"].to(str)),
                class_name="cal-person__name ui-clip",
            ),
            rx.cond(line["is_gone"], rx.el.span(t("calendar.gone"), class_name="cal-person__gone")),
            rx.el.span(line["load"], class_name="ui-muted ui-small ui-number"),
            rx.el.span(
                rx.el.span(style={"width": line["share"]}),
                class_name="cal-load",
                custom_attrs={"aria-hidden": "true"},
            ),
            class_name="cal-person",
        ),
        rx.foreach(line["cells"].to(list[dict[str, Any]]), _cell),
        class_name="cal-line",
        custom_attrs={"data-line": "true"},
        key=line["id"],
    )


def _cell(cell: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(cell["off"] != "", rx.el.p(cell["off"], class_name="cal-off")),
        rx.foreach(cell["blocks"].to(list[dict[str, Any]]), lambda row: _block(row, on_scale=False)),
        rx.el.div(custom_attrs={"data-shadow": "true"}),
        role="group",
        class_name=classes(
            "cal-cell",
            rx.cond(cell["is_shut"], "cal-cell--shut", ""),
            rx.cond(cell["is_today"], "cal-cell--today", ""),
        ),
        custom_attrs={
            "data-drop": "cell",
            "data-who": cell["who"],
            "data-day": cell["day"],
            "aria-label": cell["label"],
        },
        key=cell["key"],
    )


def _block(row: Any, *, on_scale: bool) -> rx.Component:
    label = row["time"].to(str) + " " + row["name"].to(str) + " · " + row["standing"].to(str)
    return rx.el.button(
        number(row["time"], class_name="cal-block__time"),
        rx.el.span(row["name"], class_name="cal-block__name ui-clip"),
        rx.cond(row["flag"] != "", icon("flag", 12, class_name="cal-block__flag")),
        rx.cond(row["mode"] == "video", icon("video", 12)),
        # How it stands is not told by colour alone.
        rx.match(row["tone"], *[(tone, icon(sign, 12)) for tone, sign in SIGNS.items()], rx.fragment()),
        *([rx.el.span(row["standing"], class_name="cal-block__more ui-clip")] if on_scale else []),
        type="button",
        on_click=CalendarState.show(row["booking_id"], row["application_id"]),
        style={"top": row["top"], "height": row["height"]} if on_scale else {},
        class_name=classes(
            "cal-block",
            rx.Var.create("cal-block--") + row["tone"].to(str),
            rx.cond(row["is_short"], "cal-block--short", ""),
        ),
        title=label,
        custom_attrs={
            "data-booking": row["booking_id"],
            "data-version": row["version"],
            "data-minute": row["minute"],
            "data-length": row["length"],
            "data-name": row["name"],
            "data-moves": rx.cond(row["can_move"], "true", rx.Var("undefined")),
            "data-application": rx.cond(row["can_move"], row["application_id"], rx.Var("undefined")),
            "aria-label": label,
        },
        key=row["booking_id"],
    )
