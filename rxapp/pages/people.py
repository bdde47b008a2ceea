"""名单 People: applications as rows, beside the board; filters, order, columns and page stand in the address."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.drawer import application_drawer
from rxapp.components.filters import choice, options_of, search_box, switch
from rxapp.components.frame import staff_page
from rxapp.components.intake_dialog import add_button, intake_dialog
from rxapp.components.many_dialog import many_dialog
from rxapp.components.pick import head_box, many_bar, row_box
from rxapp.components.ui import (
    button,
    dialog,
    dialog_foot,
    empty_state,
    field,
    icon,
    icon_button,
    menu,
    notice,
    page_head,
    refusal,
    skeleton,
    text_input,
)
from rxapp.pages.parts import bound, news_bar, number, only_for, sheet, tools_for
from rxapp.rules.vocabulary import HR, Role, Stage
from rxapp.state import people as states
from rxapp.state.drawer import DrawerState
from rxapp.state.frame import FrameState
from rxapp.state.intake import IntakeState
from rxapp.state.language import t
from rxapp.state.people_rows import Cell, Column, PersonRow
from rxapp.state.saved_views import SavedViewState as Views

ROUTE = "/people"
TITLE = "people.title"
LIST = "people-list"
PeopleState = bound(states.PeopleState)
FilterState = bound(states.PeopleFilterState)
SavedViewState = bound(Views)
ON_LOAD: list[Any] = [
    FrameState.enter, PeopleState.load, FilterState.open, SavedViewState.load, DrawerState.open_from_address,
    IntakeState.open_from_address,
]  # fmt: skip


def page() -> rx.Component:
    """The list and what can be done with it."""
    return staff_page(
        sheet(),
        page_head(
            t("people.title"),
            tools_for(
                (*HR, Role.EXECUTIVE),
                _views(),
                _columns(),
                _export(),
                _to_board(),
                rx.cond(PeopleState.can_change, add_button()),
            ),
        ),
        only_for(
            (*HR, Role.EXECUTIVE),
            _filters(),
            _list(),
            news_bar(
                PeopleState.changes,
                t("people.changed", n=PeopleState.changes),
                PeopleState.load,
                to=LIST,
                shown=PeopleState.rows.length(),
            ),
            rx.cond(PeopleState.can_change, rx.fragment(many_bar(), many_dialog())),
            _rename_dialog(),
            application_drawer(),
            intake_dialog(),
        ),
        place="board",
        title=TITLE,
        class_name="people-page",
    )


def _to_board() -> rx.Component:
    return router_link(
        icon("square_kanban"), rx.el.span(t("people.board_view"), class_name="people__wide"),
        to=PeopleState.board_address,
        class_name="ui-button", custom_attrs={"aria-label": t("people.board_view")},
    )  # fmt: skip


def _export() -> rx.Component:
    def one(kind: str, address: Any) -> rx.Component:
        # A plain link: the answer is a file, or the sign-in that asks for the password again.
        return rx.el.a(
            icon("download"),
            t(f"people.export_{kind}"),
            href=address,
            class_name="ui-button ui-button--ghost",
        )

    return menu(
        rx.el.span(
            icon("download"),
            rx.el.span(t("people.export"), class_name="people__wide"),
            class_name="ui-button",
        ),
        one("xlsx", PeopleState.xlsx_address),
        one("csv", PeopleState.csv_address),
        rx.el.p(t("people.export_note"), class_name="ui-muted ui-small people__note"),
        label=t("people.export"),
        class_name="people__menu",
    )


def _views() -> rx.Component:
    return menu(
        rx.el.span(
            icon("bookmark"), rx.el.span(t("people.views"), class_name="people__wide"), class_name="ui-button"
        ),
        rx.el.ul(rx.foreach(SavedViewState.views, _view), class_name="people__views"),
        rx.cond(
            SavedViewState.views.length() == 0,
            rx.el.p(t("people.no_views"), class_name="ui-muted people__note"),
        ),
        rx.el.form(
            field(
                t("people.view_name"),
                text_input(name="name", max_length=60, required=True, auto_complete="off"),
            ),
            button(t("people.save_view"), type="submit", size="s", icon_name="plus"),
            on_submit=SavedViewState.save,
            reset_on_submit=True,
            class_name="people__save",
        ),
        label=t("people.views"),
        class_name="people__menu",
    )


def _view(row: Any) -> rx.Component:
    return rx.el.li(
        router_link(
            rx.el.span(row["name"], class_name="ui-grow ui-clip"),
            rx.cond(row["is_shown"], icon("check", 14)),
            to=row["address"],
            class_name="ui-button ui-button--ghost ui-grow",
            custom_attrs={"data-closes": "true"},
        ),
        icon_button(
            "pencil", t("people.rename_view", name=row["name"]), on_click=SavedViewState.open_for(row["id"])
        ),
        icon_button(
            "trash_2", t("people.delete_view", name=row["name"]), on_click=SavedViewState.delete(row["id"])
        ),
        key=row["id"],
        class_name="people__view",
    )


def _rename_dialog() -> rx.Component:
    return dialog(
        rx.el.form(
            field(
                t("people.view_name"),
                text_input(
                    name="name", key=SavedViewState.view_id, default_value=SavedViewState.view_name, max_length=60,
                    required=True,
                ),
            ),
            refusal(SavedViewState.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=SavedViewState.close),
                button(t("people.rename"), kind="primary", type="submit"),
            ),
            on_submit=SavedViewState.rename,
            class_name="ui-stack",
        ),
        id="rename-view",
        title=t("people.rename_title"),
        open=SavedViewState.is_open,
        on_close=SavedViewState.close,
    )  # fmt: skip


# -- filters ------------------------------------------------------------------------------------------------------


def _filters() -> rx.Component:
    return rx.el.div(
        search_box(FilterState.query, t("people.search"), FilterState.choose("query")),
        _choice("job", t("board.any_job"), FilterState.job, FilterState.jobs),
        _stage(),
        _choice("recruiter", t("board.any_recruiter"), FilterState.recruiter, FilterState.recruiters),
        _choice("tag", t("people.any_tag"), FilterState.tag, FilterState.tags),
        _choice("source", t("people.any_source"), FilterState.source, FilterState.sources),
        _toggle("priority", t("board.only_priority"), "flag", FilterState.priority),
        _toggle("overdue", t("board.only_overdue"), "bell_ring", FilterState.overdue),
        _toggle("closed", t("people.with_closed"), "archive", FilterState.closed),
        rx.cond(
            FilterState.is_filtered,
            button(t("people.clear"), kind="link", size="s", on_click=FilterState.clear),
        ),
        class_name="board-filters people-filters",
        role="group",
        custom_attrs={"aria-label": t("people.filters")},
    )


def _choice(name: str, label: Any, value: Any, choices: Any) -> rx.Component:
    return choice(value, label, FilterState.choose(name), options_of(choices))


def _stage() -> rx.Component:
    return choice(
        FilterState.stage,
        t("people.any_stage"),
        FilterState.choose("stage"),
        *[rx.el.option(t(f"board.stage_{stage.name.lower()}"), value=str(int(stage))) for stage in Stage],
    )


def _toggle(name: str, label: Any, icon_name: str, is_on: Any) -> rx.Component:
    return switch(is_on, label, icon_name, FilterState.toggle(name))


def _columns() -> rx.Component:
    def one(each: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=each["is_on"],
                on_change=lambda _: FilterState.show_column(each["key"]),
            ),
            rx.el.span(each["text"]),
            key=each["key"],
            class_name="ui-check",
        )

    return menu(
        rx.el.span(
            icon("columns_3"),
            rx.el.span(t("people.columns"), class_name="people__wide"),
            class_name="ui-button",
        ),
        rx.foreach(FilterState.columns, one),
        label=t("people.columns"),
        class_name="people__menu people__columns",
    )


# -- the list -----------------------------------------------------------------------------------------------------


def _list() -> rx.Component:
    return rx.cond(
        PeopleState.is_failed,
        notice(
            rx.el.p(t("start.failed")),
            button(t("ui.retry"), size="s", on_click=PeopleState.load),
            tone="red",
            icon_name="triangle_alert",
        ),
        rx.cond(
            PeopleState.is_loading,
            skeleton(12),
            rx.cond(
                PeopleState.rows.length() > 0,
                rx.fragment(_table(), _foot()),
                empty_state(
                    rx.cond(FilterState.is_filtered, t("people.empty_filtered"), t("people.empty")),
                    rx.cond(FilterState.is_filtered, button(t("people.clear"), on_click=FilterState.clear)),
                    icon_name="users",
                ),
            ),
        ),
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.cond(
                        PeopleState.can_change, rx.el.th(head_box(), scope="col", class_name="people__box")
                    ),
                    rx.foreach(PeopleState.columns, _head),
                )
            ),
            rx.el.tbody(rx.foreach(PeopleState.rows, _row)),
            class_name="ui-table people",
        ),
        id=LIST,
        class_name="ui-scroll people__scroll",
        role="group",
        tab_index=0,
        custom_attrs={"aria-label": t("people.title")},
    )


def _head(column: rx.Var[Column]) -> rx.Component:
    sign = rx.match(
        column["order"], ("asc", icon("arrow_up", 12)), ("desc", icon("arrow_down", 12)), rx.fragment()
    )
    return rx.el.th(
        rx.cond(
            column["can_sort"],
            rx.el.button(
                column["text"],
                sign,
                type="button",
                on_click=PeopleState.sort(column["key"]),
                title=t("people.sort_by", column=column["text"]),
                class_name="people__sort",
            ),
            column["text"],
        ),
        scope="col",
        key=column["key"],
        custom_attrs={
            "aria-sort": rx.match(column["order"], ("asc", "ascending"), ("desc", "descending"), "none")
        },
    )


def _row(row: rx.Var[PersonRow]) -> rx.Component:
    return rx.el.tr(
        rx.cond(PeopleState.can_change, rx.el.td(row_box(row["id"], row["name"]), class_name="people__box")),
        rx.el.th(
            rx.el.button(
                row["name"],
                type="button",
                on_click=DrawerState.show(row["id"]),
                class_name="people__name ui-clip",
            ),
            rx.cond(
                row["flag"] != "",
                rx.el.span(
                    rx.cond(row["late"], icon("alarm_clock_off", 12), icon("flag", 12)),
                    row["flag"],
                    title=t("people.priority"),
                    class_name="people__flag",
                ),
            ),
            scope="row",
        ),
        rx.foreach(row["cells"], _cell),
        key=row["id"],
        class_name=rx.cond(row["ended"], "people__row people__row--ended", "people__row"),
        custom_attrs={"data-person": row["id"]},
    )


def _cell(cell: rx.Var[Cell]) -> rx.Component:
    return rx.el.td(
        cell["text"],
        key=cell["column"],
        title=cell["text"],
        class_name="people__cell",
        custom_attrs={"data-column": cell["column"], "data-tone": cell["tone"]},
    )


def _foot() -> rx.Component:
    return rx.el.div(
        number(t("people.total", n=PeopleState.total), class_name="ui-muted"),
        rx.el.span(class_name="ui-grow"),
        button(
            t("people.previous"),
            icon_name="chevron_left",
            size="s",
            on_click=PeopleState.turn(False),
            disabled=~PeopleState.has_before,
        ),
        button(
            t("people.next"),
            icon_name="chevron_right",
            size="s",
            on_click=PeopleState.turn(True),
            disabled=~PeopleState.has_after,
        ),
        class_name="ui-row people__foot",
    )
