"""One's own account: name, language, password."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.post_form import PostForm
from rxapp.components.preferences import language_button, theme_switch
from rxapp.components.ui import (
    button,
    card,
    field,
    link_button,
    notice,
    page_head,
    refusal,
    section,
    text_input,
)
from rxapp.pages.parts import bound, facts, loaded, sheet
from rxapp.state import account as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/settings/account"
TITLE = "users.own_title"
ON_LOAD: list[Any] = [FrameState.enter, states.OwnAccountState.load]
ACTION = "/auth/password"

OwnState = bound(states.OwnAccountState)


def page() -> rx.Component:
    """What is about me, then the password."""
    return staff_page(
        sheet(),
        page_head(
            t("users.own_title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
        ),
        loaded(
            OwnState,
            rx.el.div(_me(), _password(), class_name="settings"),
            kind="card",
        ),
        place="settings",
        title=TITLE,
    )


def _me() -> rx.Component:
    return section(
        t("users.own_me"),
        card(
            rx.el.form(
                field(
                    t("settings.name"),
                    text_input(
                        name="name", default_value=OwnState.name, required=True, max_length=60, auto_complete="name"
                    ),
                    hint=t("users.own_name_hint"),
                ),
                refusal(OwnState.problem),
                rx.el.div(button(t("ui.save"), type="submit"), class_name="ui-row"),
                key=OwnState.name,
                on_submit=OwnState.rename,
                class_name="ui-stack",
            ),
            facts(
                (t("settings.email"), OwnState.email),
                (t("settings.role"), OwnState.role),
                (t("settings.language"), language_button()),
                (t("ui.theme"), theme_switch()),
            ),
            class_name="ui-stack",
        ),
    )  # fmt: skip


def _password() -> rx.Component:
    return section(
        t("users.own_password"),
        card(
            rx.cond(
                OwnState.is_password_new,
                notice(t("users.password_new"), tone="green", icon_name="circle_check", role="status"),
            ),
            PostForm.create(
                rx.el.input(
                    type="hidden",
                    name="email",
                    auto_complete="username",
                    value=OwnState.email,
                    read_only=True,
                ),
                field(t("users.old_password"), _secret("old", "current-password", least=1)),
                field(
                    t("users.new_password"),
                    _secret("password", "new-password"),
                    hint=t("setup.password_hint"),
                ),
                field(t("users.again"), _secret("again", "new-password")),
                refusal(OwnState.password_problem),
                rx.el.div(button(t("users.change_password"), type="submit"), class_name="ui-row"),
                rx.el.p(t("users.password_ends"), class_name="ui-muted ui-small"),
                action=ACTION,
                class_name="ui-stack",
            ),
            class_name="ui-stack",
        ),
    )


def _secret(name: str, kind: str, *, least: int = 12) -> rx.Component:
    return text_input(
        name=name, type="password", required=True, min_length=least, max_length=1024, auto_complete=kind
    )
