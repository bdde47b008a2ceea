"""SMS through Aliyun's library, against a server that keeps Aliyun's contract."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from rxapp.adapters.ports import Found, Message, Outcome, OutsideChannel
from rxapp.adapters.sms_aliyun import AliyunSms
from rxapp.rules.vocabulary import StepKind
from tests.adapters.aliyun_server import KEY, SECRET, SIGN, TEMPLATE, AliyunServer, said
from tests.adapters.http_stand import Reply, Stand, closed_port, standing

PHONE, AT_HOME = "+8613800138000", "13800138000"
VALUES = {"name": "李雷", "time": "3月2日 14:00"}
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # in Beijing


@pytest.fixture
def server() -> AliyunServer:
    return AliyunServer()


@pytest.fixture
def stand(server: AliyunServer) -> Iterator[Stand]:
    with standing(server.answer) as stand:
        yield stand


@pytest.fixture
def sms(stand: Stand) -> AliyunSms:
    return AliyunSms(KEY, SECRET, sign_name=SIGN, base=stand.base, seconds=4)


def message(**other: object) -> Message:
    known: dict[str, object] = {
        "delivery_id": 7, "attempt": 1, "kind": next(iter(StepKind)), "subject": "", "text": "as the template has it",
        "phone": PHONE, "template": TEMPLATE, "variables": VALUES,
    }  # fmt: skip
    return Message(**{**known, **other})  # type: ignore[arg-type]


def test_it_is_an_outside_channel_that_gives_up_before_the_lease_ends(sms: AliyunSms) -> None:
    assert isinstance(sms, OutsideChannel)
    assert AliyunSms(KEY, SECRET, sign_name=SIGN).timeout < timedelta(seconds=60)


def test_a_message_goes_as_template_and_variables_under_our_own_number(
    sms: AliyunSms, server: AliyunServer
) -> None:
    answer = sms.send(message())
    (row,) = server.taken
    assert (answer.outcome, answer.provider_id, answer.error) == (Outcome.SENT, row["biz_id"], "")
    assert (row["phone"], row["out_id"], row["values"]) == (AT_HOME, "7", VALUES)


@pytest.mark.parametrize(
    ("stored", "theirs"),
    [("+8613800138000", "13800138000"), ("+85261234567", "85261234567"), ("+14155550100", "14155550100")],
)
def test_numbers_are_written_as_aliyun_wants_them(
    sms: AliyunSms, server: AliyunServer, stored: str, theirs: str
) -> None:
    assert sms.send(message(phone=stored)).outcome is Outcome.SENT
    assert server.taken[0]["phone"] == theirs


@pytest.mark.parametrize(("missing", "word"), [("phone", "no_phone"), ("template", "no_template")])
def test_without_number_or_template_there_is_no_call(
    sms: AliyunSms, server: AliyunServer, missing: str, word: str
) -> None:
    answer = sms.send(message(**{missing: ""}))
    assert (answer.outcome, answer.error, server.asked) == (Outcome.REFUSED, word, [])


def test_without_the_library_it_says_so_and_fails_no_message(
    sms: AliyunSms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "alibabacloud_dysmsapi20170525", None)
    answer = sms.send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "library_missing")
    assert sms.look_up(message(tried_at=NOON)) is Found.UNSURE


@pytest.mark.parametrize(
    ("reply", "outcome", "word"),
    [
        (said("isv.MOBILE_NUMBER_ILLEGAL"), Outcome.REFUSED, "invalid_number"),
        (said("isv.SMS_CONTENT_ILLEGAL"), Outcome.REFUSED, "text_refused"),
        (said("isv.TEMPLATE_MISSING_PARAMETERS"), Outcome.REFUSED, "variable_refused"),
        (said("isv.PARAM_NOT_SUPPORT_URL"), Outcome.REFUSED, "link_in_variable"),
        (said("isv.SOMETHING_NEW"), Outcome.REFUSED, "refused_by_provider"),
        (said("isv.AMOUNT_NOT_ENOUGH"), Outcome.LATER, "no_credit"),
        (said("isv.OUT_OF_SERVICE"), Outcome.LATER, "account_inactive"),
        (said("isv.SMS_SIGNATURE_ILLEGAL"), Outcome.LATER, "sender_refused"),
        (said("isv.SMS_TEMPLATE_ILLEGAL"), Outcome.LATER, "template_refused"),
        (said("isp.RAM_PERMISSION_DENY"), Outcome.LATER, "bad_credentials"),
        (said("isv.DAY_LIMIT_CONTROL"), Outcome.LATER, "day_limit"),
        (said("isv.BUSINESS_LIMIT_CONTROL"), Outcome.LATER, "number_limit"),
        (said("Throttling.User", status=400), Outcome.LATER, "too_many_requests"),
        (said("Throttling.Api", status=503), Outcome.LATER, "too_many_requests"),
        (said("Forbidden.RAM", status=403), Outcome.LATER, "bad_credentials"),
        (said("InvalidTimeStamp.Expired", status=400), Outcome.LATER, "clock_wrong"),
        (said("MissingPhoneNumbers", status=400), Outcome.LATER, "bad_settings"),
        (said("SignatureNonceUsed", status=400), Outcome.UNKNOWN, "provider_failed"),
        (said("isp.SYSTEM_ERROR"), Outcome.UNKNOWN, "provider_failed"),
        (said("InternalError", status=500), Outcome.UNKNOWN, "provider_failed"),
        (said("ServiceUnavailable", status=503), Outcome.UNKNOWN, "provider_failed"),
    ],
)
def test_what_an_error_means_for_the_message(
    sms: AliyunSms, server: AliyunServer, reply: Reply, outcome: Outcome, word: str
) -> None:
    server.script[AT_HOME] = lambda: reply
    answer = sms.send(message())
    assert (answer.outcome, answer.error, answer.provider_id) == (outcome, word, None)


@pytest.mark.parametrize(("key", "secret"), [(KEY, "wrong"), ("LTAI" + "9" * 16, SECRET)])
def test_a_wrong_key_asks_to_wait_and_fails_no_message(
    stand: Stand, server: AliyunServer, key: str, secret: str
) -> None:
    answer = AliyunSms(key, secret, sign_name=SIGN, base=stand.base).send(message())
    assert (answer.outcome, answer.error, server.taken) == (Outcome.LATER, "bad_credentials", [])
    assert answer.retry_after is not None
    assert answer.retry_after >= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("words", "wait"),
    [
        ("触发分钟级流控Permits:1", timedelta(minutes=1)),
        ("触发小时级流控Permits:5", timedelta(hours=1)),
        ("触发天级流控Permits:10", timedelta(hours=6)),
        ("", None),
    ],
)
def test_the_limit_of_a_number_says_by_which_clock_it_runs(
    sms: AliyunSms, server: AliyunServer, words: str, wait: timedelta | None
) -> None:
    server.script[AT_HOME] = lambda: said("isv.BUSINESS_LIMIT_CONTROL", words)
    assert sms.send(message()).retry_after == wait


def test_throttling_comes_back_when_aliyun_says(sms: AliyunSms, server: AliyunServer) -> None:
    def busy() -> Reply:
        reply = said("Throttling.User", status=429)
        reply.headers["x-acs-retry-after"] = "7000"
        return reply

    server.script[AT_HOME] = busy
    assert sms.send(message()).retry_after == timedelta(seconds=7)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(fault="reset"), "connection_lost"),
        (Reply(fault="hang"), "no_answer"),
        (Reply(502, b"<html>Bad Gateway"), "unexpected_answer"),
        (Reply(200, b"<html>Welcome to our network"), "unexpected_answer"),
        (Reply(200, b"{}"), "unexpected_answer"),
    ],
)
def test_when_nobody_can_say_the_outcome_is_unknown_and_no_second_call_is_made(
    stand: Stand, server: AliyunServer, reply: Reply, word: str
) -> None:
    server.after[AT_HOME] = lambda: reply
    answer = AliyunSms(KEY, SECRET, sign_name=SIGN, base=stand.base, seconds=0.6).send(message())
    assert (answer.outcome, answer.error) == (Outcome.UNKNOWN, word)
    assert len(server.taken) == len(server.asked) == 1


def test_what_never_went_out_comes_back_later() -> None:
    sms = AliyunSms(KEY, SECRET, sign_name=SIGN, base=f"http://127.0.0.1:{closed_port()}", seconds=4)
    answer = sms.send(message())
    assert (answer.outcome, answer.error) == (Outcome.LATER, "cannot_connect")


def test_our_number_in_the_records_means_that_it_left(sms: AliyunSms, server: AliyunServer) -> None:
    for number in range(60):
        server.take(AT_HOME, str(100 + number), at=NOON)
    server.take(AT_HOME, "7", at=NOON)
    assert sms.look_up(message(tried_at=NOON)) is Found.SENT


def test_records_of_others_and_of_other_days_prove_nothing(sms: AliyunSms, server: AliyunServer) -> None:
    server.take(AT_HOME, "77", at=NOON)
    server.take("13900139000", "7", at=NOON)
    server.take(AT_HOME, "7", at=NOON - timedelta(days=1))
    assert sms.look_up(message(tried_at=NOON)) is Found.UNSURE


def test_a_try_around_midnight_in_beijing_is_found_on_either_day(
    sms: AliyunSms, server: AliyunServer
) -> None:
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    server.take(AT_HOME, "7", at=midnight + timedelta(minutes=1))
    assert sms.look_up(message(tried_at=midnight - timedelta(minutes=1))) is Found.SENT


def test_a_look_up_that_fails_is_unsure(sms: AliyunSms, server: AliyunServer, stand: Stand) -> None:
    server.take(AT_HOME, "7", at=NOON)
    wrong = AliyunSms(KEY, "wrong", sign_name=SIGN, base=stand.base)
    gone = AliyunSms(KEY, SECRET, sign_name=SIGN, base=f"http://127.0.0.1:{closed_port()}")
    assert wrong.look_up(message(tried_at=NOON)) is Found.UNSURE
    assert gone.look_up(message(tried_at=NOON)) is Found.UNSURE
    assert sms.look_up(message()) is Found.UNSURE
    assert sms.look_up(message(tried_at=NOON, phone=None)) is Found.UNSURE


def test_forty_threads_send_each_message_once(sms: AliyunSms, server: AliyunServer) -> None:
    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(lambda n: sms.send(message(delivery_id=n)), range(200)))
    assert {answer.outcome for answer in answers} == {Outcome.SENT}
    assert sorted(int(str(row["out_id"])) for row in server.taken) == list(range(200))
    assert {row["biz_id"] for row in server.taken} == {answer.provider_id for answer in answers}


def test_nothing_personal_is_logged(
    sms: AliyunSms,
    server: AliyunServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEBUG", "sdk")  # on which the library prints whole requests
    caplog.set_level(logging.INFO)
    caplog.handler.setLevel(logging.DEBUG)
    sms.send(message())
    server.script[AT_HOME] = lambda: said("isv.MOBILE_NUMBER_ILLEGAL", f"{AT_HOME} 号码格式错误")
    sms.send(message())
    sms.look_up(message(tried_at=NOON))
    printed = caplog.text + "".join(capfd.readouterr())
    assert "isv.MOBILE_NUMBER_ILLEGAL" in printed
    for secret in (AT_HOME, KEY, SECRET, "李雷"):
        assert secret not in printed
