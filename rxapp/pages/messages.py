"""Messages: in the demo as the candidate's phone shows them, otherwise what waits to be sent by hand."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.hold import hold
from rxapp.components.ui import (
    avatar,
    button,
    chip,
    empty_state,
    help_tip,
    icon,
    icon_button,
    link_button,
    notice,
    page_head,
    text_input,
    text_pieces,
)
from rxapp.pages.parts import bound, by_hand, loaded, news_bar, number, only_for, sheet
from rxapp.state import messages as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t
from rxapp.state.marks import HR

ROUTE = "/messages"
TITLE = "messages.title"
LIST = "messages-list"
ON_LOAD: list[Any] = [FrameState.enter, states.MessagesState.load]

MessagesState = bound(states.MessagesState)


def page() -> rx.Component:
    """One phone a message; the search keeps its word in the address."""
    return staff_page(
        sheet(),
        page_head(t("messages.title"), _search()),
        only_for(
            HR,
            _messages(),
        ),
        place="messages",
        title=TITLE,
    )


def _messages() -> rx.Component:
    return loaded(
        MessagesState,
        rx.cond(
            MessagesState.is_demo,
            notice(rx.el.p(t("messages.demo_hint")), icon_name="smartphone", class_name="messages-hint"),
            rx.el.div(
                notice(
                    rx.el.p(t("messages.by_hand_hint"), help_tip("by_hand", t("start.by_hand"))),
                    icon_name="hand",
                ),
                class_name="ui-stack messages-hint",
            ),
        ),
        _choices(),
        news_bar(
            MessagesState.changes,
            t("messages.news", n=MessagesState.changes),
            MessagesState.load,
            to=LIST,
            shown=MessagesState.messages.length(),
        ),
        rx.cond(
            MessagesState.messages.length() > 0,
            rx.fragment(
                hold(
                    rx.el.ul(
                        rx.foreach(MessagesState.messages, _phone),
                        id=LIST,
                        tab_index=-1,
                        class_name="messages-phones",
                        custom_attrs={"aria-label": t("messages.title")},
                    ),
                    state=states.MessagesState,
                    lists={},
                ),
                rx.cond(
                    MessagesState.has_more,
                    rx.el.div(
                        button(t("messages.more"), on_click=MessagesState.more), class_name="messages-more"
                    ),
                ),
            ),
            _nothing(),
        ),
        kind="card",
        lines=6,
    )


def _search() -> rx.Component:
    return rx.el.form(
        text_input(
            type="search",
            name="name",
            default_value=MessagesState.name,
            key=MessagesState.name,
            placeholder=t("messages.search"),
            max_length=40,
            custom_attrs={"aria-label": t("messages.search"), "data-search": "messages"},
        ),
        icon_button("search", t("ui.search"), type="submit"),
        on_submit=MessagesState.look_for,
        class_name="messages-search",
        role="search",
    )


def _choices() -> rx.Component:
    """Everything, what waits for a hand, or what did not get through."""
    only_waiting, only_lost = MessagesState.only_waiting, MessagesState.only_lost
    return rx.el.div(
        rx.cond(
            only_waiting | only_lost,
            button(t("messages.show_all"), size="s", on_click=MessagesState.show_waiting(False)),
        ),
        rx.cond(
            only_waiting | MessagesState.is_demo,
            rx.fragment(),
            button(
                t("messages.show_waiting"),
                size="s",
                icon_name="hand",
                on_click=MessagesState.show_waiting(True),
            ),
        ),
        rx.cond(
            only_lost,
            rx.cond(
                MessagesState.messages.length() > 1,
                button(t("messages.all_again"), size="s", icon_name="send", on_click=MessagesState.all_again),
            ),
            button(
                t("messages.show_lost"), size="s", icon_name="circle_alert", on_click=MessagesState.show_lost
            ),
        ),
        class_name="ui-row messages-choices",
    )


def _nothing() -> rx.Component:
    return rx.cond(
        (MessagesState.name != "") | MessagesState.only_waiting | MessagesState.only_lost,
        empty_state(
            t("messages.none_found"),
            link_button(t("messages.show_all"), href="/messages"),
            icon_name="search_x",
        ),
        empty_state(
            rx.cond(MessagesState.first != "", MessagesState.first, t("messages.empty")),
            link_button(t("start.to_board"), href="/board"),
            icon_name="message_square",
        ),
    )


def _phone(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            avatar(row["who"].to(str)[:1]),
            rx.el.div(
                rx.el.p(
                    rx.el.a(rx.el.strong(row["who"]), href="/board?open=" + row["application_id"].to(str)),
                    class_name="ui-clip",
                ),
                rx.el.p(
                    row["kind"],
                    rx.cond(row["channel"] != "", " · " + row["channel"].to(str), ""),
                    class_name="ui-muted ui-small ui-clip",
                ),
                class_name="ui-grow",
            ),
            rx.cond(
                row["phone"] != "",
                rx.el.a(number(row["phone"]), href="tel:" + row["dial"], class_name="ui-muted ui-small"),
            ),
            class_name="messages-phone__top",
        ),
        rx.el.div(
            rx.el.p(row["when"], class_name="messages-phone__time"),
            rx.el.p(text_pieces(row["pieces"]), class_name="messages-bubble"),
            rx.el.p(
                chip(rx.fragment(_state_icon(row), row["state"]), row["tone"]),
                rx.cond(row["opened"] != "", chip(row["opened"], "green", "check_check")),
                class_name="messages-phone__states",
            ),
            rx.cond(row["why"] != "", rx.el.p(row["why"], class_name="messages-phone__why")),
            rx.cond(row["is_held"], _held(row)),
            rx.cond(row["can_resend"], _given_up(row)),
            rx.cond(row["can_reply"], _reply(row)),
            rx.cond(row["task_id"] > 0, by_hand(row["body"], MessagesState.sent(row["task_id"]))),
            class_name="messages-phone__screen",
        ),
        class_name="messages-phone",
        custom_attrs={"data-message": row["id"], "data-row": row["id"]},
        key=row["id"],
    )


def _held(row: Any) -> rx.Component:
    return rx.el.div(
        button(
            t("messages.it_arrived"),
            size="s",
            icon_name="check",
            on_click=MessagesState.settle(row["id"], False),
        ),
        button(
            t("messages.send_again"),
            size="s",
            icon_name="send",
            on_click=MessagesState.settle(row["id"], True),
        ),
        class_name="ui-row",
        custom_attrs={"data-held": row["id"]},
    )


def _reply(row: Any) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="message_id", value=row["id"].to(str)),
        text_input(
            name="text", max_length=300, placeholder=t("messages.reply_as"), auto_complete="off",
            custom_attrs={"aria-label": t("messages.reply_as_who", who=row["who"])},
        ),
        icon_button("send", t("messages.reply_send"), type="submit"),
        on_submit=MessagesState.reply,
        reset_on_submit=True,
        class_name="messages-reply",
        custom_attrs={"data-reply": row["id"]},
    )  # fmt: skip


def _given_up(row: Any) -> rx.Component:
    return rx.el.div(
        button(t("messages.send_again"), size="s", icon_name="send", on_click=MessagesState.again(row["id"])),
        button(
            t("messages.by_own_hand"),
            size="s",
            icon_name="hand",
            on_click=MessagesState.by_own_hand(row["id"]),
        ),
        class_name="ui-row",
        custom_attrs={"data-given-up": row["id"]},
    )


def _state_icon(row: Any) -> rx.Component:
    return rx.match(
        row["icon"],
        ("check", icon("check", 12)),
        ("hand", icon("hand", 12)),
        ("circle_alert", icon("circle_alert", 12)),
        ("circle_question_mark", icon("circle_question_mark", 12)),
        ("circle_x", icon("circle_x", 12)),
        icon("clock", 12),
    )
