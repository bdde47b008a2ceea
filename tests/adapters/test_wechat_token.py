"""One process fetches the token, everybody uses it, and a refused one is replaced once."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rxapp.adapters.ports import Answer, Outcome
from rxapp.adapters.wechat import token as tokens
from rxapp.adapters.wechat.http import Api, Deadline
from rxapp.adapters.wechat.token import MemoryTokenStore, Token, TokenKeeper, TokenStore, stable_token
from tests.adapters.wechat_server import APP, SECRET, Provider, serving


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as found:
        yield found
        assert found.surprises == []


class Now:
    """A clock to turn."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, span: timedelta) -> None:
        self.at += span


def keeper(provider: Provider, store: TokenStore, now: Now, secret: str = SECRET) -> TokenKeeper:
    return TokenKeeper(store, "wechat", stable_token(provider.api(), APP, secret, now=now), now=now)


class SqliteStore:
    """The store's contract in a database, for processes that share nothing else."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as db:
            db.execute("CREATE TABLE IF NOT EXISTS t (key PRIMARY KEY, value, ends, forced, holder, until)")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, isolation_level=None, timeout=20)
        try:
            yield db
        finally:
            db.close()

    def read(self, key: str) -> Token | None:
        with self._open() as db:
            row = db.execute(
                "SELECT value, ends, forced FROM t WHERE key = ? AND value != ''", (key,)
            ).fetchone()
        if row is None:
            return None
        forced = datetime.fromisoformat(row[2]) if row[2] else None
        return Token(row[0], datetime.fromisoformat(row[1]), forced)

    def lease(self, key: str, holder: str, *, now: datetime, until: datetime) -> bool:
        with self._open() as db:
            db.execute("INSERT OR IGNORE INTO t VALUES (?, '', '', '', '', '')", (key,))
            return (
                db.execute(
                    "UPDATE t SET holder = ?, until = ? WHERE key = ? AND (holder IN ('', ?) OR until <= ?)",
                    (holder, until.isoformat(), key, holder, now.isoformat()),
                ).rowcount
                == 1
            )

    def keep(self, key: str, holder: str, token: Token) -> bool:
        forced = token.forced_at.isoformat() if token.forced_at else ""
        with self._open() as db:
            return (
                db.execute(
                    "UPDATE t SET value = ?, ends = ?, forced = ?, holder = '', until = '' "
                    "WHERE key = ? AND holder = ?",
                    (token.value, token.ends_at.isoformat(), forced, key, holder),
                ).rowcount
                == 1
            )

    def release(self, key: str, holder: str) -> None:
        with self._open() as db:
            db.execute("UPDATE t SET holder = '', until = '' WHERE key = ? AND holder = ?", (key, holder))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TokenStore:
    return MemoryTokenStore() if request.param == "memory" else SqliteStore(tmp_path / "tokens.sqlite3")


def at_once(count: int, act) -> list:  # type: ignore[no-untyped-def]
    start = threading.Barrier(count)

    def one(number: int) -> object:
        start.wait(20)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_twenty_threads_of_one_process_fetch_once(provider: Provider, store: TokenStore) -> None:
    provider.token_pause = 0.2
    ours = keeper(provider, store, Now())
    found = at_once(20, lambda _: ours.get(Deadline()))
    assert provider.token_calls == 1
    assert set(found) == {provider.tokens[0]}


def test_twenty_processes_fetch_once(provider: Provider, store: TokenStore) -> None:
    provider.token_pause = 0.2
    now = Now()
    ours = [keeper(provider, store, now) for _ in range(20)]
    found = at_once(20, lambda n: ours[n].get(Deadline()))
    assert provider.token_calls == 1
    assert set(found) == {provider.tokens[0]}


def in_another_process(base: str, path: Path, gate: tuple[Path, str]) -> set[object]:
    """Five threads of a process of its own, begun when the file of the gate appears."""
    folder, name = gate
    (folder / name).touch()
    api = Api(base)
    now = Now()
    ours = TokenKeeper(SqliteStore(path), "wechat", stable_token(api, APP, SECRET, now=now), now=now)
    while not (folder / "go").exists():
        time.sleep(0.01)
    found = at_once(5, lambda _: ours.get(Deadline()))
    api.close()
    return set(found)


def test_twenty_threads_of_four_real_processes_fetch_once(provider: Provider, tmp_path: Path) -> None:
    provider.token_pause = 0.3
    path = tmp_path / "tokens.sqlite3"
    SqliteStore(path)
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        running = [
            pool.submit(in_another_process, provider.base, path, (tmp_path, f"ready-{n}")) for n in range(4)
        ]
        while len(list(tmp_path.glob("ready-*"))) < 4 and not any(one.done() for one in running):
            time.sleep(0.02)
        (tmp_path / "go").touch()
        found = [one.result(60) for one in running]
    assert provider.token_calls == 1
    assert found == [{provider.tokens[0]}] * 4


def test_twenty_who_were_refused_renew_once(provider: Provider, store: TokenStore) -> None:
    now = Now()
    ours = [keeper(provider, store, now) for _ in range(4)]
    old = ours[0].get(Deadline())
    assert [one.get(Deadline()) for one in ours] == [old] * 4
    provider.good.clear()
    provider.token_pause = 0.1
    found = at_once(20, lambda n: ours[n % 4].renew(str(old), Deadline()))
    assert provider.token_calls == 2 and provider.forced == 0
    assert set(found) == {provider.tokens[1]}


def test_it_is_fetched_before_it_ends_and_not_sooner(provider: Provider) -> None:
    now = Now()
    ours = keeper(provider, MemoryTokenStore(), now)
    first = ours.get(Deadline())
    now.pass_by(timedelta(seconds=7200) - tokens.FETCH_BEFORE_END - timedelta(seconds=1))
    assert ours.get(Deadline()) == first and provider.token_calls == 1
    now.pass_by(timedelta(seconds=2))
    provider.give_token(anew=True)  # what WeChat does in the last five minutes; the old one stays good
    assert ours.get(Deadline()) == provider.tokens[1]
    assert provider.token_calls == 2


def test_while_another_process_fetches_the_old_one_is_used(provider: Provider) -> None:
    now, store = Now(), MemoryTokenStore()
    ours = keeper(provider, store, now)
    first = ours.get(Deadline())
    now.pass_by(timedelta(seconds=7200) - timedelta(minutes=3))
    assert store.lease("wechat", "another", now=now(), until=now() + tokens.LEASE)
    assert ours.get(Deadline()) == first
    assert provider.token_calls == 1


def test_the_lease_of_a_dead_process_runs_out(provider: Provider) -> None:
    now, store = Now(), MemoryTokenStore()
    assert store.lease("wechat", "dead", now=now(), until=now() + tokens.LEASE)
    ours = keeper(provider, store, now)
    assert ours.get(Deadline(0.3)) == Answer(Outcome.LATER, error="token_busy")
    now.pass_by(tokens.LEASE)
    assert ours.get(Deadline()) == provider.tokens[0]
    assert not store.keep("wechat", "dead", Token("late", now() + timedelta(hours=2)))
    assert store.read("wechat") == Token(provider.tokens[0], now() + timedelta(seconds=7200))


def test_a_token_near_its_end_given_again_is_not_asked_for_with_every_call(provider: Provider) -> None:
    provider.lasts = 200
    ours = keeper(provider, MemoryTokenStore(), Now())
    assert {ours.get(Deadline()) for _ in range(5)} == {provider.tokens[0]}
    assert provider.token_calls == 1


def test_the_old_one_serves_when_fetching_fails(provider: Provider) -> None:
    now = Now()
    ours = keeper(provider, MemoryTokenStore(), now)
    first = ours.get(Deadline())
    now.pass_by(timedelta(seconds=7200) - timedelta(minutes=3))
    provider.faults["/cgi-bin/stable_token"] = [{"errcode": -1, "errmsg": "system error"}]
    assert [ours.get(Deadline()) for _ in range(3)] == [first] * 3
    assert provider.token_calls == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"errcode": -1, "errmsg": "system error"}, "system_busy"),
        ({"errcode": 40164, "errmsg": "invalid ip 1.2.3.4"}, "ip_not_allowed"),
        ({"errcode": 45009, "errmsg": "reach max api daily quota limit"}, "daily_limit"),
        ({"errcode": 40243, "errmsg": "frozen"}, "token_40243"),
        ({"access_token": "", "expires_in": 7200}, "token_bad_answer"),
        ({"access_token": "x", "expires_in": "soon"}, "token_bad_answer"),
        (b"<html>", "token_bad_answer"),
        ((502, {}), "token_http_502"),
        ("reset", "token_connection_lost"),
    ],
)
def test_without_a_token_nothing_was_sent_so_it_is_later(
    provider: Provider, fault: object, error: str
) -> None:
    provider.faults["/cgi-bin/stable_token"] = [fault]
    ours = keeper(provider, MemoryTokenStore(), Now())
    assert ours.get(Deadline()) == Answer(Outcome.LATER, error=error)


def test_a_failure_is_not_repeated_by_everybody_who_waits(provider: Provider, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    ours = keeper(provider, MemoryTokenStore(), Now(), secret="wrong")
    found = at_once(20, lambda _: ours.get(Deadline()))
    assert found == [Answer(Outcome.LATER, error="bad_credentials")] * 20
    assert provider.token_calls == 1
    monkeypatch.setattr(ours, "_rest_until", 0.0)
    ours.get(Deadline())
    assert provider.token_calls == 2


def test_what_wechat_gives_out_and_refuses_is_forced_once_and_not_soon_again(provider: Provider) -> None:
    now, store = Now(), MemoryTokenStore()
    ours = keeper(provider, store, now)
    first = str(ours.get(Deadline()))
    second = str(ours.renew(first, Deadline()))
    assert (provider.forced, second) == (1, provider.tokens[1])
    assert ours.renew(second, Deadline()) == Answer(Outcome.LATER, error="token_refused")
    other = keeper(provider, store, now)  # another process knows it too
    assert other.renew(second, Deadline()) == Answer(Outcome.LATER, error="token_refused")
    assert provider.forced == 1
    now.pass_by(tokens.FORCE_EVERY)
    third = keeper(provider, store, now)
    assert third.renew(second, Deadline()) == provider.tokens[2]
    assert provider.forced == 2


def test_a_token_is_not_in_its_own_description() -> None:
    assert "hidden" not in repr(Token("hidden", datetime(2026, 1, 1, tzinfo=UTC)))
