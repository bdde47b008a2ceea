"""The dialog of one deed for many: what it needs, what would happen, one line each as it is done."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.later import later
from rxapp.components.native import Timed
from rxapp.components.ui import (
    button,
    chip,
    choices,
    dialog,
    dialog_foot,
    field,
    icon,
    notice,
    refusal,
    text_area,
    text_input,
)
from rxapp.rules.vocabulary import Closing
from rxapp.services.hiring.many import Deed
from rxapp.services.hiring.tags import LONGEST_TAG
from rxapp.state import many as states
from rxapp.state.language import t
from rxapp.state.many_rows import Ask, ManyRow, Sample

ManyState: Any = states.ManyState
UNDO_SECONDS = 10
_HOW = (Closing.REJECTED, Closing.WITHDRAWN, Closing.LOST, Closing.COMPANY_CANCELLED)


@later
@rx.memo
def many_dialog() -> rx.Component:
    """Three pages in one dialog."""
    return dialog(
        refusal(ManyState.problem),
        rx.match(
            ManyState.phase,
            ("ask", _ask()),
            ("preview", _preview()),
            ("running", _progress()),
            _finished(),
        ),
        id="many",
        title=_by_deed("title"),
        open=ManyState.is_open,
        on_close=ManyState.close,
        class_name="many",
    )


def _by_deed(what: str, **facts: Any) -> Any:
    return rx.match(ManyState.deed, *[(deed.value, t(f"many.{what}_{deed}", **facts)) for deed in Deed], "")


def _ask() -> rx.Component:
    return rx.el.form(
        rx.match(
            ManyState.deed,
            ("assign", field(t("many.recruiter"), _select("recruiter"))),
            ("move", field(t("many.stage"), _select("stage"))),
            ("close", _closing()),
            _tag(),
        ),
        dialog_foot(
            button(t("ui.cancel"), on_click=ManyState.close),
            button(t("many.preview"), kind="primary", type="submit"),
        ),
        on_submit=ManyState.ask,
        class_name="ui-stack",
    )


def _select(name: str) -> rx.Component:
    return rx.el.select(
        rx.el.option(t("ui.choose_one"), value=""),
        rx.foreach(ManyState.choices, _option),
        name=name,
        key=name + ManyState.how,
        required=True,
        class_name="ui-input",
    )


def _option(each: rx.Var[Ask]) -> rx.Component:
    return rx.el.option(each["text"], value=each["value"])


def _tag() -> rx.Component:
    return rx.fragment(
        field(
            t("many.tag"),
            text_input(
                name="tag", max_length=LONGEST_TAG, required=True, list="many-tags", auto_complete="off"
            ),
            hint=t("many.tag_hint"),
        ),
        rx.el.datalist(rx.foreach(ManyState.choices, _option), id="many-tags"),
    )


def _closing() -> rx.Component:
    return rx.fragment(
        choices(
            t("many.how"),
            "how",
            [(how.value, t(f"many.how_{how}")) for how in _HOW],
            ManyState.how,
            ManyState.choose_how,
        ),
        rx.cond(
            ManyState.how != "",
            rx.fragment(
                field(t("many.reason"), _select("reason")),
                field(
                    t("many.note"), text_area(name="note", max_length=500, rows="2"), hint=t("many.note_hint")
                ),
            ),
        ),
    )


def _preview() -> rx.Component:
    return rx.fragment(
        rx.cond(
            ManyState.will > 0,
            rx.fragment(
                rx.el.p(rx.el.strong(t("many.will", n=ManyState.will)), class_name="many__count"),
                rx.el.ul(rx.foreach(ManyState.rows, _name), class_name="many__names", tab_index=0),
                rx.el.div(
                    rx.foreach(ManyState.summary, lambda line: rx.el.p(line)),
                    class_name="ui-muted many__lines",
                ),
            ),
            notice(t("many.nobody"), tone="amber", icon_name="circle_alert"),
        ),
        rx.cond(
            ManyState.samples.length() > 0,
            rx.el.section(
                rx.el.h3(t("many.samples")),
                rx.foreach(ManyState.samples, _sample),
                class_name="many__samples",
            ),
        ),
        rx.cond(
            ManyState.left_out.length() > 0,
            rx.el.section(
                rx.el.h3(t("many.left_out", n=ManyState.left_out.length())),
                rx.el.ul(rx.foreach(ManyState.left_out, _row), class_name="many__rows", tab_index=0),
            ),
        ),
        dialog_foot(
            button(t("ui.cancel"), on_click=ManyState.close),
            button(
                _by_deed("go", n=ManyState.will),
                class_name=rx.cond(
                    ManyState.deed == Deed.CLOSE.value, "ui-button--danger", "ui-button--primary"
                ),
                on_click=ManyState.run,
                disabled=ManyState.will == 0,
                auto_focus=True,
                custom_attrs={"data-many-go": "", "data-first": ""},
            ),
        ),
    )


def _name(row: rx.Var[ManyRow]) -> rx.Component:
    return rx.el.li(row["name"])


def _sample(each: rx.Var[Sample]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            each["name"], " ", chip(each["language"]), " ", rx.el.span(each["subject"], class_name="ui-muted")
        ),
        rx.el.p(each["body"], class_name="many__body"),
        key=each["key"],
        open=each["key"] == "0",
        class_name="many__sample",
    )


def _row(row: rx.Var[ManyRow]) -> rx.Component:
    sign = rx.match(
        row["state"],
        ("done", icon("circle_check", 14)),
        ("refused", icon("circle_alert", 14)),
        ("left", icon("circle_alert", 14)),
        ("undone", icon("undo_2", 14)),
        icon("check", 14),
    )
    return rx.el.li(
        rx.el.span(sign, row["name"], class_name="many__who"),
        rx.el.span(row["text"], class_name="ui-grow ui-muted"),
        rx.cond(
            row["undo_id"] > 0,
            button(
                t("ui.undo"),
                size="s",
                on_click=ManyState.undo(row["id"]),
                custom_attrs={"aria-label": t("many.undo_one", name=row["name"])},
            ),
        ),
        key=row["id"],
        class_name="many__row",
        custom_attrs={"data-row": row["id"], "data-result": row["state"]},
    )


def _bar() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("many.running", done=ManyState.done, n=ManyState.will), role="status"),
        rx.el.progress(
            value=ManyState.done.to_string(),
            max=ManyState.will.to_string(),
            custom_attrs={"aria-label": t("many.running", done=ManyState.done, n=ManyState.will)},
        ),
        class_name="many__progress",
    )


def _progress() -> rx.Component:
    return rx.fragment(
        _bar(), rx.el.ul(rx.foreach(ManyState.rows, _row), class_name="many__rows", tab_index=0)
    )


def _finished() -> rx.Component:
    return rx.fragment(
        rx.el.p(rx.el.strong(t("many.finished", n=ManyState.done)), role="status", class_name="many__count"),
        rx.el.div(rx.foreach(ManyState.leaves, lambda line: rx.el.p(line)), class_name="ui-muted many__lines"),
        rx.cond(
            ManyState.can_undo,
            rx.el.p(
                button(
                    t("many.undo_all"), size="s", icon_name="undo_2", on_click=ManyState.undo_all,
                    custom_attrs={"data-undo-all": ""},
                )
            ),
        ),
        rx.el.ul(rx.foreach(ManyState.rows, _row), class_name="many__rows", tab_index=0),
        rx.el.div(Timed.create(seq=ManyState.cleared_seq, seconds=UNDO_SECONDS, on_end=ManyState.settle)),
        dialog_foot(button(t("ui.close"), kind="primary", auto_focus=True, on_click=ManyState.close)),
    )  # fmt: skip
