"""What is known about a person, edited; and two rows of one person made one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.conflict import conflict_notice
from rxapp.components.intake_dialog import LANGUAGES
from rxapp.components.ui import (
    button,
    checkbox,
    dialog,
    dialog_foot,
    empty_state,
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
from rxapp.services.hiring.person import MOST_CV
from rxapp.state import candidate_edit, candidate_merge
from rxapp.state.candidate_merge import MergeLine
from rxapp.state.known_rows import KnownItem
from rxapp.state.language import t

EditState: Any = candidate_edit.CandidateEditState
MergeState: Any = candidate_merge.MergeState


def edit_button(application_id: Any) -> rx.Component:
    """Opens the form of the person behind an application."""
    return button(
        t("intake.edit"), size="s", icon_name="pencil", on_click=EditState.open_for(application_id),
        custom_attrs={"data-action": "edit-candidate"},
    )  # fmt: skip


@rx.memo
def candidate_dialog() -> rx.Component:
    """Both dialogs; a page that has `edit_button` has them once."""
    return rx.fragment(_edit(), _merge())


def _edit() -> rx.Component:
    values = EditState.values

    def one(name: str, label: Any, most: int = 60, **props: Any) -> rx.Component:
        return field(
            label,
            text_input(name=name, default_value=values[name], max_length=most, auto_complete="off", **props),
        )

    return dialog(
        rx.el.form(
            rx.foreach(EditState.known, _duplicate),
            rx.el.div(
                one("name", t("intake.name"), required=True),
                one("phone", t("intake.phone"), type="tel"),
                one("email", t("intake.email"), 254, type="text", input_mode="email"),
                one("city", t("intake.city"), 40),
                field(
                    t("intake.language"),
                    select([(code, t(key)) for code, key in LANGUAGES], name="language",
                           default_value=values["language"]),
                ),
                checkbox(t("intake.in_work"), name="in_work", default_checked=values["in_work"]),
                class_name="ui-fields",
            ),
            field(t("intake.cv_text"), long_text(MOST_CV, name="cv_text", rows="8", default_value=values["cv_text"])),
            key=EditState.seq,
            id="candidate-form",
            on_submit=EditState.save,
            class_name="ui-stack",
        ),
        _file(),
        rx.el.p(
            button(t("intake.merge_other"), kind="link", size="s", on_click=MergeState.open_for(EditState.candidate_id))
        ),
        conflict_notice(EditState.who, EditState.changes),
        refusal(EditState.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=EditState.close),
            button(t("intake.save_edit"), kind="primary", type="submit", form="candidate-form"),
        ),
        id="candidate",
        title=t("intake.edit_title"),
        open=EditState.is_open,
        on_close=EditState.close,
        **keeps_words(),
        class_name="intake",
    )  # fmt: skip


def _file() -> rx.Component:
    return rx.el.div(
        rx.cond(
            EditState.file_name != "",
            rx.el.p(
                rx.el.span(EditState.file_name, class_name="ui-grow ui-clip"),
                rx.cond(EditState.is_new_file, rx.el.span(t("intake.new_file"), class_name="ui-muted ui-small")),
                icon_button("x", t("intake.drop_file"), on_click=EditState.drop_file),
                class_name="ui-row",
            ),
        ),
        upload(
            FileKind.CV, on_done=EditState.take_file,
            label=rx.cond(EditState.file_name != "", t("intake.replace_file"), t("files.choose_cv")),
        ),
        class_name="ui-stack",
    )  # fmt: skip


def _duplicate(each: rx.Var[KnownItem]) -> rx.Component:
    return notice(
        rx.el.p(rx.el.strong(each["name"]), " · ", each["why"]),
        rx.el.p(each["applications"], class_name="ui-small ui-muted"),
        button(
            t("intake.merge"), size="s",
            on_click=[MergeState.open_for(EditState.candidate_id), MergeState.choose(each["candidate_id"])],
        ),
        tone="amber",
        icon_name="users",
        key=each["candidate_id"],
    )  # fmt: skip


def _merge() -> rx.Component:
    return dialog(
        rx.cond(MergeState.other_id > 0, _preview(), _search()),
        refusal(MergeState.problem),
        id="merge",
        title=t("intake.merge_title", name=MergeState.keep_name),
        open=MergeState.is_open,
        on_close=MergeState.close,
        class_name="intake",
    )


def _search() -> rx.Component:
    return rx.el.div(
        field(
            t("intake.merge_search"),
            text_input(type="search", max_length=120, on_change=MergeState.look_for.debounce(350), auto_complete="off"),
            hint=t("intake.merge_search_hint"),
        ),
        rx.cond(
            MergeState.known.length() > 0,
            rx.el.ul(rx.foreach(MergeState.known, _found), class_name="ui-stack merge-list"),
            empty_state(t("intake.merge_nobody"), icon_name="users"),
        ),
        class_name="ui-stack",
    )  # fmt: skip


def _found(each: rx.Var[KnownItem]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(each["name"]), " ", rx.el.span(each["why"], class_name="ui-muted ui-small")),
            rx.el.p(each["contact"], class_name="ui-small"),
            rx.el.p(each["applications"], class_name="ui-small ui-muted"),
            class_name="ui-grow",
        ),
        button(t("intake.compare"), size="s", on_click=MergeState.choose(each["candidate_id"])),
        class_name="ui-row",
        key=each["candidate_id"],
    )


def _preview() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("intake.merge_explain", keep=MergeState.keep_name, other=MergeState.other_name)),
        rx.el.div(
            rx.el.strong(), rx.el.strong(t("intake.merge_keeps")), rx.el.strong(t("intake.merge_drops")),
            rx.foreach(MergeState.lines, _line),
            class_name="merge-grid",
        ),
        rx.cond(
            MergeState.moved.length() > 0,
            rx.el.div(rx.el.strong(t("intake.merge_moves")), rx.el.ul(rx.foreach(MergeState.moved, rx.el.li))),
        ),
        rx.cond(MergeState.file != "", rx.el.p(t("intake.merge_file", name=MergeState.file), class_name="ui-small")),
        rx.cond(MergeState.clash != "", notice(MergeState.clash, tone="red", icon_name="circle_alert", role="alert")),
        dialog_foot(
            # The button that brought this here is gone, and the focus with it; a second Enter must not merge.
            button(t("ui.cancel"), auto_focus=True, on_click=MergeState.close),
            button(t("intake.merge_swap"), on_click=MergeState.swap),
            button(t("intake.merge_do"), kind="primary", on_click=MergeState.merge, disabled=MergeState.clash != ""),
        ),
        class_name="ui-stack",
    )  # fmt: skip


def _line(each: rx.Var[MergeLine]) -> rx.Component:
    return rx.fragment(
        rx.el.span(each["name"], class_name="ui-muted"),
        rx.el.span(each["kept"], rx.cond(each["is_filled"], rx.el.em(" ", t("intake.merge_filled")))),
        rx.el.span(rx.cond(each["other"] != "", rx.el.del_(each["other"]), "")),
    )
