"""An interviewer's profile, and beside the form the card that candidates read."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.ui import (
    avatar,
    button,
    card,
    chip,
    empty_state,
    field,
    link_button,
    notice,
    page_head,
    refusal,
    section,
    text_area,
    text_input,
)
from rxapp.components.upload import upload
from rxapp.pages.parts import bound, loaded, only_for, sheet
from rxapp.services.files.types import FileKind
from rxapp.state import profile as states
from rxapp.state.frame import FrameState
from rxapp.state.language import is_english, t

ROUTE = "/settings/profile"
TITLE = "users.profile_title"
ON_LOAD: list[Any] = [FrameState.enter, states.ProfileState.load]

ProfileState = bound(states.ProfileState)


def page() -> rx.Component:
    """Whom, the form, the preview."""
    return staff_page(
        sheet(),
        page_head(
            t("users.profile_title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
        ),
        only_for(states.EDITORS, _profile()),
        place="settings",
        title=TITLE,
    )


def _profile() -> rx.Component:
    person = ProfileState.person
    return rx.fragment(
        rx.el.p(t("users.profile_lead"), class_name="staff-intro"),
        loaded(
            ProfileState,
            rx.cond(ProfileState.people.length() > 1, _people()),
            rx.cond(
                person["user_id"].to(int) > 0,
                rx.el.div(_form(), _preview(), class_name="profile"),
                empty_state(t("users.no_interviewers"), icon_name="users"),
            ),
            kind="card",
        ),
    )


def _people() -> rx.Component:
    return rx.el.nav(
        rx.foreach(
            ProfileState.people,
            lambda each: rx.el.a(
                each["name"],
                rx.cond(each["is_blank"], chip(t("users.profile_blank"), "amber")),
                href=ROUTE + "?user=" + each["id"].to(str),
                class_name=rx.cond(
                    each["id"] == ProfileState.person["user_id"], "profile__who profile__who--on", "profile__who"
                ),
                custom_attrs={
                    "aria-current": rx.cond(each["id"] == ProfileState.person["user_id"], "page", "false")
                },
                key=each["id"],
            ),
        ),
        class_name="profile__people",
        custom_attrs={"aria-label": t("users.profile_people")},
    )  # fmt: skip


def _form() -> rx.Component:
    person = ProfileState.person
    return section(
        person["name"],
        card(
            rx.el.div(
                avatar(person["initials"], image=person["photo"].to(str), size="l"),
                upload(FileKind.PHOTO, on_done=ProfileState.put_photo),
                rx.cond(
                    person["photo"] != "",
                    button(t("users.drop_photo"), size="s", kind="ghost", on_click=ProfileState.drop_photo),
                ),
                class_name="profile__photo",
            ),
            rx.el.form(
                rx.cond(ProfileState.is_stale, _stale()),
                field(t("users.profile_job"), _line("title", 60), hint=t("users.profile_job_hint")),
                field(
                    t("users.profile_background"),
                    _lines("background", 300),
                    hint=t("users.profile_background_hint"),
                ),
                field(t("users.profile_job_en"), _line("title_en", 60)),
                field(t("users.profile_background_en"), _lines("background_en", 500)),
                refusal(ProfileState.problem),
                rx.el.div(
                    button(t("users.profile_save"), kind="primary", type="submit"), class_name="ui-row"
                ),
                key=ProfileState.opened.to(str),
                on_submit=ProfileState.save,
                class_name="ui-stack",
            ),
            class_name="ui-stack",
        ),
    )


def _line(name: str, most: int) -> rx.Component:
    return text_input(name=name, default_value=ProfileState.person[name], max_length=most)


def _lines(name: str, most: int) -> rx.Component:
    return text_area(name=name, default_value=ProfileState.person[name], max_length=most, rows="3")


def _stale() -> rx.Component:
    stored = ProfileState.stored
    return notice(
        rx.el.p(t("users.profile_stale")),
        rx.el.p(rx.el.strong(stored["title"]), " ", stored["title_en"]),
        rx.el.p(stored["background"]),
        rx.el.p(stored["background_en"]),
        rx.el.p(t("users.profile_stale_what"), class_name="ui-small"),
        tone="amber",
        icon_name="users",
        role="alert",
    )


def _preview() -> rx.Component:
    person = ProfileState.person
    title = rx.cond(is_english() & (person["title_en"] != ""), person["title_en"], person["title"])
    background = rx.cond(
        is_english() & (person["background_en"] != ""), person["background_en"], person["background"]
    )
    return section(
        t("users.profile_preview"),
        card(
            avatar(person["initials"], image=person["photo"].to(str), size="l"),
            rx.el.div(
                rx.el.p(rx.el.b(person["name"])),
                rx.cond(title != "", rx.el.p(title, class_name="ui-muted")),
                rx.cond(background != "", rx.el.p(background, class_name="candidate__background")),
                class_name="ui-grow",
            ),
            class_name="candidate__person",
            custom_attrs={"data-preview": "true"},
        ),
        rx.el.p(t("users.profile_preview_hint"), class_name="ui-muted ui-small"),
    )
