"""Buckets fill with time, trees are bounded."""

from __future__ import annotations

import pytest

from rxapp.api import limits
from rxapp.api.limits import Bucket, Buckets, Pacer, Strangers, Trees, place_of


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


def test_strangers_who_come_and_go_make_room_for_the_next_and_their_trees_go(now: list[float]) -> None:
    gone: list[str] = []
    strangers = Strangers(3, gone.append)
    assert strangers.admit("waiting", "10.0.0.2")
    for n in range(1_000):
        assert strangers.admit(f"s{n}", "10.0.0.1")
        strangers.leave(f"s{n}")
    assert strangers.admit("new", "10.0.0.3") and len(strangers) == 3
    assert gone == [f"s{n}" for n in range(999)]  # the longest closed first, never who is still there
    now[0] += Strangers.LIFE + 1
    assert strangers.admit("later", "10.0.0.4") and "waiting" not in gone and gone[-1] == "s999"


def test_while_all_are_there_only_an_address_that_holds_many_is_refused() -> None:
    strangers = Strangers(50, lambda token: None)
    assert all(strangers.admit(f"s{n}", "10.0.0.1") for n in range(50))
    assert not strangers.admit("more", "10.0.0.1")
    assert strangers.admit("other", "10.0.0.2")
    assert not strangers.admit("more", "10.0.0.1")
    strangers.leave("s7")
    assert strangers.admit("more", "10.0.0.1")


def test_a_page_with_two_sockets_is_there_until_both_are_closed() -> None:
    gone: list[str] = []
    strangers = Strangers(1, gone.append)
    assert strangers.admit("a", "10.0.0.1") and strangers.admit("a", "10.0.0.1")
    strangers.leave("a")
    assert strangers.admit("b", "10.0.0.2") and gone == []
    strangers.leave("a")
    assert strangers.admit("a", "10.0.0.1") and len(strangers) == 2


def test_a_network_of_the_newer_kind_is_one_address() -> None:
    assert place_of("2001:db8::1") == place_of("2001:db8::ffff:2") != place_of("2001:db8:0:1::1")
    assert place_of("10.0.0.1") != place_of("10.0.0.2") and place_of("unix:") == "unix:"
    assert place_of("::ffff:10.0.0.1") != place_of("::ffff:10.0.0.2")
