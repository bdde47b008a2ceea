"""Who waits for what: a handler is run for the topics it named last, and nobody pays for those of others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from rxapp.rules.events import EventKind
from rxapp.services.events.tail import Happening
from rxapp.state.live import Hub


class Index(dict[str, Any]):
    """Refuses to be walked through: with thousands of open pages that is what an update would cost each of them."""

    def __iter__(self) -> Any:
        raise AssertionError("the whole index was walked")

    items = keys = values = __iter__  # type: ignore[assignment]


def test_waiting_and_going_touch_only_what_is_ones_own() -> None:
    hub = Hub()
    hub.watchers = Index()
    for n in range(50):
        hub.put(f"tab-{n}", "drawer.refresh", {f"application:{n}"})
    hub.put("tab-1", "drawer.refresh", {"application:2"})
    assert hub.watchers["application:2"] == {("tab-1", "drawer.refresh"), ("tab-2", "drawer.refresh")}
    assert len(hub.watchers) == 49 and "application:1" not in hub.watchers
    hub.put("tab-1", "page.refresh", {"application:2", "application:3"})
    hub.put("tab-1", "drawer.refresh", set())
    assert hub.watchers["application:2"] == {("tab-2", "drawer.refresh"), ("tab-1", "page.refresh")}
    hub.forget("tab-1")
    hub.forget("tab-never-seen")
    assert hub.watchers["application:3"] == {("tab-3", "drawer.refresh")}
    for n in range(50):
        hub.forget(f"tab-{n}")
    assert not len(hub.watchers) and not hub._topics and not hub._handlers


async def test_a_listener_that_fails_takes_nothing_from_those_behind_it() -> None:
    hub, heard, run = Hub(), [], []

    async def broken(_happenings: list[Happening]) -> None:
        raise RuntimeError("no such table")

    async def enqueue(token: str, _event: Any) -> None:
        run.append(token)

    async def listens(happenings: list[Happening]) -> None:
        heard.extend(happenings)

    hub.listeners = [broken, listens]
    hub.put("tab", "drawer.refresh", {"application:3"})
    known = SimpleNamespace(_token_manager=SimpleNamespace(token_to_socket={"tab": 1}))
    app: Any = SimpleNamespace(event_namespace=known, event_processor=SimpleNamespace(enqueue=enqueue))
    happening = Happening(1, EventKind.CONFIRMED, 3, None)
    await hub._spread(app, [happening])
    assert hub._flusher is not None
    await hub._flusher
    assert heard == [happening] and run == ["tab"]
