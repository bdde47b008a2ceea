"""The board's dragging, wrapped for Reflex (see board_drag.jsx)."""

from __future__ import annotations

import reflex as rx

_FILE = rx.asset("board_drag.jsx", shared=True).importable_path
rx.asset("board_keys.jsx", shared=True)  # imported by the other


def _moved(application_id: rx.Var[int], version: rx.Var[int], to_stage: rx.Var[int]) -> list[rx.Var[int]]:
    return [application_id, version, to_stage]


class BoardDrag(rx.Component):
    """Children are columns `[data-stage]`, each with a list `[data-cards]` that has tabindex 0 and holds cards
    `[data-card][data-version][data-name]` with tabindex -1 and an empty `[data-landing]`. `is_ready`: the page has its
    rows. `say` holds the announcements picked, over, dropped, back, stuck with {name} and {stage}."""

    library = _FILE
    tag = "BoardDrag"
    lib_dependencies: list[str] = ["@dnd-kit/dom@0.5.0"]

    is_enabled: rx.Var[bool]
    is_ready: rx.Var[bool]
    refused_seq: rx.Var[int]
    say: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[_moved]
    on_arrange: rx.EventHandler[rx.event.passthrough_event_spec(int)]
