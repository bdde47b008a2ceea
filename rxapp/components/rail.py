"""The rail of staff pages, a bar at the bottom on phones: places, palette, bell, and the person's own menu."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.bell import bell_button
from rxapp.components.command_palette import palette_button, palette_item
from rxapp.components.keys import KeysState
from rxapp.components.post_form import PostForm
from rxapp.components.preferences import language_button, theme_switch
from rxapp.components.ui import avatar, brand_mark, button, closes, icon, menu
from rxapp.rules.vocabulary import Role
from rxapp.state.frame import FrameState
from rxapp.state.language import t
from rxapp.state.tour import TourState

# place → address, icon, and the roles that have no business there (docs/rights.md)
PLACES: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "today": ("/", "sun", ()),
    "board": ("/board", "square_kanban", (Role.INTERVIEWER,)),
    "calendar": ("/calendar", "calendar_days", ()),
    "messages": ("/messages", "message_square", (Role.INTERVIEWER, Role.EXECUTIVE)),
    "insights": ("/insights", "chart_column", (Role.INTERVIEWER,)),
    "settings": ("/settings", "settings", ()),
}


@rx.memo
def rail(place: rx.Var[str]) -> rx.Component:
    """`place` is the key of PLACES that the page belongs to."""
    return rx.el.nav(
        router_link(brand_mark(), t("ui.brand"), to="/", class_name="frame__brand"),
        palette_button(),
        *[_place(name, place) for name in PLACES],
        bell_button(),
        rx.el.div(_person(), class_name="frame__foot"),
        class_name="frame__rail",
        custom_attrs={"aria-label": t("ui.places")},
    )


def _place(name: str, current: rx.Var[str]) -> rx.Component:
    address, icon_name, not_for = PLACES[name]
    link = router_link(
        icon(icon_name, 18),
        rx.el.span(t(f"ui.place.{name}")),
        to=address,
        class_name=f"frame__place frame__place--{name}",
        custom_attrs={"aria-current": rx.cond(current == name, "page", "false")},
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
        # Eight names do not fit beside each other on a phone; there this one stands here.
        router_link(icon("settings"), t("ui.place.settings"), to=PLACES["settings"][0],
                    class_name="ui-button ui-button--ghost frame__phone-only", **closes()),
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
