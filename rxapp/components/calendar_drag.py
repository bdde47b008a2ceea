"""The calendar's dragging, wrapped for Reflex (see calendar_drag.jsx)."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("calendar_drag.jsx", shared=True).importable_path
rx.asset("calendar_focus.jsx", shared=True)  # part of the other


def _moved(
    booking_id: rx.Var[int], version: rx.Var[int], who: rx.Var[int], day: rx.Var[str], minute: rx.Var[int]
) -> list[rx.Var]:
    return [booking_id, version, who, day, minute]


class CalendarDrag(rx.Component):
    """`say` holds the announcements picked, over, asked and back with {name} and {at}; `since` and `until` are the
    minutes a scale shows."""

    library = _FILE
    tag = "CalendarDrag"

    is_enabled: rx.Var[bool]
    answered_seq: rx.Var[int]
    since: rx.Var[int]
    until: rx.Var[int]
    say: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[_moved]
