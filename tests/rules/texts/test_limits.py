"""The rule checker: what each provider publishes that it rejects."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp import i18n
from rxapp.rules.texts.limits import MAINLAND, Finding, LimitCode, Provider, Severity, check
from rxapp.rules.vocabulary import Language

GOOD = "{name}您好，{interviewer}已为您预留{when}的见面，详情请打开 m.example.cn 输入查看码{code}。"
EVERY_MAINLAND = sorted(MAINLAND)


def codes(provider: Provider, text: str, **more: object) -> list[str]:
    return [one.code for one in check(provider, text, **more)]  # type: ignore[arg-type]


def only(provider: Provider, text: str, code: LimitCode, **more: object) -> Finding:
    found = [one for one in check(provider, text, **more) if one.code == code]  # type: ignore[arg-type]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("provider", [*EVERY_MAINLAND, Provider.QINIU, Provider.TWILIO])
def test_a_plain_notice_passes_everywhere(provider: Provider) -> None:
    assert [one for one in check(provider, GOOD) if one.severity == Severity.REFUSE] == []


@pytest.mark.parametrize("provider", EVERY_MAINLAND)
class TestEveryMainlandProvider:
    def test_refuses_the_signatures_brackets(self, provider: Provider) -> None:
        found = only(provider, "您好【云图，{name}", LimitCode.BRACKETS)
        assert (found.severity, found.position, found.length) == (Severity.REFUSE, 2, 1)

    def test_refuses_more_than_five_hundred_signs(self, provider: Provider) -> None:
        assert LimitCode.TOO_LONG not in codes(provider, "字" * 500)
        found = only(provider, "字" * 501, LimitCode.TOO_LONG)
        assert found.facts == {"limit": 500, "actual": 501}
        assert LimitCode.TOO_LONG in codes(provider, "字" * 490 + "{job}好", samples={"job": "会" * 10})
        assert LimitCode.TOO_LONG in codes(provider, "字" * 498, signature="【云图】")

    def test_refuses_variables_side_by_side(self, provider: Provider) -> None:
        assert only(provider, "您好{name}{job}请看", LimitCode.ADJACENT_VARIABLES).position == 8
        assert LimitCode.ADJACENT_VARIABLES in codes(provider, "您好{name} {job}请看")
        assert LimitCode.ADJACENT_VARIABLES not in codes(provider, "您好{name}，{job}请看")
        assert LimitCode.ADJACENT_VARIABLES not in codes(provider, " {name}请看")

    def test_refuses_a_text_of_variables_only(self, provider: Provider) -> None:
        assert LimitCode.ONLY_VARIABLES in codes(provider, "{name}，{job}。")
        assert LimitCode.ONLY_VARIABLES not in codes(provider, "请看{name}")

    @pytest.mark.parametrize("name", ["link", "map_link", "geo_link", "meeting_link"])
    def test_refuses_a_link_in_a_variable(self, provider: Provider, name: str) -> None:
        found = only(provider, f"请看 {{{name}}} 谢谢", LimitCode.LINK_IN_VARIABLE)
        assert (found.severity, found.position) == (Severity.REFUSE, 3)

    def test_refuses_a_link_in_a_fact(self, provider: Provider) -> None:
        assert LimitCode.LINK_IN_VARIABLE in codes(provider, "到{place}来", samples={"place": "https://x.cn"})

    def test_refuses_a_link_that_goes_on_in_a_variable(self, provider: Provider) -> None:
        found = only(provider, "请看 https://x.cn/{code} 谢谢", LimitCode.LINK_VARIES)
        assert (found.position, found.length) == (3, len("https://x.cn/"))

    def test_asks_to_register_a_constant_link(self, provider: Provider) -> None:
        found = only(provider, "请看 https://x.cn/i 输入{code}", LimitCode.LINK_REGISTERED)
        assert found.severity == Severity.WARN
        assert found.facts == {"words": "https://x.cn/i"}

    def test_refuses_an_opt_out_in_a_notice_and_wants_it_in_marketing(self, provider: Provider) -> None:
        text = "您好{name}，明天见，拒收请回复R"
        assert only(provider, text, LimitCode.NOTICE_WITH_STOP).facts == {"words": "拒收请回复R"}
        assert codes(provider, text, is_marketing=True) == []
        assert codes(provider, "您好{name}，明天见", is_marketing=True) == [LimitCode.MARKETING_WITHOUT_STOP]

    def test_warns_of_signs_that_are_shown_wrongly(self, provider: Provider) -> None:
        assert only(provider, "您好★★，明天见", LimitCode.SPECIAL_SIGNS).length == 2
        assert LimitCode.SPECIAL_SIGNS in codes(provider, "明天见😊")


@pytest.mark.parametrize("provider", [Provider.TENCENT, Provider.HUAWEI, Provider.QINIU])
def test_some_carry_no_interviews(provider: Provider) -> None:
    found = only(provider, "{name}您好，明天面试", LimitCode.FORBIDDEN_CONTENT)
    assert (found.severity, found.position, found.length) == (Severity.REFUSE, 11, 2)
    assert LimitCode.FORBIDDEN_CONTENT in codes(provider, "招聘会")
    assert only(provider, "明天复试", LimitCode.DOUBTFUL_CONTENT).severity == Severity.WARN


@pytest.mark.parametrize("provider", [Provider.ALIYUN, Provider.TWILIO])
def test_others_do(provider: Provider) -> None:
    assert LimitCode.FORBIDDEN_CONTENT not in codes(provider, "{name}您好，明天面试")


def test_what_only_the_name_of_a_variable_says_is_no_content() -> None:
    assert codes(Provider.TENCENT, "您好{interviewer}，明天见") == []


def test_aliyun_refuses_traditional_characters() -> None:
    found = only(Provider.ALIYUN, "您好，請準時到", LimitCode.TRADITIONAL)
    assert (found.severity, found.facts) == (Severity.REFUSE, {"words": "請準時"})
    assert LimitCode.TRADITIONAL not in codes(Provider.TENCENT, "您好，請準時到")
    assert LimitCode.TRADITIONAL not in codes(Provider.ALIYUN, "喆堃珺鑫体国，请准时到")


def test_personal_numbers_are_looked_at_closely() -> None:
    assert only(Provider.ALIYUN, "请打13800138000", LimitCode.PERSONAL_PHONE).severity == Severity.WARN
    assert LimitCode.PERSONAL_PHONE not in codes(Provider.ALIYUN, "请打 021 1234 5678")


class TestHuawei:
    def test_refuses_more_than_twenty_variables(self) -> None:
        assert LimitCode.MANY_VARIABLES not in codes(Provider.HUAWEI, "好{name}" * 20)
        assert only(Provider.HUAWEI, "好{name}" * 21, LimitCode.MANY_VARIABLES).facts == {
            "limit": 20,
            "actual": 21,
        }
        assert LimitCode.MANY_VARIABLES not in codes(Provider.ALIYUN, "好{name}" * 21)

    def test_refuses_a_variable_of_more_than_twenty_signs(self) -> None:
        assert LimitCode.LONG_VARIABLE not in codes(
            Provider.HUAWEI, "到{place}来", samples={"place": "字" * 20}
        )
        found = only(Provider.HUAWEI, "到{place}来", LimitCode.LONG_VARIABLE, samples={"place": "字" * 21})
        assert (found.position, found.facts["name"], found.facts["actual"]) == (1, "place", 21)

    def test_refuses_a_mobile_number_in_a_variable(self) -> None:
        text = "请打{contact_phone}找我们"
        found = only(
            Provider.HUAWEI, text, LimitCode.PHONE_IN_VARIABLE, samples={"contact_phone": "138 0013 8000"}
        )
        assert found.severity == Severity.REFUSE
        assert only(Provider.HUAWEI, text, LimitCode.PHONE_IN_VARIABLE).severity == Severity.WARN
        assert codes(Provider.HUAWEI, text, samples={"contact_phone": "021 1234 5678"}) == []


class TestTwilio:
    def test_refuses_more_than_sixteen_hundred_signs(self) -> None:
        assert codes(Provider.TWILIO, "x" * 1601) == [LimitCode.TOO_LONG]

    def test_advises_short_texts(self) -> None:
        assert only(Provider.TWILIO, "x" * 321, LimitCode.MANY_SEGMENTS).facts["segments"] == 3
        assert codes(Provider.TWILIO, "x" * 320) == []

    def test_shows_the_one_sign_that_makes_a_text_dear(self) -> None:
        found = only(Provider.TWILIO, "x" * 100 + "’s", LimitCode.DEAR_SIGNS)
        assert (found.position, found.facts) == (100, {"words": "’", "segments": 2})

    def test_does_not_mind_links_and_brackets(self) -> None:
        assert codes(Provider.TWILIO, "【云图】{link}") == []


class TestWechat:
    def test_a_field_holds_twenty_signs_on_one_line(self) -> None:
        assert codes(Provider.WECHAT, "thing1：{job}", samples={"job": "字" * 20}) == []
        found = only(
            Provider.WECHAT, "time2：x\nthing1：{job}", LimitCode.FIELD_TOO_LONG, samples={"job": "字" * 21}
        )
        assert (found.position, found.facts["name"], found.facts["actual"]) == (15, "thing1", 21)
        assert codes(Provider.WECHAT, "thing1：{job}", samples={"job": "会\n计"}) == [
            LimitCode.FIELD_LINE_BREAK
        ]

    def test_all_fields_together_hold_two_hundred(self) -> None:
        text = "\n".join(f"thing{number}：{'字' * 18}" for number in range(9))
        assert LimitCode.TOO_LONG in codes(Provider.WECHAT, text)

    @pytest.mark.parametrize("label", ["first", "remark", "First.DATA", "备注"])
    def test_first_line_and_remark_are_no_longer_shown(self, label: str) -> None:
        assert codes(Provider.WECHAT, f"{label}：您好") == [LimitCode.FIELD_REMOVED]


@given(st.sampled_from(list(Provider)), st.text(max_size=200), st.booleans())
def test_every_finding_lies_inside_the_text_and_has_its_sentence(
    provider: Provider, text: str, marketing: bool
) -> None:
    for found in check(provider, text, is_marketing=marketing):
        assert found.position == -1 or 0 <= found.position <= found.position + found.length <= len(text)
        for language in Language:
            assert i18n.text(language, f"templates.limit.{found.code}", **found.facts)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", list(LimitCode))
def test_every_code_has_a_sentence_of_known_facts(language: Language, code: LimitCode) -> None:
    told = {
        name for _, name, _, _ in string.Formatter().parse(i18n.template(language, f"templates.limit.{code}"))
    }
    assert told - {None} <= {"words", "limit", "actual", "names", "name", "segments"}
