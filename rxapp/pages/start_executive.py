"""An executive's start page: the loss rate with its change and uncertainty, no-shows, and whether requests were met."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.hold import hold
from rxapp.components.ui import (
    button,
    card,
    chip,
    classes,
    empty_state,
    icon,
    link_button,
    page_head,
    section,
    table,
)
from rxapp.pages.agenda_parts import interview_row, settled_section
from rxapp.pages.measure_cards import loss_card, no_show_card
from rxapp.pages.parts import bound, loaded, number
from rxapp.pages.start_passed import passed_list
from rxapp.state import start as states
from rxapp.state import why
from rxapp.state.language import t

ExecutiveState, AskWhyState = bound(states.ExecutiveState), bound(why.AskWhyState)


def executive() -> rx.Component:
    """Three figures, who waits for the offer, the requests one by one with the finished ones folded away, and how
    the last interviews went."""
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
            passed_list(),
            section(
                t("start.requests"),
                rx.cond(
                    ExecutiveState.requests_total + ExecutiveState.finished_total > 0,
                    hold(
                        rx.cond(
                            ExecutiveState.requests.length() > 0,
                            _requests(ExecutiveState.requests),
                            card(rx.el.p(t("start.requests_done"), class_name="ui-muted")),
                        ),
                        _more_requests(ExecutiveState.requests_total - ExecutiveState.requests.length()),
                        _finished(),
                        state=states.ExecutiveState,
                        lists={"requests": "request_id", "finished": "request_id"},
                        say=t("today.news", n="{n}"),
                        class_name="hold",
                    ),
                    empty_state(
                        t("start.requests_empty"),
                        link_button(t("start.to_board"), href="/board"),
                        icon_name="flag",
                    ),
                ),
                class_name="start-section",
            ),
            rx.el.div(
                settled_section(
                    ExecutiveState.settled,
                    lambda row: interview_row(row, names_interviewer=True, links_board=True),
                ),
                class_name="start-section",
            ),
            kind="card",
        ),
    )  # fmt: skip


def _requests(rows: Any) -> rx.Component:
    heads = ("who", "deadline", "standing", "requested", "seen", "scheduled", "attended")
    return card(
        table([t(f"start.{head}") for head in heads], rx.foreach(rows, _request), class_name="start-requests")
    )


def _finished() -> rx.Component:
    """Folded until somebody asks; the browser keeps it open while pushes arrive."""
    return rx.cond(
        ExecutiveState.finished_total > 0,
        rx.el.details(
            rx.el.summary(t("start.requests_finished", n=ExecutiveState.finished_total)),
            _requests(ExecutiveState.finished),
            _more_requests(ExecutiveState.finished_total - ExecutiveState.finished.length()),
            class_name="staff-more start-finished",
        ),
    )


def _more_requests(rest: Any) -> rx.Component:
    return rx.cond(
        rest > 0,
        rx.el.p(
            button(
                t("today.more", n=rest), size="s", kind="ghost", icon_name="chevron_down", on_click=ExecutiveState.more,
                custom_attrs={"data-more": "requests"},
            )
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
            part(
                "missed", ExecutiveState.missed, "circle_x",
                rx.cond(ExecutiveState.missed > 0, "start-requests__part--late", ""),
            ),
            part("open", ExecutiveState.open, "hourglass", ""),
            class_name="start-requests__parts",
        ),
        rx.el.p(t("start.requests_note"), class_name="ui-muted ui-small"),
        rx.el.h3(t("start.steps"), class_name="start-steps__title"),
        rx.el.dl(rx.foreach(ExecutiveState.steps, _step), class_name="start-steps"),
        class_name="start-figure",
    )  # fmt: skip


def _after(value: Any) -> rx.Component:
    return rx.cond(value != "", rx.el.div(t("start.after", after=value), class_name="ui-muted ui-small"))


def _step(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(row["name"]),
        rx.el.dd(
            rx.cond(
                row["after"] != "",
                rx.fragment(
                    number(row["after"]),
                    " ",
                    rx.el.span(t("start.step_n", n=row["n"]), class_name="ui-muted ui-small"),
                ),
                rx.el.span(t("start.step_none"), class_name="ui-muted"),
            )
        ),
    )


def _why(row: Any) -> rx.Component:
    """One tap asks; then the question, then its answer stands there."""
    return rx.cond(
        row["answer"] != "",
        rx.el.p(row["answer"], class_name="start-why"),
        rx.cond(
            row["is_asked"],
            rx.el.p(t("start.why_waits"), class_name="ui-muted ui-small"),
            rx.cond(
                row["can_ask"],
                button(
                    t("start.why"), size="s", on_click=AskWhyState.ask(row["request_id"]),
                    custom_attrs={"data-why": row["request_id"]},
                ),
            ),
        ),
    )  # fmt: skip


def _request(row: Any) -> rx.Component:
    def moment(name: str, value: Any, after: Any = None, who: Any = None) -> rx.Component:
        return rx.el.td(
            rx.cond(value != "", value, "—"),
            *([] if who is None else [rx.cond(who != "", rx.el.div(who, class_name="ui-muted ui-small"))]),
            *([] if after is None else [_after(after)]),
            class_name="start-requests__time",
            custom_attrs={"data-label": t(f"start.{name}")},  # a phone shows it beside the time
        )

    return rx.el.tr(
        rx.el.td(
            rx.el.a(rx.el.strong(row["who"]), href="/board?open=" + row["application_id"].to(str)),
            rx.el.br(),
            rx.el.span(row["job"], " · ", row["recruiter"], class_name="ui-muted ui-small"),
        ),
        moment("deadline", row["deadline"]),
        rx.el.td(chip(row["standing"], row["tone"]), _why(row)),
        moment("requested", row["requested"]),
        moment("seen", row["seen"], row["seen_after"], row["seen_by"]),
        rx.el.td(
            rx.cond(row["scheduled"] != "", row["scheduled"], "—"),
            _after(row["scheduled_after"]),
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
            custom_attrs={"data-label": t("start.scheduled")},
        ),
        moment("attended", row["attended"], row["attended_after"]),
        custom_attrs={"data-request": row["request_id"], "data-row": row["request_id"]},
        key=row["request_id"],
    )
