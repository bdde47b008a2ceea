"""The calendar: the week's interviews, and when an interviewer can be booked."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.drawer import application_drawer
from rxapp.components.frame import staff_page
from rxapp.components.later import later
from rxapp.components.outcome_dialog import outcome_dialog
from rxapp.components.phone_address import phone_address
from rxapp.components.ui import (
    button,
    chip,
    choices,
    dialog,
    dialog_foot,
    empty_state,
    icon_button,
    link_button,
    notice,
    page_head,
    refusal,
    section,
)
from rxapp.pages.agenda_parts import day_list
from rxapp.pages.calendar_grid import grid
from rxapp.pages.calendar_hours import away_dialog, days_off, week_hours
from rxapp.pages.parts import bound, loaded, sheet
from rxapp.state import calendar as states
from rxapp.state import moving
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/calendar"
TITLE = "calendar.title"
ON_LOAD: list[Any] = [FrameState.enter, states.CalendarState.load]

CalendarState, MoveState = bound(states.CalendarState), bound(moving.MoveState)


def page() -> rx.Component:
    """The week or day over the whole width, hours and days off below it."""
    return staff_page(
        sheet(),
        # A week of everybody is 1000 px wide: on a phone an address without a view means the day.
        phone_address(parameter="view", value="day"),
        page_head(t("calendar.title"), _view(), _person(), _week()),
        section(
            CalendarState.day_text,
            loaded(
                CalendarState,
                rx.cond(
                    CalendarState.is_cut,
                    notice(rx.el.p(t("calendar.is_cut", n=CalendarState.total)), tone="amber"),
                ),
                rx.cond(CalendarState.shape == "list", _list(), rx.fragment(_nothing_note(), grid())),
                kind="card",
            ),
            actions=rx.cond(
                CalendarState.booked > 0, chip(t("calendar.booked", n=CalendarState.booked), "accent")
            ),
        ),
        rx.el.div(week_hours(), days_off(), class_name="calendar-hours"),
        _move_dialog(),
        away_dialog(),
        rx.cond(CalendarState.is_own, later(outcome_dialog)(), application_drawer()),
        place="calendar",
        title=TITLE,
    )


def _list() -> rx.Component:
    return rx.cond(
        CalendarState.days.length() > 0,
        rx.el.div(
            day_list(CalendarState.days, names_interviewer=~CalendarState.is_own),
            class_name="ui-card calendar-days",
        ),
        empty_state(
            rx.cond(CalendarState.is_own, t("calendar.empty_own"), t("calendar.empty")),
            icon_name="calendar_days",
        ),
    )


def _nothing_note() -> rx.Component:
    """The empty grid still shows when people can be booked; one line says that nothing is."""
    return rx.cond(
        (CalendarState.columns.length() == 0) & (CalendarState.lines.length() == 0),
        empty_state(
            t("calendar.nobody"), link_button(t("calendar.to_people"), href="/settings"), icon_name="users"
        ),
        rx.cond(
            CalendarState.booked == 0,
            rx.el.p(
                rx.match(
                    CalendarState.view,
                    ("day", t("calendar.empty_day")),
                    rx.cond(CalendarState.is_own, t("calendar.empty_own"), t("calendar.empty")),
                ),
                class_name="ui-muted cal-nothing",
            ),
        ),
    )


def _move_dialog() -> rx.Component:
    """Whom the move concerns and what will be sent, before it happens."""
    return dialog(
        rx.el.dl(
            rx.el.dt(t("calendar.move_from")),
            rx.el.dd(MoveState.old, class_name="ui-number cal-ask__old"),
            rx.el.dt(t("calendar.move_to")),
            rx.el.dd(MoveState.new, class_name="ui-number cal-ask__new"),
            class_name="staff-facts",
        ),
        rx.el.ul(rx.foreach(MoveState.tells, lambda line: rx.el.li(line)), class_name="arrange__tells"),
        refusal(MoveState.problem),
        dialog_foot(
            button(t("calendar.move_not"), on_click=MoveState.close),
            button(
                t("calendar.move_do"), kind="primary", on_click=MoveState.move, auto_focus=True,
                custom_attrs={"data-move-it": "true"},
            ),
        ),
        id="move",
        title=t("calendar.move_title", name=MoveState.title),
        open=MoveState.is_open,
        on_close=MoveState.close,
    )  # fmt: skip


def _view() -> rx.Component:
    return choices(
        t("calendar.view"),
        "view",
        [(view, t(f"calendar.view_{view}")) for view in states.VIEWS],
        CalendarState.view,
        CalendarState.choose_view,
    )


def _person() -> rx.Component:
    return rx.cond(
        CalendarState.people.length() > 0,
        rx.el.label(
            rx.el.span(t("calendar.person"), class_name="ui-hidden"),
            rx.el.select(
                rx.el.option(t("calendar.everybody"), value=""),
                rx.foreach(CalendarState.people, lambda row: rx.el.option(row["text"], value=row["value"])),
                value=CalendarState.person,
                on_change=CalendarState.choose_person,
                class_name="ui-input",
            ),
            class_name="calendar-person",
        ),
    )


def _week() -> rx.Component:
    return rx.el.div(
        icon_button("chevron_left", t("calendar.before"), on_click=CalendarState.go(-1)),
        button(
            t("calendar.now"),
            size="s",
            disabled=CalendarState.is_now,
            on_click=CalendarState.go(0),
        ),
        icon_button("chevron_right", t("calendar.after"), on_click=CalendarState.go(1)),
        class_name="ui-row",
    )
