"""Where I am signed in."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.ui import button, chip, icon, link_button, notice, page_head
from rxapp.pages.parts import bound, loaded, sheet
from rxapp.state import sessions as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/settings/sessions"
TITLE = "settings.sessions_title"
ON_LOAD: list[Any] = [FrameState.enter, states.SessionsState.load]

SessionsState = bound(states.SessionsState)


def page() -> rx.Component:
    """The list, one button a row, one for all others."""
    return staff_page(
        sheet(),
        page_head(t("settings.sessions_title"), _back()),
        rx.el.p(t("settings.sessions_intro"), class_name="staff-intro"),
        loaded(
            SessionsState,
            rx.el.ul(rx.foreach(SessionsState.sessions, _session), class_name="staff-list ui-card"),
            rx.cond(
                SessionsState.others > 0,
                button(
                    t("settings.end_others"),
                    icon_name="log_out",
                    on_click=SessionsState.end_others,
                    class_name="settings-end-others",
                ),
                notice(t("settings.no_others"), icon_name="shield_check"),
            ),
            kind="card",
        ),
        place="settings",
        title=TITLE,
    )


def _back() -> rx.Component:
    return link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left")


def _session(row: Any) -> rx.Component:
    return rx.el.li(
        icon("monitor_smartphone", 20),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["agent"]),
                rx.cond(row["is_current"], chip(t("settings.this_browser"), "accent", "check")),
                class_name="ui-row",
            ),
            rx.el.p(
                t("settings.session_line", since=row["since"], last=row["last"], address=row["address"]),
                class_name="ui-muted ui-small",
            ),
            class_name="ui-grow",
        ),
        rx.cond(
            ~row["is_current"],
            button(t("settings.end_session"), size="s", on_click=SessionsState.end(row["id"])),
        ),
        class_name="staff-list__row",
        key=row["id"],
    )
