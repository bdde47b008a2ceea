"""The e-mail address that is still in its field after a wrong password (see kept_email.jsx)."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("kept_email.jsx", shared=True).importable_path


class KeptEmail(rx.Component):
    """Stands in a form with a field `email`; `is_shown`: in the form that signs in, which shows what was kept."""

    library = _FILE
    tag = "KeptEmail"

    is_shown: rx.Var[bool]


kept_email = KeptEmail.create
