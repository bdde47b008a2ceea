"""Lines of interviews and the dialog that records how one went: start page and calendar share them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from rxapp.components.cv_dialog import cv_button
from rxapp.components.outcome_dialog import late_menu
from rxapp.components.ui import (
    button,
    card,
    chip,
    classes,
    icon,
    section,
)
from rxapp.pages.parts import bound, number
from rxapp.state import outcome as states
from rxapp.state.language import t

OutcomeState = bound(states.OutcomeState)


def interview_row(
    row: Any, *, names_interviewer: Any, links_board: bool = False, reads_cv: bool = False
) -> rx.Component:
    """One interview: time, who, where, standing; a button when its outcome is missing."""
    name = rx.el.strong(row["candidate"], class_name="agenda__who")
    return rx.el.li(
        time_of(row),
        rx.el.div(
            rx.el.p(
                rx.el.a(name, href="/board?open=" + row["application_id"].to(str)) if links_board else name,
                rx.cond(row["flag"] != "", chip(t("start.must_by", when=row["flag"]), "red", "flag")),
                class_name="ui-row",
            ),
            rx.el.p(
                _interviewer(row, names_interviewer),
                rx.cond(row["mode"] == "video", icon("video", 14), icon("map_pin", 14)),
                rx.cond(
                    row["meeting_link"] != "",
                    rx.el.a(row["where"], href=row["meeting_link"], target="_blank", rel="noreferrer"),
                    rx.el.span(row["where"]),
                ),
                rx.el.span(" · ", row["job"]),
                class_name="agenda__line ui-muted",
            ),
            rx.cond(row["said"] != "", rx.el.p(row["said"], class_name="agenda__said ui-small")),
            rx.cond(
                row["ask"] != "",
                rx.el.p(t("start.ask_to_correct", who=row["ask"]), class_name="ui-muted ui-small"),
            ),
            *([_brief(row)] if reads_cv else []),
            class_name="ui-grow",
        ),
        chip(row["standing"], row["tone"], class_name="agenda__standing"),
        *([cv_button(row["application_id"])] if reads_cv else []),
        rx.cond(
            row["can_arrive"],
            rx.fragment(
                button(t("start.is_here"), size="s", on_click=OutcomeState.arrive(row["application_id"])),
                late_menu(row),
            ),
        ),
        rx.cond(
            row["can_record"],
            button(
                t("start.record"),
                size="s",
                on_click=OutcomeState.open_for(row["booking_id"]),
                class_name=rx.cond(row["needs_outcome"], "ui-button--primary", ""),
            ),
        ),
        rx.cond(
            row["can_correct"],
            button(
                t("start.correct"),
                size="s",
                kind="ghost",
                on_click=OutcomeState.open_for(row["booking_id"]),
                custom_attrs={"data-correct": row["booking_id"]},
            ),
        ),
        class_name=classes(
            "agenda__row",
            rx.cond(row["flag"] != "", "agenda__row--must", ""),
            rx.cond(row["is_over"], "agenda__row--over", ""),
        ),
        key=row["booking_id"],
    )


def time_of(row: Any) -> rx.Component:
    """When, with the day above it where the list says none."""
    return rx.el.p(
        rx.cond(row["on"] != "", rx.el.span(row["on"], class_name="agenda__on")),
        number(row["time"]),
        class_name="agenda__time",
    )


def settled_section(rows: Any, row: Callable[[Any], rx.Component]) -> rx.Component:
    """How the last interviews went, each as `row` draws it; not there where there were none."""
    return rx.cond(
        rows.length() > 0,
        section(
            t("start.settled"),
            card(rx.el.ul(rx.foreach(rows, row), class_name="agenda"), class_name="start-agenda"),
            custom_attrs={"data-list": "settled"},
        ),
    )


def _brief(row: Any) -> rx.Component:
    """What the job asks for and how the company works, beside the CV; folded where it is long or said above."""
    return rx.cond(
        (row["requirements"] != "") | (row["culture"].to(list[str]).length() > 0),
        rx.el.details(
            rx.el.summary(t("start.brief")),
            rx.el.p(
                rx.foreach(row["culture"].to(list[str]), lambda tag: chip(tag)), class_name="agenda__culture"
            ),
            rx.el.p(row["requirements"], class_name="agenda__asked"),
            open=~row["is_folded"].to(bool),
            class_name="agenda__brief",
        ),
    )


def _interviewer(row: Any, shown: Any) -> rx.Component:
    if isinstance(shown, bool):
        return rx.fragment(row["interviewer"], " · ") if shown else rx.fragment()
    return rx.cond(shown, rx.fragment(row["interviewer"], " · "))


def interview_list(
    rows: Any, *, names_interviewer: Any, links_board: bool = False, reads_cv: bool = False
) -> rx.Component:
    """Interviews of one day."""
    return rx.el.ul(
        rx.foreach(
            rows,
            lambda row: interview_row(
                row, names_interviewer=names_interviewer, links_board=links_board, reads_cv=reads_cv
            ),
        ),
        class_name="agenda",
    )


def day_list(
    days: Any, *, names_interviewer: Any, links_board: bool = False, reads_cv: bool = False
) -> rx.Component:
    """Interviews under their days."""
    return rx.el.div(
        rx.foreach(
            days,
            lambda day: rx.el.section(
                rx.el.h3(
                    day["day"],
                    class_name=classes("agenda__day", rx.cond(day["is_today"], "agenda__day--today", "")),
                ),
                interview_list(
                    day["items"],
                    names_interviewer=names_interviewer,
                    links_board=links_board,
                    reads_cv=reads_cv,
                ),
            ),
        ),
        class_name="ui-stack",
    )
