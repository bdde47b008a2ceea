"""Choosing or moving the time: days with their times, then who it will be with, then one button."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.candidate_parts import door, failed, telephone, waiting_call
from rxapp.components.frame import candidate_page
from rxapp.components.native import Alive
from rxapp.components.taps import acts
from rxapp.components.ui import avatar, button, chip, closes, dialog, dialog_foot, icon, notice, skeleton
from rxapp.state.candidate import BookingState, CandidateState
from rxapp.state.language import t

ROUTE = "/c/book"
TITLE = "candidate.book.title"
ON_LOAD = [BookingState.open_page]
ZONE = "candidate__zone ui-muted ui-small"


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
        answered=CandidateState.answered,
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
            rx.cond(
                BookingState.zone_text != "",
                rx.el.p(icon("clock", 14), BookingState.zone_text, class_name=ZONE),
            ),
            class_name="candidate__hello",
        ),
        rx.cond(
            CandidateState.switched != "",
            notice(CandidateState.switched, tone="amber", icon_name="info", role="status"),
        ),
        rx.cond(
            BookingState.problem != "",
            notice(BookingState.problem, tone="amber", icon_name="triangle_alert", role="alert"),
        ),
        rx.cond(
            BookingState.suggested.length() > 0,
            rx.fragment(
                rx.el.div(rx.foreach(BookingState.suggested, _suggested), class_name="candidate__suggested"),
                rx.el.details(
                    rx.el.summary(
                        icon("calendar_days", 18),
                        rx.el.span(t("candidate.book.more", n=BookingState.total), class_name="ui-grow"),
                        icon("chevron_down", 18),
                    ),
                    rx.el.div(rx.foreach(BookingState.days, _day), class_name="ui-stack"),
                    class_name="candidate__more",
                ),
            ),
            rx.cond(BookingState.days.length() > 0, rx.foreach(BookingState.days, _day), _nothing()),
        ),
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
    return _choice(
        slot,
        rx.el.span(slot["time"], class_name="ui-number"),
        _mark(slot),
        rx.el.span(slot["interviewer"], class_name="ui-muted ui-small ui-clip"),
    )


def _suggested(slot: Any) -> rx.Component:
    """One of the few, with room to say all of it on a line."""
    return _choice(
        slot,
        rx.el.span(
            rx.el.span(slot["day"]), " ", rx.el.b(slot["time"], class_name="ui-number"), class_name="ui-grow"
        ),
        _mark(slot),
        rx.el.span(slot["interviewer"], class_name="ui-muted ui-small ui-clip"),
    )


def _choice(slot: Any, *words: rx.Component) -> rx.Component:
    return rx.el.button(
        *words,
        type="button",
        class_name="candidate__slot",
        custom_attrs={"data-slot": slot["starts_at"], "data-mark": slot["mark"], **acts()["custom_attrs"]},
        on_click=BookingState.pick(slot["starts_at"], slot["interviewer_id"]),
        key=slot["starts_at"] + slot["interviewer"],
    )


def _mark(slot: Any) -> rx.Component:
    def said(icon_name: str, name: str) -> rx.Component:
        return rx.el.span(icon(icon_name, 12), t(f"candidate.book.{name}"), class_name="candidate__mark")

    return rx.match(
        slot["mark"],
        ("night", said("moon", "night")),
        ("evening", said("moon", "evening")),
        ("weekend", said("coffee", "weekend")),
        rx.fragment(),
    )


def _confirm() -> rx.Component:
    """Before anything is booked: when, with whom, and what happens next."""
    slot = BookingState.chosen
    return dialog(
        rx.el.p(slot["when"], class_name="candidate__when"),
        rx.cond(slot["zone_text"] != "", rx.el.p(icon("clock", 14), slot["zone_text"], class_name=ZONE)),
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
                on_click=BookingState.book,
                **acts(),
            ),
        ),
        id="confirm-slot",
        title=t("candidate.book.confirm"),
        open=BookingState.is_asking,
        on_close=BookingState.keep_looking,
    )
