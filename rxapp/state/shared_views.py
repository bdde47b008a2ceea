"""Pages that many people have open: what a view shows is read and worded once, and sent to everybody who looks at it.

A view is a read with everything that decides its result (role, language, whose, which week). A page's handler shows it
with `PageState._share`; from then on an event that concerns it, and each minute, costs one read for each distinct view
and one message to its socket.io room (docs/decisions/0004-live-updates.md). The board has rooms of its own, because it
reads only the cards that changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER

from rxapp import clock, db
from rxapp.logs import where
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.find_actor import live_sessions
from rxapp.services.events.concerns import concerned_by
from rxapp.services.events.tail import Happening
from rxapp.state.live import hub
from rxapp.state.topics import AGENDA, EVERY, OF_KIND, bell_of, interviews_of, tasks_of, work_of

log = logging.getLogger("rxapp.live")
NAMESPACE = "/_event"
GATHER = 0.05  # seconds in which events become one refresh
CALM, LONGEST_CALM = 0.2, 1.0  # rest after a refresh: as long as it took, within these
SETTLED = 1.0
MOST_LOOKED_UP = 200

Values = dict[str, Any]  # the names and values of a state's vars


@dataclass(frozen=True)
class View:
    """`read(*args)` gives the values of `state`'s vars; `args` hold the reader's rights, so that no room mixes them."""

    state: str
    read: Callable[..., Values]
    args: tuple[Any, ...]
    topics: frozenset[str]

    @property
    def room(self) -> str:
        """The room's name on the socket server."""
        said = f"{self.state} {self.read.__module__}.{self.read.__qualname__} {self.args!r}"
        return "view-" + hashlib.sha256(said.encode()).hexdigest()[:24]


def reader(actor: Actor, *, own: bool = False) -> Actor:
    """The actor without what names their browser, to read a view with; without `own` also without what names them:
    whoever has the same role and language then shares the view."""
    return Actor(role=Role(actor.role), language=actor.language, user_id=actor.user_id if own else None)


@dataclass
class _Open:
    """A view that is open, as it was read last, and the sockets that show it with their session hashes."""

    values: Values
    sockets: dict[str, str] = field(default_factory=dict)


