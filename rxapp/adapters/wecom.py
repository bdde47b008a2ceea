"""WeCom (企业微信): an app's messages to our own staff. It cannot write to candidates unattended.

WeCom drops a message whose request it has had within `REPEAT_WITHIN`: whoever repeats an UNKNOWN with the very same
words and link within that time sends nothing twice. So words and link must name their occasion, or a second call task
would be taken for the first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rxapp.adapters.ports import Answer, Outcome
from rxapp.adapters.wechat.answers import of_fault
from rxapp.adapters.wechat.http import Api, Deadline, code_of
from rxapp.adapters.wechat.token import Fetch, Token, TokenKeeper, post_with_token, read_token
from rxapp.clock import Clock, real_now

BASE = "https://qyapi.weixin.qq.com"
REPEAT_WITHIN = timedelta(hours=4)
_TITLE, _DESCRIPTION, _TEXT, _URL = 128, 512, 2048, 2048  # bytes
_REFUSED = {
    40003: "bad_recipient", 40056: "bad_agent", 48002: "not_authorized", 60011: "not_authorized",
    60111: "bad_recipient", 81013: "bad_recipient", 301002: "not_authorized",
}  # fmt: skip


def corp_token(api: Api, corp_id: str, corp_secret: str, *, now: Clock = real_now) -> Fetch:
    """Asks WeCom for an app's token; it gives the same one as long as that is good, and cannot be forced."""

    def fetch(_force: bool, deadline: Deadline) -> Token | Answer:
        asked_at = now()
        return read_token(
            api.get("/cgi-bin/gettoken", {"corpid": corp_id, "corpsecret": corp_secret}, deadline), asked_at
        )

    return fetch


class WecomApp:
    """One app of one company."""

    def __init__(self, api: Api, keeper: TokenKeeper, agent_id: int) -> None:
        self._api, self._keeper, self._agent_id = api, keeper, agent_id

    def send(self, user_id: str, title: str, text: str, url: str = "") -> Answer:
        """A card that opens `url`, or plain words without one, to one of our staff; too long words are shortened."""
        # "|" separates people, and "@all" is everybody.
        if not user_id or "|" in user_id or user_id.startswith("@") or len(user_id) > 64:
            return Answer(Outcome.REFUSED, error="bad_recipient")
        if len(url.encode("utf-8", "replace")) > _URL:
            return Answer(Outcome.REFUSED, error="bad_link")
        payload: dict[str, Any] = {
            "touser": user_id,
            "agentid": self._agent_id,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": int(REPEAT_WITHIN.total_seconds()),
        }
        if url:
            card = {"title": _cut(title, _TITLE), "description": _cut(text, _DESCRIPTION), "url": url}
            payload |= {"msgtype": "textcard", "textcard": card}
        else:
            payload |= {"msgtype": "text", "text": {"content": _cut(f"{title}\n{text}".strip(), _TEXT)}}
        body = post_with_token(self._api, self._keeper, "/cgi-bin/message/send", payload, Deadline())
        return _understood(body)


def _cut(text: str, most: int) -> str:
    """The beginning of a text in so many bytes of UTF-8; a link in it stays words, since WeCom reads <a> and <div>."""
    text = text.replace("<", "＜")
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= most else raw[: most - 3].decode("utf-8", "ignore") + "…"


def _understood(body: dict[str, Any] | Answer) -> Answer:
    if isinstance(body, Answer):
        return body
    code = code_of(body)
    if code is None:
        return Answer(Outcome.UNKNOWN, error="bad_answer")
    if code == 0:
        # One recipient: whoever is named here is the one who got nothing.
        if body.get("invaliduser"):
            return Answer(Outcome.REFUSED, error="bad_recipient")
        if body.get("unlicenseduser"):
            return Answer(Outcome.REFUSED, error="unlicensed")
        number = body.get("msgid")
        return Answer(Outcome.SENT, provider_id=number[:64] if isinstance(number, str) else None)
    if code == 45009:
        return Answer(Outcome.LATER, error="rate_limited")
    if code == 60020:
        return Answer(Outcome.LATER, error="ip_not_allowed")
    return of_fault(code, _REFUSED, "wecom")
