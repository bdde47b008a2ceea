"""A stranger's state tree goes when the guard says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken

from rxapp.state import trees


async def test_a_tree_is_freed_unless_an_event_is_at_work_in_it() -> None:
    manager = StateManagerMemory()
    app = cast(Any, SimpleNamespace(state_manager=manager))
    token = BaseStateToken(ident="space", cls=rx.State)
    async with manager.modify_state(token):
        trees.forget(app, "space")
        assert "space" in manager.states
    trees.forget(app, "space")
    assert not manager.states and not manager._token_expires_at and not manager._states_locks
    trees.forget(app, "never there")
    await manager.close()
