"""The drawer of one application: what to do next, then when and where, then the rest."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.candidate_dialog import candidate_dialog, edit_button
from rxapp.components.cv_dialog import cv_button, cv_dialog
from rxapp.components.decision_dialogs import decide_dialog, tell_dialog
from rxapp.components.drawer_dialogs import (
    closing_dialog,
    invite_dialog,
    priority_back_dialog,
    priority_dialog,
)
from rxapp.components.drawer_messages import message_lines
from rxapp.components.end_links_dialog import end_links_dialog
from rxapp.components.later import later
from rxapp.components.native import AddressParameter, Attended
from rxapp.components.notes import notes_section
from rxapp.components.outcome_dialog import outcome_dialog
from rxapp.components.toasts import toast_region
from rxapp.components.ui import Child, avatar, button, chip, closes, drawer, help_tip, icon, menu, section
from rxapp.services.hiring.actions import Action
from rxapp.state.arrange import ArrangeState
from rxapp.state.closing import ClosingState
from rxapp.state.decide import DecideState
from rxapp.state.drawer import DrawerState
from rxapp.state.drawer_words import Fact, Line
from rxapp.state.end_links import EndLinksState
from rxapp.state.invite import InviteState
from rxapp.state.language import t
from rxapp.state.opinion import OpinionState
from rxapp.state.outcome import OutcomeState
from rxapp.state.priority import PriorityBackState, PriorityState
from rxapp.state.tell import TellState

LATE_MINUTES = (10, 20, 30)


@later
@rx.memo
def application_drawer() -> rx.Component:
    """The drawer with every dialog it opens."""
    view = DrawerState.view
    return rx.fragment(
        AddressParameter.create(name="open", value=DrawerState.shown_id),
        drawer(
            rx.el.div(
                avatar(view["initial"], size="l"),
                rx.el.div(
                    rx.el.p(view["job"], class_name="ui-clip"),
                    chip(view["standing"], rx.cond(view["is_closed"], "", "accent")),
                ),
                class_name="drawer__who",
            ),
            rx.cond(view["red_title"] != "", _priority()),
            rx.cond(
                DrawerState.is_open & view["is_unseen"],
                Attended.create(on_attended=DrawerState.noticed, key=view["id"]),
            ),
            _next(),
            _decisions(),
            notes_section(),
            _facts(t("drawer.contact_title"), view["contact"]),
            rx.el.div(
                rx.cond(view["has_cv"], cv_button(view["id"])),
                rx.cond(view["can_edit"], edit_button(view["id"])),
                class_name="ui-row",
            ),
            rx.cond(view["tasks"].length() > 0, section(t("drawer.tasks_title"), _lines(view["tasks"]))),
            rx.cond(
                view["messages"].length() > 0,
                section(t("drawer.messages_title"), message_lines(view["messages"]), help=_about_messages()),
            ),
            rx.cond(_may(Action.END_LINKS), _end_links()),
            rx.cond(
                view["planned"].length() > 0,
                section(
                    t("drawer.planned_title"), _lines(view["planned"]), custom_attrs={"data-planned": ""}
                ),
            ),
            section(t("drawer.timeline_title"), _lines(view["timeline"])),
            _facts(t("drawer.facts_title"), view["facts"]),
            # Outside a modal dialog nothing can be pressed, and the notice offers to undo.
            rx.cond(DrawerState.is_open, toast_region(is_here=DrawerState.is_open)),
            id="application",
            title=view["name"],
            open=DrawerState.is_open,
            on_close=DrawerState.close,
            custom_attrs={"data-application": view["id"]},
        ),
        invite_dialog(),
        closing_dialog(),
        priority_dialog(),
        priority_back_dialog(),
        outcome_dialog(),
        cv_dialog(),
        candidate_dialog(),
        decide_dialog(),
        tell_dialog(),
        end_links_dialog(),
    )


def _end_links() -> rx.Component:
    """Below the messages that carried them."""
    made = button(
        t("links.do"), size="s", icon_name="link_2_off", on_click=EndLinksState.open_for(DrawerState.view["id"]),
        custom_attrs={"data-action": Action.END_LINKS.value},
    )  # fmt: skip
    return rx.el.div(made, class_name="ui-row")


def _about_messages() -> rx.Component:
    return help_tip("reminders", t("drawer.messages_title"))


def _priority() -> rx.Component:
    view = DrawerState.view
    return rx.el.div(
        rx.el.p(icon("flag"), view["red_title"], class_name="drawer__red-title"),
        _pairs(view["red_steps"]),
        class_name=rx.cond(view["is_red"], "drawer__red drawer__red--open", "drawer__red"),
    )


def _next() -> rx.Component:
    view = DrawerState.view
    return rx.el.section(
        rx.el.h3(view["next_title"], class_name="drawer__next-title"),
        rx.el.p(view["next_line"]),
        rx.cond(
            view["meeting_link"] != "",
            rx.el.a(t("drawer.open_meeting"), href=view["meeting_link"], target="_blank", rel="noreferrer"),
        ),
        rx.el.div(
            rx.foreach(view["next_chips"], lambda each: chip(each["text"], each["tone"], key=each["key"])),
            class_name="ui-row drawer__chips",
        ),
        rx.cond(
            view["promise"] != "",
            rx.cond(view["promise_tone"] == "green", _promise("circle_check"), _promise("hourglass")),
        ),
        rx.el.div(*_buttons(), class_name="ui-row drawer__actions"),
        class_name="drawer__next",
    )


def _promise(sign: str) -> rx.Component:
    """Green is kept: whoever was told no longer waits."""
    view = DrawerState.view
    return chip(view["promise"], view["promise_tone"], sign, custom_attrs={"data-promise": ""})


def _decisions() -> rx.Component:
    view = DrawerState.view
    return rx.cond(
        view["decisions"].length() > 0,
        section(t("drawer.decisions_title"), _lines(view["decisions"]), id="decisions"),
    )


def _buttons() -> list[rx.Component]:
    view = DrawerState.view
    id_, version, name = view["id"], view["version"], view["name"]
    main: list[tuple[Action, str, Any]] = [
        (Action.RECORD_OUTCOME, "clipboard_check", OutcomeState.open_for(view["booking_id"])),
        (Action.TELL, "message_square", TellState.open_for(id_)),
        (Action.INVITE, "send", InviteState.open_for(id_)),
        (Action.BOOK, "phone", ArrangeState.open_for(id_)),
    ]
    decide = (Action.DECIDE, "thumbs_up", DecideState.open_for(id_, name, False))
    hire = (Action.HIRE, "party_popper", DrawerState.do("hire"))
    second: list[tuple[Action, str, Any]] = [
        (Action.DECLINE, "circle_x", ClosingState.ask(id_, version, name, "declined")),
        (Action.PROMISE, "calendar_clock", DecideState.open_for(id_, name, True)),
        (Action.ARRIVE, "door_open", DrawerState.do("arrive")),
        (Action.CONFIRM, "circle_check_big", DrawerState.do("confirm")),
        (Action.MOVE, "calendar_clock", ArrangeState.open_for(id_)),
        (Action.INVITE_AGAIN, "send", InviteState.open_for(id_)),
        (Action.CORRECT_OUTCOME, "clipboard_check", OutcomeState.open_for(view["booking_id"])),
        (Action.REOPEN, "undo_2", DrawerState.do("reopen")),
        (Action.REQUEST_PRIORITY, "flag", PriorityState.open_for(id_, version, name)),
        (Action.CANCEL_PRIORITY, "flag_off", PriorityBackState.open_for(id_, version, name)),
        (Action.MATERIALS, "check_check", DrawerState.do("materials")),
    ]
    return [
        rx.cond(
            view["question_id"] > 0,
            button(
                t("drawer.do_answer"), kind="primary", size="s", icon_name="message_circle_reply",
                on_click=OpinionState.open_for(view["question_id"]), custom_attrs={"data-action": "answer"},
            ),
        ),
        *[_action(code, sign, event, "primary") for code, sign, event in main],
        # One coloured button: a colleague's question comes first, and telling once there is something to tell.
        rx.cond(
            _may(Action.TELL) | (view["question_id"] > 0), _action(*decide, "plain"), _action(*decide, "primary")
        ),
        rx.cond(_may(Action.TELL), _action(*hire, "plain"), _action(*hire, "primary")),
        *[_action(code, sign, event, "plain") for code, sign, event in second],
        rx.cond(_may(Action.LATE), _menu("clock_alert", "late", [
            (t("drawer.late_by", n=n), DrawerState.late(n)) for n in LATE_MINUTES
        ])),
        rx.cond(_may(Action.CANCEL), _menu("calendar_x", "cancel", [
            (t("drawer.ask_candidate_calls_off"), ClosingState.ask(id_, version, name, "candidate_calls_off")),
            (t("drawer.ask_call_off"), ClosingState.ask(id_, version, name, "call_off")),
        ])),
        rx.cond(_may(Action.CLOSE), _menu("archive", "close", [
            (t(f"drawer.ask_{how}"), ClosingState.ask(id_, version, name, how))
            for how in ("withdrawn", "rejected", "company_cancelled")
        ], first=rx.cond(view["can_lose"], _item(t("drawer.ask_lost"), ClosingState.ask(id_, version, name, "lost"))))),
        _action(Action.WITHDRAW_INVITATION, "undo_2", DrawerState.do("withdraw_invitation"), "ghost"),
        _action(Action.WITHDRAW_OFFER, "undo_2", DrawerState.do("withdraw_offer"), "ghost"),
    ]  # fmt: skip


def _may(code: Action) -> rx.Var[bool]:
    return DrawerState.view["actions"].contains(code.value)


def _action(code: Action, sign: str, event: Any, kind: str) -> rx.Component:
    made = button(
        t(f"drawer.do_{code.value}"), kind=kind, size="s", icon_name=sign, on_click=event,
        custom_attrs={"data-action": code.value},
    )  # fmt: skip
    return rx.cond(_may(code), made)


def _item(text: Child, event: Any) -> rx.Component:
    return button(text, kind="ghost", size="s", on_click=event, **closes())


def _menu(sign: str, name: str, items: list[tuple[Child, Any]], first: Child = None) -> rx.Component:
    return menu(
        rx.el.span(icon(sign), t(f"drawer.menu_{name}"), icon("chevron_down", 12), class_name="ui-row"),
        *([first] if first is not None else []),
        *[_item(text, event) for text, event in items],
        label=t(f"drawer.menu_{name}"),
        class_name="drawer__menu",
        custom_attrs={"data-menu": name},
    )


def _facts(title: Child, pairs: rx.Var[list[Fact]]) -> rx.Component:
    return rx.cond(pairs.length() > 0, section(title, _pairs(pairs)))


def _pairs(pairs: rx.Var[list[Fact]]) -> rx.Component:
    return rx.el.dl(
        rx.foreach(pairs, _pair),
        class_name="drawer__facts",
    )


def _pair(each: rx.Var[Fact]) -> rx.Component:
    linked = rx.el.a(each["value"], href=each["link"], class_name="ui-number")
    return rx.fragment(rx.el.dt(each["name"]), rx.el.dd(rx.cond(each["link"] != "", linked, each["value"])))


def _lines(lines: rx.Var[list[Line]]) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            lines,
            lambda each: rx.el.li(
                rx.el.span(each["when"], class_name="drawer__when ui-number"),
                rx.el.span(each["text"], class_name="ui-grow"),
                rx.el.span(each["state"], class_name="drawer__state"),
                key=each["key"],
                class_name="drawer__line drawer__line--" + each["tone"].to(str),
            ),
        ),
        class_name="drawer__lines",
    )
