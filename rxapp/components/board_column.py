"""One column of the board: its name and count, its cards, and more of them when their end is seen."""

from __future__ import annotations

import reflex as rx

from rxapp.components.board_card import board_card
from rxapp.components.native import SeenEnd
from rxapp.components.pick import column_box
from rxapp.components.ui import empty_state, skeleton
from rxapp.state.board import BoardState
from rxapp.state.board_rows import CardRow


@rx.memo
def board_column(
    stage: rx.Var[int],
    label: rx.Var[str],
    rows: rx.Var[list[CardRow]],
    count: rx.Var[int],
    is_loaded: rx.Var[bool],
    can_move: rx.Var[bool],
    note: rx.Var[str],
    nothing: rx.Var[str],
) -> rx.Component:
    """Drawn again when its own rows change, not when another column's do. `note` stands under its
    name, `nothing` where no card is."""
    return rx.el.section(
        rx.el.h2(
            label,
            rx.el.span(rx.cond(is_loaded, count, ""), class_name="board-column__count ui-number"),
            class_name="board-column__head",
        ),
        rx.cond(note != "", rx.el.p(note, class_name="ui-muted ui-small board-column__note")),
        rx.cond(can_move, column_box()),
        rx.el.div(
            rx.el.div(custom_attrs={"data-landing": ""}),
            rx.cond(
                is_loaded,
                rx.fragment(
                    rx.foreach(rows, lambda row: _card(row, can_move)),
                    rx.cond(rows.length() == 0, empty_state(nothing)),
                    rx.cond(
                        rows.length() < count,
                        SeenEnd.create(seen=rows.length(), on_seen=BoardState.more(stage)),
                    ),
                ),
                skeleton(4, "card"),
            ),
            class_name="board-column__cards",
            tab_index=0,
            role="group",
            custom_attrs={"data-cards": "", "aria-label": label},
        ),
        class_name="board-column",
        custom_attrs={"data-stage": stage, "aria-label": label},
    )


def _card(row: rx.Var[CardRow], can_move: rx.Var[bool]) -> rx.Component:
    return board_card(
        key=row["id"].to_string(),
        id=row["id"], version=row["version"], name=row["name"], job=row["job"], flag=row["flag"], late=row["late"],
        line=row["line"], sign=row["icon"], notice=row["notice"], notice_text=row["notice_text"], age=row["age"],
        due=row["due"], good=row["good"], move=rx.cond(can_move, row["move"], ""),
    )  # fmt: skip
