"""A recruiter's start page: what to do now, who comes today, what executives wait for, and the loss rate beside it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.first_steps import first_steps
from rxapp.components.ui import (
    button,
    card,
    chip,
    classes,
    empty_state,
    help_tip,
    icon,
    link_button,
    notice,
    page_head,
    section,
)
from rxapp.pages.agenda_parts import OutcomeState, interview_list
from rxapp.pages.measure_cards import loss_parts
from rxapp.pages.parts import bound, by_hand, loaded, number
from rxapp.state import today as states
from rxapp.state.language import t
from rxapp.state.opinion import OpinionState

TodayState = bound(states.TodayState)


def today() -> rx.Component:
    """The measure as one line on top, then tasks and the day side by side."""
    return rx.fragment(
        page_head(
            TodayState.title, link_button(t("start.to_board"), href="/board", icon_name="square_kanban")
        ),
        first_steps(),
        loaded(
            TodayState,
            _loss(),
            rx.el.div(
                rx.el.div(_priorities(), _tasks(), _by_hand(), class_name="ui-stack start-today__work"),
                rx.el.div(_agenda(), class_name="ui-stack start-today__day"),
                class_name="start-today",
            ),
            kind="card",
            lines=5,
        ),
    )


def _loss() -> rx.Component:
    loss = TodayState.loss
    return rx.el.section(
        rx.el.p(
            rx.el.strong(t("start.loss_rate")),
            help_tip("loss_rate", t("start.loss_rate")),
            " ",
            rx.cond(
                loss["is_enough"],
                rx.fragment(
                    number(loss["rate"], class_name="start-loss__rate"),
                    " ",
                    rx.el.span(
                        t("start.interval", interval=loss["interval"]), class_name="ui-muted ui-small"
                    ),
                ),
                rx.el.span(t("start.not_enough"), class_name="ui-muted"),
            ),
            class_name="start-loss__main",
        ),
        loss_parts(loss),
        rx.el.span(t("start.loss_note"), class_name="ui-muted ui-small"),
        class_name="ui-card start-loss",
        custom_attrs={"aria-label": t("start.loss_rate")},
    )


def _count(value: Any) -> rx.Component:
    return rx.cond(value > 0, number(value, class_name="start-count"))


def _priorities() -> rx.Component:
    return rx.cond(
        TodayState.priorities.length() > 0,
        section(
            rx.el.span(t("start.requests"), " ", _count(TodayState.priorities.length())),
            rx.el.ul(rx.foreach(TodayState.priorities, _priority), class_name="staff-list ui-card"),
        ),
    )


def _priority(row: Any) -> rx.Component:
    return rx.el.li(
        icon("flag", 18, class_name="start-flag"),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["who"]),
                chip(row["standing"], row["tone"], "clock"),
                class_name="ui-row",
            ),
            rx.el.p(
                t(
                    "start.priority_line",
                    deadline=row["deadline"],
                    requester=row["requester"],
                    job=row["job"],
                ),
                class_name="ui-muted ui-small",
            ),
            rx.el.p(
                rx.cond(
                    row["interview"] != "",
                    t("start.priority_scheduled", when=row["interview"]),
                    t("start.priority_unscheduled"),
                ),
                class_name="ui-small",
            ),
            class_name="ui-grow",
        ),
        link_button(
            rx.cond(row["interview"] != "", t("start.look"), t("start.arrange")),
            href="/board?open=" + row["application_id"].to(str),
            size="s",
        ),
        class_name="staff-list__row start-priority",
        key=row["application_id"],
    )


def _tasks() -> rx.Component:
    return section(
        rx.el.span(t("start.tasks"), " ", _count(TodayState.tasks.length())),
        rx.cond(
            TodayState.tasks.length() > 0,
            rx.el.ul(rx.foreach(TodayState.tasks, _task), class_name="staff-list ui-card"),
            card(
                empty_state(
                    t("start.tasks_empty"),
                    link_button(t("start.to_board"), href="/board"),
                    icon_name="circle_check_big",
                )
            ),
        ),
        rx.cond(
            TodayState.more_tasks > 0,
            rx.el.p(t("start.tasks_more", n=TodayState.more_tasks), class_name="ui-muted"),
        ),
    )


def _task(row: Any) -> rx.Component:
    """Who, why, until when, and the one button that settles it."""
    return rx.el.li(
        rx.match(
            row["group"],
            ("call", icon("phone", 18)),
            ("check", icon("door_open", 18)),
            icon("clipboard_pen", 18),
        ),
        rx.el.div(
            rx.el.p(
                rx.el.a(rx.el.strong(row["who"]), href="/board?open=" + row["application_id"].to(str)),
                rx.cond(
                    row["phone"] != "",
                    rx.el.a(number(row["phone"]), href="tel:" + row["dial"], class_name="start-task__phone"),
                ),
                class_name="ui-row",
            ),
            rx.el.p(row["why"], " · ", rx.el.span(row["job"], class_name="ui-muted"), class_name="ui-small"),
            class_name="ui-grow",
        ),
        chip(row["due"], rx.cond(row["is_overdue"], "amber", ""), "clock"),
        rx.match(
            row["group"],
            (
                "check",
                button(
                    t("start.is_here"),
                    size="s",
                    kind="primary",
                    on_click=OutcomeState.arrive(row["application_id"]),
                ),
            ),
            (
                "outcome",
                button(
                    t("start.record"),
                    size="s",
                    kind="primary",
                    on_click=OutcomeState.open_for(row["booking_id"]),
                ),
            ),
            (
                "opinion",
                button(
                    t("bell.answer"), size="s", kind="primary", on_click=OpinionState.open_for(row["id"])
                ),
            ),
            (
                "reply",
                link_button(
                    t("start.tell"), size="s", kind="primary",
                    href="/board?open=" + row["application_id"].to(str),
                ),
            ),
            button(t("start.done"), size="s", icon_name="check", on_click=TodayState.settle(row["id"])),
        ),
        class_name=classes("staff-list__row start-task"),
        custom_attrs={"data-task": row["id"]},
        key=row["id"],
    )


def _by_hand() -> rx.Component:
    return rx.cond(
        TodayState.by_hand.length() > 0,
        section(
            rx.el.span(t("start.by_hand"), " ", _count(TodayState.by_hand.length())),
            notice(rx.el.p(t("start.by_hand_hint")), icon_name="message_square"),
            rx.el.ul(rx.foreach(TodayState.by_hand, _letter), class_name="staff-list ui-card"),
            help=help_tip("by_hand", t("start.by_hand")),
        ),
    )


def _letter(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["who"]),
                rx.cond(
                    row["phone"] != "",
                    rx.el.a(number(row["phone"]), href="tel:" + row["dial"], class_name="start-task__phone"),
                ),
                chip(row["due"], rx.cond(row["is_overdue"], "amber", ""), "clock"),
                class_name="ui-row",
            ),
            rx.el.p(row["body"], class_name="start-letter__text"),
            by_hand(row["body"], TodayState.sent(row["id"])),
            class_name="ui-grow ui-stack",
        ),
        class_name="staff-list__row start-letter",
        custom_attrs={"data-task": row["id"]},
        key=row["id"],
    )


def _agenda() -> rx.Component:
    return section(
        rx.el.span(t("start.comes"), " ", _count(TodayState.agenda.length())),
        rx.cond(
            TodayState.agenda.length() > 0,
            card(
                interview_list(TodayState.agenda, names_interviewer=True, links_board=True),
                class_name="start-agenda",
            ),
            card(
                empty_state(
                    t("start.comes_empty"),
                    link_button(t("start.to_calendar"), href="/calendar"),
                    icon_name="calendar_days",
                )
            ),
        ),
    )
