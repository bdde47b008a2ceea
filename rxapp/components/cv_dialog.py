"""The CV: its text, and for recruiters and administrators the file."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import button, dialog, empty_state, link_button, notice
from rxapp.state import cv as states
from rxapp.state.language import t

CvState: Any = states.CvState


def cv_button(application_id: Any, **props: Any) -> rx.Component:
    """Opens the CV of an application."""
    return button(
        t("intake.read_cv"), size="s", icon_name="clipboard_list", on_click=CvState.open_for(application_id), **props
    )  # fmt: skip


@rx.memo
def cv_dialog() -> rx.Component:
    """The dialog; a page that has `cv_button` has it once."""
    return dialog(
        rx.cond(CvState.is_masked, notice(t("intake.cv_masked"), icon_name="lock")),
        rx.cond(
            CvState.file_path != "",
            rx.el.div(
                link_button(
                    t("intake.download"), href=CvState.file_path, icon_name="download", size="s",
                    custom_attrs={"download": True},
                ),
                rx.el.span(CvState.file_name, class_name="ui-muted ui-small ui-clip"),
                class_name="ui-row",
            ),
        ),
        rx.cond(
            CvState.text != "",
            rx.el.p(CvState.text, class_name="cv-text"),
            empty_state(t("intake.no_cv_text")),
        ),
        id="cv",
        title=t("intake.cv_of", name=CvState.name),
        open=CvState.is_open,
        on_close=CvState.close,
        class_name="intake",
    )  # fmt: skip
