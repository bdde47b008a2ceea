"""An executive's start page: the loss rate with its change and uncertainty, no-shows, and whether requests were met."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import card, chip, classes, empty_state, icon, link_button, page_head, section, table
from rxapp.pages.measure_cards import loss_card, no_show_card
from rxapp.pages.parts import bound, loaded, number
from rxapp.pages.start_passed import passed_list
from rxapp.state import start as states
from rxapp.state.language import t

ExecutiveState = bound(states.ExecutiveState)


def executive() -> rx.Component:
    """Three figures, then the requests one by one."""
    return rx.fragment(
        page_head(
            t("start.executive"),
            link_button(t("start.to_board"), href="/board", kind="primary", icon_name="square_kanban"),
        ),
        loaded(
            ExecutiveState,
            rx.el.div(
                loss_card(ExecutiveState.loss), no_show_card(ExecutiveState.no_show), _requests_summary(),
                class_name="start-figures",
            ),
            section(
                t("start.requests"),
                rx.cond(
                    ExecutiveState.requests.length() > 0,
                    card(
                        table(
                            [
                                t("start.who"), t("start.deadline"), t("start.standing"), t("start.requested"),
                                t("start.seen"), t("start.scheduled"), t("start.attended"),
                            ],
                            rx.foreach(ExecutiveState.requests, _request),
                            class_name="start-requests",
                        )
                    ),
                    empty_state(
                        t("start.requests_empty"),
                        link_button(t("start.to_board"), href="/board"),
                        icon_name="flag",
                    ),
                ),
                class_name="start-section",
            ),
            passed_list(),
            kind="card",
        ),
    )  # fmt: skip


def _requests_summary() -> rx.Component:
    def part(name: str, value: Any, icon_name: str, tone: Any) -> rx.Component:
        return rx.el.div(
            rx.el.dt(icon(icon_name, 14), t(f"start.requests_{name}")),
            rx.el.dd(number(value)),
            class_name=classes("start-requests__part", tone),
        )

    return card(
        rx.el.h2(t("start.requests_30")),
        rx.el.dl(
            part("met", ExecutiveState.met, "circle_check", ""),
            part(
                "late", ExecutiveState.late, "triangle_alert",
                rx.cond(ExecutiveState.late > 0, "start-requests__part--late", ""),
            ),
            part("open", ExecutiveState.open, "hourglass", ""),
            class_name="start-requests__parts",
        ),
        rx.el.p(t("start.requests_note"), class_name="ui-muted ui-small"),
        class_name="start-figure",
    )  # fmt: skip


def _request(row: Any) -> rx.Component:
    def moment(value: Any) -> rx.Component:
        return rx.el.td(rx.cond(value != "", value, "—"), class_name="start-requests__time")

    return rx.el.tr(
        rx.el.td(
            rx.el.a(rx.el.strong(row["who"]), href="/board?open=" + row["application_id"].to(str)),
            rx.el.br(),
            rx.el.span(row["job"], " · ", row["recruiter"], class_name="ui-muted ui-small"),
        ),
        moment(row["deadline"]),
        rx.el.td(chip(row["standing"], row["tone"])),
        moment(row["requested"]),
        moment(row["seen"]),
        rx.el.td(
            rx.cond(row["scheduled"] != "", row["scheduled"], "—"),
            # When it was arranged says nothing about when they come, or whether that time still stands.
            rx.cond(
                row["interview"] != "",
                rx.el.div(
                    t("start.priority_scheduled", when=row["interview"]), class_name="ui-muted ui-small"
                ),
                rx.cond(
                    (row["scheduled"] != "")
                    & (row["attended"] == "")
                    & ((row["code"] == "waiting") | (row["code"] == "overdue")),
                    rx.el.div(t("start.priority_again"), class_name="ui-small"),
                ),
            ),
            class_name="start-requests__time",
        ),
        moment(row["attended"]),
        key=row["application_id"],
    )
