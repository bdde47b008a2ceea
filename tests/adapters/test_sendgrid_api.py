"""SendGrid: what the request holds, and what each answer means for the outbox."""

from __future__ import annotations

import logging
import socket
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rxapp.adapters.email import kept_connections
from rxapp.adapters.email.parts import Sender
from rxapp.adapters.email.sendgrid_api import ACCOUNT_CODES, ACCOUNT_PAUSE, SendGridMail
from rxapp.adapters.ports import Found, Outcome, OutsideChannel
from tests.adapters.letters import SENDER, SUBJECT, calendar, message
from tests.adapters.sendgrid_server import KEY, Script, SendGrid, serving

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[SendGrid]:
    with serving() as running:
        yield running


def adapter(base: str, key: str = KEY, sender: Sender = SENDER, **options: Any) -> SendGridMail:
    options.setdefault("seen", lambda delivery_id: False)
    return SendGridMail(key, sender, base=base, real_now=lambda: NOW, **options)


def error(field: str | None, words: str) -> dict[str, Any]:
    return {"errors": [{"message": words, "field": field, "help": None}]}


def test_it_is_a_channel_whose_call_is_shorter_than_the_lease() -> None:
    channel = adapter("http://127.0.0.1:9")
    assert isinstance(channel, OutsideChannel) and channel.timeout < timedelta(seconds=60)


def test_a_letter_is_taken_with_everything_it_carries(server: SendGrid) -> None:
    answer = adapter(server.base + "/").send(message())
    assert (answer.outcome, answer.provider_id, answer.error) == (Outcome.SENT, "msg-1", "")
    (letter,) = server.taken
    assert letter["personalizations"] == [{"to": [{"email": "lin@example.org", "name": "林晓"}]}]
    assert letter["from"] == {"email": "hr@example.com", "name": "山海科技, 招聘"}
    assert letter["reply_to"] == {"email": "reply@example.com"}
    assert letter["subject"] == SUBJECT
    assert [part["type"] for part in letter["content"]] == [
        "text/plain", "text/html", "text/calendar; method=REQUEST",
    ]  # fmt: skip
    assert letter["content"][2]["value"].encode() == calendar().content
    (file,) = letter["attachments"]
    assert (file["filename"], file["type"], file["disposition"]) == (
        "invite.ics",
        "application/ics",
        "attachment",
    )
    assert b64decode(file["content"]) == calendar().content
    assert letter["custom_args"] == {"delivery_id": "7", "attempt": "1"}
    assert set(letter["headers"]) == {
        "Message-ID",
        "Auto-Submitted",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    }
    assert letter["tracking_settings"]["click_tracking"] == {"enable": False, "enable_text": False}


def test_the_library_says_who_calls(server: SendGrid) -> None:
    adapter(server.base).send(message())
    path, headers = server.requests[0]
    assert path == "/v3/mail/send" and headers["user-agent"].startswith("sendgrid/")


def test_a_letter_with_nothing_but_text_and_an_address_is_taken(server: SendGrid) -> None:
    bare = message(calendar=None, html="", name="", unsubscribe_url="")
    assert adapter(server.base, sender=Sender("hr@example.com")).send(bare).outcome is Outcome.SENT
    assert server.taken[0]["personalizations"] == [{"to": [{"email": "lin@example.org"}]}]
    assert "attachments" not in server.taken[0] and "reply_to" not in server.taken[0]


def test_a_second_try_says_so_under_the_same_message_id(server: SendGrid) -> None:
    channel = adapter(server.base)
    channel.send(message())
    channel.send(message(attempt=2))
    first, second = server.taken
    assert first["headers"]["Message-ID"] == second["headers"]["Message-ID"]
    assert second["custom_args"] == {"delivery_id": "7", "attempt": "2"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17),
        ({"Retry-After": "Mon, 23 Nov 2026 06:01:30 GMT"}, 90),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 40)}, 40),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) - 40)}, 1),
        ({"Retry-After": "999999999"}, 6 * 3600),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_too_many_means_later_and_not_before_it_says(
    server: SendGrid, headers: dict[str, str], seconds: int | None
) -> None:
    server.script = [Script(429, error(None, "too many requests"), headers)]
    answer = adapter(server.base).send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "too_many")
    assert answer.retry_after == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, error("subject", "The subject is required."), "bad_subject"),
        (400, error("personalizations.0.to.0.email", "Does not contain a valid address."), "bad_address"),
        (400, error("content.0.value", "must be a string"), "bad_content"),
        (400, error("attachments.0.content", "must be base64"), "bad_attachment"),
        (400, error("headers", "not allowed"), "bad_headers"),
        (400, error(None, "Bad Request"), "bad_request"),
        (400, b"<html>", "bad_request"),
        (400, {"errors": "x"}, "bad_request"),
        (400, [1], "bad_request"),
        (413, None, "too_large"),
        (415, None, "bad_request"),
    ],
)  # fmt: skip
def test_a_letter_that_will_never_be_taken_is_refused_with_a_code(
    server: SendGrid, status: int, body: Any, code: str
) -> None:
    server.script = [Script(status, body)]
    answer = adapter(server.base).send(message())
    assert (answer.outcome, answer.error) == (Outcome.REFUSED, code)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, error(None, "Maximum credits exceeded"), "out_of_credit"),
        (401, None, "bad_credentials"),
        (403, error("from", "The from address does not match a verified Sender Identity."), "sender_not_verified"),
        (403, error(None, "access forbidden"), "account_blocked"),
        (400, error("from.email", "Does not contain a valid address."), "bad_sender"),
        (404, None, "wrong_base"),
        (301, None, "wrong_base"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_account_writes_no_message_off(
    server: SendGrid, status: int, body: Any, code: str
) -> None:
    server.script = [Script(status, body, {"Location": server.base + "/elsewhere"} if status == 301 else {})]
    answer = adapter(server.base).send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, code)
    assert code in ACCOUNT_CODES and answer.retry_after == ACCOUNT_PAUSE
    assert len(server.requests) == 1


