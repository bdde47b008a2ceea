"""The calendar: the week's interviews, and when an interviewer can be booked."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.outcome_dialog import outcome_dialog
from rxapp.components.ui import (
    button,
    chip,
    empty_state,
    field,
    help_tip,
    icon_button,
    notice,
    page_head,
    section,
    text_input,
)
from rxapp.pages.agenda_parts import day_list
from rxapp.pages.parts import bound, hours_form, hours_list, loaded, sheet
from rxapp.state import calendar as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/calendar"
TITLE = "calendar.title"
ON_LOAD: list[Any] = [FrameState.enter, states.CalendarState.load]

CalendarState, HoursState = bound(states.CalendarState), bound(states.HoursState)


def page() -> rx.Component:
    """The list in the middle, hours beside it (below it on a phone)."""
    return staff_page(
        sheet(),
        page_head(t("calendar.title"), _person(), _week()),
        rx.el.div(
            section(
                CalendarState.week_text,
                loaded(
                    CalendarState,
                    rx.cond(
                        CalendarState.days.length() > 0,
                        rx.el.div(
                            day_list(CalendarState.days, names_interviewer=~CalendarState.is_own),
                            class_name="ui-card calendar-days",
                        ),
                        empty_state(
                            rx.cond(CalendarState.is_own, t("calendar.empty_own"), t("calendar.empty")),
                            icon_name="calendar_days",
                        ),
                    ),
                    kind="card",
                ),
                actions=rx.cond(
                    CalendarState.booked > 0, chip(t("calendar.booked", n=CalendarState.booked), "accent")
                ),
            ),
            rx.el.aside(_hours(), _days_off(), class_name="calendar-hours"),
            class_name="calendar",
        ),
        outcome_dialog(),
        place="calendar",
        title=TITLE,
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
        icon_button("chevron_left", t("calendar.week_before"), on_click=CalendarState.go(-1)),
        button(
            t("calendar.this_week"),
            size="s",
            disabled=CalendarState.is_this_week,
            on_click=CalendarState.go(0),
        ),
        icon_button("chevron_right", t("calendar.week_after"), on_click=CalendarState.go(1)),
        class_name="ui-row",
    )


def _hours() -> rx.Component:
    return section(
        rx.cond(
            CalendarState.is_own,
            t("calendar.my_hours"),
            rx.cond(HoursState.name != "", t("calendar.hours_of", name=HoursState.name), t("calendar.hours")),
        ),
        loaded(
            HoursState,
            rx.cond(
                HoursState.user_id > 0,
                rx.el.div(
                    rx.cond(
                        HoursState.hours.length() > 0,
                        hours_list(
                            HoursState.hours, can_edit=HoursState.can_edit, remove=HoursState.remove_hours
                        ),
                        notice(rx.el.p(t("calendar.no_hours")), tone="amber", icon_name="clock_alert"),
                    ),
                    rx.cond(HoursState.can_edit, hours_form(HoursState.add_hours)),
                    rx.el.p(t("calendar.hours_hint"), class_name="ui-muted ui-small"),
                    class_name="ui-card ui-stack",
                ),
                rx.el.p(t("calendar.choose_person"), class_name="ui-card ui-muted"),
            ),
            again=CalendarState.load,
        ),
        help=help_tip("weekly_hours", t("calendar.hours")),
    )


def _days_off() -> rx.Component:
    return rx.cond(
        HoursState.user_id > 0,
        section(
            t("calendar.days_off"),
            rx.el.div(
                rx.cond(
                    HoursState.days_off.length() > 0,
                    rx.el.ul(rx.foreach(HoursState.days_off, _day_off), class_name="staff-hours"),
                    rx.el.p(t("calendar.no_days_off"), class_name="ui-muted"),
                ),
                rx.cond(HoursState.can_edit, _day_off_form()),
                class_name="ui-card ui-stack",
            ),
        ),
    )


def _day_off(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(row["text"], class_name="ui-number ui-grow"),
        rx.el.span(row["note"], class_name="ui-muted ui-small"),
        rx.cond(
            HoursState.can_edit,
            icon_button(
                "x",
                t("calendar.remove_day_off", days=row["text"]),
                on_click=HoursState.remove_day_off(row["id"]),
            ),
        ),
        class_name="staff-hours__row",
        key=row["id"],
    )


def _day_off_form() -> rx.Component:
    return rx.el.form(
        field(t("calendar.off_from"), text_input(name="starts_on", type="date", required=True)),
        field(t("calendar.off_to"), text_input(name="ends_on", type="date")),
        field(t("calendar.off_note"), text_input(name="note", max_length=80)),
        button(t("calendar.add_day_off"), type="submit", icon_name="plus"),
        on_submit=HoursState.add_day_off,
        reset_on_submit=True,
        class_name="staff-hours__form",
    )
