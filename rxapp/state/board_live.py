"""The board on many screens: one view is read and worded once, and sent to everybody who looks at it.

A view is a filter in a language with how far its columns are scrolled. Its sessions stand in one socket.io room;
a change is one read of the touched columns and one message to the room (docs/decisions/0004-live-updates.md).
Rows never enter a session's state: they are sent straight to the socket, so 200 open boards cost one copy.
"""

from __future__ import annotations

import hashlib
import logging
import time
from bisect import insort
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER

from rxapp import clock, db
from rxapp.logs import where
from rxapp.rules.vocabulary import HR, Role, Stage
from rxapp.services.accounts.find_actor import live_sessions
from rxapp.services.company.queries import zone as company_zone
from rxapp.services.events.tail import Happening
from rxapp.services.hiring import board
from rxapp.services.hiring.board import PAGE, Card
from rxapp.services.hiring.types import BoardFilter
from rxapp.state.board_rows import CardRow, card_row
from rxapp.state.live import hub

log = logging.getLogger("rxapp.live")
NAMESPACE = "/_event"
KEEP_UNUSED, KEEP_SECONDS = 12, 120
SPARE = 15  # cards read behind the last one shown


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

    def row(self, card: Card, zone: str, now: datetime) -> CardRow:
        """A card as this view shows it."""
        return card_row(card, language=self.language, zone=zone, now=now, sees_tasks=self.role in HR)


@dataclass
class Column:
    """The first cards of one column in order, some more than are shown, so that a card that leaves is followed by the
    next without asking the database. `is_whole`: the column holds no others."""

    limit: int
    entries: list[tuple[tuple[int, int, int], CardRow]]
    is_whole: bool

    @property
    def rows(self) -> list[CardRow]:
        """What is shown."""
        return [row for _, row in self.entries[: self.limit]]

    def take_out(self, ids: set[int]) -> bool:
        """Remove these cards; whether any was here."""
        kept = [entry for entry in self.entries if entry[1]["id"] not in ids]
        was_here = len(kept) < len(self.entries)
        self.entries = kept
        return was_here

    def put_in(self, order: tuple[int, int, int], row: CardRow) -> None:
        """Put a card in its place; one that belongs behind the last known card stays unknown."""
        if not self.is_whole and self.entries and order > self.entries[-1][0]:
            return
        insort(self.entries, (order, row), key=itemgetter(0))
        if len(self.entries) > self.limit + SPARE:
            del self.entries[self.limit + SPARE :]
            self.is_whole = False

    @property
    def is_short(self) -> bool:
        """Whether it must be read again to fill the screen."""
        return not self.is_whole and len(self.entries) < self.limit


