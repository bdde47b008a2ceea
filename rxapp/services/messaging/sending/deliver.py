"""Lets due messages leave, each once: claim, render, prove, hand over, write the result (docs/decisions/0001).

Any number of workers may run this at the same time, die at any point and be started again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from rxapp import clock as clocks
from rxapp import db
from rxapp.adapters.ports import Channels, InsideChannel
from rxapp.clock import Clock
from rxapp.models import Delivery
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.messaging.bulk import update_many
from rxapp.services.messaging.sending import claims, left
from rxapp.services.messaging.sending.abandoned import settle_abandoned
from rxapp.services.messaging.sending.batches import run_batches
from rxapp.services.messaging.sending.holding import still_ours, take
from rxapp.services.messaging.sending.outside import send_due
from rxapp.services.messaging.texts.letters import Letter

BATCH = 1000
_T: Any = Delivery.__table__  # type: ignore[attr-defined]


def deliver_due(
    channels: Channels,
    *,
    clock: Clock = clocks.now,
    real_now: Clock = clocks.real_now,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Hand over everything that is due; how many messages were settled. Costs one read when nothing is due.

    `stop` is asked between batches.
    """
    with db.reading() as session:
        if not claims.is_anything_due(session.connection(), clock(), real_now()):
            return 0
    settled = settle_abandoned(channels, clock=clock, real_now=real_now)
    for channel, adapter in channels.items():
        if isinstance(adapter, InsideChannel):
            settled += run_batches(partial(_inside, channel, adapter, clock, real_now), full=BATCH, stop=stop)
        else:
            settled += send_due(channel, adapter, clock=clock, real_now=real_now, stop=stop)
    return settled


def _inside(channel: Channel, adapter: InsideChannel, clock: Clock, real_now: Clock) -> tuple[int, int]:
    """One batch: (how many were taken, how many settled)."""
    taken = take(channel, BATCH, clock=clock, real_now=real_now)
    return len(taken), hand_over(taken, adapter, clock=clock, real_now=real_now) if taken else 0


def hand_over(taken: list[Letter], adapter: InsideChannel, *, clock: Clock, real_now: Clock) -> int:
    """Inside, handing over is a change of rows: one transaction proves that the batch is still ours, stores texts and
    state, and writes what follows. How many were settled."""
    with db.unit_of_work() as session:
        connection, now = session.connection(), clock()
        left.lock_for_clocks(connection, taken)
        going, settled = still_ours(connection, taken, now)
        is_sent = adapter.handed_over == DeliveryState.SENT
        update_many(
            connection,
            _T,
            ("id", "attempt"),
            ("state", "lease_until", "sent_at", "template_id", "subject", "body", "link_id"),
            [
                (
                    adapter.handed_over, None, now if is_sent else None, x.template_id, x.subject, x.body,
                    x.link_id, x.delivery_id, x.attempt,
                )
                for x in going
            ],
        )  # fmt: skip
        if is_sent:
            left.after_sent(session, going, at=now, real_now=real_now())
        else:
            left.ask_to_send(session, going, at=now, real_now=real_now())
    return settled
