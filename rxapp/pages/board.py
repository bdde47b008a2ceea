"""看板 Board: six columns, live, with filters in the address and a drawer for one application."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.board_card import card_signs
from rxapp.components.board_column import board_column
from rxapp.components.board_drag import BoardDrag
from rxapp.components.drawer import application_drawer
from rxapp.components.filters import choice, options_of, search_box, switch
from rxapp.components.first_steps import first_steps
from rxapp.components.frame import staff_page
from rxapp.components.hold import hold
from rxapp.components.intake_dialog import add_button, intake_dialog
from rxapp.components.many_dialog import many_dialog
from rxapp.components.pick import many_bar, select_mode
from rxapp.components.ui import button, icon, page_head
from rxapp.pages.parts import only_for, sheet, tools_for
from rxapp.rules.stages import HIRED_STAYS
from rxapp.rules.vocabulary import Role, Stage
from rxapp.state.arrange import ArrangeState
from rxapp.state.board import BoardMoveState, BoardState
from rxapp.state.board_filter import BoardFilterState, Choice
from rxapp.state.drawer import DrawerState
from rxapp.state.first_steps import FirstStepsState
from rxapp.state.frame import FrameState
from rxapp.state.intake import IntakeState
from rxapp.state.language import t
from rxapp.state.marks import HR

ROUTE = "/board"
TITLE = "board.title"
HELP = "board-help"
# The cards first: they are what people wait for.
ON_LOAD = [
    BoardState.open, FrameState.enter, BoardFilterState.open, DrawerState.open_from_address,
    IntakeState.open_from_address, FirstStepsState.load,
]  # fmt: skip


BOARD = (*HR, Role.EXECUTIVE)


def page() -> rx.Component:
    """The board and its filters."""
    return staff_page(
        sheet(),
        page_head(t("board.title"), tools_for(BOARD, _to_list(), rx.cond(BoardState.can_move, add_button()))),
        only_for(
            BOARD,
            _first_steps(),
            board_filters(),
            _columns(),
            rx.el.p(
                rx.cond(BoardState.can_move, t("board.keyboard_help"), t("board.keyboard_help_see")),
                id=HELP,
                class_name="ui-muted ui-small board__help",
            ),
            rx.cond(BoardState.can_move, rx.fragment(many_bar(), many_dialog())),
            application_drawer(),
            intake_dialog(),
        ),
        place="board",
        class_name="board-page",
    )


def _first_steps() -> rx.Component:
    """A board without a card leads to what is missing before there can be one."""
    counts = BoardState.counts
    is_empty = BoardState.is_loaded & ~BoardFilterState.is_filtered
    for stage in Stage:
        is_empty = is_empty & (counts[int(stage)] == 0)
    return rx.cond(is_empty, first_steps())


def _to_list() -> rx.Component:
    return router_link(
        icon("list"), t("people.list_view"), to=BoardFilterState.list_address, class_name="ui-button",
        custom_attrs={"aria-label": t("people.list_view")},
    )  # fmt: skip


def _columns() -> rx.Component:
    return BoardDrag.create(
        card_signs(),
        # A card stays under the hand that is pressing it.
        hold(
            *[_column(stage) for stage in Stage],
            state=BoardState,
            lists={f"column_{int(stage)}": "id" for stage in Stage},
            mode="dragging",
            class_name="board__hold",
        ),
        is_enabled=BoardState.can_move,
        is_ready=rx.State.is_hydrated,
        refused_seq=BoardMoveState.refused_seq,
        say={
            "picked": t("board.say_picked", name="{name}", stage="{stage}"),
            "over": t("board.say_over", name="{name}", stage="{stage}"),
            "dropped": t("board.say_dropped", name="{name}", stage="{stage}"),
            "back": t("board.say_back", name="{name}"),
            "stuck": t("board.say_stuck", name="{name}"),
        },
        on_move=BoardMoveState.move,
        on_arrange=ArrangeState.open_for,
        class_name="board",
        custom_attrs={"role": "group", "aria-label": t("board.title"), "aria-describedby": HELP},
    )


@rx.memo
def board_filters() -> rx.Component:
    return rx.el.div(
        search_box(BoardFilterState.query, t("board.search"), BoardFilterState.choose("query")),
        _choice("job", BoardFilterState.job, BoardFilterState.jobs),
        _choice("recruiter", BoardFilterState.recruiter, BoardFilterState.recruiters),
        _choice("interviewer", BoardFilterState.interviewer, BoardFilterState.interviewers),
        _toggle("priority", "flag", BoardFilterState.priority),
        _toggle("overdue", "bell_ring", BoardFilterState.overdue),
        rx.cond(BoardState.can_move, select_mode()),
        rx.cond(
            BoardFilterState.is_filtered,
            button(t("board.clear"), kind="link", size="s", on_click=BoardFilterState.clear),
        ),
        class_name="board-filters",
        role="group",
        custom_attrs={"aria-label": t("board.filters")},
    )


def _choice(name: str, value: rx.Var[str], choices: rx.Var[list[Choice]]) -> rx.Component:
    return choice(value, t(f"board.any_{name}"), BoardFilterState.choose(name), options_of(choices))


def _toggle(name: str, icon_name: str, is_on: rx.Var[bool]) -> rx.Component:
    return switch(is_on, t(f"board.only_{name}"), icon_name, BoardFilterState.toggle(name))


def _column(stage: Stage) -> rx.Component:
    name = stage.name.lower()
    return board_column(
        stage=int(stage),
        label=t(f"board.stage_{name}"),
        rows=getattr(BoardState, f"column_{int(stage)}"),
        count=BoardState.counts[int(stage)],
        is_loaded=BoardState.is_loaded,
        can_move=BoardState.can_move,
        note=t("board.hired_window", n=HIRED_STAYS.days) if stage is Stage.HIRED else "",
        nothing=rx.cond(BoardFilterState.is_filtered, t("board.empty_filtered"), t(f"board.empty_{name}")),
    )
