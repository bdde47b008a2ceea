"""WeChat's and WeCom's interfaces as their public descriptions have them, on loopback: what is required, how it is
encoded, who may call, and which number says what is wrong. What the descriptions leave open is left out."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from rxapp.adapters.wechat.http import Api

APP, SECRET = "wx0123456789abcdef", "a-secret-of-the-account"
CORP, CORP_SECRET, AGENT = "ww0123456789abcdef", "a-secret-of-the-app", 1000002
_LIMITS = {"thing": 20, "phrase": 5, "name": 20, "time": 32, "character_string": 32}


@dataclass
class Provider:
    """What the server knows and has seen. `faults`: what befalls the next calls of a path, one each."""

    base: str = ""
    tokens: list[str] = field(default_factory=list)  # given out, the last is the current one
    good: set[str] = field(default_factory=set)
    lasts: int = 7200
    token_calls: int = 0
    forced: int = 0
    token_pause: float = 0.0
    followers: set[str] = field(default_factory=lambda: {"o-lin"})
    strangers: set[str] = field(default_factory=lambda: {"o-wu"})  # known, not following
    blacklist: set[str] = field(default_factory=lambda: {"o-bad"})
    templates: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"T-booked": ("thing1", "time2"), "S-remind": ("thing1", "time2")}
    )
    consents: dict[tuple[str, str], int] = field(default_factory=dict)
    staff: set[str] = field(default_factory=lambda: {"zhang"})
    codes: dict[str, str] = field(default_factory=dict)
    used_codes: set[str] = field(default_factory=set)
    sent: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    apis: list[Api] = field(default_factory=list)

    def api(self) -> Api:
        """A client of this server, closed with it."""
        self.apis.append(Api(self.base))
        return self.apis[-1]

    def give_token(self, *, anew: bool) -> str:
        with self.lock:
            if anew or not self.tokens or self.tokens[-1] not in self.good:
                self.tokens.append(f"TOKEN-{len(self.tokens) + 1}_{'x' * 100}")
                self.good.add(self.tokens[-1])
            return self.tokens[-1]

    def expect(self, payload: dict[str, Any], required: dict[str, type], optional: dict[str, type]) -> int:
        """47001 where something is missing or of another type; what nobody described is remembered."""
        known = required | optional
        self.surprises += [f"unknown: {name}" for name in payload if name not in known]
        wrong = [name for name, kind in required.items() if type(payload.get(name)) is not kind]
        wrong += [n for n, kind in optional.items() if n in payload and type(payload[n]) is not kind]
        return 47001 if wrong else 0


def _wrong_fields(provider: Provider, payload: dict[str, Any]) -> bool:
    data = payload["data"]
    if set(data) != set(provider.templates[payload["template_id"]]):
        return True
    for name, value in data.items():
        text = value.get("value") if isinstance(value, dict) and set(value) == {"value"} else None
        if not isinstance(text, str) or not text or "\n" in text:
            return True
        if len(text) > _LIMITS[re.sub(r"\d+$", "", name)]:
            return True
    return False


def _template(p: Provider, payload: dict[str, Any]) -> dict[str, Any]:
    required = {"touser": str, "template_id": str, "data": dict}
    if code := p.expect(payload, required, {"url": str, "client_msg_id": str, "miniprogram": dict}):
        return {"errcode": code, "errmsg": "data format error"}
    code = 0
    if payload["template_id"] not in p.templates:
        code = 40037
    elif payload["touser"] in p.blacklist:
        code = 43019
    elif payload["touser"] in p.strangers:
        code = 43004
    elif payload["touser"] not in p.followers:
        code = 40003
    elif _wrong_fields(p, payload):
        code = 47003
    if code:
        return {"errcode": code, "errmsg": "refused rid: 1-2-3"}
    mine = payload.get("client_msg_id")
    for earlier in p.sent:
        if mine and (earlier["touser"], earlier.get("client_msg_id")) == (payload["touser"], mine):
            return {"errcode": 0, "errmsg": "ok", "msgid": earlier["msgid"]}
    number = 3_487_542_469_355_618_313 + len(p.sent)
    p.sent.append(payload | {"msgid": number})
    return {"errcode": 0, "errmsg": "ok", "msgid": number}


def _notice(p: Provider, payload: dict[str, Any]) -> dict[str, Any]:
    required = {"touser": str, "template_id": str, "data": dict}
    if code := p.expect(payload, required, {"page": str, "miniprogram": dict}):
        return {"errcode": code, "errmsg": "data format error"}
    consent = (payload["touser"], payload["template_id"])
    code = 0
    if payload["template_id"] not in p.templates:
        code = 40037
    elif payload["touser"] not in p.followers | p.strangers:
        code = 40003
    elif not p.consents.get(consent):
        code = 43101
    elif _wrong_fields(p, payload):
        code = 47003
    if code:
        return {"errcode": code, "errmsg": "refused rid: 1-2-3"}
    p.consents[consent] -= 1
    p.sent.append(payload)
    return {"errcode": 0, "errmsg": "ok"}


def _qr(p: Provider, payload: dict[str, Any]) -> dict[str, Any]:
    code = p.expect(payload, {"action_name": str, "action_info": dict}, {"expire_seconds": int})
    scene = payload.get("action_info", {}).get("scene", {}).get("scene_str", "")
    if code or payload["action_name"] != "QR_STR_SCENE" or not 1 <= len(scene) <= 64:
        return {"errcode": 40035, "errmsg": "invalid parameter"}
    seconds = min(payload.get("expire_seconds", 60), 2_592_000)
    return {"ticket": "gQH47joAAA==", "expire_seconds": seconds, "url": f"http://weixin.qq.com/q/{scene}"}


def _wecom(p: Provider, payload: dict[str, Any]) -> dict[str, Any]:
    kind = payload.get("msgtype", "")
    required = {"touser": str, "msgtype": str, "agentid": int, kind: dict}
    optional = {"enable_duplicate_check": int, "duplicate_check_interval": int}
    if (code := p.expect(payload, required, optional)) or kind not in ("text", "textcard"):
        return {"errcode": code or 40008, "errmsg": "invalid"}
    if payload["agentid"] != AGENT:
        return {"errcode": 40056, "errmsg": "invalid agentid"}
    wanted = {"text": {"content"}, "textcard": {"title", "description", "url"}}[kind]
    if set(payload[kind]) != wanted or not all(payload[kind].values()):
        return {"errcode": 40035, "errmsg": "invalid parameter"}
    if payload.get("duplicate_check_interval", 1800) > 14_400:
        return {"errcode": 40035, "errmsg": "invalid parameter"}
    if payload["touser"] not in p.staff:
        return {"errcode": 81013, "errmsg": "user & party & tag all invalid"}
    if not (payload.get("enable_duplicate_check") and payload in p.sent):
        p.sent.append(payload)
    return {"errcode": 0, "errmsg": "ok", "msgid": f"m-{len(p.sent)}"}


_POSTS = {
    "/cgi-bin/message/template/send": _template,
    "/cgi-bin/message/subscribe/bizsend": _notice,
    "/cgi-bin/qrcode/create": _qr,
    "/cgi-bin/message/send": _wecom,
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, raw: bytes) -> None:
        p, at = self.provider, urlsplit(self.path)
        with p.lock:
            p.calls.append(at.path)
            fault = p.faults[at.path].pop(0) if p.faults.get(at.path) else None
        if fault == "reset":
            return self._reset()
        if isinstance(fault, dict):
            return self._say(200, fault)
        if isinstance(fault, tuple):
            return self._say(*fault)
        if isinstance(fault, bytes):
            return self._raw(200, fault, {})
        body = self._handle(at.path, dict(parse_qsl(at.query)), raw)
        if fault == "slow":
            time.sleep(1.2)
        if fault == "reset_after":
            return self._reset()
        if fault == "500_after":
            return self._say(500, {})
        return self._say(404, {}) if body is None else self._say(200, body)

    def _handle(self, path: str, query: dict[str, str], raw: bytes) -> dict[str, Any] | None:
        p = self.provider
        if path == "/cgi-bin/gettoken" and self.command == "GET":
            p.token_calls += 1
            if (query.get("corpid"), query.get("corpsecret")) != (CORP, CORP_SECRET):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            return {
                "errcode": 0,
                "errmsg": "ok",
                "access_token": p.give_token(anew=False),
                "expires_in": p.lasts,
            }
        if path == "/sns/oauth2/access_token" and self.command == "GET":
            return self._oauth(query)
        if self.command != "POST":
            return None
        if b"\\u" in raw:
            return {"errcode": 40033, "errmsg": "invalid charset"}
        payload = json.loads(raw.decode("utf-8"))
        if path == "/cgi-bin/stable_token":
            return self._stable(payload)
        if path not in _POSTS:
            return None
        with p.lock:
            if not query.get("access_token"):
                return {"errcode": 41001, "errmsg": "access_token missing"}
            if query["access_token"] not in p.good:
                return {
                    "errcode": 40001,
                    "errmsg": "invalid credential, access_token is invalid or not latest",
                }
            return _POSTS[path](p, payload)

    def _stable(self, payload: dict[str, Any]) -> dict[str, Any]:
        p = self.provider
        with p.lock:
            p.token_calls += 1
        time.sleep(p.token_pause)
        required = {"grant_type": str, "appid": str, "secret": str}
        if code := p.expect(payload, required, {"force_refresh": bool}):
            return {"errcode": code, "errmsg": "data format error"}
        if payload["appid"] != APP:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if payload["secret"] != SECRET:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        anew = payload.get("force_refresh", False)
        with p.lock:
            if anew:
                p.forced += 1
                p.good.clear()
            return {"access_token": p.give_token(anew=anew), "expires_in": p.lasts}

    def _oauth(self, query: dict[str, str]) -> dict[str, Any]:
        p, code = self.provider, query.get("code", "")
        if (query.get("appid"), query.get("secret")) != (APP, SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if query.get("grant_type") != "authorization_code" or code not in p.codes:
            return {"errcode": 40029, "errmsg": "invalid code"}
        if code in p.used_codes:
            return {"errcode": 40163, "errmsg": "code been used"}
        p.used_codes.add(code)
        return {
            "access_token": "A", "expires_in": 7200, "refresh_token": "R", "openid": p.codes[code],
            "scope": "snsapi_base",
        }  # fmt: skip

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _say(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._raw(status, json.dumps(body).encode(), headers or {})

    def _raw(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # each is waited for, so that none outlives its test
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider on a free port until the block ends."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    provider.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        for api in provider.apis:
            api.close()
        server.shutdown()
        server.server_close()
        thread.join()
