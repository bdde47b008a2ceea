"""Where the focus goes when what had it is gone (see focus.jsx)."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("focus.jsx", shared=True).importable_path


class KeepFocus(rx.Component):
    """Stands once on every page; draws nothing."""

    library = _FILE
    tag = "KeepFocus"


class FocusField(rx.Component):
    """Stands in a form; gives the focus to the field `name` whenever `seq` changes."""

    library = _FILE
    tag = "FocusField"

    name: rx.Var[str]
    seq: rx.Var[int]


keep_focus = KeepFocus.create
