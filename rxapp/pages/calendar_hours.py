"""Below the calendar: the weekly hours and the days off of the interviewer who is chosen."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.native import Landing
from rxapp.components.ui import (
    button,
    dialog,
    dialog_foot,
    field,
    help_tip,
    icon_button,
    notice,
    refusal,
    section,
    text_input,
)
from rxapp.pages.parts import bound, hours_form, hours_list, loaded
from rxapp.state import away, calendar, hours
from rxapp.state.language import t

HOURS_PART = "hours"

AwayState, HoursState = bound(away.AwayState), bound(hours.HoursState)
CalendarState = bound(calendar.CalendarState)


def week_hours() -> rx.Component:
    """When the chosen interviewer can be booked; the address #hours leads here."""
    part = section(
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
    return rx.el.div(Landing.create(name=HOURS_PART), part)


def days_off() -> rx.Component:
    """On which days the chosen interviewer cannot."""
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
                on_click=AwayState.remove(row["id"]),
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
        on_submit=AwayState.add,
        key=AwayState.saved.to(str),
        class_name="staff-hours__form",
    )


def away_dialog() -> rx.Component:
    """Whom days off concern, before they are saved."""
    return dialog(
        rx.el.dl(
            rx.el.dt(t("calendar.away_days")),
            rx.el.dd(AwayState.days, class_name="ui-number"),
            rx.el.dt(t("calendar.away_booked", n=AwayState.booked)),
            rx.el.dd(
                rx.foreach(AwayState.names, lambda name: rx.el.p(name, class_name="ui-number")),
                rx.cond(
                    AwayState.booked > AwayState.names.length(),
                    rx.el.p(
                        t("calendar.away_more", n=AwayState.booked - AwayState.names.length()),
                        class_name="ui-muted",
                    ),
                ),
                custom_attrs={"data-away": "booked"},
            ),
            class_name="staff-facts",
        ),
        rx.el.p(t("calendar.away_stay")),
        refusal(AwayState.problem),
        dialog_foot(
            button(t("calendar.away_not"), on_click=AwayState.close),
            button(
                t("calendar.away_do"), kind="primary", on_click=AwayState.save,
                custom_attrs={"data-away-save": "true"},
            ),
        ),
        id="away",
        title=t("calendar.away_title"),
        open=AwayState.is_open,
        on_close=AwayState.close,
    )  # fmt: skip
