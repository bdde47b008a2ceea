"""A mobile line for measuring: a TCP relay with the round trip and the bandwidth of Lighthouse's mobile profile, which
slows the websocket too (a browser's own throttling leaves it out)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

ROUND_TRIP_S = 0.150
DOWN_BYTES_S = 1_638_400 / 8
UP_BYTES_S = 750_000 / 8
PIECE = 4_096


class _Pipe:
    """One direction, shared by all connections of the line."""

    def __init__(self, bytes_per_second: float) -> None:
        self._rate = bytes_per_second
        self._free_at = 0.0

    def arrival(self, size: int) -> float:
        """When so many bytes sent now have arrived."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(now, self._free_at) + size / self._rate
        return self._free_at + ROUND_TRIP_S / 2


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, pipe: _Pipe) -> None:
    on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def send() -> None:
        while True:
            data = await source.read(PIECE)
            on_the_way.put_nowait((pipe.arrival(len(data)), data))
            if not data:
                return

    sending = asyncio.create_task(send())
    loop = asyncio.get_running_loop()
    try:
        while True:
            at, data = await on_the_way.get()
            await asyncio.sleep(at - loop.time())
            if not data:
                break
            target.write(data)
    finally:
        sending.cancel()
        target.close()


@asynccontextmanager
async def slow_line(from_port: int, to_port: int) -> AsyncIterator[None]:
    """While open, what connects to `from_port` reaches the local `to_port` as over a telephone's line."""
    down, up = _Pipe(DOWN_BYTES_S), _Pipe(UP_BYTES_S)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(ROUND_TRIP_S)  # the handshake
        with suppress(OSError, asyncio.CancelledError):
            there, back = await asyncio.open_connection("127.0.0.1", to_port)
            await asyncio.gather(
                _carry(reader, back, up), _carry(there, writer, down), return_exceptions=True
            )

    server = await asyncio.start_server(connected, "127.0.0.1", from_port)
    try:
        yield
    finally:
        server.close()
