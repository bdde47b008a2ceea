"""Settings: who I am here, the company as candidates meet it, places, working hours, accounts, background jobs."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import language_button, staff_page, theme_switch
from rxapp.components.ui import (
    button,
    chip,
    dialog,
    dialog_foot,
    empty_state,
    field,
    icon,
    icon_button,
    link_button,
    page_head,
    refusal,
    section,
    table,
    text_input,
)
from rxapp.pages.parts import bound, facts, hours_form, hours_list, loaded, sheet
from rxapp.rules.vocabulary import Role
from rxapp.state import settings as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/settings"
TITLE = "settings.title"
ON_LOAD: list[Any] = [FrameState.enter, states.SettingsState.load]

SettingsState, CompanyState = bound(states.SettingsState), bound(states.CompanyState)
UsersState, Frame = bound(states.UsersState), bound(FrameState)

IS_ADMINISTRATOR = Frame.role == Role.ADMINISTRATOR.value


def page() -> rx.Component:
    """Own things first, then the company's, then the accounts."""
    return staff_page(
        sheet(),
        page_head(t("settings.title")),
        rx.el.div(
            _mine(),
            rx.cond(SettingsState.sees_company, _company()),
            rx.cond(SettingsState.sees_company, _places()),
            rx.cond(SettingsState.sees_company, _hours()),
            rx.cond(SettingsState.sees_users, _users()),
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
            rx.el.div(
                link_button(
                    t("settings.sessions_title"), href="/settings/sessions", icon_name="monitor_smartphone"
                ),
                rx.cond(
                    SettingsState.sees_users,
                    link_button(t("jobs.title"), href="/settings/jobs", icon_name="list_checks"),
                ),
                class_name="ui-row",
            ),
            class_name="ui-card ui-stack",
        ),
    )


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


def _places() -> rx.Component:
    return section(
        t("settings.places"),
        loaded(
            CompanyState,
            rx.cond(
                CompanyState.places.length() > 0,
                rx.el.ul(rx.foreach(CompanyState.places, _place), class_name="staff-list ui-card"),
                empty_state(t("settings.no_places"), icon_name="map_pin"),
            ),
        ),
        dialog(
            _place_form(),
            id="settings-place",
            title=rx.cond(CompanyState.place["id"] > 0, t("settings.edit_place"), t("settings.new_place")),
            open=CompanyState.is_place_open,
            on_close=CompanyState.close_place,
        ),
        actions=button(
            t("settings.add_place"), size="s", icon_name="plus", on_click=CompanyState.open_place(0)
        ),
    )


def _place(row: Any) -> rx.Component:
    return rx.el.li(
        icon("map_pin", 18),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["title"]),
                chip(row["city"]),
                rx.cond(~row["is_located"], chip(t("settings.no_map"), "amber", "map_pin_off")),
                class_name="ui-row",
            ),
            rx.el.p(row["detail"], class_name="ui-muted ui-small"),
            class_name="ui-grow",
        ),
        icon_button("pencil", t("settings.edit_place"), on_click=CompanyState.open_place(row["id"])),
        class_name="staff-list__row",
        key=row["id"],
    )


def _place_form() -> rx.Component:
    place = CompanyState.place
    return rx.el.form(
        field(t("settings.place_name"), _input("name", place["name"], 80, required=True)),
        field(t("settings.place_name_en"), _input("name_en", place["name_en"], 80)),
        field(t("settings.place_city"), _input("city", place["city"], 40, required=True)),
        field(t("settings.place_address"), _input("address", place["address"], 200, required=True)),
        field(t("settings.place_address_en"), _input("address_en", place["address_en"], 200)),
        field(
            t("settings.place_entrance"),
            _input("entrance", place["entrance"], 120),
            hint=t("settings.place_entrance_hint"),
        ),
        field(t("settings.place_floor"), _input("floor", place["floor"], 20)),
        field(t("settings.place_phone"), _input("phone", place["phone"], 32, type="tel")),
        field(
            t("settings.place_coordinates"),
            _input("coordinates", place["coordinates"], 60, placeholder="31.2286, 121.4547"),
            hint=t("settings.place_coordinates_hint"),
        ),
        refusal(CompanyState.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=CompanyState.close_place),
            button(t("ui.save"), kind="primary", type="submit"),
        ),
        key=place["id"].to(str) + CompanyState.is_place_open.to(str),
        on_submit=CompanyState.save_place,
        class_name="ui-stack",
    )


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
    )


def _users() -> rx.Component:
    return section(
        t("settings.users"),
        loaded(
            UsersState,
            rx.el.div(
                table(
                    [t("settings.name"), t("settings.email"), t("settings.role"), t("settings.last_sign_in")],
                    rx.foreach(UsersState.users, _user),
                ),
                class_name="ui-card",
            ),
        ),
        class_name="settings__wide",
    )


def _user(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row["name"], rx.cond(~row["is_active"], chip(t("settings.inactive"), icon_name="lock"))),
        rx.el.td(row["email"]),
        rx.el.td(row["role"]),
        rx.el.td(rx.cond(row["last"] != "", row["last"], t("settings.never"))),
    )
