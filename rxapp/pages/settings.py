"""Settings: who I am here, the company as candidates meet it, places, working hours, accounts, background jobs."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from rxapp.components.frame import staff_page
from rxapp.components.preferences import language_button, theme_switch
from rxapp.components.ui import (
    button,
    dialog,
    dialog_foot,
    field,
    help_tip,
    icon,
    page_head,
    refusal,
    section,
    text_input,
)
from rxapp.pages.parts import bound, facts, hours_form, hours_list, loaded, sheet
from rxapp.rules.vocabulary import HR, STAFF, Role
from rxapp.state import settings as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/settings"
TITLE = "settings.title"
ON_LOAD: list[Any] = [FrameState.enter, states.SettingsState.load]

SettingsState, CompanyState = bound(states.SettingsState), bound(states.CompanyState)
Frame = bound(FrameState)

IS_ADMINISTRATOR = Frame.role == Role.ADMINISTRATOR.value


def page() -> rx.Component:
    """Own things first, then the company's, then the accounts."""
    return staff_page(
        sheet(),
        page_head(t("settings.title")),
        rx.el.div(
            _mine(),
            _rooms(),
            rx.cond(SettingsState.sees_company, _company()),
            rx.cond(SettingsState.sees_company, _hours()),
            class_name="settings",
        ),
        place="settings",
    )


def _mine() -> rx.Component:
    return section(
        t("settings.mine"),
        rx.el.div(
            facts(
                (t("settings.name"), Frame.name),
                (t("settings.language"), language_button()),
                (t("ui.theme"), theme_switch()),
            ),
            class_name="ui-card ui-stack",
        ),
    )


# address, icon, title, what one does there, for whom
ROOMS: tuple[tuple[str, str, str, str, tuple[Role, ...]], ...] = (
    ("/settings/account", "user", "users.own_title", "users.own_hint", STAFF),
    ("/settings/sessions", "monitor_smartphone", "settings.sessions_title", "settings.sessions_hint", STAFF),
    ("/settings/profile", "thumbs_up", "users.profile_title", "users.profile_hint", (*HR, Role.INTERVIEWER)),
    ("/settings/openings", "briefcase", "openings.title", "openings.hint", HR),
    ("/settings/places", "map_pin", "places.title", "places.hint", HR),
    ("/settings/templates", "mail", "templates.title", "templates.hint", HR),
    ("/settings/users", "users", "users.title", "users.hint", (Role.ADMINISTRATOR,)),
    ("/settings/audit", "clipboard_list", "audit.title", "audit.hint", (Role.ADMINISTRATOR,)),
    ("/settings/jobs", "list_checks", "jobs.title", "settings.jobs_hint", (Role.ADMINISTRATOR,)),
)


def _rooms() -> rx.Component:
    return section(
        t("settings.rooms"),
        rx.el.nav(
            *[_room(*room) for room in ROOMS],
            class_name="staff-list ui-card settings-rooms",
            custom_attrs={"aria-label": t("settings.rooms")},
        ),
    )


def _room(address: str, icon_name: str, title: str, hint: str, roles: tuple[Role, ...]) -> rx.Component:
    row = link(
        icon(icon_name, 18),
        rx.el.span(
            rx.el.strong(t(title)),
            rx.el.span(t(hint), class_name="ui-muted ui-small"),
            class_name="settings-rooms__words ui-grow",
        ),
        icon("chevron_right", 16),
        to=address,
        class_name="staff-list__row settings-rooms__room",
    )
    if set(roles) >= set(STAFF):
        return row
    fits = rx.Var.create(False)
    for role in roles:
        fits = fits | (Frame.role == role.value)
    return rx.cond(fits, row)


def _company() -> rx.Component:
    return section(
        t("settings.company"),
        loaded(
            CompanyState,
            rx.el.div(
                facts(
                    (t("settings.company_name"), CompanyState.name),
                    (
                        t("settings.company_name_en"),
                        rx.cond(CompanyState.name_en != "", CompanyState.name_en, "—"),
                    ),
                    (t("settings.company_phone"), rx.el.span(CompanyState.phone, class_name="ui-number")),
                    (t("settings.zone"), CompanyState.zone),
                ),
                rx.el.p(t("settings.company_hint"), class_name="ui-muted ui-small"),
                class_name="ui-card ui-stack",
            ),
        ),
        rx.cond(IS_ADMINISTRATOR, _company_dialog()),
        actions=rx.cond(
            IS_ADMINISTRATOR,
            button(t("settings.edit"), size="s", icon_name="pencil", on_click=CompanyState.open_company),
        ),
    )


def _company_dialog() -> rx.Component:
    return dialog(
        rx.el.form(
            field(t("settings.company_name"), _input("name", CompanyState.name, 80, required=True)),
            field(t("settings.company_name_en"), _input("name_en", CompanyState.name_en, 80)),
            field(
                t("settings.company_phone"),
                _input("phone", CompanyState.phone, 32, required=True, type="tel"),
                hint=t("settings.company_phone_hint"),
            ),
            refusal(CompanyState.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=CompanyState.close_company),
                button(t("ui.save"), kind="primary", type="submit"),
            ),
            # A new key at each opening, so that the form begins with what is stored now.
            key=CompanyState.is_company_open.to(str),
            on_submit=CompanyState.save,
            class_name="ui-stack",
        ),
        id="settings-company",
        title=t("settings.company"),
        open=CompanyState.is_company_open,
        on_close=CompanyState.close_company,
    )


def _input(name: str, value: Any, most: int, **props: Any) -> rx.Component:
    return text_input(name=name, default_value=value, max_length=most, **props)


def _hours() -> rx.Component:
    return section(
        t("settings.hours"),
        loaded(
            CompanyState,
            rx.el.div(
                rx.cond(
                    CompanyState.hours.length() > 0,
                    hours_list(
                        CompanyState.hours, can_edit=IS_ADMINISTRATOR, remove=CompanyState.remove_hours
                    ),
                    rx.el.p(t("settings.no_hours"), class_name="ui-muted"),
                ),
                rx.el.p(t("settings.hours_hint"), class_name="ui-muted ui-small"),
                rx.cond(IS_ADMINISTRATOR, hours_form(CompanyState.add_hours)),
                class_name="ui-card ui-stack",
            ),
        ),
        help=help_tip("working_hours", t("settings.hours")),
    )
