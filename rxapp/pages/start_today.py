"""A recruiter's start page: what to do now, who comes today, what executives wait for, and the loss rate beside it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.drawer import application_drawer
from rxapp.components.first_steps import first_steps
from rxapp.components.hold import hold
from rxapp.components.outcome_dialog import late_menu
from rxapp.components.ui import (
    button,
    card,
    chip,
    classes,
    dialog,
    dialog_foot,
    empty_state,
    field,
    help_tip,
    icon,
    icon_button,
    keeps_words,
    link_button,
    notice,
    page_head,
    refusal,
    section,
    text_area,
)
from rxapp.pages.agenda_parts import OutcomeState, settled_section, time_of
from rxapp.pages.measure_cards import loss_parts
from rxapp.pages.parts import bound, by_hand, loaded, number
from rxapp.state import today as states
from rxapp.state import why
from rxapp.state.arrange import ArrangeState
from rxapp.state.decide import DecideState
from rxapp.state.drawer import DrawerState
from rxapp.state.invite import InviteState
from rxapp.state.language import t
from rxapp.state.opinion import OpinionState
from rxapp.state.tell import TellState

TodayState, WhyState = bound(states.TodayState), bound(why.WhyState)
SIGNS = (
    "phone", "door_open", "clipboard_pen", "users", "message_square", "flag", "thumbs_up", "mail", "hourglass",
    "map_pin_off", "user",
)  # fmt: skip


def today() -> rx.Component:
    """The measure as one line on top, then what to do and the day side by side; whatever is read stays where it is."""
    return rx.fragment(
        page_head(
            TodayState.title,
            _whose(),
            link_button(t("start.to_board"), href="/board", icon_name="square_kanban"),
        ),
        first_steps(),
        loaded(
            TodayState,
            _loss(),
            hold(
                rx.cond(_is_clear(), _all_done()),
                rx.el.div(
                    rx.el.div(
                        _tasks(),
                        _work("wrong", "triangle_alert"),
                        _work("questions", "circle_question_mark"),
                        _work("waits", "hourglass"),
                        _by_hand(),
                        class_name="ui-stack start-today__work",
                    ),
                    rx.el.div(
                        _agenda(),
                        _priorities(),
                        settled_section(TodayState.settled, _coming),
                        class_name="ui-stack start-today__day",
                    ),
                    class_name="start-today",
                ),
                state=states.TodayState,
                lists={
                    "wrong": "key", "tasks": "key", "questions": "key", "waits": "key", "by_hand": "key",
                    "agenda": "booking_id", "priorities": "application_id", "settled": "booking_id",
                },
                say=t("today.news", n="{n}"),
                on_arrange=ArrangeState.open_for,
                class_name="hold",
            ),
            kind="card",
            lines=5,
        ),
        application_drawer(),
        why_dialog(),
    )  # fmt: skip


def _whose() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("today.whose"), class_name="ui-hidden"),
        *[
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name="whose",
                    checked=TodayState.everyone == everyone,
                    on_change=TodayState.show_all(everyone),
                ),
                t("today.everyones") if everyone else t("today.mine"),
            )
            for everyone in (False, True)
        ],
        class_name="ui-choices",
    )


def _is_clear() -> Any:
    nothing: Any = TodayState.agenda.length() == 0
    for rows in (
        TodayState.wrong, TodayState.tasks, TodayState.questions, TodayState.waits, TodayState.by_hand,
        TodayState.priorities,
    ):  # fmt: skip
        nothing = nothing & (rows.length() == 0)
    return nothing


def _all_done() -> rx.Component:
    return rx.el.div(
        empty_state(
            rx.cond(TodayState.everyone, t("today.clear_all"), t("today.clear")),
            rx.cond(
                TodayState.everyone,
                link_button(t("start.to_board"), href="/board"),
                button(t("today.see_all"), on_click=TodayState.show_all(True)),
            ),
            icon_name="coffee",
        ),
        class_name="ui-card start-clear",
    )


def why_dialog() -> rx.Component:
    """The executive's question, and a field for the answer."""
    return dialog(
        rx.el.p(WhyState.asked),
        rx.el.form(
            field(
                t("start.why_answer"),
                text_area(name="answer", max_length=500, rows="3", required=True),
                hint=t("start.why_hint"),
            ),
            refusal(WhyState.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=WhyState.close),
                button(t("start.why_send"), kind="primary", type="submit"),
            ),
            on_submit=WhyState.save,
            class_name="ui-stack",
        ),
        id="why",
        title=t("start.why_title", name=WhyState.who),
        open=WhyState.is_open,
        on_close=WhyState.close,
        **keeps_words(),
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


