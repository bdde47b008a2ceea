"""Messages that were given up go once more, because somebody mended what was wrong or wants to try."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed, NotFound, Stale
from rxapp.models import Delivery
from rxapp.rules.ladder.sending_window import shift_into_window
from rxapp.rules.vocabulary import HR, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.inputs import ids
from rxapp.services.messaging.channels.stops import stopped
from rxapp.services.messaging.texts.letters import letters

MOST = 200
_T: Any = Delivery.__table__  # type: ignore[attr-defined]


def send_again(
    session: Session, delivery_ids: Iterable[int], *, actor: Actor, clock: Clock = clocks.now
) -> int:
    """Queue failed messages under a new token, each in its reader's sending window; how many. Left out: what did not
    fail, what events have overtaken, and whoever asked to be left alone there. Raises NotAllowed, NotFound (none of
    them exists), Stale (none of them can go)."""
    if actor.role not in HR:
        raise NotAllowed
    wanted = ids(delivery_ids, "delivery_ids", most=MOST)
    rows = session.exec(
        select(Delivery)
        .where(col(Delivery.id).in_(wanted), col(Delivery.user_id).is_(None))
        .order_by(col(Delivery.id))
        .with_for_update()
    ).all()
    if not rows:
        raise NotFound
    connection, now = session.connection(), clock()
    failed = [row.id or 0 for row in rows if row.state == DeliveryState.FAILED and row.cancelled_by is None]
    found = letters(connection, failed, now)
    unwanted = stopped(connection, {letter.candidate_id for letter in found})
    going = [
        letter
        for letter in found
        if not letter.reason and letter.channel not in unwanted.get(letter.candidate_id, set())
    ]
    for letter in going:
        connection.execute(
            update(_T)
            .where(_T.c.id == letter.delivery_id, _T.c.state == DeliveryState.FAILED)
            .values(
                state=DeliveryState.PENDING, due_at=shift_into_window(now, letter.zone), error="", lease_until=None
            )
        )  # fmt: skip
    if not going:
        raise Stale
    return len(going)
