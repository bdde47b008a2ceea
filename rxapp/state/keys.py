"""Which keys the page in front of somebody understands: the list behind the key `?`."""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from rxapp import i18n
from rxapp.rules.vocabulary import Role
from rxapp.state.board_filter import SEERS
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR, STAFF
from rxapp.state.page import DialogState

Shortcut = tuple[str, str, tuple[Role, ...]]  # keys with spaces between, the text's name, who can use it

EVERYWHERE: tuple[Shortcut, ...] = (
    ("Ctrl K", "search", STAFF),
    ("?", "help", STAFF),
    ("Tab", "tab", STAFF),
    ("Esc", "escape", STAFF),
)
# A page's own keys, under its address; a page that gets some writes them here.
KEYS: dict[str, tuple[Shortcut, ...]] = {
    "/board": (
        ("← ↑ ↓ →", "between_cards", STAFF),
        ("Home End", "ends_of_column", STAFF),
        ("Enter", "open_card", STAFF),
        ("T", "telephone", HR),
        ("M", "move_on", HR),
        ("space", "lift", HR),
        ("X", "select", HR),
    ),
    "/": (("T", "telephone", HR),),
    "/calendar": (("T", "telephone", HR), ("space", "lift_interview", HR)),
    "/people": (("Enter", "open_person", SEERS), ("space", "select_person", HR)),
}
# The dialog behind the key T has its own, listed on the pages that have that key.
ARRANGE: tuple[Shortcut, ...] = (
    ("↑ ↓", "choose_time", HR),
    ("PgUp PgDn", "ends_of_times", HR),
    ("Enter", "take_time", HR),
    ("Esc", "other_time", HR),
)


class Row(TypedDict):
    """One line: the keys as they are printed on a keyboard, and what they do."""

    keys: list[str]
    does: str


class KeysState(DialogState, rx.State):
    """The list of keys, made when somebody asks for it."""

    here: list[Row] = []
    arrange: list[Row] = []
    everywhere: list[Row] = []

    @rx.event
    @guarded(*STAFF)
    def ask(self) -> None:
        """Show the keys of this page, and those that work on each."""
        self._show(self.router.url.path)

    @rx.event
    @guarded(*STAFF)
    def close(self) -> None:
        """Close the list."""
        self._shut()

    def _show(self, path: str) -> None:
        actor = current_actor()
        of_page = KEYS.get(path.rstrip("/") or "/", ())
        arranges = any(name == "telephone" for _, name, _ in of_page)
        self.here = _rows(of_page, actor.role, actor.language)
        self.arrange = _rows(ARRANGE if arranges else (), actor.role, actor.language)
        self.everywhere = _rows(EVERYWHERE, actor.role, actor.language)
        self.is_open = True


def _rows(shortcuts: tuple[Shortcut, ...], role: Role, language: str) -> list[Row]:
    return [
        Row(keys=[_cap(each, language) for each in keys.split()], does=i18n.text(language, f"keys.{name}"))
        for keys, name, roles in shortcuts
        if role in roles
    ]


def _cap(key: str, language: str) -> str:
    return i18n.text(language, "keys.cap_space") if key == "space" else key
