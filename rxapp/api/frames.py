"""One websocket frame from a browser, read strictly and written anew.

Only what Reflex's own page sends passes: the namespace's connect and disconnect, the events `event`, `ping`
and `client_error`, and the transport's pong. A frame is never handed on as it came: it is rebuilt from its
checked parts, so nothing hides in a second reading of the same bytes. Pure; knows no socket.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus, urlsplit

NAMESPACE = "/_event"
MAX_FRAME = 65_536
MAX_DEPTH = 12
MAX_NODES = 20_000
MAX_NAME = 300
UNREADABLE = {"unreadable": True}  # no handler takes it: the inner guard refuses it with a notice

_PREFIX = NAMESPACE + ","


class Dropped(Exception):
    """This frame goes no further; the socket lives on."""


class Violation(Exception):
    """No page of ours sends this: the socket is closed."""


def clean_frame(frame: str, *, is_known: Callable[[str], bool], is_connected: bool) -> str:
    """The frame to hand on. `is_known` says whether a handler of this name exists; `is_connected` whether the
    namespace is. Raises Dropped or Violation; their texts name the fault, never a value."""
    if len(frame) > MAX_FRAME:
        raise Violation("too large")
    if frame in ("3", "1"):  # pong, close
        return frame
    if not frame.startswith("4"):
        raise Violation("transport packet")
    kind, rest = frame[1:2], frame[2:]
    if kind == "0":
        return _connect(rest, is_known, is_connected)
    if not is_connected:
        raise Violation("event before connect")
    if kind == "1" and rest in (NAMESPACE, _PREFIX):
        return f"41{_PREFIX}"
    if kind != "2" or not rest.startswith(_PREFIX + "["):
        raise Violation("socket packet")
    packet = _loads(rest[len(_PREFIX) :])
    name = packet[0] if packet else None
    if name == "event" and len(packet) == 2:
        return _write(["event", _event(packet[1], is_known)])
    if name == "ping" and len(packet) == 1:
        return _write(["ping"])
    if name == "client_error" and len(packet) <= 2:
        return _write(["client_error", _client_error(packet[1] if len(packet) == 2 else {})])
    raise Violation("socket event")


def _connect(rest: str, is_known: Callable[[str], bool], is_connected: bool) -> str:
    if is_connected:
        raise Violation("second connect")
    if rest in (NAMESPACE, _PREFIX):
        return f"40{_PREFIX}"
    if not rest.startswith(_PREFIX + "{"):
        raise Violation("namespace")
    auth = _loads(rest[len(_PREFIX) :])
    kept: dict[str, Any] = {}
    if auth.get("event") is not None:
        kept["event"] = _event(auth["event"], is_known)
    schema = auth.get("state_schema")
    if isinstance(schema, str) and len(schema) <= 128:
        kept["state_schema"] = schema
    return f"40{_PREFIX}" + _dumps(kept)


def _event(found: Any, is_known: Callable[[str], bool]) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Dropped("event is no object")
    name, payload = found.get("name"), found.get("payload", {})
    if not isinstance(name, str) or len(name) > MAX_NAME or not is_known(name):
        raise Dropped("unknown handler")
    if not isinstance(payload, dict):
        raise Dropped("payload is no object")
    if not _is_plain(payload):
        payload = UNREADABLE
    return {"name": name, "payload": payload, "router_data": _place(found.get("router_data"))}


def _place(found: Any) -> dict[str, Any]:
    """Where the browser says it is: the three keys the page sends, as text."""
    if not isinstance(found, dict):
        return {}
    kept: dict[str, Any] = {}
    for key, longest in (("pathname", 500), ("asPath", 2_000)):
        if isinstance(value := found.get(key), str) and len(value) <= longest:
            # An address that asks for something unreadable (%00) is the page without what it asks for.
            value = value if _is_text(unquote_plus(value)) else value.partition("?")[0]
            if _is_text(unquote_plus(value)) and _is_path(value):
                kept[key] = value
    query = found.get("query")
    if isinstance(query, dict) and len(query) <= 50:
        kept["query"] = {
            key: value
            for key, value in query.items()
            if isinstance(value, str) and len(key) + len(value) <= 1_000 and _is_text(key) and _is_text(value)
        }
    return kept


def _is_path(text: str) -> bool:
    """Whether this stands behind an origin in an address; what does not fails in every later event of the session."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return False
    try:
        urlsplit("http://host" + text)
    except ValueError:
        return False
    return True


def _client_error(found: Any) -> dict[str, str]:
    if not isinstance(found, dict):
        raise Dropped("client error")
    return {
        key: value[:500]
        for key in ("message", "substate", "error_type")
        if isinstance(value := found.get(key), str) and _is_plain(value)
    }


def _loads(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=_short_int)
    except (ValueError, RecursionError):
        raise Dropped("not readable") from None


def _no_constant(_name: str) -> Any:
    raise ValueError("not a number")


def _short_int(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError("too long a number")
    return int(digits)


def _is_plain(value: Any) -> bool:
    """Whether every text is encodable and without NUL, every number finite, and the whole not too deep or
    large."""
    nodes, level, depth = 0, [value], 0
    while level:
        depth += 1
        nodes += len(level)
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            return False
        below: list[Any] = []
        for each in level:
            if isinstance(each, str):
                if not _is_text(each):
                    return False
            elif isinstance(each, float):
                if not math.isfinite(each):
                    return False
            elif isinstance(each, list):
                below.extend(each)
            elif isinstance(each, dict):
                below.extend(each)
                below.extend(each.values())
        level = below
    return True


def _is_text(text: str) -> bool:
    if text.isascii():
        return "\x00" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _write(packet: list[Any]) -> str:
    return f"42{_PREFIX}" + _dumps(packet)
