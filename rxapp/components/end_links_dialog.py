"""The dialog that ends a candidate's link: what follows, how the new one reaches them, and the new one to copy."""

from __future__ import annotations

import reflex as rx

from rxapp.components.ui import button, choices, dialog, dialog_foot, notice, refusal
from rxapp.state.end_links import EndLinksState
from rxapp.state.language import t


@rx.memo
def end_links_dialog() -> rx.Component:
    """Asks once; afterwards it holds the new link where somebody passes it on, until its Done or its cross: shown once,
    it must not be lost by a key or a press beside it."""
    return dialog(
        rx.cond(EndLinksState.address != "", _new_one(), _question()),
        id="end-links",
        title=rx.cond(
            EndLinksState.address != "",
            t("links.ended_title", name=EndLinksState.who),
            t("links.title", name=EndLinksState.who),
        ),
        open=EndLinksState.is_open,
        stays=EndLinksState.address != "",
        on_close=EndLinksState.close,
    )


def _question() -> rx.Component:
    state = EndLinksState
    return rx.el.div(
        rx.el.p(t("links.lead")),
        rx.el.ul(
            rx.el.li(t("links.ends", name=state.who, links=state.links)),
            rx.cond(state.browsers > 0, rx.el.li(t("links.browsers", n=state.browsers))),
            rx.cond(state.waiting > 0, rx.el.li(t("links.waiting", n=state.waiting))),
            rx.el.li(t("links.stays")),
            class_name="arrange__tells",
        ),
        rx.cond(
            state.can_send,
            rx.fragment(
                choices(
                    t("links.new", name=state.who),
                    "new",
                    [("message", t("links.new_message")), ("by_hand", t("links.new_by_hand"))],
                    state.new,
                    state.choose,
                ),
                rx.el.p(
                    rx.cond(state.new == "message", t("links.hint_message"), t("links.hint_by_hand")),
                    class_name="ui-muted ui-small",
                ),
            ),
            rx.el.p(t("links.hint_closed"), class_name="ui-muted"),
        ),
        refusal(state.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=state.close),
            button(t("links.end"), kind="danger", on_click=state.end, custom_attrs={"data-end-links": ""}),
        ),
        class_name="ui-stack",
    )


def _new_one() -> rx.Component:
    state = EndLinksState
    return rx.el.div(
        notice(rx.el.p(t("links.ended_by_hand")), tone="accent", icon_name="link_2_off", role="status"),
        rx.el.p(
            rx.el.code(state.address, custom_attrs={"data-new-link": "true"}), class_name="users-link"
        ),
        button(
            t("links.copy"), kind="primary", icon_name="copy", is_wide=True,
            on_click=rx.set_clipboard(state.address), class_name="staff-copy",
        ),
        dialog_foot(button(t("links.done"), on_click=state.close)),
        class_name="ui-stack",
    )  # fmt: skip
