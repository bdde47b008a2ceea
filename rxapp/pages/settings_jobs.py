"""Background jobs: whether they run, when next, what failed, and a button that runs one now."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.ui import button, chip, icon, link_button, notice, page_head
from rxapp.pages.parts import bound, loaded, number, only_for, sheet
from rxapp.rules.vocabulary import Role
from rxapp.state import jobs as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/settings/jobs"
TITLE = "jobs.title"
ON_LOAD: list[Any] = [FrameState.enter, states.JobsState.load]

JobsState = bound(states.JobsState)


def page() -> rx.Component:
    """One card a job; its runs below on request."""
    return staff_page(
        sheet(),
        page_head(
            t("jobs.title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
            button(t("jobs.refresh"), icon_name="refresh_cw", on_click=JobsState.load),
        ),
        only_for((Role.ADMINISTRATOR,), _jobs()),
        place="settings",
        title=TITLE,
    )


def _jobs() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("jobs.intro"), class_name="staff-intro"),
        loaded(
            JobsState,
            rx.cond(
                JobsState.leader == "",
                notice(
                    rx.el.p(t("jobs.no_leader")),
                    tone="amber",
                    icon_name="triangle_alert",
                    class_name="jobs-leader",
                ),
                rx.el.p(
                    icon("server", 14),
                    t("jobs.leader", name=JobsState.leader),
                    class_name="jobs-leader ui-muted",
                ),
            ),
            rx.el.ul(rx.foreach(JobsState.jobs, _job), class_name="jobs"),
            kind="card",
            lines=6,
        ),
    )


def _job(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.h2(row["title"]),
                rx.el.p(row["every"], " · ", rx.el.code(row["name"]), class_name="ui-muted ui-small"),
                class_name="ui-grow",
            ),
            chip(row["state"], row["tone"]),
            button(
                t("jobs.run_now"),
                size="s",
                icon_name="play",
                on_click=JobsState.run_now(row["name"]),
                custom_attrs={"data-run": row["name"]},
            ),
            class_name="ui-row",
        ),
        rx.el.dl(
            *_fact(t("jobs.last"), row["last"]),
            *_fact(t("jobs.next"), row["next"]),
            *_fact(t("jobs.took"), row["took"]),
            class_name="jobs__facts",
        ),
        rx.cond(row["error"] != "", notice(rx.el.p(row["error"]), tone="red", icon_name="circle_alert")),
        rx.cond(
            row["runs"].to(list[states.RunItem]).length() > 0,
            rx.el.details(
                rx.el.summary(t("jobs.runs")),
                rx.el.ul(rx.foreach(row["runs"].to(list[states.RunItem]), _run), class_name="jobs__runs"),
            ),
        ),
        class_name="ui-card ui-stack jobs__job",
        key=row["name"],
    )


def _fact(name: Any, value: Any) -> list[rx.Component]:
    return [rx.el.div(rx.el.dt(name), rx.el.dd(number(value)))]


def _run(run: Any) -> rx.Component:
    return rx.el.li(
        number(run["when"]), " · ", run["did"], " · ", number(run["took"]), " · ", run["by"],
        rx.cond(run["error"] != "", rx.el.span(" · ", run["error"], class_name="jobs__error")),
    )  # fmt: skip
