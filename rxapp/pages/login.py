"""Sign in: two fields and a button, and in the demo one button for each of its people."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import bare_page
from rxapp.components.kept_email import kept_email
from rxapp.components.post_form import PostForm
from rxapp.components.ui import avatar, button, card, field, icon, notice, text_input
from rxapp.rules.vocabulary import Role
from rxapp.state.language import t
from rxapp.state.sign_in import SignInState

ROUTE = "/login"
TITLE = "login.title"
ON_LOAD = [SignInState.open_page]

ACTION = "/auth/sign-in"


def page() -> rx.Component:
    """The form works before the scripts have loaded: it is a plain post."""
    return bare_page(
        rx.el.div(
            rx.el.h1(t("login.title")),
            rx.cond(
                SignInState.is_welcome, notice(t("login.welcome"), tone="green", icon_name="circle_check")
            ),
            rx.cond(
                SignInState.problem != "",
                notice(SignInState.problem, tone="red", icon_name="circle_alert", role="alert"),
            ),
            rx.cond(SignInState.accounts.length() > 0, _demo()),
            card(_form()),
            class_name="login",
        ),
        title=TITLE,
    )


def _form() -> rx.Component:
    return PostForm.create(
        rx.el.input(type="hidden", name="next", value=SignInState.next_path, read_only=True),
        field(
            t("login.email"),
            text_input(name="email", type="email", auto_complete="username", required=True, max_length=254, id="email"),
        ),
        field(
            t("login.password"),
            text_input(
                name="password", type="password", auto_complete="current-password", required=True, max_length=1024,
                id="password",
            ),
        ),
        button(t("login.submit"), kind="primary", size="l", type="submit", is_wide=True),
        rx.el.p(t("login.forgot"), class_name="ui-muted ui-small"),
        kept_email(is_shown=True),
        action=ACTION,
        class_name="ui-stack",
    )  # fmt: skip


def _demo() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("login.demo")),
        rx.el.p(t("login.demo_lead"), class_name="ui-muted"),
        rx.el.div(rx.foreach(SignInState.accounts, _account), class_name="login__people"),
        class_name="ui-section",
    )


def _account(account: Any) -> rx.Component:
    role = rx.match(account["role"], *[(each.value, t(f"ui.role.{each.value}")) for each in Role], "")
    return PostForm.create(
        rx.el.input(type="hidden", name="next", value=SignInState.next_path, read_only=True),
        rx.el.input(type="hidden", name="email", value=account["email"], read_only=True),
        rx.el.input(type="hidden", name="password", value=account["password"], read_only=True),
        rx.el.button(
            avatar(account["name"].to(str)[:1]),
            rx.el.span(
                rx.el.b(account["name"], class_name="ui-clip"),
                rx.el.span(role, class_name="ui-muted ui-small"),
                class_name="login__who",
            ),
            icon("arrow_right"),
            type="submit",
            class_name="login__person",
        ),
        action=ACTION,
        key=account["email"],
    )
