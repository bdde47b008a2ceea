"""Back closes what stands over the page (see back.jsx)."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("back.jsx", shared=True).importable_path


class BackCloses(rx.Component):
    """Stands once on every page that can open a dialog; draws nothing."""

    library = _FILE
    tag = "BackCloses"


back_closes = BackCloses.create
