"""The bell of the staff's frame and the panel it opens."""

from __future__ import annotations

import reflex as rx

from rxapp.components.ui import button, dialog_foot, drawer, empty_state, icon, icon_button, notice
from rxapp.state.bell import ICONS, BellState, NoticeItem
from rxapp.state.language import t
from rxapp.state.opinion import OpinionState

SIGNS = tuple(dict.fromkeys(ICONS.values()))


@rx.memo
def bell_button() -> rx.Component:
    """How many lines are new; a press shows them."""
    has_new = BellState.unread > 0
    count = rx.cond(BellState.unread > 99, "99+", BellState.unread.to_string())
    return rx.el.button(
        icon("bell", 18),
        rx.el.span(t("bell.title"), class_name="frame__bell-word"),
        rx.cond(has_new, rx.el.span(count, class_name="frame__count ui-number")),
        type="button",
        on_click=BellState.open,
        class_name="frame__place frame__bell",
        custom_attrs={
            "aria-label": rx.cond(has_new, t("bell.unread", n=count), t("bell.title")),
            "aria-haspopup": "dialog",
            "data-unread": BellState.unread,
        },
    )


@rx.memo
def bell_panel() -> rx.Component:
    """The newest lines, each a sentence that leads somewhere."""
    return drawer(
        lines(),
        id="bell",
        title=t("bell.title"),
        open=BellState.is_open,
        on_close=BellState.close,
    )


def lines() -> rx.Component:
    """The lines, or why there are none: what could not be read is not nothing."""
    return rx.cond(
        BellState.notices.length() > 0,
        rx.fragment(
            rx.cond(BellState.is_failed, _not_read()),
            rx.el.ul(rx.foreach(BellState.notices, _line), class_name="bell"),
            rx.cond(
                BellState.unread > 0,
                dialog_foot(button(t("bell.see_all"), size="s", on_click=BellState.see_all)),
            ),
        ),
        rx.cond(BellState.is_failed, _not_read(), empty_state(t("bell.empty"), icon_name="bell")),
    )


def _not_read() -> rx.Component:
    return notice(
        rx.el.p(t("start.failed")),
        button(t("ui.retry"), size="s", on_click=BellState.open),
        tone="red",
        icon_name="triangle_alert",
    )


def _line(each: rx.Var[NoticeItem]) -> rx.Component:
    sign = rx.match(each["sign"], *[(name, icon(name, 16)) for name in SIGNS], icon("bell", 16))
    return rx.el.li(
        sign,
        rx.el.div(
            button(
                each["text"],
                kind="link",
                on_click=BellState.follow(each["id"]),
                class_name="bell__text",
            ),
            rx.el.span(each["when"], class_name="ui-muted ui-small ui-number"),
            rx.cond(
                each["question_id"] > 0,
                button(
                    t("bell.answer"),
                    size="s",
                    kind="primary",
                    on_click=OpinionState.open_for(each["question_id"]),
                ),
            ),
            class_name="bell__words",
        ),
        rx.cond(
            each["is_seen"],
            rx.fragment(),
            icon_button("check", t("bell.see"), on_click=BellState.see(each["id"])),
        ),
        key=each["id"],
        class_name=rx.cond(each["is_seen"], "bell__line", "bell__line bell__line--new"),
        custom_attrs={"data-notice": each["id"]},
    )
