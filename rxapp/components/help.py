"""The "?" beside a word, wrapped for Reflex (see help.jsx); pages use `ui.help_tip`."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("help.jsx", shared=True).importable_path


class Help(rx.Component):
    """A button that shows `text` in a popover; `label` is its name for whoever hears the page."""

    library = _FILE
    tag = "Help"

    label: rx.Var[str]
    text: rx.Var[str]
