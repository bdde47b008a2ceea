"""Logs hold no secret, whatever was logged and how."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from rxapp.logs import RedactedRecord, install, redact


@pytest.fixture
def printed() -> Iterator[io.StringIO]:
    """What a handler prints while redaction is installed."""
    factory, stream = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger().addHandler(handler)
    install()
    yield stream
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(factory)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("headers={'cookie': 'sid=abcdef; theme=dark'}", "abcdef"), ("Cookie: sid=abcdef", "abcdef"),
        ("set-cookie: __Host-sid=abcdef; Path=/", "abcdef"), ("authorization: Bearer abc.def", "abc.def"),
        ("{'authorization': 'Basic dXNlcjpwYXNz'}", "dXNlcjpwYXNz"), ("GET /ws?token=abc-123&x=1", "abc-123"),
        ('{"client_token": "abc-123"}', "abc-123"), ("password=hunter2", "hunter2"), ("api_key: abc123", "abc123"),
        ("GET /i/Nw.QmFzZTY0_x-y 303", "QmFzZTY0"), ("mail to zhang.san@example.com.cn failed", "zhang"),
        ("call 13812345678 now", "13812345678"), ("call +86 138 1234 5678 now", "1234"),
        ("call +44 20 7946 0958", "7946"), ("Event(name='x', payload={'phone': '1'})", "phone"),
        ("Received event. Event data: {'name': 'x'}", "'x'"), ("[parameters: ('secret', 1)]", "secret'"),
        ("session " + "a1" * 32, "a1a1"), ("cid=abc", "abc"), ("GET /account/" + "Ab_-" * 10 + "Abc 303", "Ab_-"),
        ("电话13987654321备用", "1398765"), ("手机１３９８７６５４３２１微信同号", "９８７６"),
        ("139.8765.4321", "8765"),
        ("客户zhang.leak@qq.com来信", "leak"), ("客户zhang.leak＠qq.com", "leak"), ("拨+44 20 7946 0958吧", "7946"),
        ("会话" + "a1" * 32 + "结束", "a1a1"), ("a13987654321b", "1398765"), ("139\u00a08765\u30004321", "8765"),
    ],
)  # fmt: skip
def test_a_secret_is_taken_out(text: str, secret: str) -> None:
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "refused handler=reflex___state____state.rxapp___state___board____board_state.move reason=signed_out role=x",
        "served in 12 ms on 127.0.0.1:8000", "job messaging.deliver_due did 12 in 0.3 s",
        "2026-11-23 07:26:45,533 started", "application 4711 moved to 3",
    ],
)  # fmt: skip
def test_what_an_operator_needs_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "unit",
    ["a", "a@", "1", "-", "a-", "token", "cookie='", 'cookie="a', "payload ", "bearer ", "+1 ", "/i/", "api_", "139 "],
)  # fmt: skip
def test_a_long_line_is_looked_through_once(unit: str) -> None:
    """A hostile value that is logged must not hold up the process: twice the text, twice the work and no more."""
    assert isinstance(redact(unit * (200_000 // len(unit)) + "!"), str)


def test_every_logger_and_argument_is_redacted(printed: io.StringIO) -> None:
    for name in ("rxapp.anything", "reflex.app", "engineio.server"):
        logging.getLogger(name).error("call %s with %s", "13812345678", {"cookie": "sid=abc"})
    assert "13812345678" not in printed.getvalue() and "abc" not in printed.getvalue()
    assert printed.getvalue().count("[redacted]") >= 6


def test_a_traceback_is_redacted_too(printed: io.StringIO) -> None:
    try:
        raise ValueError("zhang@example.com")
    except ValueError:
        logging.getLogger("rxapp.x").exception("failed for %s", "13812345678")
    assert "ValueError" in printed.getvalue()
    assert "zhang@example.com" not in printed.getvalue() and "13812345678" not in printed.getvalue()


def test_a_record_without_arguments_or_with_wrong_ones_does_not_stop_the_program(
    printed: io.StringIO,
) -> None:
    record = RedactedRecord("x", logging.INFO, __file__, 1, "plain", (), None)
    assert record.getMessage() == "plain"