@dataclass
class View:
    """One view as it was last sent, and the sockets that show it with their session hashes."""

    columns: dict[int, Column]
    counts: list[int]
    sockets: dict[str, str] = field(default_factory=dict)
    left_at: float = 0.0  # when the last socket went, on the monotonic clock
    is_behind: bool = False  # a change could not be read or sent: it is read as a whole the next time

    def apply(self, ids: set[int], fresh: list[tuple[Card, CardRow]]) -> set[int]:
        """Put changed cards where they stand now; the columns that look different afterwards."""
        touched = {stage for stage, column in self.columns.items() if column.take_out(ids)}
        for card, row in fresh:
            self.columns[card.stage].put_in(card.order, row)
            touched.add(card.stage)
        return touched


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
        # Typed loosely: Reflex declares both as optional, and makes them before any lifespan runs.
        self._sio: Any = app.sio
        self._namespace: Any = app.event_namespace
        self._state = state_name
        self._views: dict[ViewKey, View] = {}
        self._of_socket: dict[str, ViewKey] = {}
        self._first: dict[str, ViewKey] = {}
        self._changes = 0
        self._checked_at = 0.0
        hub.listeners.append(self.on_change)

    async def show(
        self, sid: str, session_hash: str, key: ViewKey, *, is_first: bool = False,
        more: Mapping[str, object] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """Show a view on a socket, and from now on every change of it; `more` goes with it. `is_first`: remember that
        it was shown before its page loaded."""
        await self.leave(sid)
        view = self._views.get(key)
        while view is None:
            before = self._changes
            fresh = await db.run(read_view, key, tuple(Stage))
            if before == self._changes:
                # Nothing changed while it was read, so it is as new as the views that are told of changes.
                view = self._views.setdefault(key, fresh)
        if view.is_behind:
            await self._read_whole(key, view)
        view.sockets[sid] = session_hash
        self._of_socket[sid] = key
        await self._sio.enter_room(sid, key.room, namespace=NAMESPACE)
        if is_first:
            self._first[sid] = key
        await self._send(view, set(view.columns), to=sid, more=more)

    def was_first(self, sid: str, key: ViewKey) -> bool:
        """Whether this view was shown on the socket before its page loaded; asked once."""
        return self._first.pop(sid, None) == key

    async def leave(self, sid: str) -> None:
        """The socket shows no board any more."""
        self._first.pop(sid, None)
        key = self._of_socket.pop(sid, None)
        if key is None:
            return
        view = self._views[key]
        view.sockets.pop(sid, None)
        view.left_at = time.monotonic()
        if self._sio.manager.is_connected(sid, NAMESPACE):
            await self._sio.leave_room(sid, key.room, namespace=NAMESPACE)

    async def on_change(self, happenings: list[Happening]) -> None:
        """Read the changed cards once for each open view and send the columns they touch to its room."""
        self._changes += 1
        ids = {h.application_id for h in happenings if h.application_id is not None}
        if not ids or not self._views:
            return
        await self._each(lambda key, view: self._patch(key, view, ids))

    async def refresh(self) -> None:
        """Time alone changes boards: "3 minutes", a task that falls due, an interview that is over, a hire of two
        weeks ago. Called once a minute; sends only the columns that read differently."""
        await self._each(self._read_whole)

    async def _each(self, bring: Callable[[ViewKey, View], Awaitable[None]]) -> None:
        """Bring every view up to date; one that cannot be does not hold up the others, and the next change or the next
        minute reads it as a whole."""
        try:
            await self._drop_ended()
        except Exception as fault:
            # Nothing is sent to a session that may have ended.
            log.error("sessions could not be looked up, the next change tries again: %s", where(fault))
            for view in self._views.values():
                view.is_behind = True
            return
        for key, view in list(self._views.items()):
            try:
                await bring(key, view)
            except Exception as fault:
                log.error("a board could not be read anew, the next change tries again: %s", where(fault))
                view.is_behind = True

    async def _patch(self, key: ViewKey, view: View, ids: set[int]) -> None:
        if view.is_behind:
            return await self._read_whole(key, view)
        fresh, counts = await db.run(_changed, key, ids)
        touched = view.apply(ids, fresh)
        short = [stage for stage in touched if view.columns[stage].is_short]
        if short:
            view.columns |= (await db.run(read_view, key, tuple(short))).columns
        is_other = counts != view.counts  # a card may come or go below what is shown
        view.counts = counts
        if view.sockets and (touched or is_other):
            await self._send(view, touched, to=key.room)

    async def _read_whole(self, key: ViewKey, view: View) -> None:
        before = self._changes
        fresh = await db.run(read_view, key, tuple(Stage))
        if before != self._changes:
            return  # patched meanwhile with something newer than what was read; the next minute will do
        touched = {
            stage
            for stage, column in fresh.columns.items()
            if view.is_behind or column.rows != view.columns[stage].rows
        }
        is_other = fresh.counts != view.counts
        view.columns, view.counts = fresh.columns, fresh.counts
        if view.sockets and (touched or is_other):
            await self._send(view, touched, to=key.room)
        view.is_behind = False

    async def _drop_ended(self) -> None:
        """No push to a session that has ended. Signing out closes its sockets at once; this catches what else ends
        a session, at most once a second, because it reads a row for every open board."""
        if time.monotonic() - self._checked_at < 1:
            return
        self._forget_unused()
        manager = self._sio.manager
        for sid in [sid for sid in self._of_socket if not manager.is_connected(sid, NAMESPACE)]:
            await self.leave(sid)
        hashes = {h for view in self._views.values() for h in view.sockets.values()}
        live = await db.run(_live, hashes)
        for key, view in list(self._views.items()):
            for sid, session_hash in list(view.sockets.items()):
                if session_hash not in live:
                    log.info("a board of an ended session was closed (%s)", key.role)
                    await self.leave(sid)
        self._checked_at = time.monotonic()

    def _forget_unused(self) -> None:
        """A view nobody shows is kept up to date for a while: whoever reloads the page finds it ready."""
        unused = [(view.left_at, key) for key, view in self._views.items() if not view.sockets]
        unused.sort(key=lambda each: each[0], reverse=True)
        for n, (left_at, key) in enumerate(unused):
            if n >= KEEP_UNUSED or time.monotonic() - left_at > KEEP_SECONDS:
                del self._views[key]

    async def _send(
        self, view: View, stages: set[int], *, to: str, more: Mapping[str, object] = MappingProxyType({})
    ) -> None:
        values: dict[str, object] = {f"column_{stage}": view.columns[stage].rows for stage in stages}
        values |= {**more, "counts": view.counts, "is_loaded": True}
        delta = {self._state: {name + FIELD_MARKER: value for name, value in values.items()}}
        await self._namespace.emit("event", StateUpdate(delta=delta), to=to)


def read_view(key: ViewKey, stages: tuple[int, ...]) -> View:
    """These columns of a view and its counts, read and worded: three statements at any size."""
    now = clock.now()
    limits = [limit + SPARE for limit in key.limits]
    with db.reading() as session:
        zone = company_zone(session)
        found = board.cards(session, key.chosen, limits, now=now, stages=stages)
        counts = board.counts(session, key.chosen, now=now)
    columns = {}
    for stage, cards in found.items():
        entries = [(card.order, key.row(card, zone, now)) for card in cards]
        columns[int(stage)] = Column(key.limits[stage], entries, is_whole=len(cards) < limits[stage])
    return View(columns, counts)


def _changed(key: ViewKey, ids: set[int]) -> tuple[list[tuple[Card, CardRow]], list[int]]:
    now = clock.now()
    with db.reading() as session:
        zone = company_zone(session)
        cards = board.cards_of(session, sorted(ids), key.chosen, now=now)
        counts = board.counts(session, key.chosen, now=now)
    return [(card, key.row(card, zone, now)) for card in cards], counts


def _live(hashes: set[str]) -> set[str]:
    with db.reading() as session:
        return set(live_sessions(session, hashes, real_now=clock.real_now()))
