"""Forms that sign in and out: their answer sets a cookie and leads to another page (see post_form.jsx)."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("post_form.jsx", shared=True).importable_path


class PostForm(rx.Component):
    """A form the browser itself posts to `action` (`rx.el.form` holds every submit back for its handler); once the
    scripts are there its answer replaces the page it stands on."""

    library = _FILE
    tag = "PostForm"

    action: rx.Var[str]
