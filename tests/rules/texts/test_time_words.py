"""A recruiter on the telephone types what the candidate says; the times that fit remain."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.texts.time_words import matches, words

MONDAY = date(2026, 6, 1)
THURSDAY = datetime(2026, 6, 4, 14, 30)


@pytest.mark.parametrize(
    "query",
    [
        "", "周四", "星期四", "周四 下午", "周四下午", "周四下午2点半", "thu", "th", "Thursday", "thu pm", "14:30",
        "14:3",
        "2:30", "14", "2pm", "2点", "下午2点半王建国", "6月4日", "6/4", "4号", "4", "王", "王建国", "afternoon", "aft",
        "周四,下午",
    ],
)  # fmt: skip
def test_what_fits_thursday_half_past_two_with_wang(query: str) -> None:
    assert matches(query, THURSDAY, "王建国", MONDAY)


@pytest.mark.parametrize(
    "query",
    [
        "周五",
        "fri",
        "thu am",
        "周四 上午",
        "10:30",
        "14:45",
        "3点",
        "明天",
        "下周四",
        "李",
        "wang",
        "2am",
        "5/6",
        "晚上",
    ],
)
def test_what_does_not(query: str) -> None:
    assert not matches(query, THURSDAY, "王建国", MONDAY)


def test_near_days_and_the_week_after() -> None:
    assert matches("明天", THURSDAY, "", date(2026, 6, 3)) and matches("tom", THURSDAY, "", date(2026, 6, 3))
    assert matches("下周四", THURSDAY + timedelta(days=7), "", MONDAY)
    assert matches("周末", datetime(2026, 6, 6, 10), "", MONDAY) and not matches("周末", THURSDAY, "", MONDAY)


def test_a_name_in_latin_letters_is_found_by_its_beginning() -> None:
    assert matches("mo", THURSDAY, "Mo Li", MONDAY) and not matches("mo", THURSDAY, "王建国", MONDAY)


@given(st.text(max_size=80))
def test_nothing_that_is_typed_breaks_it(query: str) -> None:
    matches(query, THURSDAY, "王建国", MONDAY)
    assert all(words(query))
