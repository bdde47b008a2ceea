"""Texts can go out as they are, in both languages, for every kind of message and mode."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest

from rxapp import i18n
from rxapp.i18n import clock_time
from rxapp.rules.ladder.judging import Decision
from rxapp.rules.texts.sms import measure
from rxapp.rules.texts.templates import parse, problems
from rxapp.rules.texts.wechat_fields import fit_all
from rxapp.rules.vocabulary import Channel, InterviewMode, Language, StepKind, TaskKind
from rxapp.services.messaging.texts.facts import (
    CODE,
    LINK,
    JobFacts,
    LetterFacts,
    PersonFacts,
    PlaceFacts,
    map_link,
    respectful,
)
from rxapp.services.messaging.texts.wording import WORDED, default_wording
from rxapp.services.messaging.texts.words import render as fill
from tests.builders import NOW

MESSAGES = [kind for kind in StepKind if i18n.has(f"texts.{kind}.long")]
PLACE = PlaceFacts(
    "上海总部", "Shanghai office", "静安区南京西路 1266 号", "1266 Nanjing Road", "东门", "18 层", 31.2, 121.4
)


def facts(kind: StepKind, language: Language, mode: InterviewMode = InterviewMode.ONSITE) -> LetterFacts:
    return LetterFacts(
        kind=kind, language=language, zone="Asia/Shanghai", now=NOW, candidate="林晓", recruiter="王芳",
        company="百味食品", phone="021-5555 0100", mode=mode, minutes=45,
        job=JobFacts("大客户销售", "Key accounts", "身份证", "ID card"), place=PLACE, meeting_link="https://meet.example.com/a",
        people=(PersonFacts("张伟", "区域销售经理", "Regional manager", "带过三支团队。", "Led three teams."),),
        starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, minutes=45),
    )  # fmt: skip


def render(given: LetterFacts, channel: Channel = Channel.EMAIL) -> tuple[str, str]:
    """The product's own text, filled."""
    wording = default_wording(given.kind, channel, given.language)
    return fill(given, wording, channel)[:2]


@pytest.mark.parametrize(("kind", "channel", "language"), list(product(MESSAGES, WORDED, Language)))
def test_the_products_own_texts_pass_the_rules_they_are_saved_by(
    kind: StepKind, channel: Channel, language: Language
) -> None:
    own = default_wording(kind, channel, language)
    for mode in InterviewMode:
        is_short, is_fields = channel in (Channel.SMS, Channel.WECHAT), channel is Channel.WECHAT
        assert problems(own.body, kind, mode, is_short=is_short, is_fields=is_fields) == []
    assert parse(own.subject).problems == ()


@pytest.mark.parametrize(("kind", "language"), list(product(MESSAGES, Language)))
def test_an_sms_carries_the_fixed_address_and_a_code_and_costs_little(
    kind: StepKind, language: Language
) -> None:
    given = facts(kind, language)
    given.words = "您好" if language is Language.ZH else "Hello"
    if language is Language.EN:  # one Chinese sign would make every text dearer
        given.candidate, given.recruiter, given.company = "Sarah Lin", "Wang Fang", "Baiwei"
        given.people = (PersonFacts("David Chen", "", "Regional manager"),)
    _, body = render(given, Channel.SMS)
    assert body.count(CODE) == 1 and "/s " in body and LINK not in body
    assert measure(body, mainland=language is Language.ZH).segments <= 2, body


@pytest.mark.parametrize(("kind", "language"), list(product(MESSAGES, Language)))
def test_wechat_gets_fields_that_fit(kind: StepKind, language: Language) -> None:
    own = default_wording(kind, Channel.WECHAT, language)
    said = fill(facts(kind, language), own, Channel.WECHAT)
    assert fit_all(said.variables) == (said.variables, ()), said
    assert [line.partition("：")[0] for line in said.body.splitlines()] == list(said.variables)


@pytest.mark.parametrize(("language", "mode"), list(product(Language, InterviewMode)))
def test_a_notice_holds_all_five_things(language: Language, mode: InterviewMode) -> None:
    given = facts(StepKind.BOOKED, language, mode)
    _, body = render(given)
    where = ("uri.amap.com", "geo:") if mode is InterviewMode.ONSITE else ("https://meet.example.com/a",)
    bring, background = (
        ("身份证", "带过三支团队") if language is Language.ZH else ("ID card", "Led three teams")
    )
    for said in (
        *where,
        f"{clock_time(given.ends_at or NOW)}",
        "张伟",
        bring,
        background,
        "王芳",
        "021-5555 0100",
    ):
        assert said in body, said


