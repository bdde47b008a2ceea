"""Wrong tries: counted per account (with back-off, never a lock-out) and per address (failed tries only,
because a mobile carrier puts thousands of people behind one address). Kept in memory, or in Redis when
processes share it: then each call is a journey over the network, so none is made on the event loop."""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache

from limits import RateLimitItemPerMinute
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from rxapp import clock
from rxapp.services.accounts.errors import TooManyTries
from rxapp.settings import get_settings

WINDOW_MINUTES = 15
FIRST_WAIT = 15
LONGEST_WAIT = 300
ADDRESS_FAILURES = 50
_MANY = 1000


@lru_cache(maxsize=1)
def _storage(redis_url: str) -> Storage:
    return storage_from_string(redis_url or "memory://")  # type: ignore[return-value]


def _tools() -> tuple[Storage, MovingWindowRateLimiter]:
    storage = _storage(get_settings().redis_url)
    return storage, MovingWindowRateLimiter(storage)  # type: ignore[arg-type]


def _key(kind: str, value: str) -> str:
    return f"showup:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"


_WINDOW = RateLimitItemPerMinute(_MANY, WINDOW_MINUTES)


def _failures(limiter: MovingWindowRateLimiter, key: str) -> int:
    return _MANY - limiter.get_window_stats(_WINDOW, key).remaining


def take_turn(account: str) -> None:
    """Count a try before its password is checked; a right one is given back by `forget_account`. So tries side by side,
    in this process and in others, count each other. Raises TooManyTries."""
    check_account(account)
    if not note_account_failure(account):
        check_account(account)


def check_account(account: str) -> None:
    """Raise TooManyTries while this account has to wait; `account` is the lower-case sign-in name, known or
    not."""
    storage, _ = _tools()
    gate = _key("wait", account)
    if storage.get(gate):
        raise TooManyTries(seconds=max(1, math.ceil(storage.get_expiry(gate) - clock.real_now().timestamp())))


def note_account_failure(account: str) -> bool:
    """Count a wrong password; from the fifth on each one doubles the wait, up to five minutes. False when somebody
    else's try has begun that wait meanwhile."""
    storage, limiter = _tools()
    key = _key("account", account)
    limiter.hit(_WINDOW, key)
    over = _failures(limiter, key) - get_settings().sign_in_failures
    if over < 0:
        return True
    return storage.incr(_key("wait", account), min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT)) == 1


def forget_account(account: str) -> None:
    """A right password ends the counting."""
    storage, limiter = _tools()
    limiter.clear(_WINDOW, _key("account", account))
    storage.clear(_key("wait", account))


def check_address(kind: str, address: str) -> None:
    """Raise TooManyTries while an address has failed too often at `kind` (sign_in, link)."""
    _, limiter = _tools()
    if _failures(limiter, _key(kind, address)) >= ADDRESS_FAILURES:
        raise TooManyTries(seconds=WINDOW_MINUTES * 60)


def note_address_failure(kind: str, address: str) -> None:
    """Count a failed try of an address."""
    _tools()[1].hit(_WINDOW, _key(kind, address))


def reset() -> None:
    """Forget everything; for tests and the demo's reset."""
    _tools()[0].reset()
