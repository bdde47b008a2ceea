"""What a draft becomes: every usual text can be saved as it is, is filled completely, and is measured as it leaves."""

from __future__ import annotations

import re

import pytest

from rxapp.rules.texts.limits import LimitCode, Provider
from rxapp.rules.texts.sms import measure
from rxapp.rules.texts.templates import MESSAGE_KINDS, ProblemCode, Variable
from rxapp.rules.vocabulary import Channel, InterviewMode, Language, StepKind
from rxapp.services.messaging.texts.try_out import Draft, offered, try_out
from rxapp.services.messaging.texts.wording import WORDED, default_wording
from tests.builders import NOW
from tests.services.messaging.conftest import House


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", WORDED)
def test_the_usual_texts_are_good_as_they_are(house: House, channel: Channel, language: Language) -> None:
    for kind in MESSAGE_KINDS:
        key = (kind, channel, language)
        usual = default_wording(*key)
        for mode in InterviewMode:
            found = house.do(try_out, Draft(key, usual.subject, usual.body, mode), NOW)
            assert found.problems == (), key
            assert found.body.text and not re.search(r"[{}]|\[\[|None", found.subject + found.body.text), key
            if channel is Channel.EMAIL:
                assert found.subject


def test_an_sms_is_counted_with_its_code_and_its_signature(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (StepKind.INVITED_NUDGE, Channel.SMS, Language.ZH)
    body = "{name}，请选时间：{code}"
    plain = house.do(try_out, Draft(key, "", body), NOW)
    assert "K7MX 4PQD" in plain.body.text and plain.abroad == measure(plain.body.text)
    monkeypatch.setattr("rxapp.services.messaging.texts.try_out.get_settings", lambda: _Keys())
    signed = house.do(try_out, Draft(key, "", body), NOW)
    assert signed.body.text.startswith("【复试通】")
    assert signed.mainland is not None and plain.mainland is not None
    assert signed.mainland.units == plain.mainland.units + len("【复试通】")
    assert [one.provider for one in signed.verdicts if one.is_ours] == [Provider.ALIYUN]
    assert signed.verdicts[0].is_ours


class _Keys:
    aliyun_sign_name, aliyun_access_key_id, twilio_account_sid, wechat_app_id = "复试通", "LTAI", "", ""


def test_providers_say_what_they_would_reject(house: House) -> None:
    key = (StepKind.INVITED_NUDGE, Channel.SMS, Language.ZH)
    found = house.do(try_out, Draft(key, "", "【好】来面试吧 {link}"), NOW)
    said = {one.provider: {finding.code for finding in one.findings} for one in found.verdicts}
    assert LimitCode.BRACKETS in said[Provider.ALIYUN] and LimitCode.LINK_IN_VARIABLE in said[Provider.ALIYUN]
    assert LimitCode.FORBIDDEN_CONTENT in said[Provider.TENCENT]
    assert house.do(try_out, Draft((key[0], Channel.EMAIL, key[2]), "x", "面试 {link}"), NOW).verdicts == ()
    fields = house.do(try_out, Draft((key[0], Channel.WECHAT, key[2]), "", "thing1：" + "长" * 30), NOW)
    assert {one.code for one in fields.verdicts[0].findings} == {LimitCode.FIELD_TOO_LONG}
    assert fields.body.text == "thing1：" + "长" * 19 + "…"


def test_half_a_text_is_shown_as_far_as_it_goes(house: House) -> None:
    key = (StepKind.INVITED_NUDGE, Channel.BY_HAND, Language.ZH)
    found = house.do(try_out, Draft(key, "", "{name}，您好 {lin"), NOW)
    assert [one.code for one in found.problems] == [ProblemCode.UNCLOSED_BRACE, ProblemCode.MISSING_VARIABLE]
    assert found.body.text == "陈思，您好 {lin"


def test_only_what_has_something_to_say_is_offered(house: House) -> None:
    def names(kind: StepKind, channel: Channel) -> set[Variable]:
        return set(house.do(offered, (kind, channel, Language.ZH), NOW))

    assert Variable.WHEN not in names(StepKind.INVITED, Channel.EMAIL)
    assert {Variable.WHEN, Variable.MEETING_LINK, Variable.ADDRESS} <= names(StepKind.BOOKED, Channel.EMAIL)
    assert Variable.WORDS in names(StepKind.TOLD_NO, Channel.EMAIL)
    assert Variable.CODE in names(StepKind.BOOKED, Channel.SMS)
    assert Variable.LINK not in names(StepKind.BOOKED, Channel.WECHAT)
    assert Variable.DEADLINE not in names(StepKind.BOOKED, Channel.EMAIL)
