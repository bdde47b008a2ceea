"""Who opened the page inside WeChat, and a code to scan for who did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from rxapp.adapters.ports import Answer, Outcome
from rxapp.adapters.wechat.binding import Known, QrCode, authorize_url, openid_of, qr_code
from rxapp.adapters.wechat.token import MemoryTokenStore, TokenKeeper, stable_token
from tests.adapters.wechat_server import APP, SECRET, Provider, serving

OAUTH, QR = "/sns/oauth2/access_token", "/cgi-bin/qrcode/create"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as found:
        yield found
        assert found.surprises == []


def test_the_way_to_wechat_names_its_parameters_in_the_order_it_reads() -> None:
    assert authorize_url(APP, "https://hr.example.com/wechat/back?x=1&y=2", "s1") == (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0123456789abcdef"
        "&redirect_uri=https%3A%2F%2Fhr.example.com%2Fwechat%2Fback%3Fx%3D1%26y%3D2"
        "&response_type=code&scope=snsapi_base&state=s1#wechat_redirect"
    )


@pytest.mark.parametrize("state", ["", "a b", "a&scope=snsapi_userinfo", "x" * 129, "状态"])
def test_a_state_wechat_would_not_give_back_is_refused(state: str) -> None:
    with pytest.raises(ValueError):
        authorize_url(APP, "https://hr.example.com/", state)


def test_a_code_names_one_person_once(provider: Provider) -> None:
    provider.codes["c-1"] = "o-lin"
    api = provider.api()
    assert openid_of(api, APP, SECRET, "c-1") == Known("o-lin")
    assert openid_of(api, APP, SECRET, "c-1") == Answer(Outcome.REFUSED, error="code_used")
    assert openid_of(api, APP, SECRET, "c-2") == Answer(Outcome.REFUSED, error="code_invalid")
    assert openid_of(api, APP, "wrong", "c-3") == Answer(Outcome.REFUSED, error="bad_credentials")
    assert "o-lin" not in repr(Known("o-lin", "u-lin"))


@pytest.mark.parametrize("code", ["", "x" * 513])
def test_what_is_no_code_is_not_asked_about(provider: Provider, code: str) -> None:
    assert openid_of(provider.api(), APP, SECRET, code) == Answer(Outcome.REFUSED, error="code_invalid")
    assert provider.calls == []


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"openid": "made-up", "is_snapshotuser": 1}, Answer(Outcome.REFUSED, error="snapshot_user")),
        ({"errcode": -1}, Answer(Outcome.LATER, error="system_busy")),
        ({"errcode": 50002}, Answer(Outcome.REFUSED, error="wechat_50002")),
        ({"openid": ""}, Answer(Outcome.LATER, error="bad_answer")),
        ({"openid": 17}, Answer(Outcome.LATER, error="bad_answer")),
        (b"<html>", Answer(Outcome.LATER, error="bad_answer")),
        ((502, {}), Answer(Outcome.LATER, error="http_502")),
        ("reset", Answer(Outcome.LATER, error="connection_lost")),
    ],
)
def test_nobody_is_bound_by_a_failure(provider: Provider, fault: object, answer: Answer) -> None:
    provider.codes["c-1"] = "o-lin"
    provider.faults[OAUTH] = [fault]
    assert openid_of(provider.api(), APP, SECRET, "c-1") == answer


def scan(provider: Provider, scene: str, lasts: timedelta = timedelta(minutes=10)) -> QrCode | Answer:
    api = provider.api()
    keeper = TokenKeeper(MemoryTokenStore(), "wechat", stable_token(api, APP, SECRET))
    return qr_code(api, keeper, scene, lasts)


def test_a_code_to_scan_carries_its_scene_for_its_time(provider: Provider) -> None:
    assert scan(provider, "b-17") == QrCode("http://weixin.qq.com/q/b-17", timedelta(minutes=10))
    assert scan(provider, "b-17", timedelta(days=99)) == QrCode(
        "http://weixin.qq.com/q/b-17", timedelta(days=30)
    )


@pytest.mark.parametrize("scene", ["", "x" * 65, "a b", "qr/code"])
def test_a_scene_that_might_come_back_changed_is_refused(provider: Provider, scene: str) -> None:
    with pytest.raises(ValueError):
        scan(provider, scene)


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ({"errcode": 48001}, Answer(Outcome.REFUSED, error="not_authorized")),
        ({"errcode": -1}, Answer(Outcome.LATER, error="system_busy")),
        ({"errcode": 0}, Answer(Outcome.LATER, error="bad_answer")),
        ({}, Answer(Outcome.LATER, error="bad_answer")),
        ("reset_after", Answer(Outcome.LATER, error="connection_lost")),
    ],
)
def test_without_a_code_it_says_whether_to_try_again(
    provider: Provider, fault: object, answer: Answer
) -> None:
    provider.faults[QR] = [fault]
    assert scan(provider, "b-17") == answer


def test_a_refused_token_is_renewed_for_a_code_too(provider: Provider) -> None:
    provider.faults[QR] = [{"errcode": 42001, "errmsg": "expired"}]
    assert isinstance(scan(provider, "b-17"), QrCode)
