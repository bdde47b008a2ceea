"""How much one browser may send: per session, link or visitor, never per address. In this process's
memory."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict


class Bucket:
    """So many a minute, a whole minute's worth at once at most."""

    def __init__(self, per_minute: int) -> None:
        self._size = float(per_minute)
        self._rate = per_minute / 60
        self._level = self._size
        self._at = time.monotonic()

    def take(self) -> float:
        """Take one; the seconds to wait before it counts as taken (0 when there was one left)."""
        now = time.monotonic()
        self._level = min(self._size, self._level + (now - self._at) * self._rate) - 1
        self._at = now
        return 0.0 if self._level >= 0 else -self._level / self._rate

    def try_take(self) -> bool:
        """Take one if there is one left."""
        if self.take() <= 0:
            return True
        self._level += 1
        return False


class Buckets:
    """A bucket for each key, the longest unused forgotten first."""

    def __init__(self, per_minute: int, *, keep: int = 20_000) -> None:
        self._per_minute = per_minute
        self._keep = keep
        self._found: OrderedDict[str, Bucket] = OrderedDict()

    def of(self, key: str) -> Bucket:
        """The bucket of a key."""
        bucket = self._found.get(key)
        if bucket is None:
            bucket = self._found[key] = Bucket(self._per_minute)
            if len(self._found) > self._keep:
                self._found.popitem(last=False)
        else:
            self._found.move_to_end(key)
        return bucket


class Pacer:
    """One socket's share of a bucket: a short burst too many waits, a lasting flood is told apart."""

    PATIENCE = 5.0

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._owed = 0.0

    async def pause(self) -> bool:
        """Take one, waiting for it when there is none left; False when this has gone on for too long."""
        seconds = self._bucket.take()
        if seconds <= 0:
            self._owed = 0.0
            return True
        self._owed += seconds
        if self._owed > self.PATIENCE:
            return False
        await asyncio.sleep(seconds)
        return True


class Trees:
    """How many state trees a group of browsers may hold: each new client token costs one, kept for an hour
    after its last use. A token that is known comes back free; a new one is refused while the group is
    full."""

    LIFE = 3_600.0

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used: OrderedDict[str, float] = OrderedDict()

    def admit(self, token: str) -> bool:
        """Whether this client token may (still) have a tree."""
        now = time.monotonic()
        while self._used and next(iter(self._used.values())) < now - self.LIFE:
            self._used.popitem(last=False)
        if token not in self._used and len(self._used) >= self._limit:
            return False
        self.touch(token)
        return True

    def touch(self, token: str) -> None:
        """Note that a token's tree is in use."""
        self._used[token] = time.monotonic()
        self._used.move_to_end(token)

    def __len__(self) -> int:
        return len(self._used)
