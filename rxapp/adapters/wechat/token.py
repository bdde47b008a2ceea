"""The access token that calls need: shared by all processes, fetched by one of them, before it ends.

WeChat hands out tokens by two interfaces. `stable_token` is used, not `token`: asked again it gives the same token as
long as that is good, so a process that dies between fetching and keeping spoils nothing, and neither does another
system of the company that uses `token` with the same account. In a token's last five minutes it gives a new one, and
the old one stays good meanwhile: whoever does not fetch goes on with the old one and waits for nobody.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from rxapp.adapters.ports import Answer, Outcome
from rxapp.adapters.wechat.http import Api, Deadline, code_of
from rxapp.clock import Clock, real_now

FETCH_BEFORE_END = timedelta(minutes=4)  # within the five in which a new one is given
GOOD_FOR_A_CALL = timedelta(seconds=60)  # the longest a message takes
LEASE = timedelta(seconds=60)
FORCE_EVERY = timedelta(hours=2)  # forcing is allowed twenty times a day
REST = 5.0  # seconds after a failure in which nobody asks again
POLL = 0.1
TOKEN_REFUSED = frozenset({40001, 40014, 42001})  # the call itself was not looked at


@dataclass(frozen=True, slots=True)
class Token:
    """A token and when it ends (real time, aware UTC); `forced_at`: when a new one was last forced."""

    value: str = field(repr=False)
    ends_at: datetime
    forced_at: datetime | None = None


class TokenStore(Protocol):
    """Where all processes find the token of an account, and agree who fetches the next one."""

    def read(self, key: str) -> Token | None:
        """The token kept last."""
        ...

    def lease(self, key: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """Take the lease if nobody has it or it has run out; whether `holder` has it now."""
        ...

    def keep(self, key: str, holder: str, token: Token) -> bool:
        """Keep the token and end the lease, in one step and only if `holder` still has it; whether it was kept."""
        ...

    def release(self, key: str, holder: str) -> None:
        """End the lease if `holder` has it."""
        ...


class MemoryTokenStore:
    """A store for one process, and for tests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, Token] = {}
        self._leases: dict[str, tuple[str, datetime]] = {}

    def read(self, key: str) -> Token | None:
        """As TokenStore."""
        with self._lock:
            return self._tokens.get(key)

    def lease(self, key: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """As TokenStore."""
        with self._lock:
            owner, ends = self._leases.get(key, ("", now))
            if owner not in ("", holder) and ends > now:
                return False
            self._leases[key] = (holder, until)
            return True

    def keep(self, key: str, holder: str, token: Token) -> bool:
        """As TokenStore."""
        with self._lock:
            if self._leases.get(key, ("",))[0] != holder:
                return False
            self._tokens[key] = token
            del self._leases[key]
            return True

    def release(self, key: str, holder: str) -> None:
        """As TokenStore."""
        with self._lock:
            if self._leases.get(key, ("",))[0] == holder:
                del self._leases[key]


Fetch = Callable[[bool, Deadline], "Token | Answer"]


class TokenKeeper:
    """One account's token for all threads of this process.

    `fetch(force, deadline)` asks the provider; a failure is an Answer, always LATER: without a token nothing was sent.
    """

    def __init__(self, store: TokenStore, key: str, fetch: Fetch, *, now: Clock = real_now) -> None:
        self._store, self._key, self._fetch, self._now = store, key, fetch, now
        self._holder = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._known: Token | None = None
        self._rest_until = 0.0
        self._failure: Answer | None = None

    def get(self, deadline: Deadline) -> str | Answer:
        """A token that is good for a call, fetched if need be."""
        known = self._known
        if known is not None and self._lasts(known, FETCH_BEFORE_END):
            return known.value
        # While one thread fetches, the others go on with what is still good.
        if not self._lock.acquire(blocking=False):
            if known is not None and self._lasts(known, GOOD_FOR_A_CALL):
                return known.value
            if not self._lock.acquire(timeout=deadline.left()):
                return _waiting()
        try:
            return self._next("", deadline)
        finally:
            self._lock.release()

    def renew(self, refused: str, deadline: Deadline) -> str | Answer:
        """Another token than the one the provider has just refused."""
        if not self._lock.acquire(timeout=deadline.left()):
            return _waiting()
        try:
            return self._next(refused, deadline)
        finally:
            self._lock.release()

    def _lasts(self, token: Token, span: timedelta) -> bool:
        return token.ends_at - self._now() > span

    def _next(self, refused: str, deadline: Deadline) -> str | Answer:
        while True:
            stored = self._store.read(self._key)
            good = stored is not None and stored.value != refused and self._lasts(stored, GOOD_FOR_A_CALL)
            if stored is not None and good and (refused or self._lasts(stored, FETCH_BEFORE_END)):
                return self._take(stored)
            resting = time.monotonic() < self._rest_until
            if resting and self._failure is not None and not good:
                return self._failure
            now = self._now()
            if not resting and self._store.lease(self._key, self._holder, now=now, until=now + LEASE):
                return self._fetched(refused, deadline, stored if good else None)
            if stored is not None and good:
                return self._take(stored)
            if deadline.left() <= POLL:
                return _waiting()
            time.sleep(POLL)

    def _take(self, token: Token) -> str:
        self._known = token
        return token.value

    def _fetched(self, refused: str, deadline: Deadline, still_good: Token | None) -> str | Answer:
        """With the lease: ask the provider, and keep what it gives."""
        try:
            # It may have been renewed between the last look and the lease.
            before = self._store.read(self._key)
            if before is not None and before.value != refused and self._lasts(before, FETCH_BEFORE_END):
                return self._take(before)
            found = self._ask(refused, before, deadline)
            self._failure = found if isinstance(found, Answer) else None
            if isinstance(found, Answer):
                self._rest_until = time.monotonic() + REST
                return self._take(still_good) if still_good is not None else found
            if not self._lasts(found, FETCH_BEFORE_END):
                # The old one again, near its end: good, but not worth asking for with every call.
                self._rest_until = time.monotonic() + REST
            self._store.keep(self._key, self._holder, found)
            return self._take(found)
        finally:
            self._store.release(self._key, self._holder)

    def _ask(self, refused: str, before: Token | None, deadline: Deadline) -> Token | Answer:
        forced_at = before.forced_at if before is not None else None
        found = self._fetch(False, deadline)
        if isinstance(found, Token) and refused and found.value == refused:
            # The provider gives out what it refuses.
            if forced_at is not None and self._now() - forced_at < FORCE_EVERY:
                return Answer(Outcome.LATER, error="token_refused")
            forced_at = self._now()
            found = self._fetch(True, deadline)
            if isinstance(found, Token) and found.value == refused:
                return Answer(Outcome.LATER, error="token_refused")
        return found if isinstance(found, Answer) else replace(found, forced_at=forced_at)


def _waiting() -> Answer:
    return Answer(Outcome.LATER, error="token_busy")


_TOKEN_ERRORS = {
    -1: "system_busy", 40001: "bad_credentials", 40013: "bad_credentials", 40125: "bad_credentials",
    40164: "ip_not_allowed", 60020: "ip_not_allowed", 45009: "daily_limit", 45011: "rate_limited",
}  # fmt: skip


def read_token(body: dict[str, Any] | Answer, asked_at: datetime) -> Token | Answer:
    """The token in a provider's answer; a failure in its own words, as LATER."""
    if isinstance(body, Answer):
        return Answer(Outcome.LATER, error=f"token_{body.error}", retry_after=body.retry_after)
    value, seconds = body.get("access_token"), body.get("expires_in")
    if isinstance(value, str) and value and isinstance(seconds, int) and 0 < seconds <= 86_400:
        return Token(value, asked_at + timedelta(seconds=seconds))
    code = code_of(body)
    if code in (None, 0):
        return Answer(Outcome.LATER, error="token_bad_answer")
    return Answer(Outcome.LATER, error=_TOKEN_ERRORS.get(code, f"token_{abs(code)}"))


def stable_token(api: Api, app_id: str, app_secret: str, *, now: Clock = real_now) -> Fetch:
    """Asks WeChat for an official account's token."""

    def fetch(force: bool, deadline: Deadline) -> Token | Answer:
        asked_at = now()
        payload = {
            "grant_type": "client_credential", "appid": app_id, "secret": app_secret, "force_refresh": force,
        }  # fmt: skip
        return read_token(api.post("/cgi-bin/stable_token", {}, payload, deadline), asked_at)

    return fetch


def post_with_token(
    api: Api, keeper: TokenKeeper, path: str, payload: Mapping[str, Any], deadline: Deadline
) -> dict[str, Any] | Answer:
    """Post with the token; once more with a new one where the provider refused the token, and with it the call."""
    token = keeper.get(deadline)
    if isinstance(token, Answer):
        return token
    body = api.post(path, {"access_token": token}, payload, deadline)
    if isinstance(body, Answer) or code_of(body) not in TOKEN_REFUSED:
        return body
    token = keeper.renew(token, deadline)
    return token if isinstance(token, Answer) else api.post(path, {"access_token": token}, payload, deadline)
