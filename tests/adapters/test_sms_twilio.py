"""SMS through Twilio's library, against a server that keeps Twilio's contract."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from rxapp import clock
from rxapp.adapters.ports import Found, Message, Outcome, OutsideChannel
from rxapp.adapters.sms_twilio import TwilioSms
from rxapp.rules.vocabulary import StepKind
from tests.adapters.http_stand import Reply, Stand, closed_port, standing
from tests.adapters.twilio_server import ACCOUNT, FROM, SERVICE, TOKEN, TwilioServer, error

PHONE = "+8613800138000"
TEXT = "您好,张经理已为您预留 14:00–15:00。https://hr.example.com/i/abc"
NOON = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def server() -> TwilioServer:
    return TwilioServer()


@pytest.fixture
def stand(server: TwilioServer) -> Iterator[Stand]:
    with standing(server.answer) as stand:
        yield stand


@pytest.fixture
def sms(stand: Stand) -> TwilioSms:
    return TwilioSms(ACCOUNT, TOKEN, from_number=FROM, base=stand.base, seconds=4)


def message(**other: object) -> Message:
    known: dict[str, object] = {
        "delivery_id": 7, "attempt": 1, "kind": next(iter(StepKind)), "subject": "", "text": TEXT, "phone": PHONE,
    }  # fmt: skip
    return Message(**{**known, **other})  # type: ignore[arg-type]


def test_it_is_an_outside_channel_that_gives_up_before_the_lease_ends(sms: TwilioSms) -> None:
    assert isinstance(sms, OutsideChannel)
    assert TwilioSms(ACCOUNT, TOKEN, from_number=FROM).timeout < timedelta(seconds=60)


def test_a_message_taken_is_sent_under_twilios_id(sms: TwilioSms, server: TwilioServer) -> None:
    callback = "https://hr.example.com/hooks/twilio/7"
    answer = sms.send(message(callback_url=callback))
    (row,) = server.taken
    assert (answer.outcome, answer.provider_id, answer.error) == (Outcome.SENT, row["sid"], "")
    assert (row["body"], row["to"], row["from"]) == (TEXT, PHONE, FROM)
    assert b"StatusCallback=https%3A%2F%2Fhr.example.com%2Fhooks%2Ftwilio%2F7" in server.asked[0].body


def test_without_a_public_address_no_callback_is_asked_for(sms: TwilioSms, server: TwilioServer) -> None:
    assert sms.send(message()).outcome is Outcome.SENT
    assert b"StatusCallback" not in server.asked[0].body


def test_a_messaging_service_chooses_the_number(stand: Stand, server: TwilioServer) -> None:
    sms = TwilioSms(ACCOUNT, TOKEN, messaging_service_sid=SERVICE, base=stand.base + "/")
    assert sms.send(message()).outcome is Outcome.SENT
    assert (server.taken[0]["messaging_service_sid"], server.taken[0]["from"]) == (SERVICE, None)


def test_region_and_edge_in_the_environment_do_not_move_the_base(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    sms = TwilioSms(ACCOUNT, TOKEN, from_number=FROM, base=stand.base)
    assert sms.send(message()).outcome is Outcome.SENT


def test_no_number_no_call(sms: TwilioSms, server: TwilioServer) -> None:
    answer = sms.send(message(phone=None))
    assert (answer.outcome, answer.error, server.asked) == (Outcome.REFUSED, "no_phone", [])


@pytest.mark.parametrize(
    ("status", "code", "outcome", "word"),
    [
        (400, 21211, Outcome.REFUSED, "invalid_number"),
        (400, 21614, Outcome.REFUSED, "not_mobile"),
        (400, 21610, Outcome.REFUSED, "stopped"),
        (400, 21612, Outcome.REFUSED, "unreachable_number"),
        (400, 21408, Outcome.REFUSED, "region_not_allowed"),
        (400, 21617, Outcome.REFUSED, "text_too_long"),
        (400, 30007, Outcome.REFUSED, "text_refused"),
        (400, 29999, Outcome.REFUSED, "refused_by_provider"),
        (401, 20003, Outcome.LATER, "bad_credentials"),
        (403, 20003, Outcome.LATER, "bad_credentials"),
        (403, 12345, Outcome.LATER, "bad_credentials"),
        (400, 21606, Outcome.LATER, "sender_refused"),
        (400, 21609, Outcome.LATER, "callback_refused"),
        (404, 20404, Outcome.LATER, "bad_settings"),
        (400, 21611, Outcome.LATER, "queue_full"),
        (429, 63038, Outcome.LATER, "day_limit"),
        (500, 20500, Outcome.UNKNOWN, "provider_failed"),
        (503, 20503, Outcome.UNKNOWN, "provider_failed"),
        (408, 20408, Outcome.UNKNOWN, "unexpected_answer"),
    ],
)
def test_what_an_error_means_for_the_message(
    sms: TwilioSms, server: TwilioServer, status: int, code: int, outcome: Outcome, word: str
) -> None:
    server.script[PHONE] = lambda: error(status, code)
    answer = sms.send(message())
    assert (answer.outcome, answer.error, answer.provider_id) == (outcome, word, None)


def test_a_wrong_key_asks_to_wait_and_fails_no_message(stand: Stand, server: TwilioServer) -> None:
    wrong = TwilioSms(ACCOUNT, "0" * 32, from_number=FROM, base=stand.base)
    answer = wrong.send(message())
    assert (answer.outcome, answer.error, server.taken) == (Outcome.LATER, "bad_credentials", [])
    assert answer.retry_after is not None
    assert answer.retry_after >= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("7", 7, 7),
        ("0", 0, 0),
        ("99999999", 86400, 86400),
        ("in a minute", None, None),
        ("-5", None, None),
        (None, None, None),
        ("date", 30, 60),
        ("past", 0, 0),
    ],
)
def test_too_many_come_back_when_twilio_says(
    sms: TwilioSms, server: TwilioServer, header: str | None, least: int | None, most: int | None
) -> None:
    ahead = {"date": timedelta(minutes=1), "past": -timedelta(minutes=1)}.get(header or "")
    if ahead is not None:
        header = format_datetime(clock.real_now() + ahead, usegmt=True)

    def busy() -> Reply:
        reply = error(429, 20429)
        if header is not None:
            reply.headers["Retry-After"] = header
        return reply

    server.script[PHONE] = busy
    answer = sms.send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "too_many_requests")
    if least is None or most is None:
        assert answer.retry_after is None
    else:
        assert answer.retry_after is not None
        assert least <= answer.retry_after.total_seconds() <= most


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(fault="reset"), "connection_lost"),
        (Reply(fault="hang"), "no_answer"),
        (Reply(500, b"<html>Sorry"), "provider_failed"),
        (Reply(201, b"<html>Welcome to our network"), "unexpected_answer"),
        (Reply(201, b"[]"), "unexpected_answer"),
        (Reply(201, b"{}"), "unexpected_answer"),
        (Reply(302, b"", {"Location": "/elsewhere"}), "unexpected_answer"),
    ],
)
def test_when_nobody_can_say_the_outcome_is_unknown(
    stand: Stand, server: TwilioServer, reply: Reply, word: str
) -> None:
    server.after[PHONE] = lambda: reply
    answer = TwilioSms(ACCOUNT, TOKEN, from_number=FROM, base=stand.base, seconds=0.6).send(message())
    assert (answer.outcome, answer.error) == (Outcome.UNKNOWN, word)
    assert len(server.taken) == len(server.asked) == 1


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:{port}", "http://nobody.example", "ftp://127.0.0.1", "nowhere"]
)
def test_what_never_went_out_comes_back_later(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown_name(host: str, *_: object, **__: object) -> list[object]:
        if host == "127.0.0.1":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    port = closed_port()
    monkeypatch.setattr(socket, "getaddrinfo", unknown_name)
    sms = TwilioSms(ACCOUNT, TOKEN, from_number=FROM, base=base.format(port=port), seconds=4)
    answer = sms.send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "cannot_connect")


def test_an_error_that_is_not_twilios_fails_no_message(sms: TwilioSms, server: TwilioServer) -> None:
    """A relay or a proxy in between that does not like us."""
    server.script[PHONE] = lambda: Reply(400, b"<html>Bad Request")
    answer = sms.send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "bad_settings")


def sent(server: TwilioServer, at: datetime = NOON, **other: str) -> None:
    form = {"To": PHONE, "From": FROM, "Body": TEXT, **other}
    server.take({k: v for k, v in form.items() if v}, at=at, status=other.get("status", "sent"))


def test_exactly_one_message_like_it_means_that_it_left(sms: TwilioSms, server: TwilioServer) -> None:
    sent(server, NOON + timedelta(minutes=2))
    sent(server, NOON + timedelta(minutes=2), Body="another text")
    sent(server, NOON + timedelta(minutes=2), To="+8613900139000")
    sent(server, NOON + timedelta(minutes=2), From="+15005550001")
    sent(server, NOON + timedelta(minutes=11))
    sent(server, NOON - timedelta(minutes=11))
    assert sms.look_up(message(tried_at=NOON)) is Found.SENT


def test_a_message_still_in_twilios_queue_has_left(sms: TwilioSms, server: TwilioServer) -> None:
    server.now = lambda: NOON
    server.take({"To": PHONE, "From": FROM, "Body": TEXT})
    assert sms.look_up(message(tried_at=NOON)) is Found.SENT


def test_none_or_several_prove_nothing(sms: TwilioSms, server: TwilioServer) -> None:
    assert sms.look_up(message(tried_at=NOON)) is Found.UNSURE
    sent(server)
    sent(server, NOON + timedelta(minutes=1))
    assert sms.look_up(message(tried_at=NOON)) is Found.UNSURE


def test_what_was_cancelled_at_twilio_did_not_leave(sms: TwilioSms, server: TwilioServer) -> None:
    server.take({"To": PHONE, "From": FROM, "Body": TEXT}, at=NOON, status="canceled")
    assert sms.look_up(message(tried_at=NOON)) is Found.UNSURE


def test_the_list_is_read_to_its_end_across_midnight_in_any_zone(
    sms: TwilioSms, server: TwilioServer
) -> None:
    server.page = 3
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    for number in range(8):
        sent(server, midnight + timedelta(seconds=number), Body=f"text {number}")
    sent(server, midnight + timedelta(minutes=1))
    tried_at = (midnight - timedelta(minutes=4)).astimezone(clock.real_now().astimezone().tzinfo)
    assert sms.look_up(message(tried_at=tried_at)) is Found.SENT
    assert len(server.asked) == 3


def test_too_long_a_list_proves_nothing(sms: TwilioSms, server: TwilioServer) -> None:
    sent(server)
    for number in range(200):
        sent(server, Body=f"text {number}")
    assert sms.look_up(message(tried_at=NOON)) is Found.UNSURE


def test_a_messaging_service_is_looked_up_without_the_number(stand: Stand, server: TwilioServer) -> None:
    sms = TwilioSms(ACCOUNT, TOKEN, messaging_service_sid=SERVICE, base=stand.base)
    sent(server, From="+15005550001", MessagingServiceSid=SERVICE)
    sent(server, From="+15005550001")
    assert sms.look_up(message(tried_at=NOON)) is Found.SENT


def test_a_look_up_that_fails_is_unsure(sms: TwilioSms, server: TwilioServer, stand: Stand) -> None:
    sent(server)
    wrong = TwilioSms(ACCOUNT, "0" * 32, from_number=FROM, base=stand.base)
    gone = TwilioSms(ACCOUNT, TOKEN, from_number=FROM, base=f"http://127.0.0.1:{closed_port()}")
    assert wrong.look_up(message(tried_at=NOON)) is Found.UNSURE
    assert gone.look_up(message(tried_at=NOON)) is Found.UNSURE
    assert sms.look_up(message()) is Found.UNSURE  # when it was tried is not known
    assert sms.look_up(message(tried_at=NOON, phone=None)) is Found.UNSURE


def test_forty_threads_send_each_message_once_over_kept_connections(
    sms: TwilioSms, server: TwilioServer, stand: Stand
) -> None:
    def send(number: int) -> tuple[str | None, str]:
        text = f"text {number}"
        return sms.send(message(delivery_id=number, text=text)).provider_id, text

    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(send, range(400)))
    assert {(row["sid"], row["body"]) for row in server.taken} == set(answers)
    assert stand.connections <= 40
    assert "cookie" not in {name for request in server.asked for name in request.headers}


def test_a_connection_that_twilio_closed_meanwhile_is_opened_anew(
    sms: TwilioSms, server: TwilioServer, stand: Stand
) -> None:
    refused = error(400, 21610)
    refused.fault = "leave"
    server.script[PHONE] = lambda: refused
    for _ in range(3):
        assert sms.send(message()).error == "stopped"
        time.sleep(0.05)  # until the closing has crossed the wire
    assert stand.connections == 3


def test_nothing_personal_is_logged(
    sms: TwilioSms, server: TwilioServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.script[PHONE] = lambda: error(400, 21211, f"The 'To' number {PHONE} is not valid")
    sms.send(message())
    sms.look_up(message(tried_at=NOON))
    assert "21211" in caplog.text
    for secret in ("13800138000", TOKEN, ACCOUNT, "张经理", "/i/abc"):
        assert secret not in caplog.text
