"""50,000 mutated frames at the whole app; the share that reached a handler is printed, or the test proves nothing."""

from __future__ import annotations

import asyncio
import json
import random
import re
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
PIECES = [
    "\x00", "\\ud800", '"', "}", "]", "[", "{", ",", ":", "null", "1e999", "NaN", "-1", "true", "汉", " ", "\\u0000",
    "0",
]  # fmt: skip
VALUES: list[Any] = [None, True, 0, -1, 1, 2**53, 1.5, "", "x", "汉" * 50, [], {}, ["x"], {"x": 1}]
# Most frames go to handlers that only change the screen, so that the guard is what is tried and not the database.
LIGHT = re.compile(
    r"close|choose|toggle|go$|dismiss|complain|keep_looking|open_place|open_company|look_for|show_waiting|ask$"
)
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
    weights = [1.0 if LIGHT.search(h.short.rpartition(".")[2]) else 0.01 for h in allowed]
    while sent < frames:
        with db.unit_of_work() as session:
            case = Case(session, role, "booked")
            goods = [(h, _good(h, case, session)) for h in allowed]
        try:
            async with Attacker(served.url, case.cookies, path=page_of("", role), timeout=60) as tab:
                while sent < frames:
                    for _ in range(min(BATCH, frames - sent)):
                        handler, good = dice.choices(goods, weights)[0]
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
    share = (counts["passed"] - len(waits)) / sent
    waits.sort()
    with capsys.disabled():
        late = waits[int(len(waits) * 0.95)] * 1000
        print(f"\n{sent} frames, {share:.0%} reached a handler, an honest client waited {late:.0f} ms at p95")
    assert sent >= FRAMES and share >= 0.5
    log = served.log
    for trouble in ("Traceback", "handler failed", "could not be read"):
        assert trouble not in log, log[log.index(trouble) - 500 : log.index(trouble) + 1500]
