"""Shared parts of every page: plain elements with the classes of assets/showup.css.

Texts are arguments, `t("…")` Vars as a rule; nothing here holds a text of its own except through the catalogue
`ui`. Every function passes unknown keywords on to its element (`id`, `custom_attrs`, `on_click`, …).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.components.help import Help
from rxapp.components.native import ICON_NAMES, Icon, NativeDialog, NativeMenu
from rxapp.state.language import t
from rxapp.state.pieces import Piece

Text = str | rx.Var[str]
Child = Any


def classes(*names: Text | None) -> Any:
    """Class names joined with spaces; Vars may stand among them."""
    given = [name for name in names if name is not None and not (isinstance(name, str) and not name)]
    whole: Any = ""
    for name in given:
        if isinstance(whole, str) and isinstance(name, str):
            whole = f"{whole} {name}".strip()
        else:
            before = "" if isinstance(whole, str) and not whole else whole + " "
            whole = rx.Var.create(before) + name
    return whole


def opens(dialog_id: str) -> dict[str, Any]:
    """Properties that make a button open the dialog with this id, without asking the server."""
    return {"custom_attrs": {"data-opens": dialog_id, "aria-haspopup": "dialog"}}


def closes() -> dict[str, Any]:
    """Properties that make a button close the dialog or menu it stands in."""
    return {"custom_attrs": {"data-closes": "true"}}


def icon(name: str, size: int = 16, label: Text | None = None, **props: Any) -> rx.Component:
    """An icon of icons.jsx (Lucide's names: circle_check, triangle_alert); decoration unless it has a label."""
    if name not in ICON_NAMES:
        raise ValueError(f"icons.jsx draws no {name}: add it there")
    attrs = {"aria-hidden": "true"} if label is None else {"role": "img", "aria-label": label}
    return Icon.create(
        draws=name, size=size, custom_attrs={**attrs, **props.pop("custom_attrs", {})}, **props
    )


def button(
    *children: Child,
    kind: str = "plain",
    size: str = "m",
    icon_name: str | None = None,
    is_busy: rx.Var[bool] | bool | None = None,
    is_wide: bool = False,
    class_name: Text = "",
    **props: Any,
) -> rx.Component:
    """A button: kind plain, primary, danger, ghost or link; size s, m or l. While busy it refuses a second press."""
    attrs: dict[str, Any] = dict(props.pop("custom_attrs", {}))
    if is_busy is not None:
        attrs["aria-busy"] = is_busy
        props.setdefault("disabled", is_busy)
    props.setdefault("type", "button")
    return rx.el.button(
        *([icon(icon_name, 20 if size == "l" else 16)] if icon_name else []),
        *children,
        class_name=_button_class(kind, size, is_wide, class_name),
        custom_attrs=attrs,
        **props,
    )


def link_button(
    *children: Child,
    href: Text,
    kind: str = "plain",
    size: str = "m",
    icon_name: str | None = None,
    is_wide: bool = False,
    class_name: Text = "",
    **props: Any,
) -> rx.Component:
    """A link that looks like a button; for going somewhere, never for changing something."""
    return rx.el.a(
        *([icon(icon_name, 20 if size == "l" else 16)] if icon_name else []),
        *children,
        href=href,
        class_name=_button_class(kind, size, is_wide, class_name),
        **props,
    )


def icon_button(name: str, label: Text, kind: str = "ghost", **props: Any) -> rx.Component:
    """A button that is only an icon; the label is read aloud and shown as a tooltip."""
    attrs = {"aria-label": label, **props.pop("custom_attrs", {})}
    return button(
        icon(name, 18),
        kind=kind,
        class_name=classes("ui-button--icon", props.pop("class_name", "")),
        title=label,
        custom_attrs=attrs,
        **props,
    )


def _button_class(kind: str, size: str, is_wide: bool, more: Text) -> Any:
    return classes(
        "ui-button",
        f"ui-button--{kind}" if kind != "plain" else "",
        f"ui-button--{size}" if size != "m" else "",
        "ui-button--wide" if is_wide else "",
        more,
    )


# -- forms ------------------------------------------------------------------------------------------------------


def field(
    label: Text,
    control: rx.Component,
    *,
    hint: Text | None = None,
    error: rx.Var[str] | None = None,
    help: rx.Component | None = None,
    **props: Any,
) -> rx.Component:
    """A labelled control with a hint; `error` is a Var that is empty while all is well, `help` a `help_tip`, which
    stands beside the label and is no part of it."""
    if help is not None:
        plain = field(label, control, hint=hint, error=error, **props)
        return rx.el.div(plain, help, class_name="ui-field-help")
    return rx.el.label(
        rx.el.span(label, class_name="ui-field__label"),
        control,
        *([rx.el.span(hint, class_name="ui-field__hint")] if hint is not None else []),
        *(
            [
                rx.cond(
                    error != "",
                    rx.el.span(icon("circle_alert", 14), error, class_name="ui-field__error", role="alert"),
                )
            ]
            if error is not None
            else []
        ),
        class_name="ui-field",
        **props,
    )


def text_input(**props: Any) -> rx.Component:
    """A one-line input. Prefer `default_value` and `on_blur` or a form: a controlled `value` costs a round trip."""
    return rx.el.input(class_name=classes("ui-input", props.pop("class_name", "")), **props)


def text_area(**props: Any) -> rx.Component:
    """Several lines."""
    return rx.el.textarea(class_name=classes("ui-input", props.pop("class_name", "")), **props)


def select(
    options: Sequence[tuple[Text, Text]] | rx.Var[Any], first: Text | None = None, **props: Any
) -> rx.Component:
    """A native select. Options: (value, text) pairs, or a Var list of rows with `value` and `text`; `first` stands
    above them with no value, so that nothing is chosen before somebody chooses."""
    if isinstance(options, rx.Var):
        children: list[Any] = [
            rx.foreach(options, lambda row: rx.el.option(row["text"], value=row["value"].to(str)))  # type: ignore[index]
        ]
    else:
        children = [rx.el.option(text, value=value) for value, text in options]
    if first is not None:
        children.insert(0, rx.el.option(first, value=""))
    return rx.el.select(*children, class_name=classes("ui-input", props.pop("class_name", "")), **props)


def checkbox(label: Child, **props: Any) -> rx.Component:
    """A checkbox with its words; `checked`/`default_checked`, `name`, `on_change` go to the input."""
    return rx.el.label(
        rx.el.input(type="checkbox", **props), rx.el.span(label, class_name="ui-grow"), class_name="ui-check"
    )


def radio(label: Child, **props: Any) -> rx.Component:
    """One choice of several with the same `name`."""
    return rx.el.label(
        rx.el.input(type="radio", **props), rx.el.span(label, class_name="ui-grow"), class_name="ui-check"
    )


def choices(
    legend: Text, name: str, options: Sequence[tuple[str, Text]], value: Any, on_change: Any
) -> rx.Component:
    """A few exclusive choices side by side; `on_change` is given the chosen value (a handler taking one str)."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="ui-hidden"),
        *[
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name=name,
                    value=option,
                    checked=value == option,
                    on_change=on_change(option),
                ),
                text,
            )
            for option, text in options
        ],
        class_name="ui-choices",
    )


def help_tip(name: str, what: Text) -> rx.Component:
    """A "?" that says what a word means (`help.<name>` in the catalogues); `what` is the word, for whoever hears it."""
    return Help.create(
        icon("circle_question_mark", 15), label=t("help.ask", what=what), text=t(f"help.{name}")
    )


# -- what floats --------------------------------------------------------------------------------------------------


def dialog(
    *children: Child,
    id: str,
    title: Child,
    open: rx.Var[bool] | None = None,
    on_close: Any = None,
    kind: str = "dialog",
    **props: Any,
) -> rx.Component:
    """A modal dialog (`kind` dialog or drawer): Escape, the cross and the backdrop close it, focus returns.

    Either `open` (a Var) with `on_close` (a handler that sets it False), or neither and `**opens(id)` on a button.
    """
    if open is not None:
        props["open"] = open
    if on_close is not None:
        props["on_close"] = on_close
    return NativeDialog.create(
        rx.el.div(
            rx.el.h2(title, id=f"{id}-title", class_name="ui-grow"),
            icon_button("x", t("ui.close"), **closes()),
            class_name="ui-dialog__head",
        ),
        rx.el.div(*children, class_name="ui-dialog__body"),
        id=id,
        class_name=classes(f"ui-{kind}", props.pop("class_name", "")),
        custom_attrs={"aria-labelledby": f"{id}-title", **props.pop("custom_attrs", {})},
        **props,
    )


def keeps_words() -> dict[str, Any]:
    """For a dialog somebody writes in: what was typed is given up only after a question."""
    return {"ask": t("ui.give_up"), "ask_keep": t("ui.give_up_not"), "ask_drop": t("ui.give_up_do")}


def drawer(*children: Child, id: str, title: Child, **props: Any) -> rx.Component:
    """A dialog that comes from the right and is as tall as the window."""
    return dialog(*children, id=id, title=title, kind="drawer", **props)


def dialog_foot(*buttons: rx.Component) -> rx.Component:
    """The row of buttons that ends a dialog; the one that acts stands last."""
    return rx.el.div(*buttons, class_name="ui-dialog__foot")


def menu(
    summary: rx.Component, *items: Child, label: Text, is_up: bool = False, **props: Any
) -> rx.Component:
    """A small menu under its summary; give items `**closes()` when choosing one should close it."""
    return NativeMenu.create(
        rx.el.summary(summary, custom_attrs={"aria-label": label}),
        rx.el.div(*items, class_name=classes("ui-menu__list", "ui-menu__list--up" if is_up else "")),
        class_name=classes("ui-menu", props.pop("class_name", "")),
        **props,
    )


# -- what shows ---------------------------------------------------------------------------------------------------


def chip(text: Child, tone: Text = "", icon_name: str | None = None, **props: Any) -> rx.Component:
    """A small fact: tone accent, red, amber, green or none. Colour never alone: keep the word or icon."""
    return rx.el.span(
        *([icon(icon_name, 12)] if icon_name else []),
        text,
        class_name=_toned("ui-chip", tone, props),
        **props,
    )


def notice(*children: Child, tone: Text = "", icon_name: str = "info", **props: Any) -> rx.Component:
    """A sentence that stands in the page: what happened and what to do."""
    return rx.el.div(
        icon(icon_name),
        rx.el.div(*children, class_name="ui-grow"),
        class_name=_toned("ui-notice", tone, props),
        **props,
    )


def refusal(text: rx.Var[str]) -> rx.Component:
    """Why a command was refused, inside the dialog that gave it; `text` is a Var that is empty while all is well."""
    return rx.cond(text != "", notice(text, tone="red", icon_name="circle_alert", role="alert"))


def _toned(base: str, tone: Text, props: dict[str, Any]) -> Any:
    more = props.pop("class_name", "")
    if isinstance(tone, str):
        return classes(base, f"{base}--{tone}" if tone else "", more)
    return classes(base, rx.Var.create(f"{base}--") + tone, more)


def brand_mark() -> rx.Component:
    """The product's sign; its name always stands beside it."""
    return rx.el.img(src=rx.asset("favicon.svg"), alt="", class_name="ui-mark")


def avatar(initials: Text, image: rx.Var[str] | None = None, size: str = "m", **props: Any) -> rx.Component:
    """A face, or initials where there is none; decoration beside a written name."""
    face: Any = initials
    if image is not None:
        face = rx.cond(image != "", rx.el.img(src=image, alt=""), initials)
    return rx.el.span(
        face,
        class_name=classes("ui-avatar", "ui-avatar--l" if size == "l" else ""),
        custom_attrs={"aria-hidden": "true"},
        **props,
    )


def titled(title: rx.Component, help: rx.Component) -> rx.Component:
    """A heading with its `help_tip`, which is no part of the heading."""
    return rx.el.div(title, help, class_name="ui-titled")


def section(
    title: Child, *children: Child, actions: Child = None, help: rx.Component | None = None, **props: Any
) -> rx.Component:
    """A titled part of a page; `help` is a `help_tip` beside the title."""
    heading = rx.el.h2(title)
    return rx.el.section(
        rx.el.div(
            heading if help is None else titled(heading, help),
            *([actions] if actions is not None else []),
            class_name="ui-section__head",
        ),
        *children,
        class_name=classes("ui-section", props.pop("class_name", "")),
        **props,
    )


def text_pieces(runs: rx.Var[Any]) -> rx.Component:
    """A text whose addresses can be opened: state.pieces cut it."""
    return rx.foreach(
        runs.to(list[Piece]),
        lambda run: rx.cond(
            run["link"] != "",
            rx.el.a(run["text"], href=run["link"], target="_blank", rel="noopener noreferrer"),
            rx.el.span(run["text"]),
        ),
    )


def card(*children: Child, **props: Any) -> rx.Component:
    """A surface with a hairline."""
    return rx.el.div(*children, class_name=classes("ui-card", props.pop("class_name", "")), **props)


def page_head(title: Child, *actions: Child) -> rx.Component:
    """The page's one h1 and what can be done with the whole page."""
    return rx.el.header(
        rx.el.h1(title),
        rx.el.div(*actions, class_name="ui-row") if actions else None,
        class_name="ui-page__head",
    )


def empty_state(text: Child, action: rx.Component | None = None, icon_name: str = "inbox") -> rx.Component:
    """Nothing here yet: one sentence that teaches and one button."""
    return rx.el.div(
        icon(icon_name, 28), rx.el.p(text), *([action] if action is not None else []), class_name="ui-empty"
    )


def skeleton(lines: int = 3, kind: str = "line") -> rx.Component:
    """What will be here, while it loads; kind line or card."""
    return rx.el.div(
        *[rx.el.span() for _ in range(lines)],
        rx.el.b(t("ui.loading"), class_name="ui-hidden"),
        class_name=classes("ui-skeleton", "ui-skeleton--card" if kind == "card" else ""),
        role="status",
    )


def table(headers: Sequence[Child], *rows: Child, caption: Child = None, **props: Any) -> rx.Component:
    """A table that scrolls sideways inside itself; rows are `rx.el.tr` or a `rx.foreach` of them."""
    return rx.el.div(
        rx.el.table(
            *([rx.el.caption(caption)] if caption is not None else []),
            rx.el.thead(rx.el.tr(*[rx.el.th(head, scope="col") for head in headers])),
            rx.el.tbody(*rows),
            class_name=classes("ui-table", props.pop("class_name", "")),
            **props,
        ),
        class_name="ui-scroll",
        role="group",
        tab_index=0,  # a table wider than the phone is scrolled by keyboard too
        custom_attrs={"aria-label": t("ui.table")},
    )
