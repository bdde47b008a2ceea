"""How much one browser may send: per session or link; visitors without either share by address. In this process's
memory."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address


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


@dataclass(slots=True)
class _Visit:
    place: str
    sockets: int
    used: float


class Strangers:
    """The state trees of visitors without a session: at most `limit`. When all are taken, the one closed longest makes
    room; while none is closed, only an address that holds many itself is refused. `forget` frees a tree."""

    LIFE = Trees.LIFE
    FEW = 20

    def __init__(self, limit: int, forget: Callable[[str], None]) -> None:
        self._limit, self._forget = limit, forget
        self._open: dict[str, _Visit] = {}
        self._closed: OrderedDict[str, _Visit] = OrderedDict()  # the longest closed first
        self._held: Counter[str] = Counter()

    def admit(self, token: str, address: str) -> bool:
        """Whether a page that has just joined may have a tree; each True needs its `leave`."""
        now, place = time.monotonic(), place_of(address)
        while self._closed and next(iter(self._closed.values())).used < now - self.LIFE:
            self._drop()
        visit = self._open.get(token) or self._closed.pop(token, None)
        if visit is None:
            if len(self) >= self._limit:
                if self._closed:
                    self._drop()
                elif self._held[place] >= self.FEW:
                    return False
            visit = _Visit(place, 0, now)
            self._held[place] += 1
        visit.sockets += 1
        self._open[token] = visit
        return True

    def leave(self, token: str) -> None:
        """A page that was admitted closed its socket; its tree stays for a while, in case it comes back."""
        visit = self._open[token]
        visit.sockets -= 1
        if not visit.sockets:
            del self._open[token]
            visit.used = time.monotonic()
            self._closed[token] = visit

    def _drop(self) -> None:
        token, visit = self._closed.popitem(last=False)
        self._held[visit.place] -= 1
        if not self._held[visit.place]:
            del self._held[visit.place]
        self._forget(token)

    def __len__(self) -> int:
        return len(self._open) + len(self._closed)


def place_of(address: str) -> str:
    """What counts as one address: of the newer kind everybody holds a whole network of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return (
        str(int(found) >> 64) if isinstance(found, IPv6Address) and found.ipv4_mapped is None else str(found)
    )
