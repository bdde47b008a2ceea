"""The queue in front of checking a password: whoever may not try is told so, whoever tries counts first.

    async with door.turn(lane, address):       one at a time for each lane, `AT_ONCE` in all; raises TooBusy
        count = await db.run(throttle.take_turn, lane, address)
        …verify…; give the try back when the password was right

Checks that ran before a wait and counts that were made after it let hundreds of tries through side by side; so nothing
is looked at before the turn has come. A lane is what tries are counted by: the account, or the device that signed in to
it before.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from weakref import WeakKeyDictionary

from rxapp.services.accounts.errors import TooBusy
from rxapp.services.accounts.passwords import AT_ONCE

IN_LANE = 4  # waiting for the same account: a form pressed twice, a password manager
FROM_ADDRESS = 20  # an office after a restart
WAITING = 40
WAITING_KNOWN = 40  # more room for known devices: strangers cannot fill it


class _Door:
    """The queue of one event loop."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._lanes: dict[str, asyncio.Lock] = {}
        self._in_lane: Counter[str] = Counter()
        self._from: Counter[str] = Counter()
        self._waiting: Counter[bool] = Counter()

    @asynccontextmanager
    async def turn(self, lane: str, address: str, *, is_known: bool) -> AsyncIterator[None]:
        """Wait for one's turn. Raises TooBusy instead of letting the queue grow."""
        is_full = self._waiting[is_known] >= (WAITING_KNOWN if is_known else WAITING)
        is_pushing = not is_known and self._from[address] >= FROM_ADDRESS
        if is_full or is_pushing or self._in_lane[lane] >= IN_LANE:
            raise TooBusy
        counts: tuple[tuple[Counter, str | bool], ...] = (
            (self._in_lane, lane), (self._from, address), (self._waiting, is_known)
        )  # fmt: skip
        for counter, key in counts:
            counter[key] += 1
        lock = self._lanes.setdefault(lane, asyncio.Lock())
        try:
            async with lock, self._room:
                yield
        finally:
            for counter, key in counts:
                counter[key] -= 1
                if not counter[key]:
                    del counter[key]
            if lane not in self._in_lane:
                self._lanes.pop(lane, None)


_doors: WeakKeyDictionary[asyncio.AbstractEventLoop, _Door] = WeakKeyDictionary()


def turn(lane: str, address: str, *, is_known: bool = False) -> AbstractAsyncContextManager[None]:
    """`async with` this around checking a password."""
    return _doors.setdefault(asyncio.get_running_loop(), _Door()).turn(lane, address, is_known=is_known)
