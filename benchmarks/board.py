"""board_load, board_growth and board_move: the pipeline board in headless Chromium, and the peers beside it.

A load ends when 300 cards stand in the page; a move when the card stands in the target column with the server's
higher `data-version`. Times are taken inside the page, on one clock. Run: python -m benchmarks.board [--peers=FOLDER]
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from benchmarks import peers as peer
from benchmarks.figures import figure, skipped
from benchmarks.serving import chromium, cookie, fill, folder, open_sessions, peers_folder, point_at, served
from rxapp.rules.vocabulary import Stage
from tests.chromium import find as find_chromium

LIVE, CARDS, RUNS, MOVES = 10_000, 300, 15, 30
SIZES = (1_000, 100_000)
# Asked in a promise: the pages' own policy forbids what Playwright's waiting would evaluate.
ENOUGH = """n => new Promise(done => {
  const look = () => document.querySelectorAll('[data-card]').length >= n ? done() : requestAnimationFrame(look);
  look();
})"""
ENDED = """() => new Promise(done => {
  const look = () => window.__end === null ? setTimeout(look, 20) : done(window.__end - window.__begin);
  look();
})"""
WATCH = """([id, stage, version]) => {
  window.__begin = window.__end = null;
  const now = () => performance.timeOrigin + performance.now();
  document.addEventListener('click', () => { window.__begin ??= now(); }, { capture: true, once: true });
  const seen = () => {
    const card = document.querySelector(`[data-stage="${stage}"] [data-card="${id}"]`);
    return card && Number(card.dataset.version) > version;
  };
  const watcher = new MutationObserver(() => { if (seen()) { window.__end ??= now(); watcher.disconnect(); } });
  watcher.observe(document.documentElement, { childList: true, subtree: true, attributes: true });
}"""


async def page_of(browser: Browser, url: str, token: str) -> BrowserContext:
    """A browser in which the recruiter is signed in."""
    context = await browser.new_context(viewport={"width": 1500, "height": 1000})
    [(name, value)] = cookie(token).items()
    await context.add_cookies([{"name": name, "value": value, "url": url}])
    return context


async def loads(browser: Browser, boards: dict[int, tuple[str, str]], runs: int) -> dict[int, list[float]]:
    """Milliseconds from opening each board (its size → address and session) to its cards, with the browser's cache
    warm. The boards take turns, so that a machine that is slow for a while is slow for all of them."""
    contexts = {size: await page_of(browser, url, token) for size, (url, token) in boards.items()}
    pages = {size: await context.new_page() for size, context in contexts.items()}
    found: dict[int, list[float]] = {size: [] for size in boards}
    for run in range(runs + 1):
        for size, (url, _) in boards.items():
            await pages[size].goto("about:blank")
            began = time.perf_counter()
            await pages[size].goto(f"{url}/board", wait_until="commit")
            await asyncio.wait_for(pages[size].evaluate(ENOUGH, CARDS), 60)
            if run:
                found[size].append((time.perf_counter() - began) * 1000)
    for context in contexts.values():
        await context.close()
    return found


async def moves(page: Page, start: Stage, n: int) -> list[float]:
    """Milliseconds from the press of a card's control to the stored card in the next column."""
    found = []
    for _ in range(n):
        card = await page.evaluate(
            """stage => { const e = document.querySelector(`[data-stage="${stage}"] [data-card]:nth-of-type(3)`);
            return [Number(e.dataset.card), Number(e.dataset.version)]; }""",
            int(start),
        )
        await page.evaluate(WATCH, [card[0], int(start) + 1, card[1]])
        await page.evaluate("id => document.querySelector(`[data-move='${id}']`).click()", card[0])
        found.append(float(await asyncio.wait_for(page.evaluate(ENDED), 15)))
        await page.wait_for_timeout(150)
    return found


async def measure(where: Path, peers: Path | None) -> None:
    """All three figures in one run. The board of the first two is served alone, as the peer's is; those of the third
    take turns."""
    async with chromium() as browser:
        with _boards(where, LIVE) as boards:
            point_at(f"sqlite:///{where / f'company{LIVE}.sqlite3'}")
            statements = statements_per_view()
            load = (await loads(browser, boards, RUNS))[LIVE]
            move = await _moves_of(browser, *boards[LIVE])
        with _boards(where, *SIZES) as boards:
            by_size = await loads(browser, boards, RUNS)
    theirs = _theirs(where, peers) if peers else {}
    figure("board_load", "ms", load, **_ratio(load, theirs.get("load")))
    figure("board_move", "ms", move, **_ratio(move, theirs.get("click")), **theirs.get("floor", {}))
    small, large = (statistics.median(by_size[size]) for size in SIZES)
    figure("board_growth", "ratio", [large / small], load_1k_ms=round(small), load_100k_ms=round(large),
           statements=statements)  # fmt: skip
    if not peers:
        skipped("board peers", "no folder of peers was given")


@contextmanager
def _boards(where: Path, *sizes: int) -> Iterator[dict[int, tuple[str, str]]]:
    """Served boards with so many applications each: size → address and a recruiter's session."""
    with ExitStack() as running:
        found = {}
        for live in sizes:
            url = fill(where, live)
            [token] = open_sessions(1)
            server = running.enter_context(served(where / str(live), url))
            found[live] = (server.url, token)
        yield found


async def _moves_of(browser: Browser, url: str, token: str) -> list[float]:
    context = await page_of(browser, url, token)
    page = await context.new_page()
    await page.goto(f"{url}/board")
    await asyncio.wait_for(page.evaluate(ENOUGH, CARDS), 60)
    await page.wait_for_timeout(1500)
    found: list[float] = []
    for start in (Stage.PASSED_FIRST, Stage.ATTENDED):
        found += (await moves(page, start, MOVES + 3))[3:]
    await context.close()
    return found


def _theirs(where: Path, peers: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with peer.nicegui(peers, where, LIVE) as (url, _):
        seen = peer.board_bench(peers, "load,click", url, find_chromium())
        found |= {"load": seen["load"]["warm_ms"]["median"], "click": seen["click"]["click_ms"]["median"]}
    with peer.floor(peers, where, LIVE) as (url, _):
        seen = peer.board_bench(peers, "click", url, find_chromium())
        found["floor"] = {"floor_ms": seen["click"]["click_ms"]["median"]}
    return found


def _ratio(ours: list[float], theirs: float | None) -> dict[str, float]:
    return (
        {} if theirs is None else {"ratio": round(statistics.median(ours) / theirs, 3), "nicegui_ms": theirs}
    )


def statements_per_view() -> int:
    """SQL statements one opened board costs: who asks, the filters' choices, the cards, the counts."""
    from sqlalchemy import event

    from rxapp import clock, db
    from rxapp.rules.vocabulary import Role
    from rxapp.services.accounts.find_actor import find_actor
    from rxapp.services.hiring import board
    from rxapp.services.hiring.types import BoardFilter
    from rxapp.state.board_live import ViewKey, read_view

    counted: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            counted.append(statement)

    event.listen(db.engine(), "before_cursor_execute", count)
    with db.reading() as session:
        find_actor(session, "nobody", real_now=clock.real_now())
        board.choices(session, now=clock.now())
    read_view(ViewKey(BoardFilter(), "zh", Role.RECRUITER), tuple(Stage))
    event.remove(db.engine(), "before_cursor_execute", count)
    return len(counted)


if __name__ == "__main__":
    with folder() as made:
        asyncio.run(measure(made, peers_folder()))