def test_a_wrong_key_is_told_by_the_server_itself(server: SendGrid) -> None:
    answer = adapter(server.base, "SG.other").send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "bad_credentials")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_of_theirs_leaves_the_outcome_open(server: SendGrid, status: int) -> None:
    server.script = [Script(status, b"<html>oops</html>")]
    answer = adapter(server.base).send(message())
    assert (answer.outcome, answer.error) == (Outcome.UNKNOWN, "server_error")


def test_valid_but_not_queued_is_never_called_sent(server: SendGrid) -> None:
    server.script = [Script(200)]
    assert adapter(server.base).send(message()).outcome is Outcome.UNKNOWN


def test_a_broken_connection_leaves_the_outcome_open(server: SendGrid) -> None:
    server.script = [Script(reset="before"), Script(reset="after")]
    channel = adapter(server.base)
    for _ in range(2):
        answer = channel.send(message())
        assert (answer.outcome, answer.error) == (Outcome.UNKNOWN, "no_answer")
    assert len(server.taken) == 1 and len(server.requests) == 2
    assert channel.send(message()).outcome is Outcome.SENT


def test_silence_leaves_the_outcome_open(server: SendGrid) -> None:
    server.script = [Script(hold=True)]
    answer = adapter(server.base, timeout=timedelta(seconds=0.2)).send(message())
    assert (answer.outcome, answer.error) == (Outcome.UNKNOWN, "no_answer")


def test_nothing_left_when_there_was_no_connection() -> None:
    with socket.socket() as reserved:  # bound and not listening: refused
        reserved.bind(("127.0.0.1", 0))
        answer = adapter(f"http://127.0.0.1:{reserved.getsockname()[1]}").send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "no_connection")


def test_nothing_left_when_the_name_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    answer = adapter("https://mail.invalid").send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "no_connection")


def test_nothing_left_when_the_other_end_speaks_no_tls(server: SendGrid) -> None:
    answer = adapter(server.base.replace("http:", "https:")).send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "no_connection")
    assert server.requests == []


def test_what_cannot_be_a_letter_is_refused_without_a_call(server: SendGrid) -> None:
    channel = adapter(server.base)
    assert channel.send(message(email="nobody")).error == "bad_address"
    assert channel.send(message(email=None)).error == "no_address"
    refused = channel.send(message(text="SG.abc.def is a key"))
    assert (refused.outcome, refused.error) == (Outcome.REFUSED, "bad_content")
    wrong = adapter(server.base, sender=Sender("nobody")).send(message())
    assert (wrong.outcome, wrong.error) == (Outcome.LATER, "bad_sender")
    assert server.requests == []


def test_connections_are_kept_and_one_that_was_silent_for_long_is_not_trusted(
    server: SendGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = adapter(server.base)
    server.script = [Script(429, error(None, "x" * 100_000))]
    for _ in range(5):
        channel.send(message())
    assert server.connections == 2  # the long answer was not worth reading to its end
    monkeypatch.setattr(kept_connections, "IDLE_SECONDS", -1.0)
    assert channel.send(message()).outcome is Outcome.SENT
    assert server.connections == 3


def test_forty_threads_share_one_adapter_and_nothing_is_mixed_up(server: SendGrid) -> None:
    channel = adapter(server.base)

    def one(number: int) -> tuple[Outcome, str]:
        text = f"只给 {number} 号"
        answer = channel.send(message(number, email=f"p{number}@example.org", text=text, calendar=None))
        return answer.outcome, answer.provider_id or ""

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(one, range(1, 401)))
    assert {outcome for outcome, _ in answers} == {Outcome.SENT}
    assert len({number for _, number in answers}) == len(server.taken) == 400
    for letter in server.taken:
        number = letter["custom_args"]["delivery_id"]
        assert letter["personalizations"][0]["to"][0]["email"] == f"p{number}@example.org"
        assert letter["content"][0]["value"] == f"只给 {number} 号"
    assert server.connections <= 40


def test_what_sendgrid_told_us_settles_an_unknown_outcome() -> None:
    channel = adapter("http://127.0.0.1:9", seen=lambda delivery_id: delivery_id == 7)
    assert channel.look_up(message(7)) is Found.SENT
    assert channel.look_up(message(8)) is Found.UNSURE

    def broken(_: int) -> bool:
        raise RuntimeError("database")

    assert adapter("http://127.0.0.1:9", seen=broken).look_up(message(7)) is Found.UNSURE


def test_no_log_names_a_person_or_the_key(server: SendGrid, caplog: pytest.LogCaptureFixture) -> None:
    server.script = [Script(reset="before"), Script(500), Script(400, error(None, "lin@example.org"))]
    channel = adapter(server.base)
    with caplog.at_level(logging.DEBUG):
        for _ in range(4):
            channel.send(message())
        channel.send(message(text="SG.abc.def"))
    assert caplog.text
    for secret in ("lin@", "林晓", KEY, "hr.example.com/i/"):
        assert secret not in caplog.text
