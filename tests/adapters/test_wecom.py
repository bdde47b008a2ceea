"""Our own staff hear of call tasks and priorities in WeCom, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rxapp.adapters.ports import Answer, Outcome
from rxapp.adapters.wechat.token import MemoryTokenStore, TokenKeeper
from rxapp.adapters.wecom import WecomApp, corp_token
from tests.adapters.wechat_server import AGENT, CORP, CORP_SECRET, Provider, serving

SEND, LINK = "/cgi-bin/message/send", "https://hr.example.com/tasks/17"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as found:
        yield found
        assert found.surprises == []


def app(provider: Provider, secret: str = CORP_SECRET, agent: int = AGENT) -> WecomApp:
    api = provider.api()
    return WecomApp(api, TokenKeeper(MemoryTokenStore(), "wecom", corp_token(api, CORP, secret)), agent)


def test_a_card_opens_its_task(provider: Provider) -> None:
    assert app(provider).send("zhang", "电话跟进", "林 14:00 未确认", LINK) == Answer(
        Outcome.SENT, provider_id="m-1"
    )
    assert provider.sent == [
        {
            "touser": "zhang", "agentid": AGENT, "msgtype": "textcard", "enable_duplicate_check": 1,
            "duplicate_check_interval": 14_400,
            "textcard": {"title": "电话跟进", "description": "林 14:00 未确认", "url": LINK},
        }
    ]  # fmt: skip


def test_words_without_a_link_are_plain_and_bring_none(provider: Provider) -> None:
    app(provider).send("zhang", "必须面试", '<a href="https://evil.example">点我</a>')
    assert provider.sent[0]["text"] == {"content": '必须面试\n＜a href="https://evil.example">点我＜/a>'}


def test_what_was_perhaps_sent_may_be_said_again(provider: Provider) -> None:
    provider.faults[SEND] = ["reset_after"]
    ours = app(provider)
    assert ours.send("zhang", "电话跟进", "林", LINK) == Answer(Outcome.UNKNOWN, error="connection_lost")
    assert ours.send("zhang", "电话跟进", "林", LINK).outcome is Outcome.SENT
    assert len(provider.sent) == 1


def test_long_words_are_cut_between_signs(provider: Provider) -> None:
    ours = app(provider)
    ours.send("zhang", "长" * 200, "述" * 900, LINK)
    ours.send("zhang", "长" * 200, "述" * 900)
    card = provider.sent[0]["textcard"]
    assert (len(card["title"].encode()), len(card["description"].encode())) == (126, 510)
    assert card["title"].endswith("长…")
    assert len(provider.sent[1]["text"]["content"].encode()) <= 2048


@pytest.mark.parametrize("user", ["", "@all", "zhang|li", "x" * 65])
def test_one_person_only(provider: Provider, user: str) -> None:
    assert app(provider).send(user, "t", "x") == Answer(Outcome.REFUSED, error="bad_recipient")
    assert provider.calls == []


def test_a_link_too_long_is_refused(provider: Provider) -> None:
    answer = app(provider).send("zhang", "t", "x", LINK + "/" + "x" * 2048)
    assert answer == Answer(Outcome.REFUSED, error="bad_link")


def test_wrong_keys_and_strangers(provider: Provider) -> None:
    assert app(provider).send("li", "t", "x") == Answer(Outcome.REFUSED, error="bad_recipient")
    assert app(provider, agent=1).send("zhang", "t", "x") == Answer(Outcome.REFUSED, error="bad_agent")
    wrong = app(provider, secret="wrong").send("zhang", "t", "x")
    assert wrong == Answer(Outcome.LATER, error="bad_credentials")


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"errcode": 0, "invaliduser": "zhang"}, Answer(Outcome.REFUSED, error="bad_recipient")),
        ({"errcode": 0, "unlicenseduser": "zhang"}, Answer(Outcome.REFUSED, error="unlicensed")),
        ({"errcode": 0, "invaliduser": ""}, Answer(Outcome.SENT)),
        ({"errcode": -1}, Answer(Outcome.LATER, error="system_busy")),
        ({"errcode": 45009}, Answer(Outcome.LATER, error="rate_limited")),
        ({"errcode": 60020}, Answer(Outcome.LATER, error="ip_not_allowed")),
        ({"errcode": 301002}, Answer(Outcome.REFUSED, error="not_authorized")),
        ({"errcode": 40058}, Answer(Outcome.REFUSED, error="wecom_40058")),
        ({"errcode": -9}, Answer(Outcome.UNKNOWN, error="system_error")),
        ({}, Answer(Outcome.UNKNOWN, error="bad_answer")),
        ((500, {}), Answer(Outcome.UNKNOWN, error="http_500")),
    ],
)
def test_each_answer_means_one_thing(provider: Provider, fault: object, answer: Answer) -> None:
    provider.faults[SEND] = [fault]
    assert app(provider).send("zhang", "t", "x") == answer
    assert provider.calls.count(SEND) == 1


def test_a_refused_token_is_renewed_once_and_cannot_be_forced(provider: Provider) -> None:
    ours = app(provider)
    ours.send("zhang", "t", "1")
    provider.good.clear()
    assert ours.send("zhang", "t", "2").outcome is Outcome.SENT
    provider.faults[SEND] = [{"errcode": 42001, "errmsg": "expired"}]
    assert ours.send("zhang", "t", "3") == Answer(Outcome.LATER, error="token_refused")
    assert len(provider.sent) == 2
