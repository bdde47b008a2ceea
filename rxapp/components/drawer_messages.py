"""The drawer's messages and answers, one line each with what became of it below."""

from __future__ import annotations

import reflex as rx

from rxapp.state.drawer_messages import MessageLine


def message_lines(lines: rx.Var[list[MessageLine]]) -> rx.Component:
    """A list of messages; what a line lacks takes no room."""
    return rx.el.ul(rx.foreach(lines, _line), class_name="drawer__lines")


def _line(line: rx.Var[MessageLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["when"], class_name="drawer__when ui-number"),
        rx.el.div(
            rx.el.div(
                rx.el.span(line["text"], class_name="ui-grow"),
                rx.el.span(line["state"], class_name="drawer__state"),
                class_name="drawer__message",
            ),
            _below(line["said"], "drawer__said"),
            _below(line["problem"], "drawer__problem"),
            _below(line["steps"], "drawer__steps"),
            _below(line["grey"], "drawer__steps"),
            class_name="ui-grow",
        ),
        key=line["key"],
        class_name="drawer__line drawer__line--" + line["tone"].to(str),
        custom_attrs={"data-message": line["key"]},
    )


def _below(text: rx.Var[str], class_name: str) -> rx.Component:
    return rx.cond(text != "", rx.el.p(text, class_name=class_name))
