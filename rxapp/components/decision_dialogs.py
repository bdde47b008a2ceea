"""Dialogs after the interview: decide, promise, tell the candidate, answer a colleague."""

from __future__ import annotations

import reflex as rx

from rxapp.components.cv_dialog import cv_button
from rxapp.components.ui import (
    button,
    choices,
    dialog,
    dialog_foot,
    field,
    keeps_words,
    notice,
    refusal,
    select,
    text_area,
    text_input,
)
from rxapp.services.hiring.tell import MOST_WORDS
from rxapp.state.decide import DecideState
from rxapp.state.drawer import DrawerState
from rxapp.state.language import t
from rxapp.state.opinion import OpinionState
from rxapp.state.tell import TellState


@rx.memo
def decide_dialog() -> rx.Component:
    """Pass, no, or a second opinion; each with the date of the promised answer."""
    return dialog(
        rx.cond(DecideState.is_promise, _promise(), _decide()),
        id="decide",
        title=rx.cond(
            DecideState.is_promise,
            t("drawer.promise_title", name=DecideState.who),
            t("drawer.decide_title", name=DecideState.who),
        ),
        open=DecideState.is_open,
        on_close=DecideState.close,
        **keeps_words(),
    )


def _decide() -> rx.Component:
    asks = DecideState.choice == "second_opinion"
    # The choice stands outside the form: a press on it goes to the server, and the form sends only its own fields.
    choice = rx.fragment(
        choices(
            t("drawer.decide_choice"),
            "choice",
            [(code, t(f"drawer.choice_{code}")) for code in ("pass", "no", "second_opinion")],
            DecideState.choice,
            DecideState.choose,
        ),
        rx.el.p(
            rx.match(
                DecideState.choice,
                *[(code, t(f"drawer.choice_{code}_hint")) for code in ("pass", "no", "second_opinion")],
                "",
            ),
            class_name="ui-muted",
        ),
    )
    fields = rx.el.form(
        rx.cond(
            asks,
            field(
                t("drawer.colleague"),
                select(DecideState.colleagues, first=t("ui.choose_one"), name="colleague", required=True),
            ),
            rx.el.input(type="hidden", name="colleague", value=""),
        ),
        _reply_by(),
        field(
            rx.cond(asks, t("drawer.question"), t("drawer.decide_note")),
            text_area(name="note", max_length=500, rows="2"),
            hint=t("drawer.decide_note_hint"),
        ),
        refusal(DecideState.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=DecideState.close),
            button(
                rx.cond(asks, t("drawer.ask_colleague"), t("drawer.keep_decision")),
                kind="primary",
                type="submit",
            ),
        ),
        on_submit=DecideState.save,
        class_name="drawer__form",
    )
    return rx.fragment(_heard(), choice, fields)


def _heard() -> rx.Component:
    """What one decides by, and the ways to read more."""
    id_ = DecideState.application_id
    return rx.el.section(
        rx.cond(
            DecideState.said.length() > 0,
            rx.el.ul(rx.foreach(DecideState.said, lambda line: rx.el.li(line)), class_name="arrange__tells"),
        ),
        rx.el.div(
            rx.cond(DecideState.has_cv, cv_button(id_)),
            button(
                t("start.look"), size="s", on_click=[DecideState.close, DrawerState.show(id_)],
                custom_attrs={"data-look": ""},
            ),
            class_name="ui-row",
        ),
        class_name="ui-stack",
        custom_attrs={"data-heard": ""},
    )  # fmt: skip


def _promise() -> rx.Component:
    return rx.el.form(
        _reply_by(),
        refusal(DecideState.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=DecideState.close),
            button(t("drawer.do_promise"), kind="primary", type="submit"),
        ),
        on_submit=DecideState.promise,
        class_name="drawer__form",
    )


def _reply_by() -> rx.Component:
    return field(
        t("drawer.reply_by"),
        text_input(
            name="reply_by", type="datetime-local", required=True, default_value=DecideState.proposed,
            min=DecideState.earliest,
        ),
        hint=t("drawer.reply_by_hint"),
    )  # fmt: skip


@rx.memo
def tell_dialog() -> rx.Component:
    """The words as they will leave."""
    is_no = TellState.verdict == "no"
    return dialog(
        notice(
            rx.cond(is_no, t("drawer.tell_no_help"), t("drawer.tell_pass_help")),
            tone="accent",
            icon_name="message_square",
        ),
        rx.el.form(
            field(
                rx.cond(TellState.language == "en", t("drawer.words_en"), t("drawer.words_zh")),
                text_area(
                    name="words", key=TellState.application_id.to_string(), rows="9", max_length=MOST_WORDS,
                    required=True, default_value=TellState.words,
                ),
                hint=t("drawer.words_hint"),
            ),
            rx.cond(
                TellState.needs_reason,
                field(
                    t("drawer.reason"),
                    select(TellState.reasons, first=t("ui.choose_one"), name="reason", required=True),
                    hint=t("drawer.reason_inside"),
                ),
                rx.el.input(type="hidden", name="reason", value=""),
            ),
            refusal(TellState.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=TellState.close),
                button(t("drawer.do_tell_now"), kind="primary", type="submit"),
            ),
            on_submit=TellState.send,
            class_name="drawer__form",
        ),
        id="tell",
        title=t("drawer.tell_title", name=TellState.who),
        open=TellState.is_open,
        on_close=TellState.close,
        **keeps_words(),
    )  # fmt: skip


@rx.memo
def opinion_dialog() -> rx.Component:
    """What do you think? Stands in the frame: whoever is asked may be anywhere."""
    return dialog(
        rx.el.p(OpinionState.asked),
        rx.cond(OpinionState.note != "", rx.el.blockquote(OpinionState.note, class_name="drawer__quote")),
        choices(
            t("drawer.opinion_choice"),
            "answer",
            [("pass", t("drawer.opinion_pass")), ("no", t("drawer.opinion_no"))],
            OpinionState.answer,
            OpinionState.choose,
        ),
        rx.el.form(
            field(
                t("drawer.opinion_note"),
                text_area(name="note", max_length=500, rows="3"),
                hint=t("drawer.opinion_note_hint"),
            ),
            refusal(OpinionState.problem),
            dialog_foot(
                button(t("drawer.opinion_later"), on_click=OpinionState.close),
                button(
                    t("drawer.opinion_save"),
                    kind="primary",
                    type="submit",
                    disabled=OpinionState.answer == "",
                ),
            ),
            on_submit=OpinionState.save,
            class_name="drawer__form",
        ),
        id="opinion",
        title=OpinionState.title,
        open=OpinionState.is_open,
        on_close=OpinionState.close,
        **keeps_words(),
    )
