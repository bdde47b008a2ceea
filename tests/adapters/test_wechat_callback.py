"""Only what WeChat signed, lately, for this account, is read; and the same thing told twice has one name."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from rxapp.adapters.wechat.callback import Gate
from rxapp.adapters.wechat.crypto import CallbackRefused, Seal, sign
from rxapp.adapters.wechat.events import EventKind, EventUnreadable, Finished, Result, read_event
from rxapp.adapters.wechat.xml import BIGGEST, XmlRefused, parse

TOKEN, APP = "callback-token", "wx0123456789abcdef"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))

TEXT = """<xml><ToUserName><![CDATA[gh_account]]></ToUserName><FromUserName><![CDATA[o-lin]]></FromUserName>
<CreateTime>1795428000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[明天来不了 & <b>]]></Content>
<MsgId>1234567890123456</MsgId></xml>"""


def event(name: str, more: str = "", openid: str = "o-lin", at: int = 1795428000) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[gh_account]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[{name}]]></Event>{more}</xml>"
    ).encode()


def gate(*keys: str, now: datetime = NOW) -> Gate:
    return Gate(TOKEN, APP, keys, now=lambda: now)


def query(*signed: str, stamp: str = STAMP, nonce: str = "n-1", **more: str) -> dict[str, str]:
    found = {"signature": sign(TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce, **more}
    return found | ({"msg_signature": sign(TOKEN, stamp, nonce, *signed)} if signed else {})


def sealed(plain: bytes, key: str = KEY, app: str = APP) -> tuple[str, bytes]:
    inside = Seal(key, app).close(plain)
    return inside, f"<xml><ToUserName>gh_account</ToUserName><Encrypt>{inside}</Encrypt></xml>".encode()


def refused(act) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(CallbackRefused) as found:
        act()
    return found.value.code


# -- the seal, against another writing of its description ------------------------------------------------------


def by_the_book(plain: bytes, key: str, app: str) -> str:
    secret = base64.b64decode(key + "=")
    body = b"0123456789abcdef" + len(plain).to_bytes(4, "big") + plain + app.encode()
    amount = 32 - len(body) % 32
    cipher = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(cipher.update(body + bytes([amount]) * amount) + cipher.finalize()).decode()


@given(st.binary(max_size=200))
def test_what_is_sealed_by_the_book_is_opened_and_the_other_way_round(plain: bytes) -> None:
    assert Seal(KEY, APP).open(by_the_book(plain, KEY, APP)) == plain
    assert Seal(KEY, APP).close(plain, b"0123456789abcdef") == by_the_book(plain, KEY, APP)


def test_a_seal_is_never_the_same_twice() -> None:
    assert Seal(KEY, APP).close(b"x") != Seal(KEY, APP).close(b"x")


@pytest.mark.parametrize(
    "broken", ["", "x", "AAAA", "A" * 43 + "!", base64.b64encode(b"0" * 64).decode(), "汉字"]
)
def test_what_was_not_sealed_for_us_stays_shut(broken: str) -> None:
    assert refused(lambda: Seal(KEY, APP).open(broken)) == "not_decryptable"


def test_another_accounts_body_is_known_as_such() -> None:
    assert refused(lambda: Seal(KEY, APP).open(by_the_book(b"x", KEY, "wx-other"))) == "wrong_account"


@given(st.binary(min_size=16, max_size=160).map(lambda raw: raw[: len(raw) // 16 * 16]))
def test_no_bytes_bring_the_seal_down(raw: bytes) -> None:
    with pytest.raises(CallbackRefused):
        Seal(KEY, APP).open(base64.b64encode(raw).decode())


@pytest.mark.parametrize("key", ["", "short", KEY + "x", KEY[:-1] + "="])
def test_what_is_no_key_is_refused_at_once(key: str) -> None:
    with pytest.raises(ValueError):
        Seal(key, APP)


# -- the gate --------------------------------------------------------------------------------------------------


def test_the_greeting_is_given_back_to_who_can_sign() -> None:
    assert gate(KEY).greet(query(echostr="5837")) == "5837"
    assert (
        refused(lambda: gate(KEY).greet(query(echostr="5837") | {"signature": "0" * 40})) == "bad_signature"
    )


def test_the_signature_is_the_described_one() -> None:
    # The worked example of the description: sorted, joined, SHA-1.
    assert sign("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"


def test_a_sealed_text_is_read() -> None:
    inside, body = sealed(TEXT.encode())
    received = gate(KEY).receive(query(inside), body)
    assert received.event.kind is EventKind.TEXT
    assert received.event.text == "明天来不了 & <b>"
    assert (received.event.openid, received.event.account) == ("o-lin", "gh_account")
    assert received.event.at == datetime.fromtimestamp(1795428000, UTC)


def test_after_a_change_the_key_before_still_opens_and_closes_the_reply() -> None:
    inside, body = sealed(TEXT.encode(), OLD_KEY)
    received = gate(KEY, OLD_KEY).receive(query(inside), body)
    reply = ElementTree.fromstring(gate(KEY, OLD_KEY).reply(received, "好的"))
    plain = Seal(OLD_KEY, APP).open(str(reply.findtext("Encrypt")))
    assert ElementTree.fromstring(plain).findtext("Content") == "好的"


def test_a_reply_is_sealed_signed_and_cannot_break_out_of_its_field() -> None:
    inside, body = sealed(TEXT.encode())
    ours = gate(KEY)
    reply = ElementTree.fromstring(
        ours.reply(ours.receive(query(inside), body), "]]></Content><X>\x00\ud800")
    )
    again = str(reply.findtext("Encrypt"))
    assert reply.findtext("MsgSignature") == sign(
        TOKEN, str(reply.findtext("TimeStamp")), str(reply.findtext("Nonce")), again
    )
    plain = ElementTree.fromstring(Seal(KEY, APP).open(again))
    assert plain.findtext("Content") == "]]></Content><X>"
    assert (plain.findtext("ToUserName"), plain.findtext("FromUserName")) == ("o-lin", "gh_account")


def test_a_plain_body_counts_only_where_no_key_is_set() -> None:
    assert gate().receive(query(), TEXT.encode()).event.kind is EventKind.TEXT
    assert refused(lambda: gate(KEY).receive(query(), TEXT.encode())) == "not_encrypted"


def test_what_stands_unsealed_beside_the_seal_is_not_looked_at() -> None:
    inside = Seal(KEY, APP).close(event("unsubscribe"))
    both = TEXT.replace("</xml>", f"<Encrypt>{inside}</Encrypt></xml>").encode()
    assert gate(KEY).receive(query(inside), both).event.kind is EventKind.UNSUBSCRIBED


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"msg_signature": "0" * 40}, "bad_signature"),
        ({"msg_signature": ""}, "bad_signature"),
        ({"msg_signature": "汉字"}, "bad_signature"),
        ({"signature": "0" * 40}, "bad_signature"),
        ({"signature": "汉\ud800"}, "bad_signature"),
        ({"nonce": "n-2"}, "bad_signature"),
        ({"nonce": ""}, "bad_signature"),
        ({"timestamp": str(int(STAMP) + 1)}, "bad_signature"),
        ({"timestamp": "soon"}, "bad_signature"),
        ({"timestamp": "٣"}, "bad_signature"),
        ({"timestamp": "9" * 30}, "bad_signature"),
    ],
)
def test_who_cannot_sign_is_not_heard(changed: dict[str, str], code: str) -> None:
    inside, body = sealed(TEXT.encode())
    assert refused(lambda: gate(KEY).receive(query(inside) | changed, body)) == code


def test_an_empty_query_is_refused() -> None:
    assert refused(lambda: gate(KEY).receive({}, b"")) == "bad_signature"


def test_one_body_under_anothers_signature_is_refused() -> None:
    inside, _ = sealed(TEXT.encode())
    _, other = sealed(event("unsubscribe"))
    assert refused(lambda: gate(KEY).receive(query(inside), other)) == "bad_signature"


@pytest.mark.parametrize("away", [timedelta(minutes=11), timedelta(minutes=-11)])
def test_an_old_call_or_one_from_tomorrow_is_refused(away: timedelta) -> None:
    inside, body = sealed(TEXT.encode())
    assert refused(lambda: gate(KEY, now=NOW + away).receive(query(inside), body)) == "too_old"
    assert gate(KEY, now=NOW + away * 0.9).receive(query(inside), body)


def test_a_call_said_again_word_for_word_has_the_same_name() -> None:
    inside, body = sealed(TEXT.encode())
    first, again = (gate(KEY).receive(query(inside), body) for _ in range(2))
    assert first.nonce_key == again.nonce_key and first.event.key == again.event.key
    retold = gate(KEY).receive(query(inside, nonce="n-2"), body)
    assert retold.nonce_key != first.nonce_key and retold.event.key == first.event.key


def test_a_megabyte_is_refused_before_it_is_read() -> None:
    assert refused(lambda: gate(KEY).receive(query(), b"x" * 1_000_000)) == "too_big"


@pytest.mark.parametrize("plain", [b"", b"<xml", b"<xml/>", b"{}", b"\xff\xfe"])
def test_what_is_signed_and_no_message_is_malformed(plain: bytes) -> None:
    inside, body = sealed(plain)
    assert refused(lambda: gate(KEY).receive(query(inside), body)) == "malformed"


def test_a_gate_without_a_token_is_none() -> None:
    with pytest.raises(ValueError):
        Gate("", APP, [KEY])


# -- events ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "finished"),
    [
        ("success", Finished("200163836", Result.DELIVERED)),
        ("failed:user block", Finished("200163836", Result.BLOCKED, "blocked_by_recipient")),
        ("failed: system failed", Finished("200163836", Result.FAILED, "not_delivered")),
        ("failed:freq limit", Finished("200163836", Result.FAILED, "frequency_limit")),
        ("", Finished("200163836", Result.FAILED, "not_delivered")),
    ],
)
def test_the_end_of_a_template_message(status: str, finished: Finished) -> None:
    more = f"<MsgID>200163836</MsgID><Status><![CDATA[{status}]]></Status>"
    found = read_event(event("TEMPLATESENDJOBFINISH", more))
    assert (found.kind, found.finished) == (EventKind.TEMPLATE_FINISHED, (finished,))


def test_the_end_of_a_notice() -> None:
    item = (
        "<TemplateId>S-1</TemplateId><MsgID>17</MsgID><ErrorCode>{}</ErrorCode><ErrorStatus>{}</ErrorStatus>"
    )
    items = "".join(
        f"<List>{item.format(*x)}</List>" for x in ((0, "success"), (43101, "user refuse"), (1, "success"))
    )
    found = read_event(
        event("subscribe_msg_sent_event", f"<SubscribeMsgSentEvent>{items}</SubscribeMsgSentEvent>")
    )
    assert found.kind is EventKind.NOTICE_FINISHED
    assert [(x.msgid, x.result, x.error, x.template) for x in found.finished] == [
        ("17", Result.DELIVERED, "", "S-1"),
        ("17", Result.BLOCKED, "blocked_by_recipient", "S-1"),
        ("17", Result.FAILED, "not_delivered", "S-1"),
    ]


@pytest.mark.parametrize(
    ("name", "wrapper", "managed"),
    [
        ("subscribe_msg_popup_event", "SubscribeMsgPopupEvent", False),
        ("subscribe_msg_change_event", "SubscribeMsgChangeEvent", True),
        ("subscribe_msg_change_event", "SubscribeMsgPopupEvent", True),  # as one description has it
    ],
)
def test_each_tap_is_told_for_its_template(name: str, wrapper: str, managed: bool) -> None:
    item = "<TemplateId>{}</TemplateId><SubscribeStatusString>{}</SubscribeStatusString><PopupScene>1</PopupScene>"
    items = "".join(f"<List>{item.format(*x)}</List>" for x in (("S-1", "accept"), ("S-2", "reject")))
    found = read_event(event(name, f"<{wrapper}>{items}</{wrapper}>"))
    assert found.kind is EventKind.CONSENT
    assert [(x.template, x.is_given, x.is_managed) for x in found.consents] == [
        ("S-1", True, managed), ("S-2", False, managed),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "key", "kind", "scene"),
    [
        ("subscribe", "", EventKind.SUBSCRIBED, ""),
        ("subscribe", "qrscene_b-17", EventKind.SUBSCRIBED, "b-17"),
        ("subscribe", "last_trade_no_1", EventKind.SUBSCRIBED, ""),
        ("SCAN", "b-17", EventKind.SCANNED, "b-17"),
        ("unsubscribe", "", EventKind.UNSUBSCRIBED, ""),
        ("CLICK", "menu-1", EventKind.OTHER, ""),
    ],
)
def test_comings_goings_and_scans(name: str, key: str, kind: EventKind, scene: str) -> None:
    found = read_event(event(name, f"<EventKey><![CDATA[{key}]]></EventKey>"))
    assert (found.kind, found.scene) == (kind, scene)


def test_a_picture_is_nothing_of_ours() -> None:
    assert read_event(TEXT.replace("[text]", "[image]").encode()).kind is EventKind.OTHER


def test_names_of_events_tell_apart_what_differs_and_hold_nobody() -> None:
    told = [
        TEXT.encode(),
        TEXT.replace("o-lin", "o-wu").encode(),
        TEXT.replace("1234567890123456", "1234567890123457").encode(),
        event("subscribe"),
        event("unsubscribe"),
        event("subscribe", at=1795428001),
        event("subscribe", openid="o-wu"),
        event("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID><Status>success</Status>"),
        event("TEMPLATESENDJOBFINISH", "<MsgID>2</MsgID><Status>success</Status>"),
    ]
    keys = [read_event(one).key for one in told]
    assert len(set(keys)) == len(told)
    assert keys == [read_event(one).key for one in told]
    assert all(len(key) <= 60 and "o-lin" not in key for key in keys)


def test_a_text_is_cut_to_a_length_a_reader_would_write() -> None:
    assert len(read_event(TEXT.replace("明天来不了", "字" * 9000).encode()).text) == 2048


# -- XML -------------------------------------------------------------------------------------------------------

LAUGHS = b'<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml>&b;</xml>'


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>',
        b'<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>&x;</xml>',
        b"<xml>&x;</xml>",
        b"<?php x?><xml/>",
        b"<a>" * 9 + b"</a>" * 9,
        b"<a>" + b"<b/>" * 500 + b"</a>",
        b"<a></b>",
        b"<a/><a/>",
        b"",
        b"<a>\x00</a>",
        b"<a>\xff</a>",
        b"<a>" + b"x" * BIGGEST + b"</a>",
    ],
)
def test_no_honest_message_has_these(content: bytes) -> None:
    with pytest.raises(XmlRefused):
        parse(content)


def test_utf_8_is_read_whatever_is_claimed() -> None:
    assert parse('<?xml version="1.0" encoding="GBK"?><a>约 &lt;&#x4e2d;</a>'.encode()).text == "约 <中"


@given(st.binary(max_size=300) | st.text(alphabet="<>/&;ax![]CDATA \"'", max_size=120).map(str.encode))
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    try:
        read_event(content)
    except EventUnreadable:
        return
    raise AssertionError("such bytes are no message")
