"""What a candidate's tap shows at once: busy, not sent, no answer; and a list whose ticks stay on the phone."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from rxapp.components.ui import icon
from rxapp.state.language import t

_FILE = rx.asset("taps.jsx", shared=True).importable_path


class Taps(rx.Component):
    """Watches every tap on the page; stands where the lost connection is told."""

    library = _FILE
    tag = "Taps"

    answered: rx.Var[int]
    is_lost: rx.Var[bool]
    lost: rx.Var[str]
    not_sent: rx.Var[str]
    no_answer: rx.Var[str]
    not_open: rx.Var[str]


class KeptTicks(rx.Component):
    """Checkboxes whose ticks are kept in the browser under `name`; each needs a `value`."""

    library = _FILE
    tag = "KeptTicks"

    name: rx.Var[str]


def taps(answered: rx.Var[int]) -> rx.Component:
    """Says that the network is gone, and what became of a tap; `answered` rises with each one the server dealt
    with."""
    return Taps.create(
        icon("wifi_off", 14),
        answered=answered,
        is_lost=has_connection_errors,
        lost=t("ui.lost"),
        not_sent=t("candidate.not_sent"),
        no_answer=t("candidate.no_answer"),
        not_open=t("candidate.not_open"),
    )


def acts(*, closes: bool = False) -> dict[str, Any]:
    """Properties of a button whose tap goes to the server: it is busy at once and takes no second tap until the
    answer; `closes` also closes the dialog it stands in."""
    return {"custom_attrs": {"data-act": "true"} | ({"data-closes": "true"} if closes else {})}
