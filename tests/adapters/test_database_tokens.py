"""One token for all processes: of many that need a new one, one fetches it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from rxapp import clock
from rxapp.adapters.wechat.database_tokens import DatabaseTokenStore
from rxapp.adapters.wechat.http import Deadline
from rxapp.adapters.wechat.token import LEASE, Token, TokenKeeper, stable_token
from tests.adapters.wechat_server import APP, SECRET, serving

ROOT = Path(__file__).parents[2]
NOW = clock.real_now()


def test_a_lease_has_one_holder_until_it_ends(database: Any) -> None:
    store = DatabaseTokenStore()
    assert store.lease("k", "a", now=NOW, until=NOW + LEASE)
    assert store.lease("k", "a", now=NOW, until=NOW + LEASE)
    assert not store.lease("k", "b", now=NOW, until=NOW + LEASE)
    assert store.lease("k", "b", now=NOW + LEASE, until=NOW + 2 * LEASE)
    # Whoever slept through its lease keeps nothing.
    assert not store.keep("k", "a", Token("old", NOW + timedelta(hours=2)))
    assert store.read("k") is None
    assert store.keep("k", "b", Token("new", NOW + timedelta(hours=2), NOW))
    assert store.read("k") == Token("new", NOW + timedelta(hours=2), NOW)
    assert store.lease("k", "a", now=NOW, until=NOW + LEASE)
    store.release("k", "b")
    assert not store.lease("k", "b", now=NOW, until=NOW + LEASE)
    store.release("k", "a")
    assert store.lease("k", "b", now=NOW, until=NOW + LEASE)
    assert not store.keep("k", "b", Token("x" * 601, NOW))


def test_of_many_threads_one_takes_the_lease(database: Any) -> None:
    store = DatabaseTokenStore()
    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(lambda n: store.lease("k", f"h{n}", now=NOW, until=NOW + LEASE), range(48)))
    assert sum(won) == 1


def test_keepers_of_many_processes_ask_the_provider_once(database: Any) -> None:
    with serving() as provider:
        provider.token_pause = 0.3

        def ask(_: int) -> Any:
            fetch = stable_token(provider.api(), APP, SECRET)
            return TokenKeeper(DatabaseTokenStore(), "wechat:x", fetch).get(Deadline())

        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(ask, range(8)))
        assert len(found) == 1 and provider.token_calls == 1


_ONE = """
import sys
from rxapp.adapters.wechat.database_tokens import DatabaseTokenStore
from rxapp.adapters.wechat.http import Api, Deadline
from rxapp.adapters.wechat.token import TokenKeeper, stable_token
base, app, secret = sys.argv[1:]
print(TokenKeeper(DatabaseTokenStore(), "wechat:x", stable_token(Api(base), app, secret)).get(Deadline()))
"""


def test_processes_that_start_together_share_one_token(database: Any) -> None:
    with serving() as provider:
        provider.token_pause = 1.0
        command = [sys.executable, "-c", _ONE, provider.base, APP, SECRET]
        started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        said = {process.communicate(timeout=60)[0] for process in started}
        assert [process.returncode for process in started] == [0, 0, 0]
        assert len(said) == 1 and said.pop().startswith("TOKEN-1_")
        assert provider.token_calls == 1
