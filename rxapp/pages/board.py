"""看板 Board: six columns, live, with filters in the address and a drawer for one application."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.board_card import board_card
from rxapp.components.board_drag import BoardDrag
from rxapp.components.drawer import application_drawer
from rxapp.components.first_steps import first_steps
from rxapp.components.frame import staff_page
from rxapp.components.intake_dialog import add_button, intake_dialog
from rxapp.components.many_dialog import many_dialog
from rxapp.components.native import SeenEnd
from rxapp.components.pick import many_bar, select_mode
from rxapp.components.ui import button, empty_state, icon, page_head, skeleton
from rxapp.pages.parts import only_for, sheet
from rxapp.rules.vocabulary import Role, Stage
from rxapp.state.arrange import ArrangeState
from rxapp.state.board import BoardMoveState, BoardState
from rxapp.state.board_filter import BoardFilterState, Choice
from rxapp.state.board_rows import CardRow
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


def page() -> rx.Component:
    """The board and its filters."""
    return staff_page(
        sheet(),
        page_head(t("board.title"), _to_list(), rx.cond(BoardState.can_move, add_button())),
        only_for(
            (*HR, Role.EXECUTIVE),
            _first_steps(),
            _filters(),
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
        icon("list"), t("people.list_view"), to="/people", class_name="ui-button",
        custom_attrs={"aria-label": t("people.list_view")},
    )  # fmt: skip


def _columns() -> rx.Component:
    return BoardDrag.create(
        *[_column(stage) for stage in Stage],
        is_enabled=BoardState.can_move,
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


def _filters() -> rx.Component:
    return rx.el.div(
        rx.el.form(
            rx.el.label(
                icon("search", 14),
                rx.el.input(
                    type="search",
                    name="query",
                    key=BoardFilterState.query,
                    default_value=BoardFilterState.query,
                    placeholder=t("board.search"),
                    max_length=40,
                    on_change=BoardFilterState.choose("query").debounce(300),
                    custom_attrs={"aria-label": t("board.search")},
                    class_name="ui-input",
                ),
                class_name="board-search",
            ),
            class_name="board-search__form",
            role="search",
            on_submit=rx.prevent_default,
        ),
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
    return rx.el.select(
        rx.el.option(t(f"board.any_{name}"), value=""),
        rx.foreach(choices, lambda each: rx.el.option(each["label"], value=each["value"])),
        value=value,
        on_change=BoardFilterState.choose(name),
        custom_attrs={"aria-label": t(f"board.any_{name}")},
        class_name="ui-input board-filters__select",
    )


def _toggle(name: str, icon_name: str, is_on: rx.Var[bool]) -> rx.Component:
    return button(
        t(f"board.only_{name}"),
        size="s",
        icon_name=icon_name,
        on_click=BoardFilterState.toggle(name),
        custom_attrs={"aria-pressed": is_on},
        class_name="board-filters__toggle",
    )


def _column(stage: Stage) -> rx.Component:
    rows: rx.Var[list[CardRow]] = getattr(BoardState, f"column_{int(stage)}")
    count = BoardState.counts[int(stage)]
    label = t(f"board.stage_{stage.name.lower()}")
    return rx.el.section(
        rx.el.h2(
            label,
            rx.el.span(rx.cond(BoardState.is_loaded, count, ""), class_name="board-column__count ui-number"),
            class_name="board-column__head",
        ),
        rx.el.div(
            rx.el.div(custom_attrs={"data-landing": ""}),
            rx.cond(
                BoardState.is_loaded,
                rx.fragment(
                    rx.foreach(rows, _card),
                    rx.cond(
                        rows.length() == 0,
                        empty_state(
                            rx.cond(
                                BoardFilterState.is_filtered,
                                t("board.empty_filtered"),
                                t(f"board.empty_{stage.name.lower()}"),
                            )
                        ),
                    ),
                    rx.cond(
                        rows.length() < count,
                        SeenEnd.create(seen=rows.length(), on_seen=BoardState.more(int(stage))),
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
        custom_attrs={"data-stage": int(stage), "aria-label": label},
    )


def _card(row: rx.Var[CardRow]) -> rx.Component:
    return board_card(
        key=row["id"].to_string(),
        id=row["id"], version=row["version"], name=row["name"], job=row["job"], flag=row["flag"], late=row["late"],
        line=row["line"], sign=row["icon"], notice=row["notice"], notice_text=row["notice_text"], age=row["age"],
        due=row["due"], good=row["good"], move=rx.cond(BoardState.can_move, row["move"], ""),
    )  # fmt: skip
