"""Live updates: what changed in the database reaches every open screen, whoever changed it.

One task per web process tails the event table. Two ways lead from there to a screen:
- `watch`: the session's own guarded handler is run again, rights checked anew. For what hardly anybody else looks at:
  a candidate's page, an open drawer.
- rooms: one read and one message for everybody who looks at the same view (state/shared_views.py; the board's own in
  state/board_live.py).
A watcher runs at most every `CALM` seconds, so a burst of changes costs one refresh.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx
from reflex.utils.format import format_event_handler

from rxapp import clock, db
from rxapp.logs import where
from rxapp.services.events.tail import BATCH, EventTail, Happening
from rxapp.services.events.wakeup import Wakeup
from rxapp.settings import get_settings

log = logging.getLogger("rxapp.live")
CALM = 0.2

Listener = Callable[[list[Happening]], Awaitable[None]]
Watcher = tuple[str, str]  # client token, full name of the handler


class Hub:
    """Who waits for what in this process."""

    def __init__(self) -> None:
        self.watchers: dict[str, set[Watcher]] = {}
        self.listeners: list[Listener] = []
        self._topics: dict[Watcher, set[str]] = {}
        self._handlers: dict[str, set[str]] = {}
        self._due: set[Watcher] = set()
        self._flusher: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()

    def put(self, token: str, handler: str, topics: set[str]) -> None:
        """This session's handler waits for these topics, and for no others."""
        key = (token, handler)
        before = self._topics.pop(key, set())
        for topic in before - topics:
            _discard(self.watchers, topic, key)
        for topic in topics - before:
            self.watchers.setdefault(topic, set()).add(key)
        if topics:
            self._topics[key] = topics
            self._handlers.setdefault(token, set()).add(handler)
        else:
            _discard(self._handlers, token, handler)

    def forget(self, token: str) -> None:
        """The session is gone, or shows another page."""
        for handler in list(self._handlers.get(token, ())):
            self.put(token, handler, set())

    async def run(self, app: rx.App) -> None:
        """Tail the events until cancelled."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._wake.set)

        tail = EventTail()
        await db.run(_start, tail)
        db.on_commit(wake)
        wakeup = Wakeup(get_settings().effective_database_url, wake)
        wakeup.start()
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                try:
                    happenings = await db.run(_read, tail)
                    if happenings:
                        await self._spread(app, happenings)
                    if len(happenings) >= BATCH:
                        self._wake.set()  # there is more than one read takes
                except Exception:
                    log.exception("live update failed; the next change tries again")
        finally:
            db.off_commit(wake)
            await asyncio.to_thread(wakeup.stop)

    async def _spread(self, app: rx.App, happenings: list[Happening]) -> None:
        for listener in self.listeners:
            try:
                await listener(happenings)
            except Exception as fault:
                # The tail has gone on: the listeners behind it would never hear of this.
                log.error("a listener could not take its changes: %s", where(fault))
        for topic in {f"application:{h.application_id}" for h in happenings if h.application_id}:
            self._due |= self.watchers.get(topic, set())
        self._start_flush(app)

    async def run_all(self, app: rx.App) -> None:
        """Run every watcher once: called each minute, because time alone changes what pages offer."""
        self._due.update(self._topics)
        self._start_flush(app)

    def _start_flush(self, app: rx.App) -> None:
        if self._due and (self._flusher is None or self._flusher.done()):
            self._flusher = asyncio.create_task(self._flush(app))

    async def _flush(self, app: rx.App) -> None:
        while self._due:
            due, self._due = self._due, set()
            for token, handler in due:
                if not is_connected(app, token):
                    self.forget(token)
                    continue
                await app.event_processor.enqueue(token, rx.event.Event(name=handler, payload={}))
            await asyncio.sleep(CALM)


def _discard(index: dict[str, set[Any]], name: str, one: Any) -> None:
    """Take one out of a set of an index, and the set with its last."""
    found = index.get(name, set())
    found.discard(one)
    if not found:
        index.pop(name, None)


hub = Hub()


def _start(tail: EventTail) -> None:
    with db.reading() as session:
        tail.start(session)


def _read(tail: EventTail) -> list[Happening]:
    with db.reading() as session:
        return tail.read(session, real_now=clock.real_now())


def watch(state: rx.State, handler: Any, *topics: str) -> None:
    """Run `handler` (a guarded handler without arguments) for this session whenever an event touches a topic,
    "application:<id>". Replaces what the same handler waited for before; no topics = stop."""
    hub.put(state.router.session.client_token, format_event_handler(handler), set(topics))


def forget(state: rx.State) -> None:
    """The session shows another page: none of its handlers waits for anything any more."""
    hub.forget(state.router.session.client_token)


def is_connected(app: rx.App, token: str) -> bool:
    """Whether the session's page is open in this process. (`token_to_sid` copies the whole table at each use.)"""
    namespace: Any = app.event_namespace
    return token in namespace._token_manager.token_to_socket
