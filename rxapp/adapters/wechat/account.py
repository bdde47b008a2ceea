"""Messages of an official account (服务号): template messages, and notices for which somebody gave consent once.

For the second kind WeChat has two interfaces. `subscribe/bizsend` (订阅通知) is used, not `template/subscribe`
(一次性订阅消息): it has fields, every tap counts, and WeChat itself reports the tap and what became of the notice,
signed; the other is one text of 200 characters, and its consent comes back as parameters of a page anybody can open.

Only `template/send` knows `client_msg_id`: for ten minutes WeChat sends one message for a recipient and such an id.
It names the delivery, not the try, so that a person's early "send again" cannot send twice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from rxapp.adapters.ports import Answer, Found, Message, Outcome
from rxapp.adapters.wechat.answers import understood
from rxapp.adapters.wechat.http import LONGEST, Api, Deadline
from rxapp.adapters.wechat.token import TokenKeeper, post_with_token
from rxapp.clock import Clock, real_now
from rxapp.rules.texts.text_links import cut
from rxapp.rules.texts.wechat_fields import fit_all

BASE = "https://api.weixin.qq.com"


class OfficialAccount:
    """The WECHAT channel. `one_time`: ids of the templates that need consent for each message; `public_url`: what our
    own links begin with, since a message opens one of them when touched."""

    def __init__(
        self,
        api: Api,
        keeper: TokenKeeper,
        *,
        public_url: str,
        one_time: Collection[str] = (),
        now: Clock = real_now,
    ) -> None:
        self._api, self._keeper, self._now = api, keeper, now
        self._ours = public_url.rstrip("/") + "/"
        self._one_time = frozenset(one_time)

    @property
    def timeout(self) -> timedelta:
        """As OutsideChannel."""
        return LONGEST

    def send(self, message: Message) -> Answer:
        """As OutsideChannel: the fields are `message.variables`, by the names the template gives them."""
        if not message.openid:
            return Answer(Outcome.REFUSED, error="no_openid")
        if not message.template or not message.variables:
            return Answer(Outcome.REFUSED, error="no_template")
        fields = fit_all(message.variables)
        if fields.wrong:
            return Answer(Outcome.REFUSED, error="template_fields")
        payload: dict[str, Any] = {
            "touser": message.openid,
            "template_id": message.template,
            "data": {name: {"value": value} for name, value in fields.values.items()},
        }
        is_one_time = message.template in self._one_time
        if link := self._link(message.text):
            payload["page" if is_one_time else "url"] = link
        if not is_one_time:
            payload["client_msg_id"] = f"delivery-{message.delivery_id}"
        path = "/cgi-bin/message/subscribe/bizsend" if is_one_time else "/cgi-bin/message/template/send"
        body = post_with_token(self._api, self._keeper, path, payload, Deadline())
        return understood(body, self._now())

    def look_up(self, message: Message) -> Found:
        """As OutsideChannel: there is no list of what was sent; the callback's events tell later."""
        return Found.UNSURE

    def _link(self, text: str) -> str:
        """The first of our own addresses in a text, which may hold a map's too."""
        return next((link for _, link in cut(text) if link.startswith(self._ours)), "")
