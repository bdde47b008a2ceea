"""The two forms that anybody may post: whatever is sent, there is an answer in words and nothing changes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import db
from rxapp.api import codes, unsubscribe
from rxapp.api.guard import Guard
from rxapp.models import ChannelStop, UserSession
from rxapp.services.accounts import throttle
from tests.api.test_codes import ORIGIN, Sms
from tests.api.test_unsubscribe import Letter

ODD = (
    b"", b"\x00", b"\xff\xfe", "汉".encode(), b"'--", b"<script>alert(1)</script>", b"{7*7}", b"%s%n", b"x" * 9_000,
    b"\xed\xa0\x80", b"-1", b"99999999999999999999", "٣٤٥٦".encode(), "１２３４".encode(), b"..%2f..%2f",
)  # fmt: skip


@pytest.fixture
def client(database: str) -> Iterator[TestClient]:
    throttle.reset()
    app = Guard(Starlette(routes=[*codes.routes, *unsubscribe.routes]))
    with TestClient(app, base_url="http://localhost:8000", follow_redirects=False) as found:
        yield found
    throttle.reset()


def posted(client: TestClient, path: str, body: bytes) -> int:
    headers = {**ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(path, content=body, headers=headers)
    assert "<script" not in answer.text
    return answer.status_code


@pytest.mark.parametrize("value", ODD)
def test_odd_codes_and_digits_get_words(
    client: TestClient, value: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    sms, typed = Sms(), quote(value).encode()
    with caplog.at_level(logging.INFO):
        for body in (
            b"code=" + typed + b"&digits=4321",
            b"code=" + sms.code.encode() + b"&digits=" + typed,
            b"code=" + value + b"&digits=" + value,
            value,
        ):
            assert posted(client, "/s", body) in (422, 429), body
    assert sms.tries <= 1 and sms.code not in caplog.text and "Traceback" not in caplog.text
    with db.reading() as session:
        assert session.exec(select(UserSession)).all() == []


@pytest.mark.parametrize("value", ODD)
def test_odd_tokens_and_wishes_stop_nothing(client: TestClient, value: bytes) -> None:
    letter, typed = Letter(), quote(value)
    for path, body in (
        (f"/u/{typed}", b"do=stop"),
        (f"{letter.path}{typed or 'x'}", b"do=stop"),
        (letter.path, b"do=" + value),
        (letter.path, value),
        (f"{letter.path}?lang={typed}", b"do="),
    ):
        assert posted(client, path, body) in (200, 400, 404), path
    with db.reading() as session:
        assert session.exec(select(ChannelStop)).all() == []


def test_a_body_beyond_all_bounds_is_refused(client: TestClient) -> None:
    assert posted(client, "/s", b"code=" + b"A" * 2_000_000) == 413
    assert posted(client, Letter().path, b"do=" + b"A" * 2_000_000) == 413
