"""The open websockets of this process by session: a session that ends takes its sockets with it.

Signing out closes them at once. Everything else that ends a session (revoked elsewhere or by another process,
idle, rights changed, link expired) is found by a sweep every two seconds; until then the event guard refuses
each event.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from rxapp import clock, db
from rxapp.services.accounts.cookies import SessionHashes
from rxapp.services.accounts.find_actor import live_sessions

log = logging.getLogger("rxapp.guard")

SWEEP_SECONDS = 2.0
SESSION_ENDED = 4401

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class OpenSocket:
    """One browser's websocket; once closed, nothing more goes out."""

    def __init__(self, hashes: SessionHashes, send: Send) -> None:
        self.hashes = hashes
        self._send = send
        self.is_closed = False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Pass a message of the app on to the browser, unless the socket is closed."""
        if self.is_closed:
            return
        if message["type"] == "websocket.close":
            self.is_closed = True
        await self._send(message)

    async def close(self, code: int) -> None:
        """Close towards the browser."""
        if not self.is_closed:
            self.is_closed = True
            try:
                await self._send({"type": "websocket.close", "code": code})
            except Exception as gone:
                log.debug("socket was gone already: %s", type(gone).__name__)


class Sockets:
    """All open sockets of one process."""

    def __init__(self) -> None:
        self._by_hash: dict[str, set[OpenSocket]] = defaultdict(set)
        self._sweeper: asyncio.Task[None] | None = None

    def add(self, socket: OpenSocket) -> None:
        """Watch a socket; one without a session needs no watching."""
        for session_hash in (socket.hashes.user, socket.hashes.candidate):
            if session_hash:
                self._by_hash[session_hash].add(socket)
        if self._by_hash and (self._sweeper is None or self._sweeper.done()):
            self._sweeper = asyncio.get_running_loop().create_task(self._sweep())

    def remove(self, socket: OpenSocket) -> None:
        """Stop watching a socket."""
        for session_hash in (socket.hashes.user, socket.hashes.candidate):
            if session_hash in self._by_hash:
                self._by_hash[session_hash].discard(socket)
                if not self._by_hash[session_hash]:
                    del self._by_hash[session_hash]

    async def close(self, session_hash: str) -> int:
        """Close every socket of a session; how many there were."""
        found = list(self._by_hash.get(session_hash, ()))
        for socket in found:
            await socket.close(SESSION_ENDED)
        return len(found)

    async def _sweep(self) -> None:
        while self._by_hash:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                open_now = set(self._by_hash)
                for ended in open_now - await db.run(_live, open_now):
                    await self.close(ended)
            except Exception as problem:
                log.warning("could not check open sockets: %s", type(problem).__name__)


def _live(hashes: set[str]) -> set[str]:
    with db.reading() as session:
        return set(live_sessions(session, hashes, real_now=clock.real_now()))


open_sockets = Sockets()
