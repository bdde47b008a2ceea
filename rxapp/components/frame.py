"""What stands around a page: the staff's rail (a bottom bar on phones), the candidate's column, a bare page."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors
from reflex_components_core.react_router import link as router_link

from rxapp.components.arrange_dialog import arrange_dialog
from rxapp.components.bell import bell_button, bell_panel
from rxapp.components.command_palette import command_palette, palette_button, palette_item
from rxapp.components.decision_dialogs import opinion_dialog
from rxapp.components.keys import KeysState, keys_dialog
from rxapp.components.native import DocumentFacts, PostForm, SkipLink, ThemeSwitch, Timed
from rxapp.components.tour import tour
from rxapp.components.ui import Child, Text, avatar, button, classes, closes, icon, icon_button, menu
from rxapp.rules.vocabulary import Language, Role
from rxapp.state.frame import FrameState, ToastState
from rxapp.state.language import is_english, t
from rxapp.state.tour import TourState

TOAST_SECONDS = 10

# place → address, icon, and the roles that have no business there (docs/rights.md)
PLACES: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "today": ("/", "sun", ()),
    "board": ("/board", "square_kanban", (Role.INTERVIEWER,)),
    "calendar": ("/calendar", "calendar_days", ()),
    "messages": ("/messages", "message_square", (Role.INTERVIEWER, Role.EXECUTIVE)),
    "insights": ("/insights", "chart_column", (Role.INTERVIEWER,)),
    "settings": ("/settings", "settings", ()),
}


def staff_page(
    *children: Child,
    place: str,
    title: str | None = None,
    counts: dict[str, rx.Var[int]] | None = None,
    **props: Any,
) -> rx.Component:
    """A page inside the rail. `place` is a key of PLACES; `title` a catalogue key (the place's name without it);
    `counts` puts a number beside a place while it is above nought."""
    return rx.fragment(
        _document(title or f"ui.place.{place}"),
        _skip_link(),
        _demo_strip(FrameState.is_demo, offers_tour=True),
        rx.el.div(
            rx.el.nav(
                router_link(_mark(), t("ui.brand"), to="/", class_name="frame__brand"),
                palette_button(),
                *[_place(name, name == place, (counts or {}).get(name)) for name in PLACES],
                bell_button(),
                rx.el.div(_person(), class_name="frame__foot"),
                class_name="frame__rail",
                custom_attrs={"aria-label": t("ui.places")},
            ),
            rx.el.main(
                _lost(),
                *children,
                id="main",
                class_name=classes("frame__main", props.pop("class_name", "")),
                tab_index=-1,
                **props,
            ),
            class_name="frame",
        ),
        toast_region(),
        bell_panel(),
        opinion_dialog(),
        arrange_dialog(),
        keys_dialog(),
        command_palette(),
        tour(),
    )


def candidate_page(
    *children: Child, title: str, company: rx.Var[str], is_demo: rx.Var[bool] | None = None
) -> rx.Component:
    """A page for a phone: one column under the company's name, language at the top, no rail, no account."""
    return rx.fragment(
        _document(title, company),
        _skip_link(),
        *([_demo_strip(is_demo)] if is_demo is not None else []),
        _lost(),
        rx.el.header(
            rx.el.span(company, class_name="candidate__company ui-clip"),
            language_button(),
            class_name="candidate__top",
        ),
        rx.el.main(*children, id="main", class_name="candidate", tab_index=-1),
        toast_region(),
    )


def bare_page(*children: Child, title: str, is_wide: bool = False) -> rx.Component:
    """A page before or outside the rail: sign-in, set-up, not found."""
    return rx.fragment(
        _document(title),
        _lost(),
        rx.el.div(
            rx.el.header(
                rx.el.span(_mark(), t("ui.brand"), class_name="ui-row"),
                language_button(),
                class_name="bare__top",
            ),
            rx.el.main(
                *children,
                id="main",
                class_name=classes("bare__main", "bare__main--wide" if is_wide else ""),
                tab_index=-1,
            ),
            class_name="bare",
        ),
        toast_region(),
    )


def language_button() -> rx.Component:
    """Reads everything in the other language; says so in that language."""
    return rx.cond(
        is_english(),
        button(t("ui.language.zh"), kind="ghost", size="s", icon_name="languages", lang="zh-CN",
               on_click=FrameState.switch_language(Language.ZH.value)),
        button(t("ui.language.en"), kind="ghost", size="s", icon_name="languages", lang="en",
               on_click=FrameState.switch_language(Language.EN.value)),
    )  # fmt: skip


def theme_switch() -> rx.Component:
    """Light, dark or as the device says."""
    return ThemeSwitch.create(
        legend=t("ui.theme"), light=t("ui.theme.light"), dark=t("ui.theme.dark"), system=t("ui.theme.system")
    )


def toast_region() -> rx.Component:
    """Where notices appear and are read aloud; goes by itself after ten seconds, which is as long as undo lasts."""
    return rx.el.div(
        rx.cond(
            ToastState.toast_text != "",
            rx.el.div(
                Timed.create(seq=ToastState.toast_seq, seconds=TOAST_SECONDS, on_end=ToastState.dismiss),
                rx.el.span(ToastState.toast_text, class_name="ui-grow"),
                rx.cond(
                    ToastState.toast_undo_id > 0,
                    button(t("ui.undo"), size="s", on_click=ToastState.undo),
                ),
                icon_button("x", t("ui.close"), on_click=ToastState.dismiss),
                class_name=classes(
                    "ui-toast", rx.cond(ToastState.toast_kind == "problem", "ui-toast--problem", "")
                ),
            ),
        ),
        class_name="ui-toasts",
        role="status",
        custom_attrs={"aria-live": "polite"},
    )


def _place(name: str, is_current: bool, count: rx.Var[int] | None) -> rx.Component:
    address, icon_name, not_for = PLACES[name]
    link = router_link(
        icon(icon_name, 18),
        rx.el.span(t(f"ui.place.{name}")),
        *(
            [rx.cond(count > 0, rx.el.span(count, class_name="frame__count ui-number"))]
            if count is not None
            else []
        ),
        to=address,
        class_name="frame__place",
        custom_attrs={"aria-current": "page"} if is_current else {},
    )
    hidden = rx.Var.create(False)
    for role in not_for:
        hidden = hidden | (FrameState.role == role.value)
    return rx.cond(hidden, rx.fragment(), link) if not_for else link


def _person() -> rx.Component:
    initial = FrameState.name[:1]
    role = rx.match(FrameState.role, *[(each.value, t(f"ui.role.{each.value}")) for each in Role], "")
    return menu(
        rx.el.span(
            avatar(initial),
            rx.el.span(
                rx.el.span(FrameState.name, class_name="ui-clip"),
                rx.el.br(),
                rx.el.span(role, class_name="ui-muted ui-small"),
                class_name="ui-grow ui-clip",
            ),
            class_name="frame__person",
        ),
        rx.el.div(theme_switch(), class_name="frame__menu-row"),
        language_button(),
        palette_item(),
        button(t("tour.show"), kind="ghost", icon_name="play", on_click=TourState.begin, **closes()),
        button(t("keys.title"), rx.el.kbd("?"), kind="ghost", icon_name="keyboard", on_click=KeysState.ask, **closes()),
        router_link(icon("monitor_smartphone"), t("ui.sessions"), to="/settings/sessions",
                    class_name="ui-button ui-button--ghost", **closes()),
        PostForm.create(
            rx.el.button(icon("log_out"), t("ui.sign_out"), type="submit",
                         class_name="ui-button ui-button--ghost ui-button--wide"),
            action="/auth/sign-out",
        ),
        label=t("ui.person", name=FrameState.name),
        is_up=True,
        class_name="frame__menu",
    )  # fmt: skip


def _mark() -> rx.Component:
    return rx.el.img(src=rx.asset("favicon.svg"), alt="", class_name="ui-mark")


def _skip_link() -> rx.Component:
    return rx.el.nav(
        SkipLink.create(t("ui.skip"), class_name="ui-skip"), custom_attrs={"aria-label": t("ui.skip")}
    )


def _document(title: str, before: Text | None = None) -> rx.Component:
    words: Any = t(title)
    name = words + " · " + (before if before is not None else t("ui.brand"))
    return DocumentFacts.create(lang=rx.cond(is_english(), "en", "zh-CN"), name=name)


def _demo_strip(is_demo: rx.Var[bool], *, offers_tour: bool = False) -> rx.Component:
    """What the demo is. Its accounts are everybody's, so the tour never opens there by itself; it is offered here."""
    offer = button(
        rx.el.span(t("tour.offer"), class_name="ui-strip__long"),
        rx.el.span(t("tour.offer_short"), class_name="ui-strip__short"),
        kind="link",
        on_click=TourState.begin,
        class_name="ui-strip__offer",
    )
    words = rx.el.p(
        icon("flask_conical", 14),
        rx.el.span(t("ui.demo"), class_name="ui-clip"),
        *([offer] if offers_tour else []),
        class_name="ui-strip",
    )
    return rx.cond(is_demo, rx.el.aside(words, custom_attrs={"aria-label": t("ui.demo_label")}))


def _lost() -> rx.Component:
    return rx.cond(
        has_connection_errors,
        rx.el.p(icon("wifi_off", 14), t("ui.lost"), class_name="ui-lost", role="status"),
    )
