"""What a CV's words say: labels, headings, lines about other people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxapp.rules.cv_fields import Found, find_fields


def value(found: Found | None) -> str:
    return found.value if found else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("姓名:林晓 性别:女", "林晓"),
        ("姓 名 :林 晓\n性别 女", "林晓"),
        ("Name:  Lin Xiao | Sales", "Lin Xiao"),
        ("个人简历 — 诸葛青云\n电话", "诸葛青云"),
        ("张三丰\n销售经理 | 上海", "张三丰"),
        ("基本信息\n姓名\t阿依古丽·买买提\t性别\t女", "阿依古丽·买买提"),
        ("求职意向:销售经理\n工作经历\n上海百味食品有限公司", ""),
        ("Sales Manager\nShanghai China\nWork Experience", ""),
        ("RESUME OF DAVID LEE\nMobile 1", "David Lee"),
        ("销售总监\n王建国 | 男 | 45岁", "王建国"),
        ("林晓 Lin Xiao\n13800138000", "林晓"),
    ],
)
def test_a_name_is_found_where_it_stands(text: str, name: str) -> None:
    assert value(find_fields(text).name) == name


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("手机:138 0013 8000", "13800138000"),
        ("手机:１３８００１３８０００", "13800138000"),
        ("Tel: (+86) 138-0013-8000", "+8613800138000"),
        ("M: +1 415 555 2671", "+14155552671"),
        ("身份证 310101199001011234", ""),
        ("证明人:王总 13900000000\n手机 13800138000", "13800138000"),
        ("紧急联系人\n父亲 13900000000", ""),
        ("2018.07-2021.02 年销售额 26000000 元", ""),
        ("电话:021-6123 4567", "02161234567"),
    ],
)
def test_a_telephone_number_is_that_of_the_person(text: str, phone: str) -> None:
    assert value(find_fields(text).phone) == phone


@pytest.mark.parametrize(
    ("text", "city", "in_work"),
    [
        ("期望城市:北京\n现居住地:广东省深圳市南山区\n求职状态:在职,看看机会", "深圳", "yes"),
        ("工作地点:杭州\n2020.01-至今 某公司", "", "yes"),
        ("离职原因:发展\n所在地:吉林省长春市", "长春", ""),
        ("在职研究生\nBased in Chengdu, currently between jobs", "成都", "no"),
        ("2016.09-至今 复旦大学 本科", "", ""),
    ],
)
def test_where_and_whether_in_work(text: str, city: str, in_work: str) -> None:
    found = find_fields(text)
    assert (value(found.city), value(found.in_work)) == (city, in_work)


def test_each_value_says_where_it_stands() -> None:
    found = find_fields("个人简历\n姓名:林晓\n邮箱:Lin.Xiao @ Example.com")
    assert found.name == Found("林晓", 2, "姓名:林晓")
    assert found.email == Found("lin.xiao@example.com", 3, "邮箱:Lin.Xiao @ Example.com")


def test_the_file_s_name_is_the_last_resort() -> None:
    name = "【销售经理_上海】周敏 5年.pdf"
    assert value(find_fields("没有名字的正文", name).name) == "周敏"
    assert value(find_fields("姓名:林晓", name).name) == "林晓"


def test_the_language_is_the_one_it_is_written_in() -> None:
    assert find_fields("Sales manager in Shanghai with nine years of experience 林晓").is_english
    assert not find_fields("八年快消品销售经验,熟悉 CRM 与 KA 渠道").is_english


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    find_fields(text, text)


@pytest.mark.parametrize(
    "text",
    ["20" + "\t" * 20_000, ("20" + "\t" * 200) * 100, "20" + "\u3000" * 20_000 + "x", "张三" + "\t" * 20_000 + "x",
     "(" * 20_000, "姓名:" * 7_000, "name " * 4_000, "城市:" * 7_000, "a@" + "a." * 10_000, "1" * 20_000],
)  # fmt: skip
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    """Nothing here is tried in every way of dividing it: with three gaps in a row that would be years."""
    assert find_fields(text, text[:300]).is_english in (True, False)


def test_a_wide_gap_is_a_gap() -> None:
    found = find_fields(
        "姓名" + " " * 500 + "林晓" + "\t" * 300 + "性别 女\n2019.03 – \t" + "\t" * 90 + "至今 某公司"
    )
    assert found.name is not None and found.name.value == "林晓"
    assert found.in_work is not None and found.in_work.line == 2
