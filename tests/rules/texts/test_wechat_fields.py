"""Every field stands on one line within what WeChat takes, and nothing true is made false by shortening it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rxapp.rules.texts.wechat_fields import fit, fit_all


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("name", "value", "stands"),
    [
        ("thing1", "高级前端工程师", "高级前端工程师"),
        ("thing1", "徐汇区漕溪北路三百三十一号中金国际广场", "徐汇区漕溪北路三百三十一号中金国际广场"),
        ("thing1", "徐汇区漕溪北路三百三十一号中金国际广场八层", "徐汇区漕溪北路三百三十一号中金国际广场…"),
        (
            "thing1",
            "上海市徐汇区漕溪北路，三百三十一号，，，，，，八层",
            "上海市徐汇区漕溪北路，三百三十一号…",
        ),
        ("thing1", "  两行\n一 句\t话 ", "两行 一 句 话"),
        ("thing1", "零\u200b宽\u202e与\x07铃", "零宽与铃"),
        ("thing1", "", "-"),
        ("thing1", "\u200b \n", "-"),
        ("thing1", "\ud83d半个", "半个"),
        ("phrase2", "等待面试官确认", "等待面试…"),
        ("name3", "欧阳", "欧阳"),
        ("name3", "阿卜杜拉·买买提·艾合买提江", "阿卜杜拉·买买提·…"),
        ("name3", "Maximilian Alexander Smith", "Maximilian Alexande…"),
        (
            "keyword1",
            "老模板的字段也只有二十个字，多了就会被微信截掉",
            "老模板的字段也只有二十个字，多了就会被…",
        ),
        ("time4", "2026年11月25日 14:00~2026年11月25日 15:00", "2026年11月25日 14:00~2026年11月25日 15:00"),
        ("character_string5", "AB12-3456", "AB12-3456"),
    ],
)
def test_a_field_stands_as_wechat_takes_it(name: str, value: str, stands: str) -> None:
    assert fit(name, value) == stands


def test_an_emoji_counts_as_two_and_is_never_halved() -> None:
    assert fit("thing1", "👍" * 10) == "👍" * 10
    assert fit("thing1", "👍" * 11) == "👍" * 9 + "…"
    family = "👨\u200d👩\u200d👧"
    shortened = fit("thing1", "十二个字十二个字十二个字十二" + family)
    assert shortened == "十二个字十二个字十二个字十二…"


def test_what_cannot_be_shortened_truthfully_is_named() -> None:
    fields = fit_all(
        {"thing1": "面试" * 20, "number2": "1" * 33, "phone_number3": "+86 138 1234 5678 转 8000"}
    )
    assert fields.wrong == ("number2", "phone_number3")
    assert fields.values["number2"] == "1" * 33


def test_all_together_have_a_limit_too() -> None:
    assert fit_all({f"thing{n}": "字" * 20 for n in range(10)}).wrong == ()
    assert fit_all({f"thing{n}": "字" * 20 for n in range(11)}).wrong == ("*",)


@example("x", "0 \x1b 0")
@given(st.sampled_from(["thing1", "phrase2", "name3", "keyword4", "x"]), st.text(max_size=60))
def test_any_text_fits(name: str, value: str) -> None:
    stands = fit(name, value)
    assert 1 <= units(stands) <= 20
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in stands)
    assert fit(name, stands) == stands
    stands.encode()
