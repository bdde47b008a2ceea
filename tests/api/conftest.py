"""What holds for every route."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from rxapp.services.accounts import throttle


@pytest.fixture(autouse=True)
def wrong_tries_are_counted_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With Redis each count is a journey over the network; on the loop everybody would wait for it."""
    tools, on_the_loop = throttle._tools, []

    def watched() -> Any:
        if asyncio._get_running_loop() is not None:
            on_the_loop.append(asyncio.current_task())
        return tools()

    monkeypatch.setattr(throttle, "_tools", watched)
    yield
    assert not on_the_loop
