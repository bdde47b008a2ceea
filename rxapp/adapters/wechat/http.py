"""Calls of WeChat's and WeCom's interfaces: JSON in and out, a limit of time and size, and no exception.

An answer of HTTP 200 is a dict; everything else is already what it means for a message (ports.Answer): LATER where
nothing can have arrived, UNKNOWN where it may have.

The transport is used without httpx's client, which would log addresses, and these interfaces take secrets there.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from rxapp.adapters.ports import Answer, Outcome

BUDGET = 25.0  # seconds: everything one message needs, its token included, begins within it
LONGEST = timedelta(
    seconds=50
)  # a call that begins at the end of the budget and uses each of its timeouts up
_CONNECT, _WRITE, _READ = 3.0, 5.0, 8.0
_LEAST = 1.0  # with less left a call is not begun
_BIGGEST = 64 * 1024
_LONGEST_WAIT = 24 * 3600
_CODE = re.compile(r"-?[0-9]{1,10}")

_NOT_SENT = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)  # fmt: skip


class Deadline:
    """How many seconds are left of a budget."""

    def __init__(self, seconds: float = BUDGET) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, never less than none."""
        return max(0.0, self._end - time.monotonic())


class Api:
    """One provider's interfaces below one address; may be used by many threads."""

    def __init__(self, base: str, transport: httpx.BaseTransport | None = None) -> None:
        self._base = base.rstrip("/")
        self._transport = transport or httpx.HTTPTransport()

    def close(self) -> None:
        """Close what connections it keeps."""
        self._transport.close()

    def get(self, path: str, query: Mapping[str, str], deadline: Deadline) -> dict[str, Any] | Answer:
        """Ask; what came back, or what the failure means."""
        return self._call("GET", path, query, None, deadline)

    def post(
        self, path: str, query: Mapping[str, str], payload: Mapping[str, Any], deadline: Deadline
    ) -> dict[str, Any] | Answer:
        """Hand over; what came back, or what the failure means."""
        # As UTF-8 and not as \uXXXX, which some interfaces refuse.
        content = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        return self._call("POST", path, query, content, deadline)

    def _call(
        self, method: str, path: str, query: Mapping[str, str], content: bytes | None, deadline: Deadline
    ) -> dict[str, Any] | Answer:
        left = deadline.left()
        if left < _LEAST:
            return Answer(Outcome.LATER, error="no_time")
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if content is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        timeouts = {
            "connect": min(_CONNECT, left), "pool": min(_CONNECT, left), "write": min(_WRITE, left),
            "read": min(_READ, left),
        }  # fmt: skip
        try:
            request = httpx.Request(
                method, self._base + path, params=dict(query), headers=headers, content=content,
                extensions={"timeout": timeouts},
            )  # fmt: skip
            response = self._transport.handle_request(request)
            try:
                body = _read(response, Deadline(_READ))
            finally:
                response.close()
        except _NOT_SENT:
            return Answer(Outcome.LATER, error="unreachable")
        except httpx.TimeoutException:
            return Answer(Outcome.UNKNOWN, error="timeout")
        except httpx.HTTPError:
            return Answer(Outcome.UNKNOWN, error="connection_lost")
        return _understood(response, body)


def _read(response: httpx.Response, deadline: Deadline) -> bytes | None:
    """The body, or None when it is too big or too slow."""
    found = b""
    for chunk in response.iter_raw():
        found += chunk
        if len(found) > _BIGGEST or not deadline.left():
            return None
    return found


def _understood(response: httpx.Response, body: bytes | None) -> dict[str, Any] | Answer:
    status = response.status_code
    if status == 429:
        return Answer(Outcome.LATER, error="rate_limited", retry_after=_retry_after(response))
    if status == 408:
        return Answer(Outcome.LATER, error="http_408")
    if 300 <= status < 500:
        # An address that is not the provider's, or a relay that refuses: no interface was reached.
        return Answer(Outcome.REFUSED, error=f"http_{status}")
    if status != 200:
        return Answer(Outcome.UNKNOWN, error=f"http_{status}")
    try:
        found = json.loads(body or b"")
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else Answer(Outcome.UNKNOWN, error="bad_answer")


def _retry_after(response: httpx.Response) -> timedelta | None:
    said = response.headers.get("retry-after", "")
    return timedelta(seconds=min(int(said), _LONGEST_WAIT)) if said.isascii() and said.isdigit() else None


def code_of(body: Mapping[str, Any]) -> int | None:
    """`errcode` as a number; None where there is none."""
    code = body.get("errcode")
    if isinstance(code, str) and _CODE.fullmatch(code):
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) and abs(code) < 10**10 else None
