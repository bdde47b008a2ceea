"""Lets due messages leave, each once: claim, render, renew, hand over, write the result (docs/decisions/0001).

Any number of workers may run this at the same time, die at any point and be started again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import col, select

from rxapp import clock as clocks
from rxapp import db
from rxapp.adapters.ports import Answer, Channels, Found, InsideChannel, Message, Outcome, OutsideChannel
from rxapp.clock import Clock
from rxapp.models import Delivery
from rxapp.rules.sending_window import shift_into_window
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.messaging import claims, left
from rxapp.services.messaging.batches import run_batches
from rxapp.services.messaging.bulk import update_many
from rxapp.services.messaging.claims import Claim
from rxapp.services.messaging.letters import Letter, letters
from rxapp.services.messaging.words import with_link

log = logging.getLogger("messaging.deliver_due")

LEASE = timedelta(seconds=60)
BATCH = 1000
OUTSIDE_BATCH = 20
LOOK_UP_AFTER = timedelta(minutes=2)
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
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
    settled = _settle_abandoned(channels, clock=clock, real_now=real_now)
    for channel, adapter in channels.items():
        if isinstance(adapter, InsideChannel):
            settled += run_batches(partial(_inside, channel, adapter, clock, real_now), full=BATCH, stop=stop)
        else:
            while not stop() and (done := _outside(channel, adapter, clock, real_now)) is not None:
                settled += done
    return settled


def _inside(channel: Channel, adapter: InsideChannel, clock: Clock, real_now: Clock) -> tuple[int, int]:
    """One batch: (how many were taken, how many settled)."""
    taken = _claim(channel, BATCH, clock=clock, real_now=real_now)
    if not taken:
        return 0, 0
    return len(taken), _hand_over(taken, _render(taken, clock), adapter, clock=clock, real_now=real_now)


def _outside(channel: Channel, adapter: OutsideChannel, clock: Clock, real_now: Clock) -> int | None:
    """A few calls, one after the other: how many were settled, or None when nothing was due."""
    taken = _claim(channel, OUTSIDE_BATCH, clock=clock, real_now=real_now)
    if not taken:
        return None
    return sum(_call(letter, adapter, clock=clock, real_now=real_now) for letter in _render(taken, clock))


def _render(taken: Sequence[Claim], clock: Clock) -> list[Letter]:
    with db.reading() as session:
        return letters(session.connection(), [claim.delivery_id for claim in taken], clock())


def _claim(channel: Channel, limit: int, *, clock: Clock, real_now: Clock) -> list[Claim]:
    with db.unit_of_work() as session:
        return claims.claim(
            session.connection(), channel, now=clock(), lease_until=real_now() + LEASE, limit=limit
        )


# -- inside: handing over is a change of rows ----------------------------------------------------------------


def _hand_over(
    taken: Sequence[Claim], ready: Sequence[Letter], adapter: InsideChannel, *, clock: Clock, real_now: Clock
) -> int:
    """One transaction: prove that the batch is still ours, store texts and state, and write what follows."""
    with db.unit_of_work() as session:
        connection = session.connection()
        left.lock_for_clocks(connection, ready)
        ours = claims.hold(connection, taken)
        if len(ours) < len(taken):
            claims.drop_cancelled(connection, [c for c in taken if c.delivery_id not in ours])
        now = clock()
        ready = [letter for letter in ready if letter.delivery_id in ours]
        going = [letter for letter in ready if letter.may_leave]
        _put_aside(connection, ready)
        links = claims.give_links(connection, [letter.delivery_id for letter in going], now)
        is_sent = adapter.handed_over == DeliveryState.SENT
        update_many(
            connection,
            _T,
            ("id", "attempt"),
            ("state", "lease_until", "sent_at", "subject", "body", "link_id"),
            [
                (
                    adapter.handed_over, None, now if is_sent else None, x.subject, x.body,
                    links.get(x.delivery_id, x.link_id), x.delivery_id, x.attempt,
                )
                for x in going
            ],
        )  # fmt: skip
        if is_sent:
            left.after_sent(session, going, at=now, real_now=real_now())
        else:
            left.ask_to_send(session, going, at=now, real_now=real_now())
    return len(ready)


def _put_aside(connection: Any, ready: Iterable[Letter]) -> None:
    """Messages that must not leave now: overtaken by events, or in the night."""
    for letter in ready:
        held = Claim(letter.delivery_id, letter.attempt)
        if letter.reason:
            claims.write_result(connection, held, state=DeliveryState.SKIPPED, error=letter.reason)
        elif letter.wait_until is not None:
            claims.write_result(connection, held, state=DeliveryState.PENDING, due_at=letter.wait_until)


# -- outside: a call whose result may stay unknown -----------------------------------------------------------


def _message(letter: Letter, link_id: int | None) -> Message:
    return Message(
        delivery_id=letter.delivery_id, attempt=letter.attempt, kind=letter.kind, subject=letter.subject,
        text=with_link(letter.body, link_id), phone=letter.phone, email=letter.email,
    )  # fmt: skip


def _call(letter: Letter, adapter: OutsideChannel, *, clock: Clock, real_now: Clock) -> int:
    """Renew with the token and store the text, call, write the result with the token. 1 when it is settled."""
    held = Claim(letter.delivery_id, letter.attempt)
    with db.unit_of_work() as session:
        connection = session.connection()
        if not letter.may_leave:
            _put_aside(connection, [letter])
            return 1
        # From here on the call may have happened, which the stored text says.
        text = {"subject": letter.subject, "body": letter.body}
        if not claims.renew(connection, held, lease_until=real_now() + LEASE, **text):
            return claims.drop_cancelled(connection, [held])
        link_id = claims.give_links(connection, [held.delivery_id], clock()).get(
            held.delivery_id, letter.link_id
        )
        claims.keep_link(connection, held, link_id)
    answer = _ask(adapter, _message(letter, link_id))
    with db.unit_of_work() as session:
        left.lock_for_clocks(session.connection(), [letter])
        if claims.write_result(session.connection(), held, **_result(answer, letter, clock(), real_now())):
            if answer.outcome is Outcome.SENT:
                left.after_sent(session, [letter], at=clock(), real_now=real_now())
            elif answer.outcome is Outcome.REFUSED or _is_last_try(letter, answer):
                left.after_failed(session, [letter], at=clock(), real_now=real_now())
            return 1
    log.warning("delivery %s was taken over while its call ran", letter.delivery_id)
    return 0


def _ask(adapter: OutsideChannel, message: Message) -> Answer:
    try:
        return adapter.send(message)
    except Exception as error:
        # An adapter that raises has said nothing about whether the message left.
        log.warning("delivery %s: %s", message.delivery_id, type(error).__name__)
        return Answer(Outcome.UNKNOWN, error="adapter_failed")


def _is_last_try(letter: Letter, answer: Answer) -> bool:
    return answer.outcome is Outcome.LATER and letter.attempt > len(BACK_OFF)


def _result(answer: Answer, letter: Letter, now: Any, real_now: Any) -> dict[str, Any]:
    """The columns an answer changes; `write_result` ends the lease unless the outcome is still open."""
    error = answer.error[:80]
    if answer.outcome is Outcome.SENT:
        return {"state": DeliveryState.SENT, "sent_at": now, "provider_id": answer.provider_id, "error": ""}
    if answer.outcome is Outcome.UNKNOWN:
        return {
            "state": DeliveryState.UNKNOWN, "lease_until": real_now + LOOK_UP_AFTER, "error": error,
            "provider_id": answer.provider_id,
        }  # fmt: skip
    if answer.outcome is Outcome.REFUSED or _is_last_try(letter, answer):
        return {"state": DeliveryState.FAILED, "error": error or "refused"}
    again = shift_into_window(
        now + BACK_OFF[letter.attempt - 1], letter.zone, reply_to_click=letter.is_answer
    )
    return {"state": DeliveryState.PENDING, "due_at": again, "error": error}


def _settle_abandoned(channels: Channels, *, clock: Clock, real_now: Clock) -> int:
    """What dead workers left behind: back to the queue inside, looked up outside, held where nobody can tell."""
    inside = [channel for channel, adapter in channels.items() if isinstance(adapter, InsideChannel)]
    with db.unit_of_work() as session:
        connection, now = session.connection(), real_now()
        claims.return_abandoned(connection, inside, real_now=now)
        claims.doubt_abandoned(connection, real_now=now, look_up_at=now + LOOK_UP_AFTER)
        doubtful = claims.claim_doubtful(
            connection, real_now=now, lease_until=now + LEASE, limit=OUTSIDE_BATCH
        )
    settled = 0
    for row in doubtful:
        held = Claim(row.id, row.attempt)
        with db.reading() as session:
            letter = letters(session.connection(), [row.id], clock(), is_gone=True)[0]
        found = _look_up(channels.get(row.channel), _message(letter, letter.link_id))
        with db.unit_of_work() as session:
            settled += _write_found(session, held, letter, found, clock=clock, real_now=real_now)
    return settled


def _look_up(adapter: object, message: Message) -> Found:
    if not isinstance(adapter, OutsideChannel):
        return Found.UNSURE
    try:
        return adapter.look_up(message)
    except Exception as error:
        log.warning("delivery %s: look-up failed: %s", message.delivery_id, type(error).__name__)
        return Found.UNSURE


def _write_found(
    session: Any, held: Claim, letter: Letter, found: Found, *, clock: Clock, real_now: Clock
) -> int:
    connection = session.connection()
    left.lock_for_clocks(connection, [letter])
    if found is Found.SENT:
        if claims.settle_doubt(connection, held, state=DeliveryState.SENT, sent_at=clock(), error=""):
            left.after_sent(session, [letter], at=clock(), real_now=real_now())
        return 1
    if found is Found.UNSURE:
        claims.settle_doubt(connection, held, state=DeliveryState.HELD, error="outcome_unknown")
        return 1
    called_off = session.exec(
        select(col(Delivery.cancelled_by)).where(col(Delivery.id) == held.delivery_id)
    ).one()
    claims.settle_doubt(
        connection, held, state=DeliveryState.PENDING if called_off is None else DeliveryState.CANCELLED
    )
    return 0
