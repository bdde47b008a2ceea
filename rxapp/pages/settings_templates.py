"""消息文本 Message texts: which notice, on which channel; the text, what it becomes, its versions."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from rxapp.components.frame import staff_page
from rxapp.components.ui import (
    button,
    chip,
    choices,
    field,
    link_button,
    notice,
    page_head,
    refusal,
    section,
    text_area,
    text_input,
    text_pieces,
)
from rxapp.components.writing import Writing, insert_button
from rxapp.pages.parts import bound, loaded, only_for, sheet
from rxapp.rules.vocabulary import Channel, InterviewMode
from rxapp.state import template_words
from rxapp.state import templates as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t
from rxapp.state.marks import HR

ROUTE = template_words.ROUTE
TITLE = "templates.title"
ON_LOAD: list[Any] = [FrameState.enter, states.TemplatesState.load]

State = bound(states.TemplatesState)
_MODES = tuple((mode.value, t(f"templates.mode_{mode}")) for mode in InterviewMode)


def page() -> rx.Component:
    """The notices on the left, the text in the middle, the phone on the right."""
    return staff_page(
        sheet(),
        page_head(
            t("templates.title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
        ),
        only_for(
            HR,
            rx.el.p(t("templates.intro"), class_name="staff-intro"),
            loaded(
                State,
                rx.el.div(
                    _kinds(),
                    _editor(),
                    rx.el.div(_preview(), _verdicts(), class_name="ui-stack texts__phone"),
                    rx.el.div(_versions(), class_name="texts__versions"),
                    class_name="texts",
                ),
                kind="card",
            ),
        ),
        place="settings",
        title=TITLE,
    )


def _kinds() -> rx.Component:
    return rx.el.nav(
        rx.foreach(
            State.kinds,
            lambda row: link(
                rx.el.span(
                    rx.el.span(row["text"], class_name="texts__kind"),
                    rx.el.span(row["hint"], class_name="ui-muted ui-small"),
                    class_name="ui-grow",
                ),
                rx.cond(row["own"], chip(t("templates.own"), "blue")),
                to=row["href"],
                class_name=rx.cond(row["is_on"], "texts__room texts__room--on", "texts__room"),
                custom_attrs={"aria-current": rx.cond(row["is_on"], "page", "false"), "data-kind": row["value"]},
                key=row["value"],
            ),
        ),
        class_name="texts__kinds",
        custom_attrs={"aria-label": t("templates.kinds")},
    )  # fmt: skip


def _tabs(rows: Any, label: str) -> rx.Component:
    return rx.el.nav(
        rx.foreach(
            rows,
            lambda row: link(
                rx.el.span(row["text"], class_name="texts__word"),
                rx.cond(row["own"], rx.el.span("•", title=t("templates.own"), class_name="texts__dot")),
                to=row["href"],
                class_name=rx.cond(row["is_on"], "profile__who profile__who--on", "profile__who"),
                custom_attrs={"aria-current": rx.cond(row["is_on"], "page", "false")},
                key=row["value"],
            ),
        ),
        class_name="texts__tabs",
        custom_attrs={"aria-label": t(label)},
    )


def _editor() -> rx.Component:
    is_email = State.channel == Channel.EMAIL.value
    is_wechat = State.channel == Channel.WECHAT.value
    asks_template = is_wechat | (State.channel == Channel.SMS.value)
    return section(
        rx.fragment(
            rx.el.span(State.title, class_name="texts__word"),
            rx.el.span(State.moment, class_name="ui-muted ui-small texts__moment"),
        ),
        rx.el.div(_tabs(State.channels, "templates.channels"), _tabs(State.languages, "templates.languages")),
        Writing.create(
            rx.el.form(
                rx.cond(State.meanwhile != "", notice(State.meanwhile, tone="amber", role="alert")),
                rx.cond(
                    is_email,
                    field(t("templates.subject"), text_input(name="subject", default_value=State.subject)),
                    rx.el.input(type="hidden", name="subject", value=""),
                ),
                field(
                    rx.cond(is_wechat, t("templates.fields"), t("templates.body")),
                    text_area(name="body", default_value=State.body, rows=State.rows.to(str), class_name="texts__body"),
                ),
                rx.el.div(
                    rx.el.p(t("templates.insert"), class_name="ui-muted ui-small"),
                    rx.el.div(
                        rx.foreach(State.variables, lambda row: insert_button(row["text"], row["value"])),
                        class_name="texts__pieces",
                    ),
                ),
                rx.cond(
                    asks_template,
                    field(
                        t("templates.provider_template"),
                        text_input(
                            name="provider_template", default_value=State.provider_template, max_length=80,
                            auto_complete="off",
                        ),
                        hint=t("templates.provider_template_hint"),
                    ),
                    rx.el.input(type="hidden", name="provider_template", value=""),
                ),
                rx.el.div(_wrong(), role="status"),
                refusal(State.problem),
                rx.el.div(
                    button(t("templates.save"), kind="primary", type="submit"),
                    rx.cond(
                        State.is_own,
                        button(t("templates.reset"), kind="ghost", on_click=State.reset_text),
                    ),
                    rx.el.span(State.in_use, class_name="ui-muted ui-small"),
                    class_name="ui-row",
                ),
                on_submit=State.save,
                class_name="ui-stack",
            ),
            key=State.opened.to(str),
            ask=t("templates.unsaved"),
            saved=State.kept,
            on_look=State.look,
        ),
        class_name="ui-card ui-stack texts__editor",
    )  # fmt: skip


def _wrong() -> rx.Component:
    return rx.cond(
        State.wrong.length() > 0,
        notice(
            rx.el.p(rx.el.strong(t("templates.wrong"))),
            rx.el.ul(rx.foreach(State.wrong, lambda line: rx.el.li(line)), class_name="staff-changes"),
            tone="amber",
            icon_name="triangle_alert",
        ),
    )


def _preview() -> rx.Component:
    shown = State.preview
    return section(
        t("templates.preview"),
        choices(t("templates.mode"), "mode", _MODES, State.mode, lambda value: State.choose_mode(value)),
        rx.el.div(
            rx.el.div(
                rx.cond(shown["subject"] != "", rx.el.p(rx.el.strong(shown["subject"]))),
                rx.el.p(text_pieces(shown["pieces"]), class_name="messages-bubble"),
                class_name="messages-phone__screen",
            ),
            class_name="messages-phone",
            custom_attrs={"data-preview": "true"},
        ),
        rx.cond(shown["glance"] != "", rx.el.p(shown["glance"], class_name="ui-muted ui-small")),
        rx.foreach(shown["sizes"], lambda line: rx.el.p(line, class_name="ui-small ui-number")),
        rx.el.p(t("templates.preview_who"), class_name="ui-muted ui-small"),
        class_name="ui-stack",
    )


def _verdicts() -> rx.Component:
    return rx.cond(
        State.verdicts.length() > 0,
        section(
            t("templates.rules"),
            rx.el.p(t("templates.rules_hint"), class_name="ui-muted ui-small"),
            rx.foreach(State.verdicts, _verdict),
            class_name="ui-stack",
        ),
    )


def _verdict(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.strong(row["provider"]),
            rx.cond(row["is_ours"], chip(t("templates.rules_ours"), "blue")),
            rx.cond(row["findings"].length() == 0, chip(t("templates.rules_fine"), "green", "check")),
            class_name="ui-row",
        ),
        rx.el.ul(
            rx.foreach(
                row["findings"].to(list[template_words.FindingItem]),
                lambda one: rx.el.li(chip(one["kind"], one["tone"]), " ", one["text"]),
            ),
            class_name="texts__findings ui-small",
        ),
        custom_attrs={"data-provider": row["provider"]},
        key=row["provider"],
    )


def _versions() -> rx.Component:
    return section(
        t("templates.versions"),
        rx.cond(
            State.versions.length() > 0,
            rx.el.ul(rx.foreach(State.versions, _version), class_name="staff-list ui-card"),
            rx.el.p(t("templates.no_versions"), class_name="ui-muted"),
        ),
    )


def _version(row: Any) -> rx.Component:
    is_compared = State.compared == row["version"]
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["title"]),
                rx.cond(row["is_default"], chip(t("templates.version_default"))),
                class_name="ui-row",
            ),
            rx.el.p(row["by"], class_name="ui-muted ui-small"),
            rx.cond(is_compared, _compared()),
            class_name="ui-grow",
        ),
        rx.cond(
            row["is_newest"],
            rx.fragment(),
            rx.el.div(
                rx.cond(
                    is_compared,
                    button(t("templates.compare_close"), size="s", on_click=State.compare(0)),
                    button(t("templates.compare"), size="s", on_click=State.compare(row["version"])),
                ),
                button(t("templates.restore"), size="s", on_click=State.restore(row["version"])),
                class_name="ui-row staff-list__deeds",
            ),
        ),
        class_name="staff-list__row texts__version",
        custom_attrs={"data-version": row["version"]},
        key=row["version"],
    )


def _compared() -> rx.Component:
    return rx.cond(
        State.lines.length() == 0,
        rx.el.p(t("templates.same"), class_name="ui-muted ui-small"),
        rx.el.div(
            rx.foreach(
                State.lines,
                lambda line: rx.match(
                    line["sign"],
                    (
                        "gone",
                        rx.el.del_(line["text"], title=t("templates.line_gone"), class_name="texts__line"),
                    ),
                    ("new", rx.el.ins(line["text"], title=t("templates.line_new"), class_name="texts__line")),
                    rx.el.span(line["text"], class_name="texts__line"),
                ),
            ),
            class_name="texts__lines ui-small",
        ),
    )
