"""Search and commands on every staff page: Ctrl-K (see palette.jsx)."""

from __future__ import annotations

from typing import Any, NamedTuple

import reflex as rx

from rxapp.components.ui import button, closes, icon
from rxapp.rules.vocabulary import HR, STAFF, Language, Role
from rxapp.state.frame import FrameState
from rxapp.state.keys import KeysState
from rxapp.state.language import is_english, t
from rxapp.state.search import SearchState

_FILE = rx.asset("palette.jsx", shared=True).importable_path
_DOOR = rx.asset("palette_door.jsx", shared=True).importable_path
_SEERS = (*HR, Role.EXECUTIVE)


class Command(NamedTuple):
    """An action: where it goes, or what it does (`act`); for whom."""

    key: str
    icon: str
    address: str = ""
    act: str = ""
    roles: tuple[Role, ...] = STAFF
    keys: str = ""


COMMANDS = (
    Command("today", "sun", "/"),
    Command("board", "square_kanban", "/board", roles=_SEERS),
    Command("people", "users", "/people", roles=_SEERS),
    Command("calendar", "calendar_days", "/calendar"),
    Command("messages", "message_square", "/messages", roles=HR),
    Command("insights", "chart_column", "/insights", roles=_SEERS),
    Command("settings", "settings", "/settings"),
    Command("add", "plus", "/board?add=1", roles=HR),
    Command("invite", "send", "/people?stage=0", roles=HR),
    Command("overdue", "bell_ring", "/people?overdue=1", roles=_SEERS),
    Command("priority", "flag", "/people?priority=1", roles=_SEERS),
    Command("jobs", "briefcase", "/settings/openings", roles=HR),
    Command("language", "languages", act="language"),
    Command("light", "sun", act="theme:light"),
    Command("dark", "moon", act="theme:dark"),
    Command("system", "monitor_smartphone", act="theme:system"),
    Command("keys", "keyboard", act="keys", keys="?"),
    Command("sessions", "shield_check", "/settings/sessions"),
)


def _asked(query: rx.Var[str]) -> list[rx.Var[str]]:
    return [query]


def _chosen(application_id: rx.Var[int]) -> list[rx.Var[int]]:
    return [application_id]


class CommandPalette(rx.Component):
    """The dialog; opens by itself, and shows what the state finds."""

    library = _FILE
    tag = "CommandPalette"

    actions: rx.Var[list[dict[str, Any]]]
    people: rx.Var[list[dict[str, Any]]]
    jobs: rx.Var[list[dict[str, Any]]]
    recent: rx.Var[list[dict[str, Any]]]
    answered: rx.Var[str]
    say: rx.Var[dict[str, str]]
    on_search: rx.EventHandler[_asked]
    on_choose: rx.EventHandler[_chosen]
    on_act: rx.EventHandler[_asked]


class PaletteDoor(rx.Component):
    """Hears Ctrl-K and the buttons that open the palette, also before it is there."""

    library = _DOOR
    tag = "PaletteDoor"


def palette_door() -> rx.Component:
    """Once on each staff page."""
    return PaletteDoor.create()


@rx.memo
def command_palette() -> rx.Component:
    """Once on each staff page."""
    return CommandPalette.create(
        actions=_actions(),
        people=SearchState.people,
        jobs=SearchState.jobs,
        recent=SearchState.recent,
        answered=SearchState.answered,
        say={
            key: t(f"search.{key}")
            for key in ("label", "placeholder", "nothing", "recent", "people", "jobs", "actions")
        },
        on_search=SearchState.look_for,
        on_choose=SearchState.chosen,
        on_act=_act,
    )


def palette_button(**props: Any) -> rx.Component:
    """Opens it with the mouse; says which keys do."""
    return rx.el.button(
        icon("search", 18),
        rx.el.span(t("search.button"), class_name="ui-grow"),
        rx.el.kbd(t("search.keys")),
        type="button",
        class_name="frame__place frame__search",
        custom_attrs={"data-palette": "", "aria-haspopup": "dialog", "aria-keyshortcuts": "Control+K"},
        **props,
    )


def palette_item() -> rx.Component:
    """The same in the person's menu, where a phone has it."""
    attrs = {**closes()["custom_attrs"], "data-palette": "", "aria-haspopup": "dialog"}
    return button(t("search.button"), kind="ghost", icon_name="search", custom_attrs=attrs)


def _actions() -> Any:
    """One list for each role: nobody is offered a page that is not theirs."""
    lists = [(role.value, _list(role)) for role in STAFF]
    return rx.match(FrameState.role, *lists, rx.Var.create([]))


def _list(role: Role) -> Any:
    return rx.Var.create(
        [
            {
                "key": each.key, "kind": "action", "id": 0, "title": t(f"search.do_{each.key}"), "words": each.key,
                "more": "", "icon": each.icon, "address": each.address, "act": each.act, "keys": each.keys,
            }
            for each in COMMANDS
            if role in each.roles
        ]
    )  # fmt: skip


def _act(act: rx.Var[str]) -> Any:
    other = rx.cond(is_english(), Language.ZH.value, Language.EN.value)
    return rx.cond(act == "keys", KeysState.ask(), FrameState.switch_language(other))
