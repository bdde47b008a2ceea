"""Several interviews are open and one answer comes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rxapp.rules.replies.pairing import OpenInterview, Pairing, Unpaired, pair
from rxapp.rules.replies.read import read_reply

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
TUESDAY_TWO = OpenInterview(
    1, datetime(2026, 11, 24, 14, 0, tzinfo=ZONE), frozenset({"+8610690001", "r1@in.example.cn"})
)
FRIDAY_TEN = OpenInterview(
    2, datetime(2026, 11, 27, 10, 0, tzinfo=ZONE), frozenset({"+8610690001", "r2@in.example.cn"})
)
INVITED = OpenInterview(3, None, frozenset({"r3@in.example.cn"}))
BOTH = [TUESDAY_TWO, FRIDAY_TEN]


def paired(text: str, interviews: list[OpenInterview], to: str = "") -> Pairing:
    return pair(read_reply(text), interviews, now=MONDAY, to=to)


def test_the_only_one_is_meant() -> None:
    assert paired("1", [TUESDAY_TWO]) == Pairing(1)
    assert paired("1", [INVITED]) == Pairing(3)


def test_of_two_nobody_knows_which() -> None:
    assert paired("1", BOTH) == Pairing(None, Unpaired.SEVERAL)


def test_without_an_open_interview_nothing_is_meant() -> None:
    assert paired("1", []) == Pairing(None, Unpaired.NONE_OPEN)


def test_the_address_that_was_answered_decides() -> None:
    assert paired("1", BOTH, "R2@in.example.cn ") == Pairing(2)


def test_a_number_that_both_came_from_decides_nothing() -> None:
    assert paired("1", BOTH, "+8610690001") == Pairing(None, Unpaired.SEVERAL)


def test_an_address_nobody_knows_is_no_hint() -> None:
    assert paired("1", [TUESDAY_TWO], "else@in.example.cn") == Pairing(1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("明天来不了", 1),
        ("周五来不了", 2),
        ("明日下午两点准时到", 1),
        ("27号来不了", 2),
        ("11月27日来不了", 2),
        ("I can't make it on Friday", 2),
        ("See you tomorrow 2pm", 1),
        ("I can't make it tomorrow at 2pm", 1),
        ("十一月二十七号来不了", 2),
        ("周五上午十点来不了", 2),
        ("周五见", 2),
        ("把周五的面试改到下周一吧", 2),
        ("明天来不了，能改到周五吗", 1),
        ("周五来不了，能改到明天下午吗", 2),
    ],
)
def test_a_day_or_time_that_is_named_decides(text: str, meant: int) -> None:
    assert paired(text, BOTH) == Pairing(meant)


def test_a_time_that_fits_none_is_a_misunderstanding() -> None:
    assert paired("周三来不了", [TUESDAY_TWO]) == Pairing(None, Unpaired.OTHER_TIME)
    assert paired("今晚来不了", BOTH) == Pairing(None, Unpaired.OTHER_TIME)
    assert paired("明天来不了", [INVITED]) == Pairing(None, Unpaired.OTHER_TIME)


def test_the_time_that_is_wished_for_says_nothing_about_which_one() -> None:
    assert paired("能改到周三吗", [TUESDAY_TWO]) == Pairing(1)
    assert paired("能改到周五吗", BOTH) == Pairing(None, Unpaired.SEVERAL)


def test_tomorrow_is_counted_in_the_writers_zone() -> None:
    late = datetime(2026, 11, 22, 17, 0, tzinfo=ZoneInfo("UTC"))  # already Monday in Shanghai
    assert pair(read_reply("明天来不了"), BOTH, now=late) == Pairing(1)
