"""What both ways of leaving share: take due messages, make their texts, prove that they are still ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from rxapp import db
from rxapp.clock import Clock
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.messaging.channels.by_hand_instead import by_hand_instead
from rxapp.services.messaging.sending import claims
from rxapp.services.messaging.sending.claims import Claim
from rxapp.services.messaging.sending.codes import give_codes
from rxapp.services.messaging.texts.letters import STOPPED, Letter, letters

LEASE = timedelta(seconds=60)


def take(channel: Channel, limit: int, *, clock: Clock, real_now: Clock) -> list[Letter]:
    """Claim up to `limit` due messages of a channel and make their texts; nobody was called yet."""
    with db.unit_of_work() as session:
        taken = claims.claim(
            session.connection(), channel, now=clock(), lease_until=real_now() + LEASE, limit=limit
        )
    if not taken:
        return []
    with db.reading() as session:
        return letters(session.connection(), [claim.delivery_id for claim in taken], clock())


def still_ours(connection: Connection, taken: Sequence[Letter], now: datetime) -> tuple[list[Letter], int]:
    """Those that leave now, each with its link and locked until the transaction ends, and how many were ours at all.
    What was called off is closed; what is overtaken by events or due in the night is put aside."""
    held = [claim_of(letter) for letter in taken]
    ours = claims.hold(connection, held)
    if len(ours) < len(held):
        claims.drop_cancelled(connection, [claim for claim in held if claim.delivery_id not in ours])
    kept = [letter for letter in taken if letter.delivery_id in ours]
    _put_aside(connection, kept, now)
    going = [letter for letter in kept if letter.may_leave]
    links = claims.give_links(connection, [letter.delivery_id for letter in going], now)
    for letter in going:
        letter.link_id = links.get(letter.delivery_id, letter.link_id)
    by_code = {x.delivery_id: x.link_id for x in going if x.channel is Channel.SMS and x.link_id is not None}
    if by_code:
        by_code = give_codes(connection, by_code, now)
        for letter in going:
            letter.link_id = by_code.get(letter.delivery_id, letter.link_id)
    return going, len(kept)


def claim_of(letter: Letter) -> Claim:
    """The token that proves who holds a message."""
    return Claim(letter.delivery_id, letter.attempt)


def _put_aside(connection: Connection, kept: Sequence[Letter], now: datetime) -> None:
    late = [
        (claim_of(letter), {"state": DeliveryState.SKIPPED, "error": letter.reason})
        for letter in kept
        if letter.reason
    ]
    night = [
        (claim_of(letter), {"state": DeliveryState.PENDING, "due_at": letter.wait_until})
        for letter in kept
        if not letter.reason and letter.wait_until is not None
    ]
    if late or night:
        claims.write_results(connection, [*late, *night])
    by_hand_instead(connection, [letter.delivery_id for letter in kept if letter.reason == STOPPED], now=now)
