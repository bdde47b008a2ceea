"""职位 Jobs: what is hired for, who looks after it, and what its second round needs."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.conflict import conflict_notice
from rxapp.components.drawer_dialogs import LENGTHS
from rxapp.components.frame import staff_page
from rxapp.components.ui import (
    button,
    checkbox,
    chip,
    choices,
    dialog,
    dialog_foot,
    drawer,
    empty_state,
    field,
    icon,
    icon_button,
    keeps_words,
    link_button,
    page_head,
    refusal,
    select,
    text_input,
)
from rxapp.components.upload import long_text
from rxapp.pages.parts import bound, loaded, only_for, sheet
from rxapp.state import opening_form as form_states
from rxapp.state import openings as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t
from rxapp.state.marks import HR

ROUTE = "/settings/openings"
TITLE = "openings.title"
ON_LOAD: list[Any] = [FrameState.enter, states.OpeningsState.load]

OpeningsState, Closing = bound(states.OpeningsState), bound(states.OpeningClosingState)
Form = bound(form_states.OpeningFormState)


def page() -> rx.Component:
    """Open jobs, closed ones folded below; a form from the right."""
    return staff_page(
        sheet(),
        page_head(
            t("openings.title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
        ),
        only_for(
            HR,
            rx.el.div(
                rx.el.p(t("openings.intro"), class_name="staff-intro ui-grow"),
                # An empty list has this button in its middle.
                rx.cond(
                    OpeningsState.openings.length() > 0,
                    button(t("openings.add"), kind="primary", icon_name="plus", on_click=Form.open_for(0)),
                ),
                class_name="ui-row staff-above",
            ),
            loaded(OpeningsState, _open(), _closed(), kind="card"),
            _form(),
            _closing(),
        ),
        place="settings",
        title=TITLE,
    )


def _open() -> rx.Component:
    return rx.cond(
        OpeningsState.openings.length() > 0,
        rx.el.ul(rx.foreach(OpeningsState.openings, _opening), class_name="staff-list ui-card"),
        empty_state(
            t("openings.empty"),
            button(t("openings.add"), kind="primary", icon_name="plus", on_click=Form.open_for(0)),
            icon_name="briefcase",
        ),
    )


def _closed() -> rx.Component:
    return rx.cond(
        OpeningsState.closed.length() > 0,
        rx.el.details(
            rx.el.summary(t("openings.closed_list", n=OpeningsState.closed.length())),
            rx.el.ul(rx.foreach(OpeningsState.closed, _opening), class_name="staff-list ui-card"),
            class_name="staff-more",
            open=OpeningsState.openings.length() == 0,
        ),
    )


def _opening(row: Any) -> rx.Component:
    is_open = row["is_open"]
    return rx.el.li(
        icon("briefcase", 18),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["title"]),
                chip(row["city"]),
                rx.cond(is_open, rx.fragment(), chip(t("openings.is_closed"), icon_name="lock")),
                rx.cond(
                    is_open & ~row["has_interviewers"],
                    chip(t("openings.no_interviewer"), "amber", "triangle_alert"),
                    rx.cond(
                        is_open & ~row["has_hours"], chip(t("openings.no_hours"), "amber", "clock_alert")
                    ),
                ),
                class_name="ui-row",
            ),
            rx.el.p(
                row["plan"],
                rx.cond(row["has_interviewers"], t("openings.who_may", people=row["interviewers"]), ""),
                class_name="ui-small",
            ),
            rx.el.p(
                rx.cond(row["recruiter"] != "", row["recruiter"], t("openings.no_recruiter")),
                " · ",
                rx.cond(
                    row["applications"] > 0,
                    router_link(
                        t("openings.n_open", n=row["applications"]),
                        to="/board?job=" + row["id"].to(str),
                        class_name="staff-link",
                    ),
                    rx.el.span(t("openings.none_open")),
                ),
                class_name="ui-muted ui-small",
            ),
            class_name="ui-grow",
        ),
        rx.el.div(
            button(t("openings.edit"), size="s", icon_name="pencil", on_click=Form.open_for(row["id"])),
            icon_button("copy", t("openings.copy"), on_click=Form.copy_of(row["id"])),
            rx.cond(
                is_open,
                icon_button("archive", t("openings.close"), on_click=Closing.open_for(row["id"])),
                icon_button(
                    "archive_restore",
                    t("openings.reopen"),
                    on_click=OpeningsState.reopen(row["id"], row["version"]),
                ),
            ),
            class_name="ui-row staff-list__deeds",
        ),
        class_name="staff-list__row",
        custom_attrs={"data-opening": row["id"]},
        key=row["id"],
    )


def _form() -> rx.Component:
    return drawer(
        rx.el.form(
            conflict_notice(Form.who, Form.changes),
            _position(),
            _second_round(),
            _candidates_part(),
            refusal(Form.problem),
            rx.cond(Form.job_id > 0, rx.el.p(t("openings.not_back"), class_name="ui-muted ui-small")),
            dialog_foot(
                button(t("ui.cancel"), on_click=Form.close),
                button(t("ui.save"), kind="primary", type="submit"),
            ),
            key=Form.seq.to(str),
            on_submit=Form.save,
            class_name="ui-stack opening-form",
        ),
        id="opening-form",
        title=rx.cond(Form.job_id > 0, t("openings.edit_title"), t("openings.add")),
        open=Form.is_open,
        on_close=Form.close,
        **keeps_words(),
        class_name="opening-drawer",
    )


def _position() -> rx.Component:
    values = Form.values
    return _part(
        t("openings.part_position"),
        rx.el.div(
            field(t("openings.job_title"), _input("title", values["title"], 80, required=True)),
            field(t("openings.job_title_en"), _input("title_en", values["title_en"], 80)),
            class_name="staff-pair",
        ),
        rx.el.div(
            field(t("openings.city"), _input("city", values["city"], 40, required=True)),
            field(
                t("openings.recruiter"),
                select(Form.recruiters, name="recruiter_id", default_value=values["recruiter_id"]),
            ),
            class_name="staff-pair",
        ),
        field(
            t("openings.requirements"),
            long_text(4000, name="requirements", default_value=values["requirements"], rows="4"),
            hint=t("openings.requirements_hint"),
        ),
        field(
            t("openings.tags"),
            long_text(600, name="culture_tags", default_value=values["culture_tags"], rows="2"),
            hint=t("openings.tags_hint"),
        ),
    )


def _second_round() -> rx.Component:
    values = Form.values
    return _part(
        t("openings.part_round"),
        choices(
            t("drawer.mode"),
            "mode",
            [("onsite", t("drawer.mode_onsite")), ("video", t("drawer.mode_video"))],
            Form.mode,
            Form.choose_mode,
        ),
        rx.cond(
            Form.mode == "video",
            field(
                t("drawer.meeting_link"),
                _input(
                    "meeting_link", values["meeting_link"], 300, type="url", required=True, placeholder="https://"
                ),
                hint=t("openings.meeting_link_hint"),
            ),
            rx.cond(
                Form.places.length() > 0,
                field(
                    t("drawer.place"),
                    select(
                        Form.places, t("ui.choose_one"), name="place_id", default_value=values["place_id"],
                        required=True,
                    ),
                ),
                empty_state(
                    t("openings.no_place"),
                    link_button(t("places.add"), href="/settings/places?open=new"),
                    icon_name="map_pin",
                ),
            ),
        ),
        field(
            t("drawer.minutes"),
            rx.el.select(
                *[rx.el.option(t("drawer.n_minutes", n=n), value=str(n)) for n in LENGTHS],
                # Another length that is stored; without it the select would fall back to the first.
                rx.cond(
                    rx.Var.create([str(n) for n in LENGTHS]).contains(values["minutes"]),
                    rx.fragment(),
                    rx.el.option(t("drawer.n_minutes", n=values["minutes"]), value=values["minutes"]),
                ),
                name="minutes",
                default_value=values["minutes"],
                class_name="ui-input",
            ),
        ),
        rx.el.fieldset(
            rx.el.legend(t("drawer.who_may"), class_name="ui-field__label"),
            rx.cond(
                Form.interviewers.length() > 0,
                rx.el.div(rx.foreach(Form.interviewers, _interviewer), class_name="opening-people"),
                rx.el.p(t("openings.nobody_yet"), class_name="ui-muted ui-small"),
            ),
            class_name="ui-stack staff-fieldset",
        ),
    )  # fmt: skip


def _candidates_part() -> rx.Component:
    values = Form.values
    return _part(
        t("openings.part_bring"),
        rx.el.div(
            field(
                t("openings.bring"),
                long_text(600, name="what_to_bring", default_value=values["what_to_bring"], rows="4"),
                hint=t("openings.bring_hint"),
            ),
            field(
                t("openings.bring_en"),
                long_text(600, name="what_to_bring_en", default_value=values["what_to_bring_en"], rows="4"),
            ),
            class_name="staff-pair",
        ),
    )


def _part(title: Any, *children: Any) -> rx.Component:
    return rx.el.section(rx.el.h3(title), *children, class_name="ui-stack opening-part")


def _input(name: str, value: Any, most: int, **props: Any) -> rx.Component:
    return text_input(name=name, default_value=value, max_length=most, **props)


def _interviewer(each: Any) -> rx.Component:
    return checkbox(
        rx.fragment(
            each["name"],
            " ",
            rx.el.span(each["title"], class_name="ui-muted"),
            rx.cond(
                each["has_hours"],
                rx.fragment(),
                rx.el.span(" · ", t("drawer.no_hours"), class_name="opening-warn"),
            ),
        ),
        checked=each["is_chosen"],
        on_change=lambda _: Form.toggle(each["id"]),
        key=each["id"],
    )


def _closing() -> rx.Component:
    return dialog(
        rx.cond(
            Closing.applications > 0,
            rx.el.p(t("openings.close_with", n=Closing.applications)),
            rx.el.p(t("openings.close_without")),
        ),
        rx.cond(
            Closing.applications > 0,
            rx.el.p(
                link_button(
                    t("openings.see_them"),
                    href="/board?job=" + Closing.job_id.to(str),
                    size="s",
                    icon_name="square_kanban",
                )
            ),
        ),
        refusal(Closing.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=Closing.close),
            button(t("openings.close"), kind="danger", on_click=Closing.confirm),
        ),
        id="opening-closing",
        title=t("openings.close_title", title=Closing.title),
        open=Closing.is_open,
        on_close=Closing.close,
    )
