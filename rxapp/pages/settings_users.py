"""Colleagues: who has an account, in which role; invite, change, close."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.ui import avatar, button, chip, closes, icon, link_button, menu, page_head
from rxapp.components.user_dialogs import change_dialog, invite_user_dialog, link_dialog
from rxapp.pages.parts import bound, loaded, number, only_for, sheet
from rxapp.rules.vocabulary import Role
from rxapp.state import user_changes
from rxapp.state import users as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/settings/users"
TITLE = "users.title"
ON_LOAD: list[Any] = [
    FrameState.enter, states.UsersState.load, states.InviteUserState.open_from_address
]  # fmt: skip

UsersState, InviteState = bound(states.UsersState), bound(states.InviteUserState)
LinkState, ChangeState = bound(states.UserLinkState), bound(user_changes.UserChangeState)


def page() -> rx.Component:
    """One row a person; what can be done stands in its menu."""
    return staff_page(
        sheet(),
        page_head(
            t("users.title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
            rx.cond(
                bound(FrameState).role == Role.ADMINISTRATOR.value,
                button(t("users.invite"), kind="primary", icon_name="plus", on_click=InviteState.open_form),
            ),
        ),
        only_for((Role.ADMINISTRATOR,), _users(), invite_user_dialog(), link_dialog(), change_dialog()),
        place="settings",
        title=TITLE,
    )


def _users() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("users.lead"), class_name="staff-intro"),
        loaded(
            UsersState,
            rx.el.ul(rx.foreach(UsersState.users, _user), class_name="staff-list ui-card users"),
            lines=6,
            kind="card",
        ),
    )


def _user(row: Any) -> rx.Component:
    return rx.el.li(
        avatar(row["name"].to(str)[:1]),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["name"], class_name="ui-clip"),
                chip(row["role_text"]),
                rx.match(
                    row["standing"],
                    ("waiting", chip(t("users.waiting"), "amber", "clock")),
                    ("closed", chip(t("settings.inactive"), icon_name="lock")),
                    rx.fragment(),
                ),
                rx.cond(row["is_me"], chip(t("users.me"), "accent", "user")),
                class_name="ui-row users__name",
            ),
            rx.el.p(row["email"], class_name="ui-muted ui-small ui-clip"),
            class_name="users__who",
        ),
        rx.el.p(_last(row), class_name="users__last ui-muted ui-small"),
        rx.el.p(
            rx.cond(
                row["applications"].to(int) > 0,
                rx.fragment(number(row["applications"]), " ", t("users.open_applications")),
            ),
            class_name="users__load ui-muted ui-small",
        ),
        _menu(row),
        class_name="staff-list__row users__row",
        custom_attrs={"data-user": row["id"], "data-standing": row["standing"]},
        key=row["id"],
    )


def _last(row: Any) -> rx.Component:
    return rx.match(
        row["standing"],
        (
            "waiting",
            rx.cond(
                row["link_until"] != "",
                t("users.link_until", until=row["link_until"]),
                t("users.link_over"),
            ),
        ),
        rx.cond(row["last"] != "", t("users.last_sign_in", when=row["last"]), t("users.never")),
    )


def _menu(row: Any) -> rx.Component:
    is_open = row["standing"] != "closed"
    return menu(
        rx.el.span(icon("chevron_down", 18), class_name="ui-button ui-button--ghost ui-button--icon"),
        rx.cond(
            is_open,
            rx.fragment(
                _item("pencil", t("users.edit"), ChangeState.open_for(row["id"], "edit")),
                _item(
                    "lock",
                    rx.cond(row["standing"] == "waiting", t("users.new_link"), t("users.reset")),
                    LinkState.renew(row["id"]),
                ),
                rx.cond(
                    row["role"] == Role.INTERVIEWER.value,
                    rx.el.a(
                        icon("user"),
                        t("users.profile"),
                        href="/settings/profile?user=" + row["id"].to(str),
                        class_name="ui-button ui-button--ghost ui-button--wide",
                    ),
                ),
                _item("circle_x", t("users.close"), ChangeState.open_for(row["id"], "close")),
            ),
            _item("undo_2", t("users.reactivate"), LinkState.reactivate(row["id"])),
        ),
        label=t("users.menu", name=row["name"]),
        class_name="users__menu",
    )


def _item(icon_name: str, words: Any, on_click: Any) -> rx.Component:
    attrs = closes()["custom_attrs"]
    return button(
        words, kind="ghost", icon_name=icon_name, is_wide=True, on_click=on_click, custom_attrs=attrs
    )
