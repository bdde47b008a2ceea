"""SendGrid's HTTP client over connections that are kept.

The library's own client opens a connection, and with TLS a context with all certificates of the machine, for every
call, follows redirects with the key in the request, and writes the whole letter into its debug log. This one keeps
connections in a pool that threads share, follows nothing, logs nothing, and knows of each failed call whether any of
the request had left.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import python_http_client
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

CONNECT_SECONDS = 5.0
BODY_LIMIT = 65_536
# Routers forget a silent connection without telling its ends; what is sent into it is lost for minutes.
IDLE_SECONDS = 20.0

_call = threading.local()


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer, by the names that the library uses."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes


class CallFailed(Exception):
    """No answer came. `left`: whether any of the request may have reached the server."""

    def __init__(self, cause: BaseException, *, left: bool) -> None:
        super().__init__(type(cause).__name__)
        self.left = left


class _Marked:
    """Notes when a request begins to leave, and counts as closed when it has been silent for long."""

    _used_at = 0.0

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self._used_at = time.monotonic()
        _call.left = False  # what a proxy was told does not count

    def send(self, data: Any) -> None:
        if self.sock is None:  # type: ignore[attr-defined]
            self.connect()
        _call.left = True
        self._used_at = time.monotonic()
        super().send(data)  # type: ignore[misc]

    @property
    def is_connected(self) -> bool:
        return super().is_connected and time.monotonic() - self._used_at < IDLE_SECONDS  # type: ignore[misc]


class _Plain(_Marked, HTTPConnection):
    """http://"""


class _Secure(_Marked, HTTPSConnection):
    """https://"""


Post = Callable[[str, str, Mapping[str, str], bytes], Reply]


def kept_connections(base: str, *, seconds: float, connections: int) -> Post:
    """A function (method, address, headers, body) → Reply for one server; any number of threads may call it.
    It raises CallFailed only. The machine's proxy settings are honoured."""
    where = urlsplit(base)
    host = where.hostname or ""
    options: dict[str, Any] = {"num_pools": 1, "maxsize": connections, "block": False}
    proxy = "" if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get(where.scheme, "")
    manager = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
    pool = manager.connection_from_host(host, port=where.port, scheme=where.scheme)
    pool.ConnectionCls = _Secure if where.scheme == "https" else _Plain
    timeout = urllib3.Timeout(total=seconds, connect=min(CONNECT_SECONDS, seconds))

    def post(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
        _call.left = False
        try:
            answer = manager.urlopen(
                method, address, body=body, headers=dict(headers), retries=False, redirect=False,
                timeout=timeout, preload_content=False,
            )  # fmt: skip
        except Exception as error:
            raise CallFailed(error, left=_call.left) from None
        return Reply(answer.status, answer.headers, _read(answer))

    return post


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The body, as far as it is of use: the status is known already, so nothing that happens here matters."""
    try:
        body = answer.read(BODY_LIMIT)
        if answer.read(1):
            answer.close()
    except Exception:
        answer.close()
        return b""
    answer.release_conn()
    return body


class KeptClient(python_http_client.Client):
    """The library's client with its calls made by `post`."""

    def __init__(self, *, post: Post, **options: Any) -> None:
        super().__init__(**options)
        self._post = post

    def _build_client(self, name: str | None = None) -> KeptClient:
        return KeptClient(
            post=self._post, host=self.host, version=self._version, request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
        )  # fmt: skip

    def __getattr__(self, name: str) -> Any:
        if name in self.methods:
            return partial(self._over_pool, name.upper())
        return super().__getattr__(name)

    def _over_pool(self, method: str, request_body: Any = None) -> Reply:
        headers = {**self.request_headers, "Content-Type": "application/json"}
        return self._post(method, self._build_url(None), headers, json.dumps(request_body).encode())
