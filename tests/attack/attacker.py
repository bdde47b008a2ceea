"""A raw websocket client that sends what no page sends, and says what came back.

`await attacker.call(name, payload)` sends one event and returns every reply up to a fence: two harmless framework
events whose answers come after everything the call (and what it chained) caused, so nothing waits for a clock.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp

ROOT_STATE = "reflex___state____state"
FENCE = f"{ROOT_STATE}.set_is_hydrated"
HYDRATED = "is_hydrated_rx_state_"
PREFIX = "/_event,"

Reply = dict[str, Any]


class Closed(Exception):
    """The server closed or refused the websocket; `code` is its close code or HTTP status."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Attacker:
    """One browser tab, or somebody who pretends to be one. `origin` None sends no Origin header."""

    def __init__(
        self,
        base_url: str,
        cookies: dict[str, str] | None = None,
        *,
        token: str | None = None,
        origin: str | None = "same",
        path: str = "/",
        headers: dict[str, str] | None = None,
        timeout: float = 20.0,
    ) -> None:
        self.base_url = base_url
        self.cookies = cookies or {}
        self.token = token or str(uuid.uuid4())
        self.path = path
        self.timeout = timeout
        parts = urlsplit(base_url)
        self._url = f"ws://{parts.netloc}/_event/?EIO=4&transport=websocket&token={self.token}"
        self._headers = dict(headers or {})
        if origin is not None:
            self._headers["Origin"] = base_url if origin == "same" else origin
        if self.cookies:
            self._headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Open the transport only; raises Closed when it is refused."""
        self._session = aiohttp.ClientSession()
        try:
            self._socket = await self._session.ws_connect(
                self._url, headers=self._headers, max_msg_size=0, autoping=True
            )
        except aiohttp.WSServerHandshakeError as refused:
            await self._session.close()
            raise Closed(refused.status) from None
        assert (await self.receive_text()).startswith("0{")

    async def connect(self, auth: Any = None) -> None:
        """Join Reflex's namespace."""
        await self.send_text(f"40{PREFIX}" + (json.dumps(auth) if auth is not None else ""))
        while not (await self.receive_text()).startswith(f"40{PREFIX}"):
            pass

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()
        if self._session is not None:
            await self._session.close()

    async def send_text(self, frame: str) -> None:
        """Send one text frame as it is."""
        assert self._socket is not None
        try:
            await self._socket.send_str(frame)
        except (ConnectionError, aiohttp.ClientError):
            raise Closed(int(self._socket.close_code or 1006)) from None

    async def send_bytes(self, frame: bytes) -> None:
        """Send one binary frame."""
        assert self._socket is not None
        await self._socket.send_bytes(frame)

    async def receive_text(self) -> str:
        """The next text frame; answers the transport's pings; raises Closed or TimeoutError."""
        assert self._socket is not None
        while True:
            message = await asyncio.wait_for(self._socket.receive(), self.timeout)
            if message.type is aiohttp.WSMsgType.TEXT:
                text = str(message.data)
                if text == "2":
                    await self.send_text("3")
                    continue
                return text
            if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                raise Closed(self._socket.close_code)
            if message.type is aiohttp.WSMsgType.ERROR:
                raise Closed(None)

    async def receive(self) -> Reply:
        """The next `event` from the server."""
        while True:
            text = await self.receive_text()
            if text.startswith(f"42{PREFIX}["):
                name, *rest = json.loads(text[len(PREFIX) + 2 :])
                if name == "event":
                    return dict(rest[0])

    async def emit(self, name: str, payload: dict[str, Any] | None = None, **more: Any) -> None:
        """Send an event without waiting for anything."""
        event = {"name": name, "payload": payload or {}, "router_data": self.place()} | more
        await self.send_text(f"42{PREFIX}" + json.dumps(["event", event]))

    def place(self) -> dict[str, Any]:
        """Where the tab says it is."""
        return {"pathname": urlsplit(self.path).path, "query": {}, "asPath": self.path}

    async def call(self, name: str, payload: dict[str, Any] | None = None, *, rounds: int = 2) -> list[Reply]:
        """Send an event; every reply until the fence."""
        await self.emit(name, payload)
        return await self.settle(rounds=rounds)

    async def settle(self, *, rounds: int = 2) -> list[Reply]:
        """Every reply until the fences have passed: what was sent before has run, and what it chained, in two rounds
        three events deep, in one round one (a refusal's notice)."""
        found: list[Reply] = []
        for _ in range(rounds):
            for wanted in (False, True):
                await self.emit(FENCE, {"value": wanted})
                while True:
                    reply = await self.receive()
                    delta = reply.get("delta") or {}
                    root = delta.get(ROOT_STATE) or {}
                    if root.get(HYDRATED) is wanted:
                        rest = {state: change for state, change in delta.items() if state != ROOT_STATE}
                        if rest:
                            found.append({**reply, "delta": rest})
                        break
                    found.append(reply)
        return found

    async def wait_closed(self) -> int | None:
        """Wait until the server closes the socket; its code."""
        try:
            while True:
                await self.receive_text()
        except Closed as closed:
            return closed.code


def values(replies: list[Reply], var: str) -> list[Any]:
    """Every value of a var (any state) among the replies, oldest first."""
    wanted = f"{var}_rx_state_"
    return [
        change[wanted]
        for reply in replies
        for change in (reply.get("delta") or {}).values()
        if wanted in change
    ]


def frontend_events(replies: list[Reply]) -> list[str]:
    """Names of the browser events among the replies, such as `_redirect`."""
    return [event["name"] for reply in replies for event in reply.get("events") or []]


def _jar(response: aiohttp.ClientResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    for header in response.headers.getall("Set-Cookie", []):
        jar: SimpleCookie = SimpleCookie(header)
        found |= {name: morsel.value for name, morsel in jar.items()}
    return found


async def post(
    base_url: str, path: str, form: dict[str, str], *, cookies: dict[str, str] | None = None,
    origin: str | None = "same",
) -> tuple[int, str, dict[str, str]]:  # fmt: skip
    """A form post as a page sends it: status, Location, cookies set."""
    headers = {} if origin is None else {"Origin": base_url if origin == "same" else origin}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{base_url}{path}", data=form, headers=headers, allow_redirects=False) as response,
    ):
        await response.read()
        return response.status, response.headers.get("Location", ""), _jar(response)


async def sign_in(base_url: str, email: str, password: str) -> dict[str, str]:
    """The cookies of a signed-in browser."""
    status, location, cookies = await post(base_url, "/auth/sign-in", {"email": email, "password": password})
    assert status == 303 and "problem" not in location, location
    return cookies


async def open_link(
    base_url: str, token: str, cookies: dict[str, str] | None = None
) -> tuple[str, dict[str, str]]:
    """Open a candidate's link: where it leads, and the browser's cookies afterwards."""
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())} if cookies else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{base_url}/i/{token}", headers=headers, allow_redirects=False) as response,
    ):
        return response.headers.get("Location", ""), {**(cookies or {}), **_jar(response)}
