"""The dialogs the drawer opens: invite, end with a reason, must come in."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import (
    button,
    checkbox,
    choices,
    dialog,
    dialog_foot,
    field,
    help_tip,
    link_button,
    notice,
    refusal,
    text_area,
    text_input,
)
from rxapp.state.closing import ClosingState
from rxapp.state.invite import InterviewerChoice, InviteState, PlaceChoice
from rxapp.state.language import t
from rxapp.state.priority import PriorityBackState, PriorityState

LENGTHS = (30, 45, 60, 75, 90)


@rx.memo
def invite_dialog() -> rx.Component:
    """Who, where, how long; one button sends."""
    return dialog(
        rx.el.form(
            rx.el.fieldset(
                rx.el.legend(t("drawer.who_may")),
                rx.foreach(InviteState.interviewers, _interviewer),
                class_name="drawer__people",
            ),
            choices(
                t("drawer.mode"),
                "mode",
                [("onsite", t("drawer.mode_onsite")), ("video", t("drawer.mode_video"))],
                InviteState.mode,
                InviteState.choose_mode,
            ),
            rx.cond(
                InviteState.mode == "video",
                field(
                    t("drawer.meeting_link"),
                    text_input(name="meeting_link", type="url", key=InviteState.application_id,
                               default_value=InviteState.meeting_link, max_length=300, required=True,
                               placeholder="https://"),
                    hint=t("drawer.meeting_link_hint"),
                ),
                field(
                    t("drawer.place"),
                    rx.el.select(
                        rx.foreach(InviteState.places, _place),
                        name="place_id", key=InviteState.application_id, default_value=InviteState.place_id,
                        class_name="ui-input", required=True,
                    ),
                ),
            ),
            field(
                t("drawer.minutes"),
                rx.el.select(
                    *[rx.el.option(t("drawer.n_minutes", n=n), value=str(n)) for n in LENGTHS],
                    # Another length of the last invitation; without it the select would fall back to the first.
                    rx.cond(
                        rx.Var.create(list(LENGTHS)).contains(InviteState.minutes),
                        rx.fragment(),
                        rx.el.option(
                            t("drawer.n_minutes", n=InviteState.minutes), value=InviteState.minutes.to_string()
                        ),
                    ),
                    name="minutes", key=InviteState.application_id,
                    default_value=InviteState.minutes.to_string(), class_name="ui-input",
                ),
                help=help_tip("length", t("drawer.minutes")),
            ),
            rx.cond(InviteState.is_warned, _no_times()),
            _foot(
                rx.cond(InviteState.is_warned, t("drawer.invite_anyway"), t("drawer.send_invitation")), InviteState
            ),
            on_submit=InviteState.send,
            class_name="drawer__form",
        ),
        id="invite",
        title=rx.cond(InviteState.is_again, t("drawer.invite_again_title"), t("drawer.invite_title")),
        open=InviteState.is_open,
        on_close=InviteState.close,
    )  # fmt: skip


def _no_times() -> rx.Component:
    """Asked once before an invitation leaves that offers nothing; the way to the hours is beside it."""
    hours = "/calendar?person=" + InviteState.hours_of.to_string() + "#hours"
    return notice(
        rx.el.p(t("drawer.invite_no_times")), link_button(t("drawer.to_hours"), href=hours, size="s"),
        tone="amber", icon_name="clock_alert", role="alert",
    )  # fmt: skip


def _interviewer(each: rx.Var[InterviewerChoice]) -> rx.Component:
    return checkbox(
        rx.fragment(
            each["name"],
            " ",
            rx.el.span(each["title"], class_name="ui-muted"),
            rx.cond(
                each["has_hours"],
                rx.fragment(),
                rx.el.span(" · ", t("drawer.no_hours"), class_name="drawer__warn"),
            ),
        ),
        checked=each["is_chosen"],
        on_change=lambda _: InviteState.toggle(each["id"]),
        key=each["id"],
    )


def _place(each: rx.Var[PlaceChoice]) -> rx.Component:
    return rx.el.option(each["label"], value=each["value"])


@rx.memo
def closing_dialog() -> rx.Component:
    """Something ends: why."""
    how = ClosingState.how
    titles = (
        "lost",
        "withdrawn",
        "rejected",
        "company_cancelled",
        "call_off",
        "candidate_calls_off",
        "declined",
    )
    return dialog(
        rx.el.p(_said(how, titles, "explain"), _about_ends(how)),
        rx.el.form(
            field(
                t("drawer.reason"),
                rx.el.select(
                    # No reason is chosen beforehand: what nobody picked would be counted as a cause.
                    rx.el.option(t("ui.choose_one"), value=""),
                    rx.foreach(ClosingState.reasons, lambda each: rx.el.option(each["text"], value=each["value"])),
                    name="reason", key=how, class_name="ui-input", required=True,
                ),
            ),
            field(
                t("drawer.note"),
                text_area(name="note", key=how, max_length=500, rows="2"),
                hint=t("drawer.note_hint"),
            ),
            _foot(_said(how, titles, "end"), ClosingState, "danger"),
            on_submit=ClosingState.save,
            class_name="drawer__form",
        ),
        id="closing",
        title=t("drawer.closing_title", name=ClosingState.who, what=_said(how, titles, "ask")),
        open=ClosingState.is_open,
        on_close=ClosingState.close,
    )  # fmt: skip


def _said(how: Any, ends: tuple[str, ...], what: str) -> rx.Var[str]:
    return rx.match(how, *[(code, t(f"drawer.{what}_{code}")) for code in ends], "")


def _about_ends(how: Any) -> rx.Component:
    """What tells the four ends apart; calling one interview off is no end."""
    return rx.cond((how == "call_off") | (how == "candidate_calls_off"), rx.fragment(),
                   help_tip("ends", t("drawer.menu_close")))  # fmt: skip


@rx.memo
def priority_dialog() -> rx.Component:
    """Until when they must come in."""
    return dialog(
        rx.el.p(t("drawer.priority_help")),
        rx.el.form(
            field(
                t("drawer.deadline"),
                text_input(name="deadline", type="datetime-local", key=PriorityState.turn, required=True,
                           default_value=PriorityState.proposed, min=PriorityState.earliest),
                help=help_tip("deadline", t("drawer.deadline")),
            ),
            rx.el.div(*[_evening(name) for name in ("today", "tomorrow", "friday")], class_name="ui-row"),
            field(t("drawer.note"), text_input(name="note", max_length=300), hint=t("drawer.priority_note_hint")),
            _foot(t("drawer.do_request_priority"), PriorityState, "danger"),
            on_submit=PriorityState.save,
            class_name="drawer__form",
        ),
        id="priority",
        title=t("drawer.priority_title", name=PriorityState.who),
        open=PriorityState.is_open,
        on_close=PriorityState.close,
    )  # fmt: skip


def _evening(name: str) -> rx.Component:
    return rx.cond(
        PriorityState.quick.contains(name),
        button(
            t(f"drawer.by_{name}"), size="s", on_click=PriorityState.propose(name), custom_attrs={"data-by": name}
        ),
    )  # fmt: skip


@rx.memo
def priority_back_dialog() -> rx.Component:
    """Whose request is taken back, and what comes of it."""
    state = PriorityBackState
    return dialog(
        rx.el.p(t("drawer.back_who", who=state.requester, when=state.deadline)),
        rx.el.p(t("drawer.back_what", who=state.requester)),
        rx.cond(state.is_late, rx.el.p(t("drawer.back_late"), class_name="drawer__warn")),
        refusal(state.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=state.close),
            button(t("drawer.do_cancel_priority"), kind="danger", on_click=state.save),
        ),
        id="priority-back",
        title=t("drawer.back_title", name=state.who),
        open=state.is_open,
        on_close=state.close,
    )


def _foot(act: Any, state: Any, kind: str = "primary") -> rx.Component:
    # A refusal stands in the dialog: notices of the page lie under it.
    return rx.fragment(refusal(state.problem), _buttons(act, state, kind))


def _buttons(act: Any, state: Any, kind: str) -> rx.Component:
    return dialog_foot(button(t("ui.cancel"), on_click=state.close), button(act, kind=kind, type="submit"))
