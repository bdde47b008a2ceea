"""The record: who did what, when."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.ui import button, chip, empty_state, field, link_button, page_head, select, text_input
from rxapp.pages.parts import bound, loaded, number, only_for, sheet
from rxapp.rules.vocabulary import Role
from rxapp.state import audit as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = states.ROUTE
TITLE = "audit.title"
ON_LOAD: list[Any] = [FrameState.enter, states.AuditState.load]

AuditState = bound(states.AuditState)


def page() -> rx.Component:
    """A filter and fifty lines; the address holds both."""
    return staff_page(
        sheet(),
        page_head(
            t("audit.title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
            rx.cond(
                bound(FrameState).role == Role.ADMINISTRATOR.value,
                link_button(
                    t("audit.export"),
                    href=rx.cond(
                        AuditState.query != "", "/api/audit.csv?" + AuditState.query, "/api/audit.csv"
                    ),
                    icon_name="download",
                    download=True,
                ),
            ),
        ),
        only_for((Role.ADMINISTRATOR,), _audit()),
        place="settings",
        title=TITLE,
    )


def _audit() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("audit.lead"), class_name="staff-intro"),
        loaded(
            AuditState,
            _filter(),
            rx.cond(
                AuditState.rows.length() > 0,
                rx.el.ol(rx.foreach(AuditState.rows, _row), class_name="staff-list ui-card audit"),
                rx.cond(
                    AuditState.is_filtered,
                    empty_state(
                        t("audit.none_found"),
                        link_button(t("audit.show_all"), href=ROUTE),
                        icon_name="search_x",
                    ),
                    empty_state(t("audit.empty"), icon_name="clipboard_list"),
                ),
            ),
            rx.el.nav(
                rx.cond(
                    ~AuditState.is_first,
                    link_button(t("audit.newest"), href=_address(AuditState.query), icon_name="chevron_left"),
                ),
                rx.cond(
                    AuditState.older != "",
                    link_button(t("audit.older"), href=_address(AuditState.older)),
                ),
                class_name="audit__pages ui-row",
                custom_attrs={"aria-label": t("audit.pages")},
            ),
            lines=10,
        ),
    )


def _address(query: Any) -> Any:
    return rx.cond(query != "", f"{ROUTE}?" + query, ROUTE)


def _filter() -> rx.Component:
    form = AuditState.form
    return rx.el.form(
        field(
            t("audit.person"),
            select(AuditState.people, first=t("audit.everybody"), name="person", default_value=form["person"]),
        ),
        field(
            t("audit.group"),
            select(
                [(name, t(f"audit.group_{name}")) for name in states.ALL_GROUPS],
                first=t("audit.everything"),
                name="group",
                default_value=form["group"],
            ),
        ),
        field(t("audit.since"), text_input(name="since", type="date", default_value=form["since"])),
        field(t("audit.until"), text_input(name="until", type="date", default_value=form["until"])),
        field(
            t("audit.about"),
            text_input(
                name="about", type="search", default_value=form["about"], max_length=60,
                placeholder=t("audit.about_hint"),
            ),
        ),
        button(t("audit.look"), type="submit", icon_name="search"),
        key=AuditState.query,
        on_submit=AuditState.look_for,
        class_name="audit__filter",
        role="search",
    )  # fmt: skip


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.time(number(row["when"]), title=row["full"], class_name="audit__when ui-muted ui-small"),
        rx.el.div(
            rx.el.p(rx.el.strong(row["who"]), " ", row["what"]),
            rx.cond(
                row["application_id"].to(int) > 0,
                rx.el.p(
                    rx.el.a(row["candidate"], href="/board?open=" + row["application_id"].to(str)),
                    class_name="ui-small ui-muted",
                ),
            ),
            class_name="ui-grow",
        ),
        rx.match(
            row["group"],
            *[(name, chip(t(f"audit.group_{name}"))) for name in states.ALL_GROUPS],
            rx.fragment(),
        ),
        class_name="staff-list__row audit__row",
        custom_attrs={"data-event": row["id"]},
        key=row["id"],
    )
