"""Behind a one-time link: choose a password, and you are in."""

from __future__ import annotations

import reflex as rx

from rxapp.components.frame import bare_page
from rxapp.components.post_form import PostForm
from rxapp.components.ui import (
    button,
    card,
    empty_state,
    field,
    link_button,
    refusal,
    skeleton,
    text_input,
)
from rxapp.state.account import ChoosePasswordState
from rxapp.state.language import t

ROUTE = "/account"
TITLE = "users.choose_title"
ON_LOAD = [ChoosePasswordState.open_page]
ACTION = "/auth/account"


def page() -> rx.Component:
    """The form is a plain post; looking at it changes nothing."""
    return bare_page(
        rx.el.div(
            rx.match(
                ChoosePasswordState.phase,
                ("open", _form()),
                ("over", _over()),
                rx.fragment(rx.el.h1(t("users.choose_title"), class_name="ui-hidden"), skeleton(4)),
            ),
            class_name="login",
        ),
        title=TITLE,
    )


def _form() -> rx.Component:
    state = ChoosePasswordState
    return rx.fragment(
        rx.el.h1(rx.cond(state.purpose == "invite", t("users.welcome", name=state.name), t("users.reset_title"))),
        rx.el.p(
            rx.cond(state.purpose == "invite", t("users.choose_lead"), t("users.reset_lead")),
            class_name="ui-muted",
        ),
        card(
            PostForm.create(
                rx.el.input(type="hidden", name="to", value=state.reference, read_only=True),
                field(
                    t("login.email"),
                    text_input(
                        name="email", type="email", value=state.email, read_only=True, auto_complete="username"
                    ),
                ),
                field(t("users.new_password"), _secret("password"), hint=t("setup.password_hint")),
                field(t("users.again"), _secret("again")),
                refusal(state.problem),
                button(t("users.choose_submit"), kind="primary", size="l", type="submit", is_wide=True),
                action=ACTION,
                class_name="ui-stack",
            )
        ),
    )  # fmt: skip


def _secret(name: str) -> rx.Component:
    return text_input(
        name=name,
        type="password",
        required=True,
        min_length=12,
        max_length=1024,
        auto_complete="new-password",
    )


def _over() -> rx.Component:
    return rx.fragment(
        rx.el.h1(t("users.over_title")),
        empty_state(
            ChoosePasswordState.problem,
            link_button(t("setup.sign_in"), href="/login", kind="primary"),
            icon_name="clock_alert",
        ),
    )
