"""The door for WeChat's callbacks: who knocks, when, and what the body says.

    gate.greet(query)                      the word WeChat expects when the address is entered in its settings (GET)
    gate.receive(query, body)              a call's event, proven and parsed (POST)
    gate.reply(received, text)             a passive answer; DONE is the answer that says nothing

The plain signature does not cover the body, so once a key is set a body must be sealed, and what stands unsealed
beside it (兼容模式) is not looked at. Only WeChat's sandbox accounts have no key.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rxapp.adapters.wechat.crypto import CallbackRefused, Seal, is_signed, sign
from rxapp.adapters.wechat.events import EventUnreadable, WechatEvent, read_event
from rxapp.adapters.wechat.xml import BIGGEST, XmlRefused, parse, written
from rxapp.clock import Clock, real_now

DONE = "success"
WINDOW = timedelta(minutes=10)
_LONGEST_PARAMETER = 256


@dataclass(frozen=True, slots=True)
class Received:
    """A proven call. `nonce_key` names the call itself and must be new within WINDOW (a call told again comes with a
    new one, or is answered DONE like any other that is known); `seal` opened it and closes the reply."""

    event: WechatEvent
    nonce_key: str
    seal: Seal | None


class Gate:
    """One account's callback. `aes_keys`: the EncodingAESKey of now and, for a while after a change, the one before."""

    def __init__(
        self, token: str, app_id: str, aes_keys: Sequence[str] = (), *, now: Clock = real_now
    ) -> None:
        if not token:
            raise ValueError("a callback needs the token of the account's settings")
        self._token, self._now = token, now
        self._seals = [Seal(key, app_id) for key in aes_keys]

    def greet(self, query: Mapping[str, str]) -> str:
        """What to answer to a GET. Raises CallbackRefused."""
        self._prove(query)
        return query.get("echostr", "")[:_LONGEST_PARAMETER]

    def receive(self, query: Mapping[str, str], body: bytes) -> Received:
        """The event of a POST. Raises CallbackRefused; what is signed and not readable is `malformed`."""
        if len(body) > BIGGEST:
            raise CallbackRefused("too_big")
        timestamp, nonce = self._prove(query)
        opened, seal = (body, None) if not self._seals else self._open(query, body, timestamp, nonce)
        try:
            event = read_event(opened)
        except EventUnreadable:
            raise CallbackRefused("malformed") from None
        signature = query.get("msg_signature", "") if self._seals else query.get("signature", "")
        seen = hashlib.sha256(f"{timestamp}\n{nonce}\n{signature}".encode("utf-8", "replace")).hexdigest()
        return Received(event, "wechat-call:" + seen[:40], seal)

    def reply(self, received: Received, text: str) -> str:
        """The body of a passive answer in words, sealed as the call was."""
        seconds = int(self._now().timestamp())
        plain = written(
            "xml",
            {
                "ToUserName": received.event.openid, "FromUserName": received.event.account, "CreateTime": seconds,
                "MsgType": "text", "Content": text,
            },
        )  # fmt: skip
        if received.seal is None:
            return plain
        sealed, nonce = received.seal.close(plain.encode()), secrets.token_hex(8)
        signature = sign(self._token, str(seconds), nonce, sealed)
        values: dict[str, str | int] = {
            "Encrypt": sealed, "MsgSignature": signature, "TimeStamp": seconds, "Nonce": nonce,
        }  # fmt: skip
        return written("xml", values)

    def _prove(self, query: Mapping[str, str]) -> tuple[str, str]:
        """Timestamp and nonce, once the plain signature over them holds and they are fresh."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12:
            raise CallbackRefused("bad_signature")
        if not 0 < len(nonce) <= _LONGEST_PARAMETER:
            raise CallbackRefused("bad_signature")
        if not is_signed(query.get("signature", ""), self._token, timestamp, nonce):
            raise CallbackRefused("bad_signature")
        if abs(int(timestamp) - self._now().timestamp()) > WINDOW.total_seconds():
            raise CallbackRefused("too_old")
        return timestamp, nonce

    def _open(self, query: Mapping[str, str], body: bytes, timestamp: str, nonce: str) -> tuple[bytes, Seal]:
        """The sealed body, opened once the signature over it holds."""
        try:
            sealed = parse(body).value("Encrypt")
        except XmlRefused:
            raise CallbackRefused("malformed") from None
        if not sealed:
            raise CallbackRefused("not_encrypted")
        if not is_signed(query.get("msg_signature", ""), self._token, timestamp, nonce, sealed):
            raise CallbackRefused("bad_signature")
        refused = CallbackRefused("not_decryptable")
        for seal in self._seals:
            try:
                return seal.open(sealed), seal
            except CallbackRefused as error:
                refused = error if error.code != "not_decryptable" else refused
        raise refused
