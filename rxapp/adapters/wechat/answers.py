"""What WeChat's answers to a message mean. An `errcode` other than 0 says that the message was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rxapp.adapters.ports import Answer, Outcome
from rxapp.adapters.wechat.http import code_of
from rxapp.adapters.wechat.token import TOKEN_REFUSED
from rxapp.rules.vocabulary import HOME_ZONE

_REFUSED = {
    40003: "bad_recipient", 40036: "template_unknown", 40037: "template_unknown", 40039: "bad_link",
    40048: "bad_link", 40066: "bad_link", 41030: "bad_link", 43004: "not_following", 43019: "blacklisted",
    43101: "consent_spent", 45109: "not_authorized", 47003: "template_fields", 48001: "not_authorized",
    50001: "not_authorized", 50002: "account_limited",
}  # fmt: skip
_NEXT_DAY = timedelta(minutes=5)  # after midnight, when the day's limits have begun anew


def until_tomorrow(now: datetime) -> timedelta:
    """How long until the provider's next day has begun: it counts in Beijing's."""
    here = now.astimezone(ZoneInfo(HOME_ZONE))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight - here + _NEXT_DAY


def understood(body: Mapping[str, Any] | Answer, now: datetime) -> Answer:
    """A provider's answer as ours; an answer without a code says nothing about the message."""
    if isinstance(body, Answer):
        return body
    code = code_of(body)
    if code is None:
        return Answer(Outcome.UNKNOWN, error="bad_answer")
    if code == 0:
        number = body.get("msgid")
        known = isinstance(number, int | str) and not isinstance(number, bool)
        return Answer(Outcome.SENT, provider_id=str(number)[:64] if known else None)
    if code == 45009:
        return Answer(Outcome.LATER, error="daily_limit", retry_after=until_tomorrow(now))
    if code == 45011:
        return Answer(Outcome.LATER, error="rate_limited", retry_after=timedelta(minutes=1))
    return of_fault(code, _REFUSED, "wechat")


def of_fault(code: int, refused: Mapping[int, str], provider: str) -> Answer:
    """What WeChat's and WeCom's codes mean alike; `refused` are the words for what only one of them refuses."""
    if code == -1:
        return Answer(Outcome.LATER, error="system_busy")
    if code in TOKEN_REFUSED:
        return Answer(Outcome.LATER, error="token_refused")
    if code < 0:
        return Answer(Outcome.UNKNOWN, error="system_error")
    return Answer(Outcome.REFUSED, error=refused.get(code, f"{provider}_{code}"))
