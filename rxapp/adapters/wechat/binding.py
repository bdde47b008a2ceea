"""How a candidate's WeChat becomes known to us: by opening our page inside WeChat, or by scanning a code elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlencode

from rxapp.adapters.ports import Answer, Outcome
from rxapp.adapters.wechat.answers import understood
from rxapp.adapters.wechat.http import Api, Deadline, code_of
from rxapp.adapters.wechat.token import TokenKeeper, post_with_token
from rxapp.clock import Clock, real_now

OPEN_BASE = "https://open.weixin.qq.com"
_STATE = re.compile(r"[A-Za-z0-9]{1,128}")
_SCENE = re.compile(r"[A-Za-z0-9_\-]{1,64}")
_LONGEST_CODE = timedelta(days=30)
_CODE_ERRORS = {40029: "code_invalid", 40163: "code_used", 41008: "code_invalid", 42003: "code_expired"}


@dataclass(frozen=True, slots=True)
class Known:
    """Who opened the page; the two are the account's own names for a person."""

    openid: str = field(repr=False)
    unionid: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code to scan: `content` is what the picture says (draw it ourselves), `lasts` how long it works."""

    content: str = field(repr=False)
    lasts: timedelta


def authorize_url(app_id: str, redirect: str, state: str, *, base: str = OPEN_BASE) -> str:
    """Where a browser inside WeChat is sent; it comes back to `redirect` with `code` and `state`, unasked.

    `state`: 1–128 letters and digits, bound to the visitor's own session. Raises ValueError for any other.
    """
    if not _STATE.fullmatch(state):
        raise ValueError("a state is 1 to 128 letters and digits")
    # WeChat reads the parameters in this order only.
    query = urlencode(
        {
            "appid": app_id,
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        },
        quote_via=quote,
        safe="",
    )
    return f"{base.rstrip('/')}/connect/oauth2/authorize?{query}#wechat_redirect"


def openid_of(api: Api, app_id: str, app_secret: str, code: str) -> Known | Answer:
    """Who the code of a redirect stands for. A code works once; a failure is LATER (try again with a new code) or
    REFUSED."""
    if not 0 < len(code) <= 512:
        return Answer(Outcome.REFUSED, error="code_invalid")
    query = {"appid": app_id, "secret": app_secret, "code": code, "grant_type": "authorization_code"}
    body = api.get("/sns/oauth2/access_token", query, Deadline())
    if isinstance(body, Answer):
        return Answer(Outcome.LATER if body.outcome is Outcome.UNKNOWN else body.outcome, error=body.error)
    openid, unionid = body.get("openid"), body.get("unionid")
    if isinstance(openid, str) and 0 < len(openid) <= 128:
        # Where WeChat shows a snapshot of the page, the visitor is made up.
        if body.get("is_snapshotuser") == 1:
            return Answer(Outcome.REFUSED, error="snapshot_user")
        return Known(openid, unionid[:128] if isinstance(unionid, str) else "")
    wrong = code_of(body)
    if wrong == -1:
        return Answer(Outcome.LATER, error="system_busy")
    if wrong in (40001, 40013, 40125):
        return Answer(Outcome.REFUSED, error="bad_credentials")
    if wrong in (None, 0):
        return Answer(Outcome.LATER, error="bad_answer")
    return Answer(Outcome.REFUSED, error=_CODE_ERRORS.get(wrong, f"wechat_{abs(wrong)}"))


def qr_code(
    api: Api, keeper: TokenKeeper, scene: str, lasts: timedelta, *, now: Clock = real_now
) -> QrCode | Answer:
    """A code whose scan the callback reports with `scene` (1–64 letters, digits, - and _; ValueError for any other).

    The scene comes from whoever scans: it must name an open offer to bind, work once, and tell nothing.
    """
    if not _SCENE.fullmatch(scene):
        raise ValueError("a scene is 1 to 64 letters, digits, - and _")
    seconds = int(min(max(lasts, timedelta(minutes=1)), _LONGEST_CODE).total_seconds())
    payload = {
        "expire_seconds": seconds, "action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": scene}},
    }  # fmt: skip
    body = post_with_token(api, keeper, "/cgi-bin/qrcode/create", payload, Deadline())
    if not isinstance(body, Answer):
        content, given = body.get("url"), body.get("expire_seconds")
        if isinstance(content, str) and content and isinstance(given, int):
            return QrCode(content, timedelta(seconds=given))
    answer = understood(body, now())
    # A code that was made and lost harms nobody.
    lost = answer.outcome in (Outcome.SENT, Outcome.UNKNOWN)
    return Answer(Outcome.LATER, error=answer.error or "bad_answer") if lost else answer
