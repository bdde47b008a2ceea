"""The outer guard: stands in front of Reflex and our routes, public ASGI only.

What it changes on the way in: a session cookie becomes its hash; the websocket's client token becomes an HMAC
over the sessions and the token, so each session and the anonymous world live in separate state spaces;
headers only a proxy may write are gone; each frame is read strictly and written anew. What it refuses:
foreign Origins, uploads, other websocket paths, floods. See docs/decisions/0002-guard-and-sessions.md.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from reflex_base.registry import RegistrationContext

from rxapp import clock, db
from rxapp.api import headers as head
from rxapp.api.frames import Dropped, Violation, clean_frame
from rxapp.api.limits import Buckets, Pacer, Strangers, Trees, place_of
from rxapp.api.sockets import OpenSocket, open_sockets
from rxapp.rules.numbers import whole
from rxapp.services.accounts import cookies
from rxapp.services.accounts.cookies import SessionHashes
from rxapp.services.accounts.find_actor import live_sessions
from rxapp.services.accounts.tokens import hash_token, keyed_digest
from rxapp.settings import get_settings

log = logging.getLogger("rxapp.guard")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

EVENT_PATHS = ("/_event", "/_event/")
CLOSED_PATHS = ("/_upload", "/_event", "/_all_routes", "/auth-codespace")
NO_ORIGIN_NEEDED = ("/webhooks/", "/u/")  # machines call these; each verifies its own signature
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MAX_BODY = 1_048_576
BODY_LIMITS: dict[str, int] = {}  # a path's prefix → its own limit in bytes
POLICY = 1008
FORGET: Callable[[str], None] = lambda space: None  # noqa: E731 - frees a state tree; the composition root sets it
_CLIENT_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,100}")


class Guard:
    """`rx.App(api_transformer=[routes, Guard])`: the last transformer stands outermost."""

    def __init__(self, app: App, *, pages: Path | None = None) -> None:
        settings = get_settings()
        self._app = app
        self._pages = pages
        self._origins = frozenset(settings.origins)
        self._events = Buckets(settings.events_per_minute)
        self._connects = Buckets(settings.connects_per_minute)
        self._strangers = Buckets(settings.connects_per_minute * 10)
        self._visits = Strangers(settings.anonymous_pages, lambda space: FORGET(space))
        self._session_trees: dict[str, Trees] = {}
        self._paths: frozenset[str] = frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    # --- HTTP
    # -------------------------------------------------------------------------------------------------------

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, headers = scope["path"], scope["headers"]
        answer = self._answering(send, path, scope.get("query_string", b""))
        if path.startswith(CLOSED_PATHS):
            return await _plain(answer, 404)
        changes = scope["method"] not in SAFE_METHODS and not path.startswith(NO_ORIGIN_NEEDED)
        if changes and head.first(headers, b"origin") not in self._origins:
            log.warning("refused %s: origin", scope["method"])
            return await _plain(answer, 403)
        limit = next((size for prefix, size in BODY_LIMITS.items() if path.startswith(prefix)), MAX_BODY)
        length = head.first(headers, b"content-length")
        if length and ((size := whole(length)) is None or size > limit):
            return await _plain(answer, 413)
        raw = _raw_cookies(headers)
        inner = self._believed(scope, _hashes(raw), is_socket=False, others=raw)
        if path in self._page_paths():
            inner["path"] = f"{path}/"  # the file server would redirect there: a round trip on every page
        await self._app(inner, _limited(receive, limit), answer)

    def _page_paths(self) -> frozenset[str]:
        """The addresses of the built pages, without the slash at the end."""
        folder = self._pages_folder()
        if not self._paths and folder is not None and folder.is_dir():
            found = (file.parent.relative_to(folder).as_posix() for file in folder.rglob("index.html"))
            self._paths = frozenset(f"/{path}" for path in found if path != ".")
        return self._paths

    def _answering(self, send: Send, path: str, query: bytes) -> Send:
        """`send` with our headers on every answer; what a route set itself stays."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {key.lower(): value for key, value in message.get("headers", [])}
                kind = present.get(b"content-type", b"")
                ours = head.answer_headers(
                    path, self._pages_folder(), content_type=kind, query=query, status=message["status"]
                )
                added = [(key, value) for key, value in ours if key not in present]
                message = {**message, "headers": [*message.get("headers", []), *added]}
            await send(message)

        return answer

    def _pages_folder(self) -> Path | None:
        if self._pages is None:
            from reflex.utils.prerequisites import get_web_dir
            from reflex_base import constants

            self._pages = Path(get_web_dir()) / constants.Dirs.STATIC
        return self._pages

    def _believed(
        self, scope: Scope, hashes: SessionHashes, *, is_socket: bool, others: dict[str, str] | None = None
    ) -> Scope:
        """The scope with only what can be believed in it."""
        settings, headers = get_settings(), scope["headers"]
        peer = (scope.get("client") or ("", 0))[0]
        address = head.client_address(headers, peer, settings.trusted_proxy_hops)
        kept = head.trusted(headers, is_socket=is_socket)
        names = {cookies.cookie_name(kind) for kind in (cookies.USER, cookies.CANDIDATE)}
        names |= {cookies.USER, cookies.CANDIDATE}
        pairs = [hashes.as_header()] if hashes else []
        pairs += [f"{name}={value}" for name, value in (others or {}).items() if name not in names]
        if pairs:
            kept.append((b"cookie", "; ".join(pairs).encode("latin-1", "replace")))
        inner = {**scope, "headers": kept, "client": (address, 0)}
        if settings.is_https:
            inner["scheme"] = "wss" if is_socket else "https"
        return inner

    # --- websocket
    # --------------------------------------------------------------------------------------------------

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = scope["headers"]
        origin = head.first(headers, b"origin")
        if scope["path"] not in EVENT_PATHS:
            return await _deny(send, "path")
        # A browser always names its origin; what does not is no browser and holds no stranger's cookie.
        if origin and origin not in self._origins:
            return await _deny(send, "origin")
        token = _client_token(scope.get("query_string", b""))
        if token is None:
            return await _deny(send, "query")
        hashes = await db.run(_live_hashes, _hashes(_raw_cookies(headers)))
        space = keyed_digest("client-token", hashes.user, hashes.candidate, token)
        inner = self._believed(scope, hashes, is_socket=True)
        if not self._may_connect(hashes, space, inner["client"][0]):
            return await _deny(send, "too many")
        inner["query_string"] = urlencode({"EIO": 4, "transport": "websocket", "token": space}).encode()
        socket = OpenSocket(hashes, receive, send)
        stranger = None if _owner(hashes) else _Stranger(self._visits, space, inner["client"][0])
        open_sockets.add(socket)
        try:
            await self._app(inner, self._frames(socket, _owner(hashes) or space, stranger), socket.send)
        finally:
            open_sockets.remove(socket)
            if stranger is not None:
                stranger.leave()

    def _may_connect(self, hashes: SessionHashes, space: str, address: str) -> bool:
        owner = _owner(hashes)
        if not owner:
            return self._strangers.of(place_of(address)).try_take()
        if not self._connects.of(owner).try_take():
            return False
        if len(self._session_trees) > 20_000:
            self._session_trees.clear()
        return self._session_trees.setdefault(owner, Trees(get_settings().session_pages)).admit(space)

    def _frames(self, socket: OpenSocket, owner: str, stranger: _Stranger | None) -> Receive:
        """The browser's messages as the app may see them. A stranger counts when the page joins, not before."""
        handlers = RegistrationContext.get().event_handlers
        pacer, is_connected = Pacer(self._events.of(owner)), False

        async def next_frame() -> Message:
            nonlocal is_connected
            while True:
                message = await socket.receive()
                if message["type"] != "websocket.receive":
                    return message
                text = message.get("text")
                try:
                    if not await pacer.pause():
                        raise Violation("flood")
                    if text is None:
                        raise Violation("binary")
                    cleaned = clean_frame(text, is_known=handlers.__contains__, is_connected=is_connected)
                    if stranger is not None and cleaned.startswith("40") and not stranger.join():
                        raise Violation("too many strangers")
                except Dropped as fault:
                    log.warning("dropped a frame: %s", fault)
                except Violation as fault:
                    log.warning("closed a socket: %s", fault)
                    socket.close(POLICY)
                else:
                    is_connected = is_connected or cleaned.startswith("40")
                    return {"type": "websocket.receive", "text": cleaned}

        return next_frame


