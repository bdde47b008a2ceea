"""Templates: what may stand in braces, what a message must hold, and what is left where a fact is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp import i18n
from rxapp.rules.texts.templates import (
    MESSAGE_KINDS,
    MOST_SIGNS,
    Problem,
    ProblemCode,
    Variable,
    parse,
    problems,
    render,
    variables,
)
from rxapp.rules.vocabulary import InterviewMode, Language, StepKind

NOTICE = (
    "{name}，您好！{interviewer}已为您预留 {when}，聊聊{job}。\n\n"
    "时间：{when}\n地点：{address}，{place} {entrance} {floor}\n"
    "地图：{map_link}\n{geo_link}\n面试官：{interviewer}（{interviewer_title}），{background}\n请带：{bring}\n"
    "联系：{company} {contact_name}，电话 {contact_phone}\n\n改期：{link}"
)
FACTS = {
    "name": "林小雨",
    "company": "云图",
    "job": "会计",
    "when": "11月27日 周五 10:00–11:00",
    "address": "南京西路 1 号",
    "place": "云图大厦",
    "entrance": "东门",
    "floor": "12 楼",
    "map_link": "https://uri.amap.com/x",
    "geo_link": "geo:31,121",
    "interviewer": "张伟",
    "interviewer_title": "财务总监",
    "background": "二十年经验",
    "bring": "身份证",
    "contact_name": "王芳",
    "contact_phone": "021 1234 5678",
    "link": "[[link]]",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name}", []),
        ("{ name }", []),
        ("a {nme} b", [Problem(ProblemCode.UNKNOWN_VARIABLE, 2, 5, "nme")]),
        ("{Name}", [Problem(ProblemCode.UNKNOWN_VARIABLE, 0, 6, "Name")]),
        ("{name.__class__}", [Problem(ProblemCode.UNKNOWN_VARIABLE, 0, 16, "name.__class__")]),
        ("{}", [Problem(ProblemCode.EMPTY_VARIABLE, 0, 2, "")]),
        ("ab{name", [Problem(ProblemCode.UNCLOSED_BRACE, 2, 1, "{")]),
        (
            "{name\n}",
            [Problem(ProblemCode.UNCLOSED_BRACE, 0, 1, "{"), Problem(ProblemCode.STRAY_BRACE, 6, 1, "}")],
        ),
        (
            "{{name}}",
            [Problem(ProblemCode.UNCLOSED_BRACE, 0, 1, "{"), Problem(ProblemCode.STRAY_BRACE, 7, 1, "}")],
        ),
        ("a}b", [Problem(ProblemCode.STRAY_BRACE, 1, 1, "}")]),
        (
            "｛name｝",
            [Problem(ProblemCode.WIDE_BRACE, 0, 1, "｛"), Problem(ProblemCode.WIDE_BRACE, 5, 1, "｝")],
        ),
    ],
)
def test_mistakes_in_braces_are_found_where_they_stand(text: str, expected: list[Problem]) -> None:
    assert list(parse(text).problems) == expected


def test_the_variables_are_told_in_order_and_once() -> None:
    assert variables("{link} {name} {link}") == ("link", "name")


def test_a_whole_notice_has_no_problem() -> None:
    assert problems(NOTICE, StepKind.BOOKED, InterviewMode.ONSITE) == []


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ("when", "when/date+time"),
        ("interviewer", "interviewer"),
        ("bring", "bring"),
        ("link", "link/code"),
    ],
)
def test_a_notice_must_hold_each_of_its_contents(gone: str, named: str) -> None:
    text = NOTICE.replace(f"{{{gone}}}", "")
    found = problems(text, StepKind.BOOKED, InterviewMode.ONSITE)
    assert found == [Problem(ProblemCode.MISSING_VARIABLE, -1, 0, named)]


def test_a_notice_needs_the_place_or_for_a_video_the_meeting_link() -> None:
    bare = NOTICE.replace("{address}", "").replace("{place}", "")
    assert [one.name for one in problems(bare, StepKind.BOOKED, InterviewMode.ONSITE)] == ["place/address"]
    assert [one.name for one in problems(NOTICE, StepKind.BOOKED, InterviewMode.VIDEO)] == ["meeting_link"]
    assert problems(bare + "{meeting_link}", StepKind.BOOKED, InterviewMode.VIDEO) == []


def test_a_notice_needs_somebody_to_ask() -> None:
    text = NOTICE.replace("{contact_name}", "").replace("{contact_phone}", "")
    found = problems(text, StepKind.MOVED, InterviewMode.ONSITE)
    assert [one.name for one in found] == ["contact_phone/contact_name"]


def test_a_short_text_needs_only_the_time_and_the_way_to_the_rest() -> None:
    text = "{name}，{date} {time} 见，详情：{code}"
    assert problems(text, StepKind.BOOKED, InterviewMode.ONSITE, is_short=True) == []
    assert problems("{name}", StepKind.BOOKED, InterviewMode.ONSITE, is_short=True) != []


def test_nothing_is_no_template_and_neither_is_a_book() -> None:
    assert [one.code for one in problems(" \n", StepKind.BOOKED, InterviewMode.ONSITE)] == [ProblemCode.EMPTY]
    found = problems("x" * (MOST_SIGNS + 1) + NOTICE, StepKind.INVITED_NUDGE, InterviewMode.ONSITE)
    assert ProblemCode.TOO_LONG in {one.code for one in found}


@pytest.mark.parametrize("kind", MESSAGE_KINDS)
def test_every_message_that_the_catalogue_knows_can_be_checked(kind: StepKind) -> None:
    assert i18n.has(f"texts.{kind}.long")
    assert problems("no variables", kind, InterviewMode.ONSITE)


def test_all_facts_stand_where_they_belong() -> None:
    said = render(NOTICE, FACTS)
    assert all(value in said for value in FACTS.values())
    assert "{" not in said


def test_a_line_about_a_missing_fact_only_is_left_out() -> None:
    said = render(NOTICE, {**FACTS, "map_link": None, "geo_link": "", "bring": "  "})
    assert "地图" not in said and "请带" not in said and "None" not in said
    assert said.count("\n") == render(NOTICE, FACTS).count("\n") - 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("面试官：张伟（{interviewer_title}），{background}", "面试官：张伟"),
        ("面试官：{name}（{interviewer_title}），经验丰富", "面试官：林小雨，经验丰富"),
        ("地点：{name}，{place} {entrance} {floor}", "地点：林小雨"),
        ("{name}（{place}，{floor}）等您", "林小雨等您"),
        ("{name}（{place}，{job}）等您", "林小雨等您"),
        ("{name}（{place}）（{floor}）等您", "林小雨等您"),
        ("Where: {place}, {floor}", ""),
        ("您好{place}，请来", "您好，请来"),
        ("{place}\n{name}\n\n{floor}\n\n{bring}\n\nend", "林小雨\n\nend"),
        ("{name} {place} 见", "林小雨 见"),
        ("{name}（）等您", "林小雨（）等您"),
    ],
)
def test_a_gap_leaves_no_empty_brackets_or_commas(text: str, expected: str) -> None:
    assert render(text, {"name": "林小雨"}) == expected


def test_braces_in_facts_are_data() -> None:
    assert render("{name} {job}", {"name": "{job}", "job": "{name}{"}) == "{job} {name}{"


def test_a_mistaken_template_is_shown_as_it_was_typed() -> None:
    assert render("{nme} {name", {"name": "x", "nme": "y"}) == "{nme} {name"


def test_numbers_are_facts_too() -> None:
    assert render("{minutes}", {"minutes": 0}) == "0"


@given(
    st.text(alphabet=st.sampled_from("{}｛｝ab\n：（），"), max_size=60),
    st.dictionaries(st.sampled_from(list(Variable)), st.none() | st.text()),
)
def test_no_template_makes_it_raise(text: str, facts: dict[str, str | None]) -> None:
    parse(text)
    render(text, facts)


@given(
    st.lists(
        st.sampled_from([f"{{{one}}}" for one in Variable] + ["：", "（", "）", "，", "\n", " ", "见"]),
        max_size=30,
    ).map("".join)
)
def test_missing_facts_never_show(text: str) -> None:
    said = render(text, {})
    assert "{" not in said and "None" not in said


@given(st.dictionaries(st.sampled_from(list(Variable)), st.text(min_size=1)))
def test_every_fact_arrives_whole(facts: dict[str, str]) -> None:
    said = render("|".join(f"<{{{name}}}>" for name in facts), facts)
    assert all(value.strip() in said for value in facts.values()) or "\n\n\n" in "".join(facts.values())


@pytest.mark.parametrize("language", list(Language))
def test_every_problem_and_every_variable_has_its_words(language: Language) -> None:
    for code in ProblemCode:
        assert i18n.text(language, f"templates.problem.{code}", name="x", position=1, length=1)
    for name in Variable:
        assert i18n.template(language, f"templates.variable.{name}")
