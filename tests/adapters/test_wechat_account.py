"""A message leaves once, in the form WeChat describes, and each of its answers means what it says."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rxapp.adapters.ports import Answer, Found, Message, Outcome, OutsideChannel
from rxapp.adapters.wechat import http
from rxapp.adapters.wechat.account import OfficialAccount
from rxapp.adapters.wechat.http import Api
from rxapp.adapters.wechat.token import MemoryTokenStore, TokenKeeper, stable_token
from rxapp.rules.vocabulary import StepKind
from tests.adapters.wechat_server import APP, SECRET, Provider, serving

SEND, NOTICE = "/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 18:00 in Beijing
LINK = "https://hr.example.com/i/eyJhbGciOi"

BOOKED = Message(
    delivery_id=17, attempt=1, kind=StepKind.BOOKED, subject="复试", openid="o-lin", template="T-booked",
    text=f"复试已约好，地图 https://uri.amap.com/marker?position=1,2 ，详情 {LINK} 。",
    variables={"thing1": "高级前端工程师（复试）\n请带上身份证与纸质简历两份", "time2": "2026年11月25日 14:00"},
)  # fmt: skip
REMIND = replace(BOOKED, template="S-remind", kind=StepKind.ASK_DAY_BEFORE)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as found:
        yield found
        assert found.surprises == []


def channel(api: Api) -> OfficialAccount:
    keeper = TokenKeeper(MemoryTokenStore(), "wechat", stable_token(api, APP, SECRET))
    return OfficialAccount(
        api, keeper, public_url="https://hr.example.com", one_time=["S-remind"], now=lambda: NOW
    )


@pytest.fixture
def account(provider: Provider) -> OfficialAccount:
    return channel(provider.api())


def test_it_is_an_outside_channel_that_gives_up_before_the_lease_ends(account: OfficialAccount) -> None:
    assert isinstance(account, OutsideChannel)
    assert account.timeout < timedelta(seconds=60)
    assert account.look_up(BOOKED) is Found.UNSURE


def test_a_template_message_leaves_with_fields_link_and_its_own_id(
    account: OfficialAccount, provider: Provider
) -> None:
    answer = account.send(BOOKED)
    assert answer == Answer(Outcome.SENT, provider_id=str(provider.sent[0]["msgid"]))
    assert provider.sent == [
        {
            "touser": "o-lin",
            "template_id": "T-booked",
            "url": LINK,
            "client_msg_id": "delivery-17",
            "data": {
                "thing1": {"value": "高级前端工程师（复试） 请带上身份证与…"},
                "time2": {"value": "2026年11月25日 14:00"},
            },
            "msgid": provider.sent[0]["msgid"],
        }
    ]


def test_a_message_without_a_link_of_ours_has_none(account: OfficialAccount, provider: Provider) -> None:
    account.send(replace(BOOKED, text="https://hr.example.com.evil.example/i/x"))
    assert "url" not in provider.sent[0]


def test_a_notice_uses_one_consent_and_is_refused_without(
    account: OfficialAccount, provider: Provider
) -> None:
    provider.consents["o-lin", "S-remind"] = 1
    assert account.send(REMIND) == Answer(Outcome.SENT)
    assert provider.sent[0]["page"] == LINK and "client_msg_id" not in provider.sent[0]
    assert account.send(REMIND) == Answer(Outcome.REFUSED, error="consent_spent")
    assert len(provider.sent) == 1


def test_the_same_delivery_tried_again_reaches_its_reader_once(
    account: OfficialAccount, provider: Provider
) -> None:
    provider.faults[SEND] = ["500_after"]
    assert account.send(BOOKED) == Answer(Outcome.UNKNOWN, error="http_500")
    assert account.send(replace(BOOKED, attempt=2)).outcome is Outcome.SENT
    assert len(provider.sent) == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"openid": None}, "no_openid"),
        ({"openid": ""}, "no_openid"),
        ({"template": ""}, "no_template"),
        ({"variables": {}}, "no_template"),
        ({"variables": {"number1": "9" * 40}}, "template_fields"),
    ],
)
def test_what_cannot_be_sent_is_refused_without_a_call(
    account: OfficialAccount, provider: Provider, changed: dict, error: str
) -> None:
    assert account.send(replace(BOOKED, **changed)) == Answer(Outcome.REFUSED, error=error)
    assert provider.calls == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"openid": "o-wu"}, "not_following"),
        ({"openid": "o-bad"}, "blacklisted"),
        ({"openid": "o-of-another-account"}, "bad_recipient"),
        ({"template": "T-gone"}, "template_unknown"),
        ({"variables": {"thing1": "复试"}}, "template_fields"),
    ],
)
def test_what_the_provider_refuses_is_refused_for_good(
    account: OfficialAccount, provider: Provider, changed: dict, error: str
) -> None:
    assert account.send(replace(BOOKED, **changed)) == Answer(Outcome.REFUSED, error=error)
    assert provider.sent == []


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"errcode": -1, "errmsg": "system error"}, Answer(Outcome.LATER, error="system_busy")),
        (
            {"errcode": 45009, "errmsg": "reach max api daily quota limit"},
            Answer(Outcome.LATER, error="daily_limit", retry_after=timedelta(hours=6, minutes=5)),
        ),
        (
            {"errcode": 45011, "errmsg": "minute quota"},
            Answer(Outcome.LATER, error="rate_limited", retry_after=timedelta(minutes=1)),
        ),
        ({"errcode": "43101", "errmsg": "refuse"}, Answer(Outcome.REFUSED, error="consent_spent")),
        ({"errcode": 48001, "errmsg": "api unauthorized"}, Answer(Outcome.REFUSED, error="not_authorized")),
        ({"errcode": 45109, "errmsg": "unsupported"}, Answer(Outcome.REFUSED, error="not_authorized")),
        ({"errcode": 43116, "errmsg": "?"}, Answer(Outcome.REFUSED, error="wechat_43116")),
        ({"errcode": -1001, "errmsg": "?"}, Answer(Outcome.UNKNOWN, error="system_error")),
        ({"errcode": 0, "errmsg": "ok"}, Answer(Outcome.SENT)),
        ({}, Answer(Outcome.UNKNOWN, error="bad_answer")),
        ({"errcode": None}, Answer(Outcome.UNKNOWN, error="bad_answer")),
        ({"errcode": True}, Answer(Outcome.UNKNOWN, error="bad_answer")),
        ({"errcode": "--1"}, Answer(Outcome.UNKNOWN, error="bad_answer")),
        (b"", Answer(Outcome.UNKNOWN, error="bad_answer")),
        (b"<html>gateway</html>", Answer(Outcome.UNKNOWN, error="bad_answer")),
        (b"[" * 50_000, Answer(Outcome.UNKNOWN, error="bad_answer")),
        (b"[0]", Answer(Outcome.UNKNOWN, error="bad_answer")),
        (b'{"a":"' + b"x" * 100_000 + b'"}', Answer(Outcome.UNKNOWN, error="bad_answer")),
        (
            (429, {}, {"Retry-After": "90"}),
            Answer(Outcome.LATER, error="rate_limited", retry_after=timedelta(seconds=90)),
        ),
        (
            (429, {}, {"Retry-After": "9" * 30}),
            Answer(Outcome.LATER, error="rate_limited", retry_after=timedelta(days=1)),
        ),
        ((429, {}, {"Retry-After": "Wed, 21 Oct"}), Answer(Outcome.LATER, error="rate_limited")),
        ((408, {}), Answer(Outcome.LATER, error="http_408")),
        ((404, {}), Answer(Outcome.REFUSED, error="http_404")),
        ((302, {}, {"Location": "http://127.0.0.1:1/"}), Answer(Outcome.REFUSED, error="http_302")),
        ((503, {}), Answer(Outcome.UNKNOWN, error="http_503")),
        ("reset", Answer(Outcome.UNKNOWN, error="connection_lost")),
        ("reset_after", Answer(Outcome.UNKNOWN, error="connection_lost")),
    ],
)
def test_each_answer_means_one_thing(
    account: OfficialAccount, provider: Provider, fault: object, answer: Answer
) -> None:
    provider.faults[SEND] = [fault]
    assert account.send(BOOKED) == answer
    assert provider.calls.count(SEND) == 1


def test_silence_after_sending_is_unknown(
    account: OfficialAccount, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_READ", 0.3)
    provider.faults[SEND] = ["slow"]
    assert account.send(BOOKED) == Answer(Outcome.UNKNOWN, error="timeout")
    assert provider.calls.count(SEND) == 1


def test_who_cannot_be_reached_has_received_nothing(provider: Provider) -> None:
    api = provider.api()
    ours = channel(api)
    assert ours.send(BOOKED).outcome is Outcome.SENT
    for base in ("http://127.0.0.1:1", "ftp://127.0.0.1", "http://[", "relay"):
        api._base = base
        api._transport.close()
        assert ours.send(BOOKED) == Answer(Outcome.LATER, error="unreachable")


def test_with_the_budget_used_up_no_call_begins(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = channel(provider.api())
    monkeypatch.setattr(http, "_LEAST", 1000.0)
    assert ours.send(BOOKED) == Answer(Outcome.LATER, error="token_no_time")
    assert provider.calls == []


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_renewed_and_the_call_repeated_once(
    account: OfficialAccount, provider: Provider, code: int
) -> None:
    provider.faults[SEND] = [{"errcode": code, "errmsg": "invalid credential"}]
    assert account.send(BOOKED).outcome is Outcome.SENT
    assert (provider.calls.count(SEND), len(provider.sent)) == (2, 1)


def test_a_token_that_ended_early_is_replaced(account: OfficialAccount, provider: Provider) -> None:
    account.send(BOOKED)
    provider.good.clear()
    assert account.send(replace(BOOKED, delivery_id=18)).outcome is Outcome.SENT
    assert provider.token_calls == 2 and provider.forced == 0


def test_a_token_refused_again_is_later_and_not_a_loop(account: OfficialAccount, provider: Provider) -> None:
    provider.faults[SEND] = [{"errcode": 42001, "errmsg": "expired"}] * 5
    assert account.send(BOOKED) == Answer(Outcome.LATER, error="token_refused")
    assert provider.calls.count(SEND) == 2


def test_a_call_that_may_have_arrived_is_not_repeated(account: OfficialAccount, provider: Provider) -> None:
    provider.faults[SEND] = [{"errcode": 40001, "errmsg": "invalid credential"}, "reset_after"]
    assert account.send(BOOKED) == Answer(Outcome.UNKNOWN, error="connection_lost")
    assert provider.calls.count(SEND) == 2 and len(provider.sent) == 1


def test_half_a_sign_in_a_name_does_not_stop_a_message(account: OfficialAccount, provider: Provider) -> None:
    fields = {"thing1": "\ud83d\ude00\ud83d 林", "time2": "14:00"}
    assert account.send(replace(BOOKED, variables=fields)).outcome is Outcome.SENT


def test_nothing_secret_or_personal_is_logged(
    account: OfficialAccount, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.faults[SEND] = ["reset"]
    account.send(BOOKED)
    account.send(BOOKED)
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for word in (SECRET, provider.tokens[0], "o-lin", "前端", LINK):
        assert word not in logged
