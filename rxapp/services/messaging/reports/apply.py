"""Applies what providers told us: each event with its effect in one transaction, so that a process that dies repeats
nothing and forgets nothing. An event that cannot be applied yet waits; one that never can is put aside."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp import db
from rxapp.clock import Clock
from rxapp.models import ProviderEvent
from rxapp.services.messaging.reports import sendgrid, twilio
from rxapp.services.messaging.reports.told import NotYet, Told

log = logging.getLogger("messaging.apply_events")

MOST_TRIES = 8
AGAIN_AFTER = timedelta(seconds=5)  # doubled with each try: about twenty minutes in all
Handler = Callable[[Session, Told, Clock], str]
HANDLERS: dict[str, Handler] = {"twilio": twilio.apply, "sendgrid": sendgrid.apply}
_T: Any = ProviderEvent.__table__  # type: ignore[attr-defined]


def apply_waiting(*, clock: Clock = clocks.now, stop: Callable[[], bool] = lambda: False) -> int:
    """Apply everything that waits, oldest first; how many events were settled. Costs one read when nothing does."""
    with db.reading() as session:
        waits = exists().where(_T.c.applied_at.is_(None), _T.c.due_at <= clock())
        if not session.connection().execute(select(waits)).scalar():
            return 0
    settled = 0
    while not stop():
        try:
            with db.unit_of_work() as session:
                row = _next(session, clock)
                if row is None:
                    break
                _settle(session, row, _apply(session, row, clock), clock)
                settled += 1
        except NotYet:
            _put_off(row.id, "not_yet", clock)
        except Exception as error:
            # The name alone: the words of an error may repeat what somebody wrote.
            log.exception("event %s of %s: %s", row.id, row.provider, type(error).__name__)
            _put_off(row.id, "failed", clock)
    return settled


def _next(session: Session, clock: Clock) -> Any:
    waiting = (
        select(_T)
        .where(_T.c.applied_at.is_(None), _T.c.due_at <= clock())
        .order_by(_T.c.due_at, _T.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.connection().execute(waiting).first()


def _apply(session: Session, row: Any, clock: Clock) -> str:
    handler, body = HANDLERS.get(row.provider), json.loads(row.body or "null")
    if handler is None or not isinstance(body, Mapping):
        return "unreadable"
    return handler(session, Told(row.provider, row.key, body, row.received_at), clock)


def _settle(session: Session, row: Any, result: str, clock: Clock) -> None:
    """Its words are not needed any more: a reply is kept where replies are, a report in its message's states."""
    session.connection().execute(
        update(_T).where(_T.c.id == row.id).values(applied_at=clock(), result=result[:40], body="")
    )


def _put_off(event_id: int, result: str, clock: Clock) -> None:
    """Later; after MOST_TRIES it is put aside with its words, for somebody to look at."""
    with db.unit_of_work() as session:
        connection, now = session.connection(), clock()
        tries = connection.execute(select(_T.c.tries).where(_T.c.id == event_id)).scalar() or 0
        values: dict[str, Any] = {
            "tries": tries + 1,
            "due_at": now + AGAIN_AFTER * 2**tries,
            "result": result,
        }
        if tries + 1 >= MOST_TRIES:
            values["applied_at"] = now
        connection.execute(update(_T).where(_T.c.id == event_id).values(**values))
