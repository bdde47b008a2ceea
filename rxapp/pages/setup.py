"""The first page of an empty installation: who runs it, which company, where interviews happen, when people work."""

from __future__ import annotations

import reflex as rx

from rxapp.components.focus import FocusField
from rxapp.components.frame import bare_page
from rxapp.components.kept_email import kept_email
from rxapp.components.ui import (
    button,
    card,
    checkbox,
    empty_state,
    field,
    link_button,
    notice,
    section,
    skeleton,
    text_input,
)
from rxapp.state.language import t
from rxapp.state.setup import SetupState

ROUTE = "/setup"
TITLE = "setup.title"
ON_LOAD = [SetupState.open_page]

WORKING_DAYS = (0, 1, 2, 3, 4)


def page() -> rx.Component:
    """Works once, with the code printed in the terminal; afterwards it only points to the sign-in."""
    return bare_page(
        rx.match(
            SetupState.phase,
            ("open", _form()),
            ("done", _done()),
            skeleton(6),
        ),
        title=TITLE,
        is_wide=True,
    )


def _done() -> rx.Component:
    return rx.fragment(
        rx.el.h1(t("setup.title"), class_name="ui-hidden"),
        empty_state(
            t("setup.already"),
            link_button(t("setup.sign_in"), href="/login", kind="primary"),
            icon_name="circle_check",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.h1(t("setup.title")), rx.el.p(t("setup.lead"), class_name="ui-muted"), class_name="ui-stack"
        ),
        card(
            field(
                t("setup.code"),
                text_input(
                    name="code",
                    required=True,
                    max_length=64,
                    auto_complete="off",
                    auto_capitalize="none",
                    spell_check=False,
                    class_name="ui-number",
                ),
                hint=t("setup.code_hint"),
            )
        ),
        _administrator(),
        _company(),
        _place(),
        _hours(),
        rx.cond(
            SetupState.problem != "",
            notice(SetupState.problem, tone="red", icon_name="circle_alert", role="alert"),
        ),
        button(
            t("setup.submit"),
            kind="primary",
            size="l",
            type="submit",
            is_wide=True,
            is_busy=SetupState.is_busy,
        ),
        rx.el.p(t("setup.next"), class_name="ui-muted ui-small"),
        FocusField.create(name=SetupState.wrong, seq=SetupState.wrong_seq),
        kept_email(is_shown=False),
        on_submit=SetupState.finish,
        class_name="setup",
    )


def _administrator() -> rx.Component:
    return section(
        t("setup.administrator"),
        card(
            field(t("setup.name"), text_input(name="name", required=True, max_length=60, auto_complete="name")),
            field(
                t("login.email"),
                text_input(name="email", type="email", required=True, max_length=254, auto_complete="username"),
            ),
            field(
                t("login.password"),
                text_input(
                    name="password", type="password", required=True, min_length=12, max_length=1024,
                    auto_complete="new-password",
                ),
                hint=t("setup.password_hint"),
            ),
            class_name="ui-stack",
        ),
    )  # fmt: skip


def _company() -> rx.Component:
    return section(
        t("setup.company"),
        card(
            rx.el.div(
                field(t("setup.company_name"), text_input(name="company", required=True, max_length=80)),
                field(t("setup.company_name_en"), text_input(name="company_en", max_length=80)),
                class_name="setup__pair",
            ),
            field(
                t("setup.phone"),
                text_input(name="phone", type="tel", required=True, max_length=32, auto_complete="tel"),
                hint=t("setup.phone_hint"),
            ),
            class_name="ui-stack",
        ),
    )


def _place() -> rx.Component:
    return section(
        t("setup.place"),
        card(
            rx.el.div(
                field(t("setup.place_name"), text_input(name="place", required=True, max_length=80)),
                field(t("setup.city"), text_input(name="city", required=True, max_length=40)),
                class_name="setup__pair",
            ),
            field(t("setup.address"), text_input(name="address", required=True, max_length=200)),
            class_name="ui-stack",
        ),
    )


def _hours() -> rx.Component:
    return section(
        t("setup.hours"),
        card(
            rx.el.fieldset(
                rx.el.legend(t("setup.days"), class_name="ui-field__label"),
                *[
                    checkbox(t(f"setup.day.{day}"), name=f"day_{day}", default_checked=day in WORKING_DAYS)
                    for day in range(7)
                ],
                class_name="setup__days",
            ),
            rx.el.div(
                field(t("setup.opens"), _time("opens", "09:00")),
                field(t("setup.closes"), _time("closes", "18:00")),
                field(t("setup.lunch_from"), _time("lunch_from", "12:00", is_needed=False)),
                field(t("setup.lunch_until"), _time("lunch_until", "13:00", is_needed=False)),
                class_name="setup__pair setup__pair--times",
            ),
            class_name="ui-stack",
        ),
    )


def _time(name: str, default: str, *, is_needed: bool = True) -> rx.Component:
    return text_input(name=name, type="time", default_value=default, required=is_needed)
