"""The first tour in the frame of staff pages; it draws nothing before it is shown (tour.jsx)."""

from __future__ import annotations

import reflex as rx

from rxapp.state.tour import Step, TourState

_FILE = rx.asset("tour.jsx", shared=True).importable_path
rx.asset("tour_show.jsx", shared=True)  # fetched by the other when it is shown
rx.asset("tour.css", shared=True)


class Tour(rx.Component):
    """Steps beside what they explain, over as many pages as they name; `on_end` for the last one and for a skip."""

    library = _FILE
    tag = "Tour"

    run: rx.Var[int]
    steps: rx.Var[list[Step]]
    words: rx.Var[dict[str, str]]
    is_called: rx.Var[bool]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


def tour() -> rx.Component:
    """What `TourState` shows, if anything."""
    return Tour.create(
        run=TourState.run,
        steps=TourState.steps,
        words=TourState.words,
        is_called=TourState.is_called,
        on_end=TourState.end,
    )
