"""SMTP: the letter that arrives, and what each refusal, drop and silence means for the outbox."""

from __future__ import annotations

import email
import logging
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from rxapp.adapters.email import smtp_lines
from rxapp.adapters.email.parts import Sender
from rxapp.adapters.email.smtp import ACCOUNT_PAUSE, SmtpMail
from rxapp.adapters.ports import Found, Outcome, OutsideChannel
from rxapp.rules.providers.smtp_url import smtp_server
from tests.adapters import ics_reader
from tests.adapters.letters import SENDER, SUBJECT, SUMMARY, TEXT, calendar, message
from tests.adapters.mail_server import PASSWORD, USER, Mailbox, certificate, serving

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
SIGNED = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with serving(enable_SMTPUTF8=True) as running:
        yield running


made: list[SmtpMail] = []


@pytest.fixture(autouse=True)
def _no_connection_is_left() -> Iterator[None]:
    yield
    while made:
        made.pop().close()


def adapter(
    port: int, *, scheme: str = "smtp", account: str = "", sender: Sender = SENDER, **options: Any
) -> SmtpMail:
    server = smtp_server(f"{scheme}://{account}127.0.0.1:{port}")
    made.append(SmtpMail(server, sender, real_now=lambda: NOW, **options))
    return made[-1]


def result(channel: SmtpMail, **changes: Any) -> tuple[Outcome, str]:
    answer = channel.send(message(**changes))
    return answer.outcome, answer.error


def test_it_is_a_channel_whose_call_is_shorter_than_the_lease_and_that_cannot_be_asked() -> None:
    channel = adapter(9)
    assert isinstance(channel, OutsideChannel) and channel.timeout < timedelta(seconds=60)
    assert channel.look_up(message()) is Found.UNSURE


def test_a_letter_arrives_whole(box: Mailbox) -> None:
    channel = adapter(box.port)
    answer = channel.send(message())
    channel.close()
    (envelope,) = box.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hr@example.com", ["lin@example.org"])
    letter = email.message_from_bytes(envelope.content or b"", policy=default)
    assert isinstance(letter, EmailMessage)
    assert (answer.outcome, answer.provider_id) == (Outcome.SENT, letter["Message-ID"])
    assert letter["Subject"] == SUBJECT
    text = letter.get_body(("plain",))
    assert text is not None and text.get_content().splitlines() == TEXT.splitlines()
    invitation = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    file = ics_reader.read(invitation.get_payload(decode=True))  # type: ignore[arg-type]
    assert invitation.get_param("method") == file.one("METHOD")[1] == "REQUEST"
    assert file.inside[0].text("SUMMARY") == SUMMARY


