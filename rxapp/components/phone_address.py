"""What an address means on a phone where it does not say (see phone_address.jsx)."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("phone_address.jsx", shared=True).importable_path


class PhoneAddress(rx.Component):
    """Stands once on a page; draws nothing. An address without `parameter` gets `value` there."""

    library = _FILE
    tag = "PhoneAddress"

    parameter: rx.Var[str]
    value: rx.Var[str]


phone_address = PhoneAddress.create
