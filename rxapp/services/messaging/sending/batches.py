"""Works off what is due batch by batch; on PostgreSQL two at a time when there is much."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from rxapp import db

Batch = Callable[[], tuple[int, int]]
SIDE_BY_SIDE = (
    2  # while one batch waits for the server, the other makes its texts; SQLite's writers are alone anyway
)


def run_batches(batch: Batch, *, full: int, stop: Callable[[], bool]) -> int:
    """Call `batch` until nothing is left; how many things were settled. `batch` answers (taken, settled), `full` is
    the most it takes, and `stop` is asked before each."""
    if stop():
        return 0
    taken, settled = batch()
    if taken < full:
        return settled

    def drain() -> int:
        done = 0
        while not stop():
            taken, settled = batch()
            if not taken:
                break
            done += settled
        return done

    if db.engine().dialect.name != "postgresql":
        return settled + drain()
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="batch") as pool:
        return settled + sum(future.result() for future in [pool.submit(drain) for _ in range(SIDE_BY_SIDE)])
