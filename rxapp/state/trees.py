"""State trees that nobody needs any more, before the framework would let them go by itself an hour later."""

from __future__ import annotations

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory


def forget(app: rx.App, token: str) -> None:
    """Free the tree of a client token, unless an event is at work in it. In Redis it goes by its own time."""
    manager = app.state_manager
    if not isinstance(manager, StateManagerMemory):
        return
    _, found = manager._token_expires_at.get(token, (0.0, None))
    lock = manager._states_locks.get(token)
    if found is not None and (lock is None or not lock.locked()):
        manager._purge_token(found)
