"""Who may send what: the statements that make a delivery leave once.

A claim raises `attempt`, which is the fencing token, and sets a lease in real time. Whoever wants to hand a message
over proves *with the token* right before that it is still theirs (`hold`), and writes the result *with the token*
after; a worker that slept through its lease finds its token used up and does nothing. Calling off sets
`cancelled_by` while a message is claimed, which `hold` honours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlmodel import col

from rxapp.models import Application, CandidateLink, Delivery
from rxapp.models.base import UtcDateTime
from rxapp.rules.vocabulary import Channel, DeliveryState, LinkPurpose
from rxapp.services.messaging.bulk import among, update_many

LINK_LIVES = timedelta(days=60)
_T: Any = Delivery.__table__  # type: ignore[attr-defined]
# Written out, not as parameters: so the databases know that their partial indexes hold what is asked for.
_PENDING = _T.c.state == literal_column(f"'{DeliveryState.PENDING.value}'")
_LEASED = _T.c.state.in_(
    [literal_column(f"'{s.value}'") for s in (DeliveryState.SENDING, DeliveryState.UNKNOWN)]
)
_LINK: Any = CandidateLink.__table__  # type: ignore[attr-defined]


class Claim(NamedTuple):
    """A delivery this worker holds, and the token that proves it."""

    delivery_id: int
    attempt: int


def is_anything_due(connection: Connection, now: datetime, real_now: datetime) -> bool:
    """Whether a worker has something to do: two index look-ups, nothing written."""
    due = exists().where(_PENDING, _T.c.due_at <= now)
    left = exists().where(_LEASED, _T.c.lease_until < real_now)
    return bool(connection.execute(select(due | left)).scalar())


def claim(
    connection: Connection, channel: Channel, *, now: datetime, lease_until: datetime, limit: int
) -> list[Claim]:
    """Take up to `limit` due messages of a channel. An empty body says that no call can have happened yet."""
    due = (
        select(_T.c.id)
        .where(_PENDING, _T.c.due_at <= now, _T.c.channel == channel)
        .order_by(_T.c.due_at, _T.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = connection.execute(
        update(_T)
        .where(_T.c.id.in_(select(due.c.id)))
        .values(state=DeliveryState.SENDING, attempt=_T.c.attempt + 1, lease_until=lease_until, body="")
        .returning(_T.c.id, _T.c.attempt)
    ).all()
    return sorted(Claim(row.id, row.attempt) for row in taken)


def give_links(connection: Connection, ids: Sequence[int], now: datetime) -> dict[int, int]:
    """A link of its own for each of these messages that has none yet or whose own was ended; their ids by delivery.
    An ended one is looked up by its key, and only where a message was given one before."""
    if not ids:
        return {}
    ended = select(_LINK.c.revoked_at).where(_LINK.c.id == _T.c.link_id).scalar_subquery().is_not(None)
    made = (
        select(
            _T.c.application_id, col(Application.candidate_id), _T.c.id, literal(LinkPurpose.PORTAL.value),
            literal(now, UtcDateTime), literal(now + LINK_LIVES, UtcDateTime),
        )
        .join(Application, col(Application.id) == _T.c.application_id)
        .where(
            among(connection, _T.c.id, ids), or_(_T.c.link_id.is_(None), ended), _T.c.user_id.is_(None)
        )
    )  # fmt: skip
    columns = ["application_id", "candidate_id", "delivery_id", "purpose", "created_at", "expires_at"]
    rows = connection.execute(
        insert(_LINK).from_select(columns, made).returning(_LINK.c.delivery_id, _LINK.c.id)
    )
    return {row.delivery_id: row.id for row in rows}


def _by_attempt(claims: Iterable[Claim]) -> Iterable[tuple[int, list[int]]]:
    ordered = sorted(claims, key=lambda c: (c.attempt, c.delivery_id))
    for attempt, group in groupby(ordered, key=lambda c: c.attempt):
        yield attempt, [c.delivery_id for c in group]


def _ours(connection: Connection, attempt: int, ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(
        among(connection, _T.c.id, ids), _T.c.attempt == attempt, _T.c.state == DeliveryState.SENDING,
        _T.c.cancelled_by.is_(None),
    )  # fmt: skip


def hold(connection: Connection, claims: Iterable[Claim]) -> set[int]:
    """The ids that are still ours and not called off, locked until this transaction ends: as good as a fresh lease
    when the result is written in the same transaction."""
    kept: set[int] = set()
    for attempt, ids in _by_attempt(claims):
        query = select(_T.c.id).where(_ours(connection, attempt, ids)).order_by(_T.c.id).with_for_update()
        kept.update(connection.execute(query).scalars())
    return kept


def drop_cancelled(connection: Connection, claims: Iterable[Claim]) -> int:
    """Close those of our claims that were called off while we held them; how many."""
    ids = [c.delivery_id for c in claims]
    if not ids:
        return 0
    done = connection.execute(
        update(_T)
        .where(
            among(connection, _T.c.id, ids),
            _T.c.state == DeliveryState.SENDING,
            _T.c.cancelled_by.is_not(None),
        )
        .values(state=DeliveryState.CANCELLED, lease_until=None)
    )
    return int(done.rowcount)


def return_abandoned(connection: Connection, inside: Sequence[Channel], *, real_now: datetime) -> int:
    """Messages whose worker died before it could hand them over go back. Inside, a handed-over message would be
    written as such; outside, the text is stored right before the call."""
    gone = and_(
        _LEASED, _T.c.state == DeliveryState.SENDING, _T.c.lease_until < real_now,
        or_(_T.c.channel.in_(list(inside)), _T.c.body == ""),
    )  # fmt: skip
    connection.execute(
        update(_T)
        .where(gone, _T.c.cancelled_by.is_not(None))
        .values(state=DeliveryState.CANCELLED, lease_until=None)
    )
    done = connection.execute(update(_T).where(gone).values(state=DeliveryState.PENDING, lease_until=None))
    return int(done.rowcount)


def doubt_abandoned(connection: Connection, *, real_now: datetime, look_up_at: datetime) -> int:
    """Messages whose worker died around its call: nobody knows whether they left until they are looked up."""
    done = connection.execute(
        update(_T)
        .where(_LEASED, _T.c.state == DeliveryState.SENDING, _T.c.lease_until < real_now, _T.c.body != "")
        .values(state=DeliveryState.UNKNOWN, lease_until=look_up_at)
    )
    return int(done.rowcount)


def claim_doubtful(
    connection: Connection, *, real_now: datetime, lease_until: datetime, limit: int
) -> list[Any]:
    """Take rows whose outcome is unknown and which have waited long enough, for one worker to look up.

    The token stays as it is: the worker whose call is in doubt may still bring its answer.
    """
    waiting = (
        select(_T.c.id)
        .where(_LEASED, _T.c.state == DeliveryState.UNKNOWN, _T.c.lease_until < real_now)
        .order_by(_T.c.lease_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    return list(
        connection.execute(
            update(_T)
            .where(_T.c.id.in_(select(waiting.c.id)))
            .values(lease_until=lease_until)
            .returning(_T.c.id, _T.c.attempt, _T.c.channel)
        ).all()
    )


def keep_token(connection: Connection, claims: Iterable[Claim]) -> set[int]:
    """The ids nobody has claimed since, called off or not, locked until this transaction ends. Not those that a look-up
    has meanwhile found to have left: their event is written."""
    kept: set[int] = set()
    for attempt, ids in _by_attempt(claims):
        same = and_(
            among(connection, _T.c.id, ids), _T.c.attempt == attempt, _T.c.state != DeliveryState.SENT
        )
        kept.update(
            connection.execute(select(_T.c.id).where(same).order_by(_T.c.id).with_for_update()).scalars()
        )
    return kept


def write_results(connection: Connection, results: Iterable[tuple[Claim, dict[str, Any]]]) -> set[int]:
    """Write what became of each message, with its token: the ids that were written. Somebody else has taken the others
    since. A result ends the lease unless it names another."""
    found = list(results)
    kept = keep_token(connection, (held for held, _ in found))
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for held, result in found:
        if held.delivery_id in kept:
            values = {"lease_until": None, **result}
            alike.setdefault(tuple(values), []).append((*values.values(), *held))
    for columns, rows in alike.items():
        update_many(connection, _T, ("id", "attempt"), columns, rows)
    return kept


def settle_doubt(connection: Connection, held: Claim, **values: Any) -> bool:
    """Write what looking up found, unless the call's own answer came in the meantime."""
    done = connection.execute(
        update(_T)
        .where(_T.c.id == held.delivery_id, _T.c.attempt == held.attempt, _T.c.state == DeliveryState.UNKNOWN)
        .values(lease_until=None, **values)
    )
    return bool(done.rowcount == 1)