def test_several_interviewers_are_each_told_about() -> None:
    given = facts(StepKind.INVITED, Language.ZH)
    given.people = (*given.people, PersonFacts("李娜", "培训师"))
    _, body = render(given)
    assert "面试官：张伟、李娜" in body and "李娜：培训师" in body and "张伟：区域销售经理" in body


def test_every_kind_that_reaches_a_candidate_has_words() -> None:
    tasks = {"call", "ask_not_here", "ask_outcome", "invited_silent", "reply_due"}
    speaks = [kind for kind in StepKind if kind not in tasks and not kind.endswith("_call")]
    assert sorted(MESSAGES) == sorted(speaks)
    assert Decision  # the rules decide which of them go


@pytest.mark.parametrize(("kind", "language", "mode"), list(product(MESSAGES, Language, InterviewMode)))
def test_a_text_is_whole_and_carries_its_link(
    kind: StepKind, language: Language, mode: InterviewMode
) -> None:
    subject, body = render(facts(kind, language, mode))
    assert body.count(LINK) == 1 and LINK not in subject
    assert not set("{}") & set(subject + body) and "\n\n\n" not in body and body == body.strip()
    assert 0 < len(subject) <= 60 and len(body) < 900
    if mode is InterviewMode.VIDEO:
        assert "南京西路" not in body and "Nanjing" not in body


@pytest.mark.parametrize("language", list(Language))
def test_the_two_catalogues_hold_the_same_texts_with_the_same_facts(language: Language) -> None:
    for kind in TaskKind:
        assert i18n.text(language, f"task.{kind}")
    for name in ("message", "texts", "task"):
        ours, other = i18n._domain(language, name), i18n._domain(Language.ZH, name)
        assert ours.keys() == other.keys()
    for key in (*i18n._domain(language, "message"), *i18n._domain(language, "texts")):
        named = {field for _, field in i18n.fields(i18n.template(language, key)) if field}
        in_chinese = {field for _, field in i18n.fields(i18n.template(Language.ZH, key)) if field}
        # Which facts a short text names differs by language; a whole notice names the same.
        assert "block" not in key or named == in_chinese, key


def test_a_missing_fact_leaves_no_hole() -> None:
    bare = facts(StepKind.BOOKED, Language.ZH)
    people = (PersonFacts("David Chen"),)
    _, body = render(
        LetterFacts(
            **{name: getattr(bare, name) for name in bare.__slots__}
            | {"people": people, "job": JobFacts("销售", "", "", ""), "place": None}
        )
    )
    assert "请带" not in body and "地点" not in body and "David Chen已为您预留" in body


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("张伟", "区域销售经理", "张经理"), ("欧阳明", "销售总监", "欧阳总监"), ("李雷", "培训师", "李雷"),
        ("David Chen", "销售经理", "David Chen"), ("王芳", "", "王芳"),
    ],
)  # fmt: skip
def test_people_are_named_as_one_speaks_of_them(name: str, title: str, said: str) -> None:
    assert respectful(PersonFacts(name, title), Language.ZH) == said


def test_the_map_opens_at_the_picked_point_in_its_own_coordinates() -> None:
    assert map_link(PLACE).startswith("https://uri.amap.com/marker?position=121.400000,31.200000&name=%E4")
    assert map_link(PLACE).endswith("&coordinate=gaode")
    without = PlaceFacts("", "", "南京西路 1 号", "", "", "", None, None)
    assert "keyword=" in map_link(without) and "position" not in map_link(without)


@pytest.mark.parametrize(("kind", "language", "mode"), list(product(MESSAGES, Language, InterviewMode)))
def test_a_space_or_a_line_break_follows_every_address(
    kind: StepKind, language: Language, mode: InterviewMode
) -> None:
    body = render(facts(kind, language, mode))[1].replace(LINK, "https://hire.example.com/i/token")
    for address, behind in re.findall(r"(https?://[!-~]+)(.?)", body):
        assert behind in ("", " ") and address[-1] not in ".,;:", body


def test_no_text_of_the_catalogue_glues_words_to_an_address() -> None:
    glued = re.compile(r"\{(?:\w*link|code|code_line|room|map)\}[^\s\\]")
    for language, domain in product(Language, ("message", "texts", "task", "messages")):
        for key, words in i18n._domain(language, domain).items():
            assert not glued.search(words), key