def test_a_line_of_one_dot_does_not_end_a_letter(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    from rxapp.adapters.email import smtp

    raw = b"Subject: x\r\n\r\n.\r\n..two\r\nend"
    monkeypatch.setattr(smtp, "as_mime", lambda *_: type("Raw", (), {"as_bytes": lambda self, policy: raw})())
    channel = adapter(box.port)
    assert result(channel)[0] is Outcome.SENT and result(channel)[0] is Outcome.SENT
    channel.close()
    assert {envelope.content for envelope in box.taken} == {raw + b"\r\n"}


@pytest.mark.parametrize(
    ("command", "said", "expected"),
    [
        ("MAIL", "451 4.3.0 later", (Outcome.LATER, "try_later")),
        ("MAIL", "550 5.7.1 not you", (Outcome.LATER, "bad_sender")),
        ("MAIL", "530 5.7.0 sign in", (Outcome.LATER, "bad_credentials")),
        ("MAIL", "552 5.3.4 too big", (Outcome.REFUSED, "too_large")),
        ("RCPT", "450 4.2.0 greylisted", (Outcome.LATER, "try_later")),
        ("RCPT", "550 5.1.1 no such user", (Outcome.REFUSED, "bad_address")),
        ("RCPT", "550 no such user", (Outcome.REFUSED, "bad_address")),
        ("RCPT", "552 5.2.2 over quota", (Outcome.REFUSED, "mailbox_full")),
        ("RCPT", "554 5.7.1 relay denied", (Outcome.REFUSED, "blocked")),
        ("DATA", "451 later", (Outcome.LATER, "try_later")),
        ("DATA", "554 no", (Outcome.REFUSED, "rejected")),
        ("DOT", "452 4.3.1 full", (Outcome.LATER, "try_later")),
        ("DOT", "552 5.3.4 too big", (Outcome.REFUSED, "too_large")),
        ("DOT", "550 5.7.1 spam", (Outcome.REFUSED, "blocked")),
        ("DOT", "554 no", (Outcome.REFUSED, "rejected")),
    ],
)  # fmt: skip
def test_each_no_is_read_by_where_it_was_said(
    box: Mailbox, command: str, said: str, expected: tuple[Outcome, str]
) -> None:
    box.script = [(command, said)]
    channel = adapter(box.port)
    assert result(channel) == expected
    assert box.taken == [] and box.script == []
    assert result(channel)[0] is Outcome.SENT  # and the connection is good for the next
    channel.close()
    assert box.open_most == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("what", ["hang_up", "silence"])
def test_what_ends_before_the_last_dot_was_not_taken(box: Mailbox, command: str, what: str) -> None:
    box.script = [(command, what)]
    channel = adapter(box.port, timeout=timedelta(seconds=0.4))
    assert result(channel) == (Outcome.LATER, "dropped")
    assert box.taken == []


@pytest.mark.parametrize("what", ["hang_up", "silence"])
def test_what_ends_after_the_last_dot_is_unknown(box: Mailbox, what: str) -> None:
    box.script = [("DOT", what)]
    channel = adapter(box.port, timeout=timedelta(seconds=0.4))
    assert result(channel) == (Outcome.UNKNOWN, "no_answer")


def test_a_kept_connection_that_ended_meanwhile_is_replaced_without_a_word(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = adapter(box.port)
    assert result(channel)[0] is Outcome.SENT
    for command, what in (("MAIL", "hang_up"), ("MAIL", "421 4.7.0 enough for today"), ("RCPT", "hang_up")):
        box.script = [(command, what)]
        assert result(channel)[0] is Outcome.SENT
    monkeypatch.setattr(smtp_lines, "FRESH_SECONDS", -1.0)
    box.script = [("NOOP", "hang_up")]
    assert result(channel)[0] is Outcome.SENT
    channel.close()
    assert len(box.taken) == 5 and len(box.peers) == 5


def test_after_the_dot_a_kept_connection_is_not_tried_again(box: Mailbox) -> None:
    channel = adapter(box.port)
    assert result(channel)[0] is Outcome.SENT
    box.script = [("DOT", "hang_up")]
    assert result(channel) == (Outcome.UNKNOWN, "no_answer")
    assert len(box.taken) == 1


def test_a_connection_carries_several_letters_and_then_makes_room(box: Mailbox) -> None:
    channel = adapter(box.port, letters=3)
    assert {result(channel, delivery_id=number)[0] for number in range(7)} == {Outcome.SENT}
    channel.close()
    assert len(box.peers) == 3 and box.open_most == 1


def test_forty_threads_share_a_few_connections_and_nothing_is_mixed_up(box: Mailbox) -> None:
    channel = adapter(box.port, connections=4)

    def one(number: int) -> Outcome:
        address = f"p{number}@example.org"
        return channel.send(message(number, email=address, text=f"只给 {number} 号", calendar=None)).outcome

    with ThreadPoolExecutor(40) as pool:
        assert set(pool.map(one, range(120))) == {Outcome.SENT}
    channel.close()
    assert len(box.taken) == 120 and box.open_most <= 4
    for envelope in box.taken:
        letter = email.message_from_bytes(envelope.content or b"", policy=default)
        number = envelope.rcpt_tos[0][1:].split("@")[0]
        body = letter.get_body(("plain",))  # type: ignore[attr-defined]
        assert body.get_content().strip() == f"只给 {number} 号"


def test_who_waits_too_long_for_a_connection_comes_again(box: Mailbox) -> None:
    box.script = [("RCPT", "silence")]
    channel = adapter(box.port, connections=1, timeout=timedelta(seconds=1))
    hurried = adapter(box.port, connections=1, timeout=timedelta(seconds=0.1))
    hurried._lines = channel._lines
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(result, channel)
        while box.script:
            time.sleep(0.01)
        assert result(hurried) == (Outcome.LATER, "busy")
        assert first.result() == (Outcome.LATER, "dropped")


def test_nobody_there_means_later() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        assert result(adapter(reserved.getsockname()[1])) == (Outcome.LATER, "no_connection")


def test_an_address_in_chinese_goes_where_it_is_understood_and_is_refused_elsewhere(box: Mailbox) -> None:
    assert result(adapter(box.port), email="林晓@例子.中国")[0] is Outcome.SENT
    assert box.taken[0].rcpt_tos == ["林晓@xn--fsqu00a.xn--fiqs8s"]
    assert "SMTPUTF8" in box.taken[0].mail_options
    assert "<林晓@xn--fsqu00a.xn--fiqs8s>".encode() in (box.taken[0].content or b"")
    with serving(enable_SMTPUTF8=False) as old:
        channel = adapter(old.port)
        assert result(channel, email="林晓@example.org") == (Outcome.REFUSED, "address_needs_smtputf8")
        assert result(channel, email="lin@例子.中国")[0] is Outcome.SENT


def test_encryption_begins_where_the_address_says(tmp_path: Path) -> None:
    server, trusting = certificate(tmp_path)
    with serving(tls_context=server, require_starttls=True, signs_in=True) as box:
        channel = adapter(box.port, scheme="smtp+starttls", account=SIGNED, context=trusting)
        assert result(channel)[0] is Outcome.SENT and box.encrypted == [True]
        wrong = adapter(box.port, scheme="smtp+starttls", account="hr:wrong@", context=trusting)
        answer = wrong.send(message())
        assert (answer.outcome, answer.error) == (Outcome.LATER, "bad_credentials")
        assert answer.retry_after == ACCOUNT_PAUSE
        assert result(adapter(box.port, scheme="smtp+starttls", account=SIGNED)) == (
            Outcome.LATER, "bad_certificate",
        )  # fmt: skip
        channel.close()


def test_a_password_is_not_given_to_a_server_that_will_not_encrypt(box: Mailbox) -> None:
    assert result(adapter(box.port, scheme="smtp+starttls", account=SIGNED)) == (Outcome.LATER, "no_starttls")


def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    server, trusting = certificate(tmp_path)
    with serving(implicit_tls=server) as box:
        channel = adapter(box.port, scheme="smtps", context=trusting)
        assert result(channel)[0] is Outcome.SENT
        channel.close()
        assert result(adapter(box.port, scheme="smtps")) == (Outcome.LATER, "bad_certificate")


def test_what_cannot_be_a_letter_is_refused_without_a_call() -> None:
    channel = adapter(9)
    assert result(channel, email="nobody") == (Outcome.REFUSED, "bad_address")
    assert result(adapter(9, sender=Sender("nobody"))) == (Outcome.LATER, "bad_sender")


def test_calling_off_says_so(box: Mailbox) -> None:
    channel = adapter(box.port)
    assert result(channel, calendar=calendar("CANCEL", 2))[0] is Outcome.SENT
    channel.close()
    letter = email.message_from_bytes(box.taken[0].content or b"", policy=default)
    part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "CANCEL"


def test_no_log_names_a_person_or_the_password(box: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    box.script = [("RCPT", "550 5.1.1 <lin@example.org> unknown"), ("DOT", "hang_up")]
    channel = adapter(box.port, account=SIGNED)
    with caplog.at_level(logging.DEBUG, logger="email"):
        for _ in range(3):
            channel.send(message())
    for record in caplog.records:
        if record.name.startswith("email"):
            for secret in ("lin@", "林晓", PASSWORD, "/i/"):
                assert secret not in record.getMessage()
