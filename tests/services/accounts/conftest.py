"""Accounts with a known password, made fast: the hash's cost is no part of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from rxapp.services.accounts import passwords, throttle

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _cheap_and_forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
    passwords.dummy_hash.cache_clear()
    throttle.reset()
    yield
    throttle.reset()
    passwords.dummy_hash.cache_clear()
