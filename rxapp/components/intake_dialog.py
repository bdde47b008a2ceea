"""添加候选人: a CV or a text above, the fields below, whoever may be the same person between fields and buttons."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.later import later
from rxapp.components.native import AddressParameter
from rxapp.components.ui import (
    button,
    checkbox,
    dialog,
    dialog_foot,
    field,
    icon_button,
    keeps_words,
    notice,
    refusal,
    select,
    text_input,
)
from rxapp.components.upload import long_text, upload
from rxapp.services.files.types import FileKind
from rxapp.services.hiring.intake_choices import SOURCES
from rxapp.services.hiring.person import MOST_CV
from rxapp.state import intake as states
from rxapp.state.known_rows import KnownItem
from rxapp.state.language import t

IntakeState: Any = states.IntakeState
LANGUAGES = (("zh", "ui.language.zh"), ("en", "ui.language.en"))


def add_button() -> rx.Component:
    """Opens the dialog; stands in the head of the board and of the people list."""
    return button(
        t("intake.add"), kind="primary", icon_name="plus", on_click=IntakeState.open,
        custom_attrs={"data-action": "add-candidate", "aria-haspopup": "dialog"},
    )  # fmt: skip


@later
@rx.memo
def intake_dialog() -> rx.Component:
    """The dialog; a page that has `add_button` has it once, and `IntakeState.open_from_address` in its ON_LOAD."""
    return rx.fragment(
        AddressParameter.create(name="add", value=rx.cond(IntakeState.is_open, "1", "")), _dialog()
    )


def _dialog() -> rx.Component:
    return dialog(
        rx.el.form(
            _sources(),
            _fields(),
            refusal(IntakeState.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=IntakeState.close),
                button(t("intake.save"), kind="primary", type="submit", is_busy=IntakeState.is_reading),
            ),
            on_submit=IntakeState.save,
            class_name="ui-stack",
        ),
        id="intake",
        title=t("intake.title"),
        open=IntakeState.is_open,
        on_close=IntakeState.close,
        class_name="intake",
        **keeps_words(),
    )


def _sources() -> rx.Component:
    return rx.el.div(
        rx.cond(
            IntakeState.file_name != "",
            rx.el.p(
                rx.el.span(IntakeState.file_name, class_name="ui-grow ui-clip"),
                icon_button("x", t("intake.drop_file"), on_click=IntakeState.drop_file),
                class_name="ui-row",
            ),
            upload(FileKind.CV, on_done=IntakeState.take_file),
        ),
        field(
            t("intake.paste"),
            long_text(
                MOST_CV, name="cv_text", rows="3", default_value=IntakeState.shown["cv_text"],
                key=_seq("cv_text"), on_pasted=IntakeState.read_text, placeholder=t("intake.paste_hint"),
            ),
        ),
        rx.cond(IntakeState.is_reading, rx.el.p(t("intake.reading"), class_name="ui-muted", role="status")),
        rx.cond(
            IntakeState.note != "",
            notice(IntakeState.note, tone=IntakeState.note_tone, icon_name="info", role="status"),
        ),
        class_name="ui-stack",
    )  # fmt: skip


def _doubles() -> rx.Component:
    """Right under what they are recognised by: on a phone nobody looks further down before pressing the button."""
    return rx.el.div(
        rx.cond(IntakeState.same_id > 0, _chosen(), rx.foreach(IntakeState.known, _known)),
        class_name="ui-fields__whole",
        custom_attrs={"aria-live": "polite"},
    )


def _fields() -> rx.Component:
    shown, places = IntakeState.shown, IntakeState.places

    def one(name: str, label: Any, **props: Any) -> rx.Component:
        return field(
            label,
            text_input(
                name=name, default_value=shown[name], key=_seq(name), max_length=props.pop("max_length", 60),
                on_change=IntakeState.note_field(name).debounce(350), **props,
            ),
            hint=places[name],
        )  # fmt: skip

    return rx.el.div(
        one("name", t("intake.name"), required=True, auto_complete="off"),
        field(
            t("intake.job"),
            _select(
                IntakeState.jobs, t("ui.choose_one"), name="job_id", required=True,
                default_value=shown["job_id"], on_change=IntakeState.note_field("job_id"),
            ),
        ),
        one("phone", t("intake.phone"), type="tel", auto_complete="off"),
        one("email", t("intake.email"), type="text", input_mode="email", auto_complete="off", max_length=254),
        _doubles(),
        one("city", t("intake.city"), max_length=40),
        field(
            t("intake.language"),
            select([(code, t(key)) for code, key in LANGUAGES], name="language", key=_seq("language"),
                   default_value=shown["language"]),
        ),
        field(
            t("intake.source"),
            select([(code, t(f"drawer.source_{code}")) for code in SOURCES], t("intake.no_source"), name="source"),
        ),
        field(
            t("intake.recruiter"),
            _select(IntakeState.recruiters, name="recruiter_id", default_value=shown["recruiter_id"]),
        ),
        checkbox(t("intake.in_work"), name="in_work", default_checked=shown["in_work"], key=_seq("in_work")),
        class_name="ui-fields",
    )  # fmt: skip


def _select(found: Any, first: Any = None, **props: Any) -> rx.Component:
    return rx.el.select(
        *([rx.el.option(first, value="")] if first is not None else []),
        rx.foreach(found, lambda each: rx.el.option(each["label"], value=each["value"])),
        class_name="ui-input",
        **props,
    )


def _seq(name: str) -> Any:
    return IntakeState.seqs[name]


def _known(each: rx.Var[KnownItem]) -> rx.Component:
    return notice(
        rx.el.p(rx.el.strong(each["name"]), " · ", each["why"]),
        rx.el.p(each["contact"], class_name="ui-small"),
        rx.el.p(each["applications"], class_name="ui-small ui-muted"),
        rx.el.div(
            rx.cond(
                each["open_id"] > 0,
                rx.el.a(
                    t("intake.open_theirs"), href="/board?open=" + each["open_id"].to(str),
                    class_name="ui-button ui-button--s",
                ),
                button(t("intake.same"), size="s", on_click=IntakeState.same_person(each["candidate_id"])),
            ),
            class_name="ui-row",
        ),
        tone="amber",
        icon_name="users",
        key=each["candidate_id"],
    )  # fmt: skip


def _chosen() -> rx.Component:
    return notice(
        rx.el.p(t("intake.same_chosen", name=IntakeState.same_name)),
        button(t("intake.not_same"), size="s", on_click=IntakeState.other_person),
        tone="accent",
        icon_name="users",
    )
