"""The few lives that every demo must show: an executive's wish met, one that is late, one just made."""

from __future__ import annotations

from rxapp.demo.world import World


def prepare(world: World, people: object) -> None:
    """Put the scripted lives into the queue."""
