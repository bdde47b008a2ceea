"""The two measures as cards; start page and insights show the same ones."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import card, chip, help_tip, titled
from rxapp.pages.parts import number
from rxapp.state.language import t


def loss_parts(loss: Any) -> rx.Component:
    """ "流失 120 / 已知结果 350 · 进行中 18 %": the numbers beside the rate, each with a hook of its own."""
    return rx.el.p(
        rx.el.span(t("start.lost"), " ", number(loss["lost"], custom_attrs={"data-metric": "lost"})),
        " / ",
        rx.el.span(t("start.known"), " ", number(loss["total"], custom_attrs={"data-metric": "total"})),
        " · ",
        rx.el.span(t("start.open_share"), " ", number(loss["open_share"])),
        class_name="start-figure__parts ui-number",
    )


def loss_card(loss: Any) -> rx.Component:
    """The loss rate with its change and uncertainty, or the honest sentence."""
    return card(
        titled(rx.el.h2(t("start.loss_rate")), help_tip("loss_rate", t("start.loss_rate"))),
        _rate(
            loss,
            rx.cond(loss["change"] != "", chip(loss["change"], loss["change_tone"])),
            rx.cond(loss["before"] != "", rx.el.p(loss["before"], class_name="ui-muted ui-small ui-number")),
        ),
        loss_parts(loss),
        rx.el.p(t("start.loss_note"), class_name="ui-muted ui-small"),
        class_name="start-figure",
    )


def no_show_card(found: Any) -> rx.Component:
    """The no-show rate; early cancels and unknown outcomes beside it, never in it."""
    return card(
        titled(rx.el.h2(t("start.no_show_rate")), help_tip("no_show_rate", t("start.no_show_rate"))),
        _rate(found),
        rx.el.p(
            t("start.missed", missed=found["missed"], total=found["total"]),
            class_name="start-figure__parts ui-number",
        ),
        rx.el.p(
            t("start.beside", early=found["early"], unknown=found["unknown"]),
            class_name="ui-muted ui-small ui-number",
        ),
        rx.el.p(t("start.no_show_note"), class_name="ui-muted ui-small"),
        class_name="start-figure",
    )


def _rate(found: Any, *more: rx.Component) -> rx.Component:
    return rx.cond(
        found["is_enough"],
        rx.fragment(
            rx.el.p(number(found["rate"]), class_name="start-figure__value"),
            rx.el.p(t("start.interval", interval=found["interval"]), class_name="ui-muted"),
            *more,
        ),
        rx.el.p(t("start.not_enough"), class_name="start-figure__none ui-muted"),
    )
