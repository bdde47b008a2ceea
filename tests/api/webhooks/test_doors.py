"""Doors for providers: only the proven come in, each thing once, and nothing is answered before it is kept."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rxapp import clock, db
from rxapp.api.guard import Guard
from rxapp.api.webhooks import sendgrid, twilio
from rxapp.models import ProviderEvent
from rxapp.rules.providers.twilio_signature import signature
from rxapp.settings import get_settings
from tests.conftest import SECRET

PUBLIC = "https://hr.example.com"
TOKEN, ACCOUNT = "token-of-twilio", "AC" + "1" * 32
PARSE = "p" * 16 + "0123456789abcdef"
KEY = ec.generate_private_key(ec.SECP256R1())
STATUS = {"AccountSid": ACCOUNT, "MessageSid": "SM1", "MessageStatus": "delivered"}


@pytest.fixture
def browser(database: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    public = b64encode(
        KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()
    for name, value in {
        "DEMO": "0", "SECRET_KEY": SECRET, "PUBLIC_URL": PUBLIC, "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": "+15550100", "SENDGRID_API_KEY": "SG.x",
        "MAIL_FROM": "hr@example.com", "SENDGRID_WEBHOOK_KEY": public, "SENDGRID_INBOUND_SECRET": PARSE,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    with TestClient(
        Guard(Starlette(routes=[*twilio.routes, *sendgrid.routes])), raise_server_exceptions=True
    ) as found:
        yield found


def kept() -> list[ProviderEvent]:
    with db.reading() as session:
        return list(session.exec(select(ProviderEvent).order_by(ProviderEvent.id)).all())


def from_twilio(browser: TestClient, path: str, fields: dict[str, str], **more: Any) -> Any:
    signed = more.pop("signed", signature(PUBLIC + path, fields.items(), TOKEN))
    return browser.post(path, data=fields, headers={"X-Twilio-Signature": signed}, **more)


def test_a_status_is_kept_once_under_what_it_says(browser: TestClient) -> None:
    path = "/webhooks/twilio/status?delivery=7&attempt=2"
    for _ in range(3):
        assert from_twilio(browser, path, STATUS).status_code == 204
    [one] = kept()
    assert one.key == "SM1:delivered" and json.loads(one.body)["delivery"] == "7"


@pytest.mark.parametrize(
    ("path", "fields", "more", "status"),
    [
        ("/webhooks/twilio/status", STATUS, {"signed": ""}, 403),
        ("/webhooks/twilio/status", STATUS, {"signed": "x" * 28}, 403),
        ("/webhooks/twilio/status", STATUS, {"signed": signature(PUBLIC, STATUS.items(), TOKEN)}, 403),
        ("/webhooks/twilio/status", STATUS | {"AccountSid": "AC2"}, {}, 403),
        ("/webhooks/twilio/status", {"AccountSid": ACCOUNT}, {}, 400),
        ("/webhooks/twilio/inbound", {"AccountSid": ACCOUNT, "MessageSid": "SM1"}, {}, 400),
        ("/webhooks/twilio/status", {f"f{n}": "" for n in range(200)}, {}, 400),
        ("/webhooks/twilio/status", STATUS | {"Body": "x" * 100_000}, {}, 413),
        ("/webhooks/twilio/status", STATUS | {"Body": "x" * 1_100_000}, {}, 413),
    ],
)
def test_what_twilio_did_not_send_is_refused(
    browser: TestClient, path: str, fields: dict[str, str], more: dict[str, Any], status: int
) -> None:
    assert from_twilio(browser, path, fields, **more).status_code == status
    assert kept() == []


def test_the_number_in_the_address_is_signed_with_the_rest(browser: TestClient) -> None:
    right = signature(f"{PUBLIC}/webhooks/twilio/status?delivery=7&attempt=1", STATUS.items(), TOKEN)
    forged = "/webhooks/twilio/status?delivery=8&attempt=1"
    assert from_twilio(browser, forged, STATUS, signed=right).status_code == 403


def test_an_answer_by_text_is_kept_and_answered_with_nothing_to_send(browser: TestClient) -> None:
    fields = {"AccountSid": ACCOUNT, "MessageSid": "SM2", "From": "+8613800138000", "Body": " 1\n"}
    answer = from_twilio(browser, "/webhooks/twilio/inbound", fields)
    assert answer.status_code == 200 and "<Response/>" in answer.text
    [one] = kept()
    assert one.key == "in:SM2" and json.loads(one.body)["text"] == " 1\n"


def from_sendgrid(browser: TestClient, body: bytes, *, at: float | None = None, **headers: str) -> Any:
    stamp = str(int(clock.real_now().timestamp() if at is None else at))
    signed = b64encode(KEY.sign(stamp.encode() + body, ec.ECDSA(SHA256()))).decode()
    found = {
        "X-Twilio-Email-Event-Webhook-Signature": signed, "X-Twilio-Email-Event-Webhook-Timestamp": stamp
    } | {f"X-Twilio-Email-Event-Webhook-{name}": value for name, value in headers.items()}  # fmt: skip
    return browser.post("/webhooks/sendgrid/events", content=body, headers=found)


EVENTS = json.dumps(
    [
        {"sg_event_id": "e1", "event": "delivered", "delivery_id": "7", "attempt": "1", "email": "x@example.com"},
        {"sg_event_id": "e1", "event": "delivered", "delivery_id": "7", "attempt": "1"},
        {"event": "delivered"}, 5, None,
    ]
).encode()  # fmt: skip


def test_letters_events_are_kept_each_once_without_anybodys_address(browser: TestClient) -> None:
    assert from_sendgrid(browser, EVENTS).status_code == 204
    assert from_sendgrid(browser, EVENTS).status_code == 204
    [one] = kept()
    assert one.key == "e1" and "example.com" not in one.body


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (EVENTS, {"Signature": ""}, 403),
        (EVENTS, {"Signature": "%%%"}, 403),
        (EVENTS, {"Timestamp": "1"}, 403),
        (EVENTS, {"Timestamp": ""}, 403),
        (b"{}", {}, 400),
        (b"[", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"\xff", {}, 400),
        (b"[]" + b" " * 1_100_000, {}, 413),
    ],
)
def test_what_sendgrid_did_not_send_is_refused(
    browser: TestClient, body: bytes, more: dict[str, str], status: int
) -> None:
    assert from_sendgrid(browser, body, **more).status_code == status
    assert kept() == []


@pytest.mark.parametrize("away", [-700, 700])
def test_an_old_event_is_refused_though_its_signature_is_right(browser: TestClient, away: int) -> None:
    at = clock.real_now().timestamp() + away
    assert from_sendgrid(browser, EVENTS, at=at).status_code == 403
    assert kept() == []


def parse(browser: TestClient, secret: str = PARSE, **fields: str) -> Any:
    letter = {
        "headers": "Message-ID: <a@b>\nIn-Reply-To: <7.abc@example.com>\n", "from": "林晓 <Lin@Example.com>",
        "subject": "Re: 面试", "text": "好的，明天见",
    } | fields  # fmt: skip
    files = {
        name: (None, value.encode() if isinstance(value, str) else value) for name, value in letter.items()
    }
    return browser.post(f"/webhooks/sendgrid/inbound/{secret}", files=files)


def test_an_answer_by_letter_is_kept_once(browser: TestClient) -> None:
    assert parse(browser).status_code == 204 and parse(browser).status_code == 204
    [one] = kept()
    said = json.loads(one.body)
    assert (
        said["from"] == "lin@example.com" and said["text"] == "好的，明天见" and "<7.abc" in said["answers"]
    )
    assert said["is_automatic"] is False


def test_a_letter_in_another_charset_is_read_and_a_machines_is_known(browser: TestClient) -> None:
    parse(browser, text="明天来不了".encode("gb18030"), charsets='{"text": "gb18030"}')  # type: ignore[arg-type]
    parse(browser, headers="Message-ID: <c@d>\nAuto-Submitted: auto-replied\n")
    first, second = (json.loads(one.body) for one in kept())
    assert first["text"] == "明天来不了" and second["is_automatic"] is True


@pytest.mark.parametrize("secret", ["x", PARSE[:-1], PARSE + "x", "%00"])
def test_without_the_secret_nobody_gets_in(browser: TestClient, secret: str) -> None:
    assert parse(browser, secret).status_code == 404
    assert kept() == []


def test_a_form_that_is_none_is_refused(browser: TestClient) -> None:
    path = f"/webhooks/sendgrid/inbound/{PARSE}"
    broken = browser.post(path, content=b"x", headers={"content-type": "multipart/form-data; boundary=y"})
    assert broken.status_code == 400
    assert parse(browser, **{"from": "nobody"}).status_code in (204, 400)
    assert browser.post(path, content=b"x" * 1_100_000).status_code == 413


def test_in_the_demo_and_without_keys_there_are_no_doors(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "SENDGRID_API_KEY", "SENDGRID_INBOUND_SECRET"):
        monkeypatch.delenv(name)
    get_settings.cache_clear()
    assert from_twilio(browser, "/webhooks/twilio/status", STATUS).status_code == 404
    assert from_sendgrid(browser, EVENTS).status_code == 404
    assert parse(browser).status_code == 404
