"""board_fanout and session_memory: one recruiter's move reaches 200 open boards over the websocket.

Each board is a websocket client with a session of its own that has loaded the board as the page does. The clock starts
before the move is sent and stops at each board when its payload names the card with the higher version. The very first
move of a fresh server, which compiles its statements, is a figure of its own. Run:
python -m benchmarks.fanout [--peers=FOLDER]
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from benchmarks import peers as peer
from benchmarks.figures import figure, p95, skipped
from benchmarks.serving import (
    cookie,
    cpu_seconds,
    fill,
    folder,
    open_sessions,
    peers_folder,
    resident_mb,
    served,
)
from rxapp import clock, db
from rxapp.services.hiring import board
from rxapp.services.hiring.types import BoardFilter
from tests.attack.attacker import ROOT_STATE, Attacker, values

LIVE, BOARDS, CHANGES = 10_000, 200, 20
MOVE = "rxapp___state___board____board_move_state.advance"


class OpenBoard(Attacker):
    """A browser tab that shows the board."""

    async def load(self) -> None:
        """Do what the page does: join, hydrate, run the page's events; ends when the cards have arrived."""
        await self.open()
        boot = {"name": f"{ROOT_STATE}.hydrate_and_load", "payload": {}, "router_data": self.place()}
        await self.connect({"event": boot})
        while not values([await self.receive()], "column_0"):
            pass

    async def sees(self, card: int, version: int) -> float:
        """The moment at which this board is told of the card's newer version."""
        wanted = f'"id":{card},"version":'
        while True:
            text = (await self.receive_text()).replace(": ", ":").replace(", ", ",")
            found = text.find(wanted)
            if found >= 0 and int(text[found + len(wanted) :].split(",", 1)[0]) > version:
                return time.perf_counter()


async def measure(where: Path, peers: Path | None) -> None:
    """Both figures on a fresh server."""
    url = fill(where, LIVE)
    tokens = open_sessions(BOARDS + 1)
    with served(where, url) as server:
        warm = OpenBoard(server.url, cookie(tokens[-1]), path="/board")
        await warm.load()
        before = resident_mb(server.pid)
        boards = [OpenBoard(server.url, cookie(token), path="/board") for token in tokens[:BOARDS]]
        for start in range(0, BOARDS, 10):
            await asyncio.gather(*(each.load() for each in boards[start : start + 10]))
        await asyncio.sleep(3)
        figure("session_memory", "MB", [(resident_mb(server.pid) - before) / BOARDS], boards=BOARDS)
        first, each, lost, cpu = await _changes(server.pid, boards, warm)
        for one in (*boards, warm):
            await one.close()
    theirs = _theirs(where, peers) if peers else {}
    more: dict[str, Any] = {"lost": lost, "cpu_ms_per_change": round(cpu, 1)}
    if theirs:
        more |= {
            "ratio": round(p95(each) / theirs["each_ms"]["p95"], 3),
            "nicegui_p95": theirs["each_ms"]["p95"],
        }
    figure("board_fanout", "ms", each, **more)
    figure("board_fanout.first", "ms", first)
    if not peers:
        skipped("board_fanout peers", "no folder of peers was given")


async def _changes(
    pid: int, boards: list[OpenBoard], recruiter: OpenBoard
) -> tuple[list[float], list[float], int, float]:
    """(times of the first change, of all others, how many were lost, processor time of one change in ms)."""
    with db.reading() as session:
        cards = board.cards(session, BoardFilter(), [50] * 6, now=clock.now())[0]
    times: list[list[float]] = []
    lost, used = 0, 0.0
    for card in cards[5 : 6 + CHANGES]:
        began = time.perf_counter()
        seen = [asyncio.create_task(one.sees(card.id, card.version)) for one in boards]
        await recruiter.emit(f"{ROOT_STATE}.{MOVE}", {"application_id": card.id, "version": card.version})
        done, waiting = await asyncio.wait(seen, timeout=10)
        times.append([(task.result() - began) * 1000 for task in done if task.exception() is None])
        lost += len(waiting) + sum(task.exception() is not None for task in done)
        for task in waiting:
            task.cancel()
        await asyncio.sleep(0.3)
        used = used or cpu_seconds(pid)
    cpu = (cpu_seconds(pid) - used) * 1000 / CHANGES
    return times[0], [one for change in times[1:] for one in change], lost, cpu


def _theirs(where: Path, peers: Path) -> dict[str, Any]:
    with peer.nicegui(peers, where, LIVE) as (url, pid):
        return peer.fanout(peers, "nicegui", url, BOARDS, CHANGES, pid)


if __name__ == "__main__":
    with folder() as made:
        asyncio.run(measure(made, peers_folder()))
