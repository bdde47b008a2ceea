"""One card of the board: three lines, about 24 nodes, drawn again only when one of its own values changes.

Arguments are scalars on purpose: the browser shares unchanged values by list index, so a row object would make every
card below a moved one look new (docs/decisions/0006-board-state.md).
"""

from __future__ import annotations

import reflex as rx

from rxapp.components.ui import icon
from rxapp.state.board import BoardMoveState
from rxapp.state.drawer import DrawerState


@rx.memo
def board_card(
    id: rx.Var[int],
    version: rx.Var[int],
    name: rx.Var[str],
    job: rx.Var[str],
    flag: rx.Var[str],
    late: rx.Var[bool],
    line: rx.Var[str],
    sign: rx.Var[str],
    notice: rx.Var[str],
    notice_text: rx.Var[str],
    age: rx.Var[str],
    due: rx.Var[str],
    good: rx.Var[bool],
    move: rx.Var[str],
    rest: rx.RestProp,
) -> rx.Component:
    """A card; `move` is the label of its control, empty where the card cannot be moved by one press. `rest` takes the
    `key`, which must be the application's id, or a moved card would make all below it new."""
    return rx.el.article(
        rest,
        rx.el.div(
            # By keyboard the card itself is focused, and its keys press these two (board_keys.jsx).
            rx.el.button(
                name,
                type="button",
                tab_index=-1,
                class_name="board-card__name ui-clip",
                on_click=DrawerState.show(id),
            ),
            rx.el.span(job, class_name="board-card__job ui-clip"),
            rx.cond(
                flag != "",
                rx.el.span(
                    rx.cond(late, icon("alarm_clock_off", 12), icon("flag", 12)),
                    flag,
                    class_name="board-card__flag",
                ),
            ),
            class_name="board-card__top",
        ),
        rx.el.div(
            rx.match(
                sign, ("onsite", icon("map_pin", 13)), ("video", icon("video", 13)), icon("hourglass", 13)
            ),
            rx.el.span(line, class_name="ui-clip"),
            class_name="board-card__line",
        ),
        rx.el.div(
            # What needs somebody stands first: on a narrow card the rest falls away.
            rx.cond(
                due != "",
                rx.el.span(
                    rx.cond(good, icon("door_open", 12), icon("bell_ring", 12)),
                    due,
                    class_name=rx.cond(good, "board-chip board-chip--good", "board-chip board-chip--due"),
                ),
            ),
            rx.cond(
                notice != "",
                rx.el.span(
                    _notice_sign(notice), notice_text, class_name="board-chip board-chip--" + notice.to(str)
                ),
            ),
            rx.el.span(icon("clock", 12), age, class_name="board-chip"),
            class_name="board-card__chips",
        ),
        rx.cond(
            move != "",
            rx.el.button(
                icon("arrow_right", 14),
                rx.el.span(move, class_name="ui-hidden"),
                type="button",
                title=move,
                tab_index=-1,
                class_name="board-card__move",
                on_click=BoardMoveState.advance(id, version),
                custom_attrs={"data-move": id},
            ),
        ),
        class_name=rx.cond(flag != "", "board-card board-card--priority", "board-card"),
        tab_index=-1,
        custom_attrs={
            "data-card": id,
            "data-version": version,
            "data-name": name,
            "aria-label": name.to(str) + " · " + line.to(str),
        },
    )


def _notice_sign(notice: rx.Var[str]) -> rx.Component:
    return rx.match(
        notice,
        ("confirmed", icon("circle_check_big", 12)),
        ("opened", icon("check_check", 12)),
        ("sent", icon("check", 12)),
        ("failed", icon("triangle_alert", 12)),
        ("by_hand", icon("hand", 12)),
        icon("send", 12),
    )
