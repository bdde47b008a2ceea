"""Choosing or moving the time: days with their times, then who it will be with, then one button."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.candidate_parts import door, failed, telephone, waiting_call
from rxapp.components.frame import candidate_page
from rxapp.components.native import Alive
from rxapp.components.ui import avatar, button, chip, closes, dialog, dialog_foot, icon, notice, skeleton
from rxapp.state.candidate import BookingState, CandidateState
from rxapp.state.language import t

ROUTE = "/c/book"
TITLE = "candidate.book.title"
ON_LOAD = [BookingState.open_page]


def page() -> rx.Component:
    """The times offered to whoever holds the link."""
    return candidate_page(
        rx.match(
            CandidateState.phase,
            ("ready", _ready()),
            ("door", door(CandidateState.company, CandidateState.phone)),
            ("failed", failed(CandidateState.phone, BookingState.open_page)),
            rx.el.div(
                rx.el.h1(t("candidate.book.lead")), waiting_call(), skeleton(4, "card"), class_name="ui-stack"
            ),
        ),
        title=TITLE,
        company=CandidateState.company,
        is_demo=CandidateState.is_demo,
    )


def _ready() -> rx.Component:
    return rx.fragment(
        Alive.create(on_alive=CandidateState.alive),
        router_link(icon("arrow_left"), t("candidate.book.back"), to="/c", class_name="candidate__back"),
        rx.el.div(
            rx.el.h1(
                rx.cond(BookingState.is_moving, t("candidate.book.move_lead"), t("candidate.book.lead"))
            ),
            rx.el.p(BookingState.lead, class_name="ui-muted"),
            class_name="candidate__hello",
        ),
        rx.cond(
            BookingState.problem != "",
            notice(BookingState.problem, tone="amber", icon_name="triangle_alert", role="alert"),
        ),
        rx.cond(BookingState.days.length() > 0, rx.foreach(BookingState.days, _day), _nothing()),
        _confirm(),
        telephone(CandidateState.phone),
    )


def _nothing() -> rx.Component:
    return rx.el.div(icon("calendar_off", 28), rx.el.p(t("candidate.book.none")), class_name="ui-empty")


def _day(day: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day["day"]),
        rx.el.div(rx.foreach(day["slots"], _slot), class_name="candidate__slots"),
        class_name="candidate__day",
        key=day["day"],
    )


def _slot(slot: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(slot["time"], class_name="ui-number"),
        rx.match(
            slot["mark"],
            (
                "evening",
                rx.el.span(icon("moon", 12), t("candidate.book.evening"), class_name="candidate__mark"),
            ),
            (
                "weekend",
                rx.el.span(icon("coffee", 12), t("candidate.book.weekend"), class_name="candidate__mark"),
            ),
            rx.fragment(),
        ),
        rx.el.span(slot["interviewer"], class_name="ui-muted ui-small ui-clip"),
        type="button",
        class_name="candidate__slot",
        custom_attrs={"data-slot": slot["starts_at"]},
        on_click=BookingState.pick(slot["starts_at"], slot["interviewer_id"]),
        key=slot["starts_at"] + slot["interviewer"],
    )


def _confirm() -> rx.Component:
    """Before anything is booked: when, with whom, and what happens next."""
    slot = BookingState.chosen
    return dialog(
        rx.el.p(slot["when"], class_name="candidate__when"),
        rx.el.div(
            avatar(slot["initials"], image=slot["face_url"].to(str), size="l"),
            rx.el.div(
                rx.el.p(rx.el.b(slot["interviewer"])),
                rx.cond(slot["title"] != "", rx.el.p(slot["title"], class_name="ui-muted")),
                rx.cond(
                    slot["background"] != "", rx.el.p(slot["background"], class_name="candidate__background")
                ),
                class_name="ui-grow",
            ),
            class_name="candidate__person",
        ),
        rx.cond(
            BookingState.is_moving,
            rx.el.p(
                chip(t("candidate.book.instead"), "amber", icon_name="calendar_clock"),
                " ",
                BookingState.current,
            ),
        ),
        dialog_foot(
            button(t("candidate.book.other"), size="l", **closes()),
            button(
                rx.cond(BookingState.is_moving, t("candidate.book.move"), t("candidate.book.book")),
                kind="primary",
                size="l",
                is_busy=BookingState.is_busy,
                on_click=BookingState.book,
            ),
        ),
        id="confirm-slot",
        title=t("candidate.book.confirm"),
        open=BookingState.is_asking,
        on_close=BookingState.keep_looking,
    )
