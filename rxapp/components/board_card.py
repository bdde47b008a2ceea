"""One card of the board: three lines of ten fields, drawn again only when one of its own values changes.

Arguments are scalars on purpose: the browser shares unchanged values by list index, so a row object would make every
card below a moved one look new (docs/decisions/0006-board-state.md).
"""

from __future__ import annotations

import reflex as rx

from rxapp.components.native import Signs
from rxapp.state.board import BoardMoveState
from rxapp.state.drawer import DrawerState

# The ending of a sign's class → its icon; the first three are a row's mode, then its notice.
SIGNS = {
    "onsite": "map_pin", "video": "video", "wait": "hourglass",
    "confirmed": "circle_check_big", "opened": "check_check", "sent": "check", "failed": "triangle_alert",
    "by_hand": "hand", "queued": "send",
    "flag": "flag", "late": "alarm_clock_off", "good": "door_open", "due": "bell_ring", "age": "clock",
    "move": "arrow_right",
}  # fmt: skip


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
                rx.el.span(flag, class_name="board-card__flag " + _sign(rx.cond(late, "late", "flag"))),
            ),
            class_name="board-card__top",
        ),
        rx.el.div(
            rx.el.span(line, class_name="ui-clip"),
            class_name="board-card__line " + _sign(sign),
        ),
        rx.el.div(
            # What needs somebody stands first: on a narrow card the rest falls away.
            rx.cond(
                due != "",
                rx.el.span(due, class_name=_chip(rx.cond(good, "good", "due"))),
            ),
            rx.cond(notice != "", rx.el.span(notice_text, class_name=_chip(notice))),
            rx.el.span(age, class_name=_chip("age")),
            class_name="board-card__chips",
        ),
        rx.cond(
            move != "",
            rx.el.button(
                type="button",
                title=move,
                tab_index=-1,
                class_name="board-card__move " + _sign("move"),
                on_click=BoardMoveState.advance(id, version),
                custom_attrs={"data-move": id, "aria-label": move},
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


def card_signs() -> rx.Component:
    """What the signs before the cards' words look like, once for all of them: a drawing in each card would be a third
    of a board's elements."""
    return Signs.create(prefix="board-sign--", draws=SIGNS)


def _chip(name: rx.Var[str] | str) -> rx.Var[str]:
    return "board-chip board-chip--" + rx.Var.create(name).to(str) + " " + _sign(name)


def _sign(name: rx.Var[str] | str) -> rx.Var[str]:
    """The classes of an element that begins with a sign."""
    return "board-sign board-sign--" + rx.Var.create(name).to(str)