@dataclass(slots=True)
class _Stranger:
    """One socket of a visitor without a session."""

    visits: Strangers
    space: str
    address: str
    has_joined: bool = False

    def join(self) -> bool:
        """Count it, once; False when there is no room for it."""
        self.has_joined = self.has_joined or self.visits.admit(self.space, self.address)
        return self.has_joined

    def leave(self) -> None:
        """It closed; nothing to give back unless it was counted."""
        if self.has_joined:
            self.has_joined = False
            self.visits.leave(self.space)


# --- small parts
# ----------------------------------------------------------------------------------------------------


def _raw_cookies(headers: head.Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in headers:
        if key == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                name, _, text = pair.partition("=")
                found.setdefault(name.strip(), text.strip())
    return found


def _hashes(raw: dict[str, str]) -> SessionHashes:
    user, candidate = (raw.get(cookies.cookie_name(kind), "") for kind in (cookies.USER, cookies.CANDIDATE))
    return SessionHashes(hash_token(user), hash_token(candidate))


def _live_hashes(hashes: SessionHashes) -> SessionHashes:
    """Without those that are no live session: a made-up cookie opens no state space of its own."""
    if not hashes:
        return hashes
    with db.reading() as session:
        live = live_sessions(session, (hashes.user, hashes.candidate), real_now=clock.real_now())
    return SessionHashes(
        hashes.user if hashes.user in live and not live[hashes.user].is_candidate else "",
        hashes.candidate if hashes.candidate in live and live[hashes.candidate].is_candidate else "",
    )


def _owner(hashes: SessionHashes) -> str:
    return hashes.user or hashes.candidate


def _client_token(query: bytes) -> str | None:
    found = parse_qs(query.decode("latin-1"), max_num_fields=10) if len(query) <= 500 else {}
    if found.get("EIO") != ["4"] or found.get("transport") != ["websocket"] or "sid" in found:
        return None
    tokens = found.get("token", [])
    return tokens[0] if len(tokens) == 1 and _CLIENT_TOKEN.fullmatch(tokens[0]) else None


def _limited(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def next_part() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b"")) if message["type"] == "http.request" else 0
        return message if seen <= limit else {"type": "http.disconnect"}

    return next_part


async def _plain(send: Send, status: int) -> None:
    body = str(status).encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _deny(send: Send, reason: str) -> None:
    log.warning("refused a websocket: %s", reason)
    await send({"type": "websocket.close", "code": POLICY})