class SharedViews:
    """All shared views open in this process. Without an app (in tests of handlers) views are read and not kept."""

    def __init__(self, app: rx.App | None = None) -> None:
        self._sio: Any = app.sio if app else None
        self._namespace: Any = app.event_namespace if app else None
        self._open: dict[View, _Open] = {}
        self._of_socket: dict[str, set[View]] = {}
        self._by_topic: dict[str, set[View]] = defaultdict(set)
        self._waiting: dict[View, asyncio.Task[Values]] = {}
        self._running: dict[View, asyncio.Task[Values]] = {}
        self._due: set[View] = set()
        self._failed: set[View] = set()  # due again in the next round that anything else begins
        self._flusher: asyncio.Task[None] | None = None
        self._checked_at = 0.0
        if app:
            hub.listeners.append(self.on_change)

    async def show(self, sid: str, session_hash: str, view: View) -> Values:
        """What the view holds now; the socket is told of every change from now on, and no longer of another view that
        the same read made for it."""
        for other in [
            each for each in self._of_socket.get(sid, ()) if each.read is view.read and each != view
        ]:
            await self._leave(sid, other)
        try:
            values = await self.read(view)
        except Exception:
            await self._join(sid, session_hash, view, {})  # the next change, or the next minute, tries again
            raise
        await self._join(sid, session_hash, view, values)
        return values

    async def leave(self, sid: str) -> None:
        """The socket shows none of these pages any more."""
        for view in list(self._of_socket.get(sid, ())):
            await self._leave(sid, view)

    async def read(self, view: View) -> Values:
        """Read it now; whoever asks while a read is under way shares the next one, which is new enough for all."""
        flight = self._waiting.get(view)
        if flight is None:
            flight = self._waiting[view] = asyncio.create_task(self._fly(view))
        return await asyncio.shield(flight)

    async def on_change(self, happenings: list[Happening]) -> None:
        """Mark the views that these events concern; they are read anew in a moment, together."""
        if self._open:
            try:
                topics = await self._topics(happenings)
            except Exception as fault:
                log.error("nobody knows which views these changes concern, so all are read: %s", where(fault))
                topics = set(self._by_topic)
            self._due.update(*(self._by_topic[topic] for topic in topics & self._by_topic.keys()))
            self._start()

    async def refresh(self) -> None:
        """Time alone changes views: "3 minutes", a task that falls due. Called once a minute."""
        self._due.update(self._open)
        self._start()

    async def _join(self, sid: str, session_hash: str, view: View, given: Values) -> None:
        if self._sio is None or not self._sio.manager.is_connected(sid, NAMESPACE):
            return
        opened = self._open.setdefault(view, _Open(given))
        opened.sockets[sid] = session_hash
        self._of_socket.setdefault(sid, set()).add(view)
        for topic in view.topics:
            self._by_topic[topic].add(view)
        await self._sio.enter_room(sid, view.room, namespace=NAMESPACE)
        # What was read for this socket reaches it when its handler has ended; a change may overtake it.
        asyncio.get_running_loop().call_later(SETTLED, self._settle, sid, view, given)

    async def _fly(self, view: View) -> Values:
        before = self._running.get(view)
        if before is not None:
            await asyncio.wait([before])
        flight = self._running[view] = self._waiting.pop(view)
        try:
            values = await db.run(view.read, *view.args)
        finally:
            if self._running.get(view) is flight:
                del self._running[view]
        opened = self._open.get(view)
        if opened is not None:
            changed = {name: value for name, value in values.items() if opened.values.get(name) != value}
            opened.values = values
            if changed:
                try:
                    await self._send(view, changed, to=view.room)
                except Exception:
                    opened.values = {}  # nobody knows what the pages show: the next read sends everything
                    raise
        return values

    async def _topics(self, happenings: list[Happening]) -> set[str]:
        found = {topic for each in happenings for topic in OF_KIND.get(each.kind, EVERY)}
        if not any(":" in topic for topic in self._by_topic):
            return found
        ids = {each.application_id for each in happenings if each.application_id is not None}
        if len(ids) > MOST_LOOKED_UP:
            return found | {topic for topic in self._by_topic if ":" in topic}
        people = await db.run(_concerned, ids)
        found |= {tasks_of(user_id) for user_id in people.assignees}
        found |= {bell_of(user_id) for user_id in people.rung}
        found |= {work_of(user_id) for user_id in people.recruiters}
        found |= {work_of(None)} if ids else set()
        if AGENDA in found:
            found |= {interviews_of(user_id) for user_id in people.interviewers}
        return found

    def _start(self) -> None:
        if self._due and (self._flusher is None or self._flusher.done()):
            self._flusher = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        await asyncio.sleep(GATHER)
        while self._due:
            due, self._due, self._failed = self._due | self._failed, set(), set()
            began = time.monotonic()
            try:
                await self._drop_ended()
            except Exception as fault:
                # Nothing is sent to a session that may have ended.
                log.error("sessions could not be looked up, the next change tries again: %s", where(fault))
                self._failed |= due
            else:
                for view in due:
                    await self._read_anew(view)
            await asyncio.sleep(min(max(CALM, time.monotonic() - began), LONGEST_CALM))

    async def _read_anew(self, view: View) -> None:
        if view not in self._open:
            return
        try:
            await self.read(view)
        except Exception as fault:
            log.error("a view could not be read anew, the next change tries again: %s", where(fault))
            self._failed.add(view)

    async def _drop_ended(self) -> None:
        """No push to a session that has ended. Signing out closes its sockets at once; this catches what else ends
        a session, at most once a second."""
        if time.monotonic() - self._checked_at < 1:
            return
        for sid in [sid for sid in self._of_socket if not self._sio.manager.is_connected(sid, NAMESPACE)]:
            await self.leave(sid)
        live = await db.run(_live, {h for opened in self._open.values() for h in opened.sockets.values()})
        for opened in list(self._open.values()):
            for sid in [sid for sid, session_hash in opened.sockets.items() if session_hash not in live]:
                log.info("the page of an ended session is not kept up to date")
                await self.leave(sid)
        self._checked_at = time.monotonic()

    async def _leave(self, sid: str, view: View) -> None:
        views = self._of_socket.get(sid, set())
        views.discard(view)
        if not views:
            self._of_socket.pop(sid, None)
        opened = self._open.get(view)
        if opened is None or opened.sockets.pop(sid, None) is None:
            return
        if not opened.sockets:
            self._forget(view)
        if self._sio.manager.is_connected(sid, NAMESPACE):
            await self._sio.leave_room(sid, view.room, namespace=NAMESPACE)

    def _forget(self, view: View) -> None:
        del self._open[view]
        for topic in view.topics:
            self._by_topic[topic].discard(view)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def _settle(self, sid: str, view: View, given: Values) -> None:
        opened = self._open.get(view)
        if opened is not None and sid in opened.sockets and opened.values is not given:
            task = asyncio.get_running_loop().create_task(self._send(view, opened.values, to=sid))
            _tasks.add(task)
            task.add_done_callback(_tasks.discard)

    async def _send(self, view: View, values: Values, *, to: str) -> None:
        shown = {"is_loading": False, "is_failed": False} | values
        delta = {view.state: {name + FIELD_MARKER: value for name, value in shown.items()}}
        await self._namespace.emit("event", StateUpdate(delta=delta), to=to)


_tasks: set[asyncio.Task[None]] = set()
_views = SharedViews()


def install(app: rx.App) -> None:
    """Made once, when the app is composed."""
    global _views
    _views = SharedViews(app)


def views() -> SharedViews:
    """The shared views of this process."""
    return _views


def _concerned(ids: set[int]) -> Any:
    with db.reading() as session:
        return concerned_by(session, ids)


def _live(hashes: set[str]) -> set[str]:
    with db.reading() as session:
        return set(live_sessions(session, hashes, real_now=clock.real_now()))
