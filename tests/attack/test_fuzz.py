"""50,000 mutated frames at the whole app; the share that reached a handler is printed, or the test proves nothing."""

from __future__ import annotations

import asyncio
import json
import random
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from rxapp import db
from rxapp.rules.vocabulary import Role
from tests.attack.attacker import Attacker, Closed, values
from tests.attack.company import Case
from tests.attack.conftest import Served
from tests.attack.matrix import COLUMNS, rights
from tests.attack.recipes import page_of, recipe_of
from tests.attack.test_rights_matrix import _own_settings, real_app  # noqa: F401
from tests.attack.walk import Handler, ours

FRAMES = 50_000
TABS = 8
BATCH = 250
PIECES = ["\x00", "\\ud800", '"', "}", "]", "[", "{", ",", ":", "null", "1e999", "NaN", "-1", "true", "汉", " ", "\\u0000", "0"]
VALUES: list[Any] = [None, True, 0, -1, 1, 2**53, 1.5, "", "x", "汉" * 50, [], {}, ["x"], {"x": 1}]
# These hand work to other processes or write many rows; the others are enough.
LEFT_OUT = {"JobsState.run_now", "SetupState.finish", "SessionsState.end", "SessionsState.end_others"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real app with its whole defence, limits raised."""
    with real_app(tmp_path_factory.mktemp("fuzz")) as found:
        yield found


def frame_of(tab: Attacker, name: str, payload: dict[str, Any]) -> str:
    event = {"name": name, "payload": payload, "router_data": tab.place()}
    return "42/_event," + json.dumps(["event", event])


def mutated(tab: Attacker, handler: Handler, good: dict[str, Any], dice: random.Random) -> str:
    """A good frame, most often with one value changed, sometimes with its text or its name damaged."""
    kind = dice.random()
    if kind < 0.62 or not good:
        return frame_of(tab, handler.name, good)
    if kind < 0.85:
        name = dice.choice(list(good))
        spoilt = {**good, name: dice.choice([*VALUES, _near(good[name], dice), _near(good[name], dice)])}
        return frame_of(tab, handler.name, spoilt)
    if kind < 0.90:
        return frame_of(tab, handler.name[: dice.randrange(len(handler.name))] + dice.choice(PIECES), good)
    text = frame_of(tab, handler.name, good)
    at = dice.randrange(len('42/_event,["event",'), len(text))
    return text[:at] + dice.choice(PIECES) + text[at + dice.randrange(3) :]


def _near(value: Any, dice: random.Random) -> Any:
    """Something of the same type."""
    if type(value) is int:
        return value + dice.choice([0, 1, -1, 1_000_000])
    if isinstance(value, str):
        return value + dice.choice(["", "x", "汉", " "])
    return value


async def one_tab(served: Served, role: Role | None, frames: int, seed: int, honest: asyncio.Event) -> int:
    """Send so many frames as one role, reconnecting when the server closes; how many were sent."""
    dice, sent = random.Random(seed), 0
    open_to = [h for h in ours() if h.short not in LEFT_OUT and not h.is_background]
    column = role.value if role else "anonymous"
    allowed = [h for h in open_to if rights()[h.short][column] != "no"]
    while sent < frames:
        with db.unit_of_work() as session:
            case = Case(session, role, "booked")
            goods = [(h, _good(h, case, session)) for h in allowed]
        try:
            async with Attacker(served.url, case.cookies, path=page_of("", role), timeout=60) as tab:
                while sent < frames:
                    for _ in range(min(BATCH, frames - sent)):
                        handler, good = dice.choice(goods)
                        await tab.send_text(mutated(tab, handler, good, dice))
                        sent += 1
                    await tab.settle()
        except Closed:
            continue
    honest.set()
    return sent


def _good(handler: Handler, case: Case, session: Any) -> dict[str, Any]:
    """The handler's good payload on a booked application, where that makes one."""
    try:
        return recipe_of(handler.short).payload(case, session)
    except (AssertionError, IndexError):
        return {}


async def test_fifty_thousand_mutated_frames_leave_no_trace(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with db.unit_of_work() as session:
        honest_case = Case(session, Role.RECRUITER)
    done = asyncio.Event()
    roles = [*COLUMNS.values(), Role.RECRUITER, Role.CANDIDATE]
    work = [one_tab(served, role, FRAMES // TABS, seed, done) for seed, role in enumerate(roles)]
    async with Attacker(served.url, honest_case.cookies, timeout=60) as honest:
        tabs = asyncio.gather(*work)
        waits = []
        name = next(h.name for h in ours() if h.short == "FrameState.enter")
        while not tabs.done():
            start = asyncio.get_running_loop().time()
            assert values(await honest.call(name), "role") == ["recruiter"]
            waits.append(asyncio.get_running_loop().time() - start)
            await asyncio.sleep(0.2)
        sent = sum(await tabs)
    with urllib.request.urlopen(f"{served.url}/counts") as answer:
        counts = json.load(answer)
    # Two framework events a fence, four fences a call: these reached a handler too but were no mutation.
    fences = sum(-(-FRAMES // TABS // BATCH) for _ in roles) * 4 + len(waits) * 5
    reached = counts["passed"] - fences
    share = reached / sent
    waits.sort()
    with capsys.disabled():
        print(f"\n{sent} frames, {share:.0%} reached a handler, honest p95 {waits[int(len(waits) * 0.95)] * 1000:.0f} ms")
    assert sent >= FRAMES and share >= 0.5
    log = served.log
    for trouble in ("Traceback", "handler failed", "could not be read"):
        assert trouble not in log, log[log.index(trouble) - 500 : log.index(trouble) + 1500]
