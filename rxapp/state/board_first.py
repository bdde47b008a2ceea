"""The cards before everything else: when /board is opened they go out before the page's own values.

A page's first answer holds who is signed in, what the filters offer and much else that makes the browser draw for
longer than the server needs to answer. The cards are what people wait for, so they do not stand behind it.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.state import BaseState, State, StateUpdate, _initial_snapshot_cache
from reflex_base.event import Event
from reflex_base.utils.format import format_event_handler

from rxapp.state.board import BoardState, show_first
from rxapp.state.board_filter import ROUTE
from rxapp.state.guard import allowed


class CardsFirst(rx.Middleware):
    """Add it behind the guard, which has checked the event's payload."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Lets every event through. A reconnect (without hashes) gets its cards from the page's own handler."""
        if event.name == _BOOT and event.payload.get("hashes") and state.router.url.path == ROUTE:
            actor = await allowed(state, BoardState.open)
            if actor is not None:
                await show_first(state, actor, is_kept=_is_same_build(event.payload["hashes"]))
        return None


_BOOT = format_event_handler(State.event_handlers["hydrate_and_load"])


def _is_same_build(hashes: list[Any]) -> bool:
    """Whether the browser's part was built with this server's states. Else the framework sends every state whole, empty
    columns among them, over the cards."""
    ours = _initial_snapshot_cache.get(State)
    return ours is not None and hashes == [
        ours.names_digest,
        *(ours.hashes[name] for name in sorted(ours.hashes)),
    ]
