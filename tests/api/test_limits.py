"""Buckets fill with time, trees are bounded."""

from __future__ import annotations

import pytest

from rxapp.api import limits
from rxapp.api.limits import Bucket, Buckets, Pacer, Trees


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock to turn by hand."""
    at = [1_000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: at[0])
    return at


def test_a_minutes_worth_passes_at_once_and_then_one_by_one(now: list[float]) -> None:
    bucket = Bucket(60)
    assert [bucket.try_take() for _ in range(61)] == [True] * 60 + [False]
    now[0] += 1
    assert bucket.try_take() and not bucket.try_take()
    now[0] += 3_600
    assert [bucket.try_take() for _ in range(61)].count(True) == 60


def test_one_browsers_flood_leaves_anothers_bucket_full(now: list[float]) -> None:
    buckets = Buckets(2, keep=2)
    assert [buckets.of("a").try_take() for _ in range(3)] == [True, True, False]
    assert buckets.of("b").try_take()
    buckets.of("c")
    assert len(buckets._found) == 2


async def test_a_burst_waits_and_a_lasting_flood_is_told(
    now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(limits.asyncio, "sleep", sleep)
    pacer = Pacer(Bucket(60))
    assert all([await pacer.pause() for _ in range(60)]) and slept == []
    assert [await pacer.pause() for _ in range(6)] == [True] * 5 + [False]
    assert slept == [pytest.approx(1.0)] * 5
    now[0] += 60
    assert await pacer.pause()


def test_a_full_group_takes_no_new_page_but_knows_its_own(now: list[float]) -> None:
    trees = Trees(2)
    assert trees.admit("a") and trees.admit("b") and not trees.admit("c") and trees.admit("a")
    now[0] += Trees.LIFE + 1
    assert trees.admit("c") and len(trees) == 1
