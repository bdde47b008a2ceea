"""The part of the live board that decides without a database: which cards a column shows after a change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rxapp import i18n
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring.board import Card
from rxapp.services.hiring.types import BoardFilter
from rxapp.state.board_live import SPARE, Column, View, ViewKey
from rxapp.state.board_rows import CardRow, card_row

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def card(id: int, stage: int = 0, key: int = 0, **facts: Any) -> Card:
    nothing = dict.fromkeys(
        ("silent_since", "deadline_at", "starts_at", "ends_at", "mode", "interviewer", "confirmed_at", "arrived_at",
         "late_minutes", "opened_at", "delivery_state", "task_due_at", "verdict", "told_at")
    )  # fmt: skip
    given_facts = {"version": 1, "name": "林晓", "job": "销售代表", "job_en": "", "stage_since": NOW,
                   "sort_priority": 2**53, "sort_key": key}  # fmt: skip
    return Card(**{"id": id, "stage": stage} | nothing | given_facts | facts)


def row(one: Card) -> CardRow:
    return card_row(one, language="zh", zone="Asia/Shanghai", now=NOW)


def column(cards: list[Card], limit: int = 3, *, is_whole: bool = True) -> Column:
    return Column(limit, [(each.order, row(each)) for each in cards], is_whole)


def shown(one: Column) -> list[int]:
    return [each["id"] for each in one.rows]


def test_a_decision_that_nobody_has_told_waits_for_the_company_not_for_the_candidate() -> None:
    untold, told = row(card(1, 4)), row(card(1, 4, told_at=NOW))
    assert untold["line"] == i18n.text("zh", "board.waits_untold") != told["line"]
    assert row(card(1, 3, verdict="no"))["line"] == untold["line"] != row(card(1, 3))["line"]


def test_a_moved_card_leaves_one_column_and_stands_in_its_place_in_the_other() -> None:
    view = View({0: column([card(1, key=1), card(2, key=2)]), 1: column([card(3, 1, key=5)])}, [2, 1])
    moved = card(1, 1, key=4)
    assert view.apply({1}, [(moved, row(moved))]) == {0, 1}
    assert shown(view.columns[0]) == [2]
    assert shown(view.columns[1]) == [1, 3]


def test_a_card_that_left_the_board_is_gone_everywhere() -> None:
    view = View({0: column([card(1), card(2, key=1)]), 1: column([])}, [2, 0])
    assert view.apply({1}, []) == {0}
    assert shown(view.columns[0]) == [2]


def test_a_change_elsewhere_touches_nothing() -> None:
    view = View({0: column([card(1)])}, [1])
    assert view.apply({99}, []) == set()


def test_the_next_card_follows_without_a_question_while_spare_ones_are_known() -> None:
    one = column([card(i, key=i) for i in range(1, 3 + SPARE + 1)], is_whole=False)
    one.take_out({1})
    assert shown(one) == [2, 3, 4]
    assert not one.is_short
    one.take_out(set(range(2, 3 + SPARE)))
    assert one.is_short


def test_a_card_behind_the_last_known_one_stays_unknown() -> None:
    one = column([card(1, key=1), card(2, key=2)], is_whole=False)
    late = card(9, key=9)
    one.put_in(late.order, row(late))
    assert [entry[1]["id"] for entry in one.entries] == [1, 2]


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(-50, 50)), max_size=60))
def test_a_patched_column_shows_what_a_fresh_read_would(changes: list[tuple[int, int]]) -> None:
    keys = {i: i for i in range(1, 41)}
    limit = 5

    def read() -> Column:
        cards = sorted((card(i, key=k) for i, k in keys.items()), key=lambda each: each.order)[
            : limit + SPARE
        ]
        return column(cards, limit, is_whole=len(cards) < limit + SPARE)

    patched = read()
    for id, key in changes:
        keys[id] = key
        patched.take_out({id})
        changed = card(id, key=key)
        patched.put_in(changed.order, row(changed))
        if patched.is_short:
            patched = read()
        assert shown(patched) == shown(read())


def test_views_of_different_rights_never_share_a_room() -> None:
    rooms = {ViewKey(BoardFilter(), language, role).room for language in ("zh", "en") for role in Role}
    assert len(rooms) == 2 * len(Role)


def test_a_card_says_the_next_interview_as_people_say_it() -> None:
    one = card(1, 2, starts_at=datetime(2026, 6, 1, 7, 0, tzinfo=UTC), ends_at=datetime(2026, 6, 1, 7, 45, tzinfo=UTC),
               mode="video", interviewer="王经理")  # fmt: skip
    assert row(one)["line"] == "今天 15:00 王经理 · 视频"


def test_the_control_that_moves_a_card_is_there_only_where_one_press_is_enough() -> None:
    ahead = {
        "starts_at": datetime(2026, 6, 1, 7, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
    }
    begun = {
        "starts_at": datetime(2026, 6, 1, 1, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 1, 3, 0, tzinfo=UTC),
    }
    labels = [bool(row(card(1, stage))["move"]) for stage in range(6)]
    assert labels == [True, False, False, True, True, False]
    assert not row(card(1, 2, mode="onsite", **ahead))["move"]
    assert row(card(1, 2, mode="onsite", **begun))["move"]


def test_what_needs_somebody_is_said_on_the_card() -> None:
    over = {
        "starts_at": datetime(2026, 6, 1, 0, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 1, 1, 0, tzinfo=UTC),
    }
    assert row(card(1, 2, mode="onsite", **over))["due"] == "待记录结果"
    assert row(card(1, 1, task_due_at=NOW))["due"] == "待办"
    executive = ViewKey(BoardFilter(), "zh", Role.EXECUTIVE)
    assert executive.row(card(1, 1, task_due_at=NOW), "Asia/Shanghai", NOW)["due"] == ""
    assert row(card(1, 2, mode="onsite", late_minutes=20, **over))["due"] == "晚到 20 分钟"
    late = row(card(1, 1, deadline_at=NOW))
    assert late["flag"] == "今天 10:00" and late["late"]
