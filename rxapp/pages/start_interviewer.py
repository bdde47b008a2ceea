"""An interviewer's start page: whom I see today, where, and what I still owe an outcome for."""

from __future__ import annotations

import reflex as rx

from rxapp.components.cv_dialog import cv_dialog
from rxapp.components.later import later
from rxapp.components.ui import empty_state, link_button, notice, page_head, section
from rxapp.pages.agenda_parts import day_list, interview_list, interview_row, settled_section
from rxapp.pages.parts import bound, loaded
from rxapp.state import start as states
from rxapp.state.language import t

OwnDayState = bound(states.OwnDayState)
MY_HOURS = "/calendar#hours"


def interviewer() -> rx.Component:
    """Missing outcomes first, then today, then what comes, and last how the last ones went."""
    return rx.fragment(
        page_head(
            t("start.mine"), link_button(t("start.my_hours"), href=MY_HOURS, icon_name="calendar_days")
        ),
        loaded(
            OwnDayState,
            rx.el.div(
                rx.cond(OwnDayState.has_hours, rx.fragment(), _no_hours()),
                rx.cond(
                    OwnDayState.overdue.length() > 0,
                    section(
                        t("start.owed"),
                        notice(rx.el.p(t("start.owed_hint")), tone="amber", icon_name="clipboard_pen"),
                        rx.el.div(
                            day_list(OwnDayState.overdue, names_interviewer=False, reads_cv=True),
                            class_name="ui-card",
                        ),
                    ),
                ),
                section(
                    OwnDayState.today["day"],
                    rx.cond(
                        OwnDayState.today["items"].length() > 0,
                        rx.el.div(
                            interview_list(
                                OwnDayState.today["items"], names_interviewer=False, reads_cv=True
                            ),
                            class_name="ui-card",
                        ),
                        empty_state(
                            rx.cond(OwnDayState.has_hours, t("start.mine_empty"), t("start.mine_none")),
                            rx.cond(OwnDayState.has_hours, link_button(t("start.my_hours"), href=MY_HOURS)),
                            icon_name="coffee",
                        ),
                    ),
                ),
                rx.cond(
                    OwnDayState.later.length() > 0,
                    section(
                        t("start.next"),
                        rx.el.div(
                            day_list(OwnDayState.later, names_interviewer=False, reads_cv=True),
                            class_name="ui-card",
                        ),
                    ),
                ),
                settled_section(OwnDayState.settled, lambda row: interview_row(row, names_interviewer=False)),
                class_name="start-column",
            ),
            kind="card",
        ),
        later(cv_dialog)(),
    )


def _no_hours() -> rx.Component:
    """Whoever is new here has one thing to do before anybody can be offered a time."""
    return notice(
        rx.el.p(t("start.no_hours")),
        link_button(t("start.set_hours"), href=MY_HOURS, kind="primary", size="s", icon_name="plus"),
        tone="amber",
        icon_name="clock_alert",
        class_name="start-no-hours",
        custom_attrs={"data-no-hours": ""},
    )
