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

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class OpenSocket:
    """One browser's websocket. Closing wakes the app out of its wait for the next frame, which then says goodbye: the
    server sends a close only while nothing waits to receive. From that moment nothing goes out any more."""

    def __init__(self, hashes: SessionHashes, receive: Receive, send: Send) -> None:
        self.hashes = hashes
        self.is_closed = False
        self._code = SESSION_ENDED
        self._receive, self._send = receive, send
        self._waiting: asyncio.Future[Message] | None = None
        self._said_goodbye = False

    async def send(self, message: Message) -> None:
        """Pass a message of the app on to the browser, unless the socket is closed."""
        if self.is_closed:
            return
        if message["type"] == "websocket.close":
            self.is_closed = self._said_goodbye = True
        await self._send(message)

    async def receive(self) -> Message:
        """The browser's next message, or the disconnect once the socket is closed."""
        if self.is_closed:
            return await self._goodbye()
        self._waiting = asyncio.ensure_future(self._receive())
        try:
            return await self._waiting
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self.is_closed or (task is not None and task.cancelling()):
                raise
            return await self._goodbye()
        finally:
            self._waiting = None

    def close(self, code: int) -> None:
        """Close it; whoever waits for its next frame is woken."""
        if not self.is_closed:
            self.is_closed, self._code = True, code
            if self._waiting is not None:
                self._waiting.cancel()

    async def _goodbye(self) -> Message:
        if not self._said_goodbye:
            self._said_goodbye = True
            try:
                await self._send({"type": "websocket.close", "code": self._code})
            except Exception as gone:
                log.debug("socket was gone already: %s", type(gone).__name__)
        return {"type": "websocket.disconnect", "code": self._code}


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

    def close(self, session_hash: str) -> int:
        """Close every socket of a session; how many there were."""
        found = list(self._by_hash.get(session_hash, ()))
        for socket in found:
            socket.close(SESSION_ENDED)
        return len(found)

    async def _sweep(self) -> None:
        while self._by_hash:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                open_now = set(self._by_hash)
                for ended in open_now - await db.run(_live, open_now):
                    self.close(ended)
            except Exception as problem:
                log.warning("could not check open sockets: %s", type(problem).__name__)


def _live(hashes: set[str]) -> set[str]:
    with db.reading() as session:
        return set(live_sessions(session, hashes, real_now=clock.real_now()))


open_sockets = Sockets()