def _more(name: str) -> rx.Component:
    """How many lines of a list are not shown; pressing it shows some more."""
    rest = getattr(TodayState, f"{name}_total") - getattr(TodayState, name).length()
    return rx.cond(
        rest > 0,
        rx.el.p(
            button(
                t("today.more", n=rest), size="s", kind="ghost", icon_name="chevron_down",
                on_click=TodayState.more(name), custom_attrs={"data-more": name},
            )
        ),
    )  # fmt: skip


def _priorities() -> rx.Component:
    return rx.cond(
        TodayState.priorities.length() > 0,
        section(
            rx.el.span(t("start.requests"), " ", _count(TodayState.priorities_total)),
            rx.el.ul(rx.foreach(TodayState.priorities, _priority), class_name="staff-list ui-card"),
            _more("priorities"),
        ),
    )


def _priority(row: Any) -> rx.Component:
    return rx.el.li(
        icon("flag", 18, class_name="start-flag"),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["who"], title=row["who"], class_name="ui-lines"),
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
        button(t("start.look"), size="s", on_click=DrawerState.show(row["application_id"])),
        class_name="staff-list__row start-priority",
        custom_attrs={"data-row": row["request_id"], "data-application": row["application_id"]},
        key=row["request_id"],
    )


def _work(name: str, icon_name: str) -> rx.Component:
    """A titled list that is not there while it is empty."""
    rows = getattr(TodayState, name)
    return rx.cond(
        rows.length() > 0,
        section(
            rx.el.span(
                icon(icon_name, 16, class_name=f"start-sign start-sign--{name}"), t(f"today.{name}_title"), " ",
                _count(getattr(TodayState, f"{name}_total")), class_name="ui-row",
            ),
            rx.el.ul(rx.foreach(rows, _line), class_name="staff-list ui-card"),
            _more(name),
            custom_attrs={"data-list": name},
        ),
    )  # fmt: skip


def _tasks() -> rx.Component:
    return section(
        rx.el.span(icon("phone", 16, class_name="start-sign"), t("today.calls_title"), " ",
                   _count(TodayState.tasks_total), class_name="ui-row"),
        rx.cond(
            TodayState.tasks.length() > 0,
            rx.el.ul(rx.foreach(TodayState.tasks, _line), class_name="staff-list ui-card"),
            rx.el.p(icon("circle_check_big", 16), t("today.no_calls"), class_name="ui-card start-none ui-muted"),
        ),
        _more("tasks"),
        custom_attrs={"data-list": "tasks"},
    )  # fmt: skip


def _line(row: Any) -> rx.Component:
    """Who, why, since or until when, and the one button that settles it."""
    return rx.el.li(
        rx.match(row["sign"], *[(name, icon(name, 18)) for name in SIGNS], icon("info", 18)),
        rx.el.div(
            rx.el.p(
                _who(row["who"], row["application_id"]),
                rx.cond(
                    row["phone"] != "",
                    rx.el.a(number(row["phone"]), href="tel:" + row["dial"], class_name="start-task__phone"),
                ),
                class_name="ui-row",
            ),
            rx.el.p(row["why"], " · ", rx.el.span(row["job"], class_name="ui-muted"), class_name="ui-small"),
            class_name="ui-grow",
        ),
        chip(row["due"], row["tone"], "clock"),
        rx.el.div(_settles(row), class_name="start-settles"),
        class_name="staff-list__row start-task",
        custom_attrs={
            "data-row": row["key"], "data-task": row["target"], "data-application": row["application_id"],
            "data-settles": row["action"],
        },
        key=row["key"],
    )  # fmt: skip


def _who(name: Any, application_id: Any, class_name: str = "start-who") -> rx.Component:
    """Two lines of the name; the whole of it stands in the drawer."""
    return rx.el.button(
        rx.el.span(name, class_name="ui-lines"), type="button", title=name, on_click=DrawerState.show(application_id),
        class_name=class_name,
    )  # fmt: skip


def _settles(row: Any) -> rx.Component:
    def act(key: str, event: Any, **props: Any) -> rx.Component:
        return button(t(key), size="s", on_click=event, **{"kind": "primary", **props})

    id_, target = row["application_id"], row["target"]
    is_task = row["key"].to(str).startswith("task-")
    done = rx.cond(
        is_task,
        icon_button("check", t("start.done"), on_click=TodayState.settle(target), class_name="start-done"),
    )
    return rx.match(
        row["action"],
        ("arrange", rx.fragment(act("start.arrange", ArrangeState.open_for(id_)), done)),
        ("confirm", rx.fragment(act("today.do_confirm", TodayState.confirm(id_)), done)),
        ("arrive", rx.fragment(act("start.is_here", OutcomeState.arrive(id_)), late_menu(row), done)),
        ("outcome", act("start.record", OutcomeState.open_for(target))),
        ("decide", act("today.do_decide", DecideState.open_for(id_, row["who"], False))),
        ("opinion", act("bell.answer", OpinionState.open_for(target))),
        ("tell", act("start.tell", TellState.open_for(id_))),
        ("why", act("today.do_answer", WhyState.open_for(target))),
        ("invite", rx.fragment(act("today.do_invite", InviteState.open_for(id_)), done)),
        ("by_hand_instead", act("today.do_by_hand", TodayState.by_hand_instead(target))),
        (
            "held",
            rx.fragment(
                act("today.do_arrived", TodayState.settle_held(target, False)),
                act("today.do_resend", TodayState.settle_held(target, True), kind="plain"),
            ),
        ),
        ("open", act("start.look", DrawerState.show(id_))),
        act("start.done", TodayState.settle(target), kind="plain"),
    )


