"""Who stands behind the event being handled: set by the guard before each event, read by handlers."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from rxapp import clock, db
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.errors import SignedOut
from rxapp.services.accounts.find_actor import find_actor
from rxapp.settings import get_settings


@dataclass(frozen=True, slots=True)
class Present:
    """The sessions of the browser that sent the event; `acting` is the one the handler's mark chose."""

    acting: Actor | None = None
    user: Actor | None = None
    candidate: Actor | None = None


_present: ContextVar[Present | None] = ContextVar("present", default=None)


def set_present(present: Present | None) -> None:
    """Say who acts in this task; the guard's business, and of tests that call handlers directly."""
    _present.set(present)


def current_actor() -> Actor:
    """The actor of this event. In a `@guarded` handler always there; raises SignedOut in a public one
    without."""
    present = _present.get()
    if present is None or present.acting is None:
        raise SignedOut
    return present.acting


def maybe_actor() -> Actor | None:
    """The acting user or candidate, or None: for `@public` handlers."""
    present = _present.get()
    return present.acting if present else None


def maybe_user() -> Actor | None:
    """The signed-in user of this browser, or None: for `@public` handlers."""
    present = _present.get()
    return present.user if present else None


def maybe_candidate() -> Actor | None:
    """The candidate whose link this browser opened, or None: for `@public` handlers."""
    present = _present.get()
    return present.candidate if present else None


async def look_up(session_hash: str) -> Actor | None:
    """The actor of a session as the database has it now."""
    if not session_hash:
        return None
    # One indexed read of a local file takes less than handing it to a thread; a server on the network may not
    # answer.
    if get_settings().effective_database_url.startswith("sqlite"):
        return _read(session_hash)
    return await db.run(_read, session_hash)


def _read(session_hash: str) -> Actor | None:
    with db.glance() as session:
        return find_actor(session, session_hash, real_now=clock.real_now())
