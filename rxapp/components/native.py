"""Small React pieces beside this file: modal dialog, menu, theme switch, "the page is alive", document facts."""

from __future__ import annotations

import re
from pathlib import Path

import reflex as rx

_FILE = rx.asset("native.jsx", shared=True).importable_path
_DIALOG = rx.asset("dialog.jsx", shared=True).importable_path
_ICONS = rx.asset("icons.jsx", shared=True).importable_path
ICON_NAMES = frozenset(
    re.findall(r"__iconNode as (\w+)", Path(__file__).with_name("icons.jsx").read_text(encoding="utf-8"))
)


class Icon(rx.Component):
    """One of the icons drawn in icons.jsx."""

    library = _ICONS
    tag = "Icon"
    lib_dependencies: list[str] = ["lucide-react@1.26.0"]

    draws: rx.Var[str]
    size: rx.Var[int]


class Signs(rx.Component):
    """Icons as masks before an element's words, for rows by the hundred; `draws`: what follows `prefix` in the class
    → icon."""

    library = _ICONS
    tag = "Signs"
    lib_dependencies: list[str] = ["lucide-react@1.26.0"]

    prefix: rx.Var[str]
    draws: rx.Var[dict[str, str]]


class NativeDialog(rx.Component):
    """A native modal `<dialog>`; `open` follows the server, or leave it out and open it with `data-opens`."""

    library = _DIALOG
    tag = "Dialog"

    open: rx.Var[bool]
    id: rx.Var[str]
    # Asked before what was typed is given up: the sentence, the answer that stays, the one that does not.
    ask: rx.Var[str]
    ask_keep: rx.Var[str]
    ask_drop: rx.Var[str]
    # What it shows is the only copy: Escape, Back and a press beside it leave it open.
    stays: rx.Var[bool]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class Written(rx.Component):
    """A place of the built page that the server writes into as the page leaves (api/candidate_page.py)."""

    library = _FILE
    tag = "Written"


class Alive(rx.Component):
    """Calls its handler once, when the page has been visible for a second."""

    library = _FILE
    tag = "Alive"

    on_alive: rx.EventHandler[rx.event.no_args_event_spec]


class Attended(rx.Component):
    """Calls its handler once, at the first sign of a person at the page after it was drawn."""

    library = _FILE
    tag = "Attended"

    on_attended: rx.EventHandler[rx.event.no_args_event_spec]


class DocumentFacts(rx.Component):
    """Keeps the document's language and title in the reader's language."""

    library = _FILE
    tag = "Document"

    lang: rx.Var[str]
    name: rx.Var[str]


class ThemeSwitch(rx.Component):
    """Light, dark, or as the device says."""

    library = _FILE
    tag = "ThemeSwitch"

    legend: rx.Var[str]
    light: rx.Var[str]
    dark: rx.Var[str]
    system: rx.Var[str]


class NativeMenu(rx.Component):
    """A `<details>` that behaves as a menu; elements inside with `data-closes` close it."""

    library = _FILE
    tag = "Menu"


class Timed(rx.Component):
    """Calls its handler after some seconds, anew for each `seq`; waits while its parent is hovered or focused."""

    library = _FILE
    tag = "Timed"

    seq: rx.Var[int]
    seconds: rx.Var[int]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


class SeenEnd(rx.Component):
    """The end of a list: calls its handler when it is scrolled into view, once for each value of `seen`."""

    library = _FILE
    tag = "SeenEnd"

    seen: rx.Var[int]
    on_seen: rx.EventHandler[rx.event.no_args_event_spec]


class AddressParameter(rx.Component):
    """Keeps one parameter of the page's address in step with what is shown, without a navigation."""

    library = _FILE
    tag = "AddressParameter"

    name: rx.Var[str]
    value: rx.Var[str]


class Landing(rx.Component):
    """Where an address that ends in #<name> leads to."""

    library = _FILE
    tag = "Landing"

    name: rx.Var[str]


class SkipLink(rx.Component):
    """Moves the focus to the page's content."""

    library = _FILE
    tag = "SkipLink"


class SearchField(rx.Component):
    """A search's field: follows `value` while nobody types in it."""

    library = _FILE
    tag = "SearchField"

    value: rx.Var[str]
    name: rx.Var[str]
    placeholder: rx.Var[str]
    max_length: rx.Var[int]
    on_change: rx.EventHandler[rx.event.input_event]
