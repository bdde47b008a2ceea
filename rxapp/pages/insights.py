"""Insights: two measures, the loss rate month by month, and why applications were lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.hold import hold
from rxapp.components.ui import Child, card, empty_state, link_button, page_head, section, table
from rxapp.pages.measure_cards import loss_card, no_show_card
from rxapp.pages.parts import bound, loaded, number, only_for, sheet
from rxapp.state import insights as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/insights"
TITLE = "insights.title"
ON_LOAD: list[Any] = [FrameState.enter, states.InsightsState.load]

InsightsState = bound(states.InsightsState)
DRAWN = (
    "loss", "no_show", "sentence", "figure", "months", "hours_sentence", "hours_figure", "hours", "reasons", "lost",
)  # fmt: skip


def page() -> rx.Component:
    """Figures first, then the chart under its sentence, then the reasons."""
    return staff_page(
        sheet(),
        page_head(t("insights.title")),
        only_for(
            states.READERS,
            loaded(
                InsightsState,
                hold(
                    rx.el.div(
                        rx.el.div(
                            loss_card(InsightsState.loss),
                            no_show_card(InsightsState.no_show),
                            class_name="start-figures",
                        ),
                        _months(),
                        _hours(),
                        _reasons(),
                        class_name="insights",
                    ),
                    state=states.InsightsState,
                    lists=dict.fromkeys(DRAWN, ""),
                    mode="chart",
                    say=t("insights.news"),
                    class_name="hold",
                ),
                kind="card",
                lines=5,
            ),
        ),
        place="insights",
        title=TITLE,
    )


def _chart(
    name: str, has_any: Any, figure: Any, says: Any, hint: Any, headers: Sequence[Child], rows: rx.Component
) -> rx.Component:
    """One question: the answer as a sentence, the chart, how to read it, and its figures behind a toggle."""
    return section(
        t(f"insights.{name}"),
        card(
            rx.cond(
                has_any,
                rx.fragment(
                    rx.el.p(says, class_name="insights-chart__says"),
                    rx.el.div(
                        rx.plotly.basic(
                            data=figure,
                            config={"displayModeBar": False, "responsive": True, "scrollZoom": False},
                            use_resize_handler=True,
                            style={"width": "100%"},
                        ),
                        class_name="insights-chart",
                        role="img",
                        custom_attrs={"aria-label": says},
                    ),
                    rx.el.p(hint, class_name="ui-muted ui-small"),
                    rx.el.details(rx.el.summary(t("insights.table")), table(headers, rows)),
                ),
                empty_state(
                    t(f"insights.{name}_empty"),
                    link_button(t("start.to_board"), href="/board"),
                    icon_name="chart_column",
                ),
            ),
            class_name="ui-stack",
            custom_attrs={"data-row": name},
        ),
    )


def _months() -> rx.Component:
    return _chart(
        "months",
        InsightsState.has_figure,
        InsightsState.figure,
        InsightsState.sentence,
        t("insights.band"),
        [
            t("insights.month"), t("start.loss_rate"), t("insights.interval"), t("start.lost"), t("start.known"),
            t("start.open_share"),
        ],
        rx.foreach(InsightsState.months, _month),
    )  # fmt: skip


def _month(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["month"], scope="row"),
        *[rx.el.td(number(row[name])) for name in ("rate", "interval", "lost", "total", "open")],
        key=row["month"],
    )


def _hours() -> rx.Component:
    return _chart(
        "hours",
        InsightsState.has_hours,
        InsightsState.hours_figure,
        InsightsState.hours_sentence,
        t("insights.hours_hint"),
        [
            t("insights.hour"), t("insights.no_show"), t("insights.interval"), t("insights.missed"),
            t("insights.interviews"),
        ],
        rx.foreach(InsightsState.hours, _hour),
    )  # fmt: skip


def _hour(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["hour"], scope="row"),
        *[rx.el.td(number(row[name])) for name in ("rate", "interval", "missed", "total")],
        key=row["hour"],
    )


def _reasons() -> rx.Component:
    return section(
        t("insights.reasons"),
        card(
            rx.cond(
                InsightsState.lost > 0,
                rx.fragment(
                    rx.el.p(t("insights.reasons_hint", n=InsightsState.lost), class_name="ui-muted ui-small"),
                    table(
                        [t("start.reason"), t("insights.side"), t("insights.n"), t("insights.share")],
                        rx.foreach(InsightsState.reasons, _reason),
                    ),
                ),
                empty_state(
                    t("insights.reasons_empty"),
                    link_button(t("start.to_board"), href="/board"),
                    icon_name="clipboard_list",
                ),
            ),
            class_name="ui-stack",
            custom_attrs={"data-row": "reasons"},
        ),
    )


def _reason(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["reason"], scope="row"),
        rx.el.td(row["side"], class_name="ui-muted"),
        rx.el.td(number(row["n"])),
        rx.el.td(
            rx.el.span(
                class_name="insights-bar", style={"width": row["width"]}, custom_attrs={"aria-hidden": "true"}
            ),
            number(row["share"]),
            class_name="insights-share",
        ),
        key=row["reason"],
    )
