"""The board on many screens: one view is read and worded once, and sent to everybody who looks at it.

A view is a filter in a language with how far its columns are scrolled. Its sessions stand in one socket.io room;
a change is one read of the touched columns and one message to the room (docs/decisions/0004-live-updates.md).
Rows never enter a session's state: they are sent straight to the socket, so 200 open boards cost one copy.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER

from rxapp import clock, db
from rxapp.rules.vocabulary import Role, Stage
from rxapp.services.accounts.find_actor import live_sessions
from rxapp.services.company.queries import zone as company_zone
from rxapp.services.events.tail import Happening
from rxapp.services.hiring import board
from rxapp.services.hiring.board import PAGE, BoardFilter
from rxapp.state.board_rows import CardRow, card_row
from rxapp.state.live import hub

log = logging.getLogger("showup.live")
NAMESPACE = "/_event"


@dataclass(frozen=True)
class ViewKey:
    """Everything that decides what a board shows. Role is part of it, so that no room ever mixes rights."""

    chosen: BoardFilter
    language: str
    role: Role
    limits: tuple[int, ...] = (PAGE,) * len(Stage)

    @property
    def room(self) -> str:
        """The room's name on the socket server."""
        return "board-" + hashlib.sha256(repr(self).encode()).hexdigest()[:24]


@dataclass
class View:
    """One view as it was last sent, and the sockets that show it with their session hashes."""

    columns: dict[int, list[CardRow]]
    counts: list[int]
    sockets: dict[str, str] = field(default_factory=dict)

    def places(self, ids: set[int]) -> set[int]:
        """The columns in which any of these applications is shown."""
        return {stage for stage, rows in self.columns.items() if any(row["id"] in ids for row in rows)}


_rooms: BoardRooms | None = None


def install(app: rx.App, state_name: str) -> None:
    """Made once, when the app is composed; `state_name` is the full name of the state that shows columns."""
    global _rooms
    _rooms = BoardRooms(app, state_name)


def rooms() -> BoardRooms:
    """The rooms of this process."""
    if _rooms is None:
        raise RuntimeError("board rooms are made by the composition root")
    return _rooms


class BoardRooms:
    """All board views open in this process."""

    def __init__(self, app: rx.App, state_name: str) -> None:
        self._app, self._state = app, state_name
        self._views: dict[ViewKey, View] = {}
        self._of_socket: dict[str, ViewKey] = {}
        self._changes = 0
        hub.listeners.append(self.on_change)

    async def show(self, sid: str, session_hash: str, key: ViewKey) -> None:
        """Show a view on a socket, and from now on every change of it."""
        await self.leave(sid)
        view = self._views.get(key)
        while view is None:
            before = self._changes
            fresh = await db.run(_read, key, tuple(Stage))
            if before == self._changes:
                # Nothing changed while it was read, so it is as new as the views that are told of changes.
                view = self._views.setdefault(key, fresh)
        view.sockets[sid] = session_hash
        self._of_socket[sid] = key
        await self._app.sio.enter_room(sid, key.room, namespace=NAMESPACE)
        await self._send(view, set(view.columns), to=sid)

    async def leave(self, sid: str) -> None:
        """The socket shows no board any more."""
        key = self._of_socket.pop(sid, None)
        if key is None:
            return
        view = self._views[key]
        view.sockets.pop(sid, None)
        if not view.sockets:
            del self._views[key]
        if self._app.sio.manager.is_connected(sid, NAMESPACE):
            await self._app.sio.leave_room(sid, key.room, namespace=NAMESPACE)

    async def on_change(self, happenings: list[Happening]) -> None:
        """Read the touched columns of each open view once and send them to its room."""
        self._changes += 1
        ids = {h.application_id for h in happenings if h.application_id is not None}
        if not ids or not self._views:
            return
        await self._drop_ended()
        for key, view in list(self._views.items()):
            fresh = await db.run(_reread, key, ids, view.places(ids))
            if fresh is not None:
                view.columns.update(fresh.columns)
                view.counts = fresh.counts
                await self._send(view, set(fresh.columns), to=key.room)

    async def reword(self) -> None:
        """Send every view anew: "today" has become "yesterday"."""
        for key, view in list(self._views.items()):
            fresh = await db.run(_read, key, tuple(Stage))
            view.columns, view.counts = fresh.columns, fresh.counts
            await self._send(view, set(view.columns), to=key.room)

    async def _drop_ended(self) -> None:
        manager = self._app.sio.manager
        for sid in [sid for sid in self._of_socket if not manager.is_connected(sid, NAMESPACE)]:
            await self.leave(sid)
        hashes = {h for view in self._views.values() for h in view.sockets.values()}
        live = await db.run(_live, hashes)
        for key, view in list(self._views.items()):
            for sid, session_hash in list(view.sockets.items()):
                if session_hash not in live:
                    log.info("a board of an ended session was closed (%s)", key.role)
                    await self.leave(sid)

    async def _send(self, view: View, stages: set[int], *, to: str) -> None:
        values: dict[str, object] = {f"column_{stage}": view.columns[stage] for stage in stages}
        values |= {"counts": view.counts, "is_loaded": True}
        delta = {self._state: {name + FIELD_MARKER: value for name, value in values.items()}}
        await self._app.event_namespace.emit("event", StateUpdate(delta=delta), to=to)


def _read(key: ViewKey, stages: tuple[int, ...]) -> View:
    now = clock.now()
    with db.reading() as session:
        zone = company_zone(session)
        found = board.cards(session, key.chosen, key.limits, now=now, stages=stages)
        counts = board.counts(session, key.chosen, now=now)
    rows = {
        int(stage): [card_row(card, language=key.language, zone=zone, now=now) for card in cards]
        for stage, cards in found.items()
    }
    return View(rows, counts)


def _reread(key: ViewKey, ids: set[int], shown_in: set[int]) -> View | None:
    with db.reading() as session:
        here = board.stages_of(session, sorted(ids), key.chosen, now=clock.now())
    touched = shown_in | set(here.values())
    return _read(key, tuple(sorted(touched))) if touched else None


def _live(hashes: set[str]) -> set[str]:
    with db.reading() as session:
        return set(live_sessions(session, hashes, real_now=clock.real_now()))