def _by_hand() -> rx.Component:
    return rx.cond(
        TodayState.by_hand.length() > 0,
        section(
            rx.el.span(t("start.by_hand"), " ", _count(TodayState.by_hand_total)),
            notice(rx.el.p(t("start.by_hand_hint")), icon_name="message_square"),
            rx.el.ul(rx.foreach(TodayState.by_hand, _letter), class_name="staff-list ui-card"),
            _more("by_hand"),
            help=help_tip("by_hand", t("start.by_hand")),
        ),
    )


def _letter(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["who"], title=row["who"], class_name="ui-lines"),
                rx.cond(
                    row["phone"] != "",
                    rx.el.a(number(row["phone"]), href="tel:" + row["dial"], class_name="start-task__phone"),
                ),
                chip(row["due"], row["tone"], "clock"),
                class_name="ui-row",
            ),
            rx.el.p(row["body"], class_name="start-letter__text"),
            by_hand(row["body"], TodayState.sent(row["target"])),
            class_name="ui-grow ui-stack",
        ),
        class_name="staff-list__row start-letter",
        custom_attrs={
            "data-row": row["key"],
            "data-task": row["target"],
            "data-application": row["application_id"],
        },
        key=row["key"],
    )


def _agenda() -> rx.Component:
    return section(
        rx.el.span(icon("door_open", 16, class_name="start-sign"), t("start.comes"), " ",
                   _count(TodayState.agenda_total), class_name="ui-row"),
        rx.cond(
            TodayState.agenda.length() > 0,
            card(rx.el.ul(rx.foreach(TodayState.agenda, _coming), class_name="agenda"), class_name="start-agenda"),
            card(
                empty_state(
                    t("start.comes_empty"),
                    link_button(t("start.to_calendar"), href="/calendar"),
                    icon_name="calendar_days",
                )
            ),
        ),
        _more("agenda"),
        custom_attrs={"data-list": "agenda"},
    )  # fmt: skip


def _coming(row: Any) -> rx.Component:
    """One interview of today: where the candidate stands, and what is to be noted next."""
    id_ = row["application_id"]
    return rx.el.li(
        time_of(row),
        rx.el.div(
            rx.el.p(
                _who(row["candidate"], id_, class_name="start-who agenda__who"),
                rx.cond(row["flag"] != "", chip(t("start.must_by", when=row["flag"]), "red", "flag")),
                class_name="ui-row",
            ),
            rx.el.p(
                row["interviewer"], " · ",
                rx.cond(row["mode"] == "video", icon("video", 14), icon("map_pin", 14)),
                rx.el.span(row["where"]), rx.el.span(" · ", row["job"]),
                class_name="agenda__line ui-muted",
            ),
            class_name="ui-grow",
        ),
        chip(row["standing"], row["tone"], class_name="agenda__standing"),
        rx.el.div(
            rx.cond(
                row["needs_outcome"],
                button(t("start.record"), size="s", kind="primary", on_click=OutcomeState.open_for(row["booking_id"])),
                rx.cond(
                    row["can_arrive"],
                    rx.fragment(
                        button(t("start.is_here"), size="s", on_click=OutcomeState.arrive(id_)), late_menu(row)
                    ),
                    rx.cond(
                        row["can_record"],
                        button(t("start.record"), size="s", on_click=OutcomeState.open_for(row["booking_id"])),
                        rx.cond(
                            row["can_confirm"],
                            button(t("today.do_confirm"), size="s", on_click=TodayState.confirm(id_)),
                        ),
                    ),
                ),
            ),
            class_name="start-settles",
        ),
        class_name=classes(
            "agenda__row",
            rx.cond(row["flag"] != "", "agenda__row--must", ""),
            rx.cond(row["is_over"], "agenda__row--over", ""),
        ),
        custom_attrs={"data-row": row["booking_id"], "data-application": id_},
        key=row["booking_id"],
    )  # fmt: skip
