"""What stands around a page: the staff's rail (a bottom bar on phones), the candidate's column, a bare page."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from rxapp.components.back import back_closes
from rxapp.components.command_palette import palette_door
from rxapp.components.focus import keep_focus
from rxapp.components.frame_parts import frame_parts
from rxapp.components.keys import key_asked
from rxapp.components.native import DocumentFacts, SkipLink
from rxapp.components.preferences import language_button
from rxapp.components.rail import rail
from rxapp.components.taps import taps
from rxapp.components.toasts import toast_region
from rxapp.components.ui import Child, Text, brand_mark, button, classes, icon
from rxapp.state.drawer import DrawerState
from rxapp.state.frame import FrameState
from rxapp.state.language import is_english, t
from rxapp.state.tour import TourState


def staff_page(
    *children: Child,
    place: str,
    title: str | None = None,
    **props: Any,
) -> rx.Component:
    """A page inside the rail. `place` is a key of PLACES; `title` a catalogue key (the place's name without it)."""
    return rx.fragment(
        _document(title or f"ui.place.{place}"),
        _skip_link(),
        _demo_strip(FrameState.is_demo, offers_tour=True),
        rx.el.div(
            rail(place=place),
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
        toast_region(is_here=~DrawerState.is_open),
        keep_focus(),
        back_closes(),
        key_asked(),
        palette_door(),
        frame_parts(),
    )


def candidate_page(
    *children: Child,
    title: str,
    company: rx.Var[str],
    answered: rx.Var[int],
    is_demo: rx.Var[bool] | None = None,
) -> rx.Component:
    """A page for a phone: one column under the company's name, language at the top, no rail, no account. `answered`
    rises with each tap the server has dealt with."""
    return rx.fragment(
        _document(title, company),
        _skip_link(),
        *([_demo_strip(is_demo)] if is_demo is not None else []),
        taps(answered),
        rx.el.header(
            rx.el.span(company, class_name="candidate__company ui-clip"),
            language_button(),
            class_name="candidate__top",
        ),
        rx.el.main(*children, id="main", class_name="candidate", tab_index=-1),
        toast_region(is_here=True),
        back_closes(),
    )


def bare_page(*children: Child, title: str, is_wide: bool = False) -> rx.Component:
    """A page before or outside the rail: sign-in, set-up, not found."""
    return rx.fragment(
        _document(title),
        _lost(),
        _slow(),
        rx.el.div(
            rx.el.header(
                rx.el.span(brand_mark(), t("ui.brand"), class_name="ui-row"),
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
        toast_region(is_here=True),
    )


def _slow() -> rx.Component:
    """What a page says that has not come to live after some seconds: whatever its address had to tell stays untold till
    then. Its sheet lets it appear, so it needs no script."""
    return rx.cond(
        rx.State.is_hydrated,
        rx.fragment(),
        rx.el.p(
            icon("wifi_off", 14),
            t("ui.slow"),
            class_name="ui-slow",
            role="status",
        ),
    )


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
