"""Whom we may not write to, and where: a stop stands until somebody ends it at the candidate's wish.

    stop(session, candidate_id, channels, source=…, clock=…) -> the channels that were open until now
    end_stop(session, candidate_id, channel, actor=…, clock=…)
    stopped(connection, candidate_ids) -> {candidate id: channels}     only people with a stop

A stop belongs to the person: where two rows were found to be one, to the row that stays. What already waits on the
channel is called off with it, and a recruiter gets by hand what now reaches the person no other way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed, NotFound, Stale
from rxapp.models import Application, Candidate, ChannelStop, Delivery, Event
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR, Channel, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.inputs import an_id
from rxapp.services.messaging.bulk import among
from rxapp.services.messaging.channels.by_hand_instead import by_hand_instead

# A recruiter's own hand is no channel one can be written to on: they see that somebody wants no messages.
STOPPABLE = frozenset(Channel) - {Channel.BY_HAND}
_STOP: Any = ChannelStop.__table__  # type: ignore[attr-defined]
_DELIVERY: Any = Delivery.__table__  # type: ignore[attr-defined]


def stop(
    session: Session,
    candidate_id: int,
    channels: Iterable[Channel],
    *,
    source: str,
    clock: Clock = clocks.now,
    actor: Actor | None = None,
) -> set[Channel]:
    """Write no more to this person on these channels; those that were open until now. `source`: reply, link, provider,
    hand; `actor`: the candidate or recruiter who did it, where somebody did. Raises NotFound."""
    person = _person(session, candidate_id)
    connection, now = session.connection(), clock()
    session.flush()
    new = {
        channel
        for channel in sorted(set(channels) & STOPPABLE)
        if _insert(connection, person.id or 0, channel, source, now)
    }
    for channel in sorted(new):
        event = _tell(
            session, EventKind.CHANNEL_STOPPED, person, channel, actor=actor, clock=clock, source=source
        )
        by_hand_instead(connection, _call_off(connection, person.id or 0, channel, event), now=now)
    return new


def end_stop(
    session: Session, candidate_id: int, channel: Channel, *, actor: Actor, clock: Clock = clocks.now
) -> None:
    """Write to this person there again, because they said so: to HR, or on their own page. Raises NotAllowed, NotFound,
    Stale (no stop stands)."""
    person = _person(session, candidate_id)
    if actor.role not in HR and (
        not actor.is_candidate or actor.candidate_id not in (candidate_id, person.id)
    ):
        raise NotAllowed
    done = session.connection().execute(
        update(_STOP)
        .where(_STOP.c.candidate_id == person.id, _STOP.c.channel == channel, _STOP.c.ended_at.is_(None))
        .values(ended_at=clock(), ended_by=actor.user_id)
    )
    if not done.rowcount:
        raise Stale
    _tell(session, EventKind.CHANNEL_RESUMED, person, channel, actor=actor, clock=clock)


def stopped(connection: Connection, candidate_ids: Collection[int]) -> dict[int, set[Channel]]:
    """Where each of these people must not be written to; people without a stop are left out."""
    found: dict[int, set[Channel]] = {}
    if not candidate_ids:
        return found
    person = func.coalesce(col(Candidate.merged_into_id), col(Candidate.id))
    query = (
        select(col(Candidate.id), _STOP.c.channel)
        .join(ChannelStop, _STOP.c.candidate_id == person)
        .where(among(connection, col(Candidate.id), candidate_ids), _STOP.c.ended_at.is_(None))
    )
    for candidate_id, channel in connection.execute(query):
        found.setdefault(candidate_id, set()).add(Channel(channel))
    return found


def take_over(connection: Connection, from_id: int, to_id: int) -> None:
    """Two rows are one person: whoever stays keeps the stops of both."""
    already = select(_STOP.c.channel).where(_STOP.c.candidate_id == to_id, _STOP.c.ended_at.is_(None))
    connection.execute(
        update(_STOP)
        .where(
            _STOP.c.candidate_id == from_id,
            or_(_STOP.c.ended_at.is_not(None), _STOP.c.channel.not_in(already)),
        )
        .values(candidate_id=to_id)
    )


def _person(session: Session, candidate_id: int) -> Candidate:
    row = session.get(Candidate, an_id(candidate_id, "candidate_id"))
    if row is None:
        raise NotFound
    return row if row.merged_into_id is None else session.get_one(Candidate, row.merged_into_id)


def _insert(connection: Connection, person_id: int, channel: Channel, source: str, now: datetime) -> bool:
    """Whether the stop is new: of two that come at once, one is."""
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {"candidate_id": person_id, "channel": channel, "source": source[:20], "stopped_at": now}
    made = connection.execute(insert(_STOP).values(values).on_conflict_do_nothing().returning(_STOP.c.id))
    return made.first() is not None


def _call_off(connection: Connection, person_id: int, channel: Channel, event: Event) -> list[int]:
    """End what waits for this person on the channel; the ids of what had certainly not left. Where a call may be
    running, the worker honours the mark before its call or writes the truth after it (`claims`)."""
    ours = (
        _DELIVERY.c.application_id.in_(
            select(col(Application.id)).where(col(Application.candidate_id) == person_id)
        ),
        _DELIVERY.c.channel == channel,
        _DELIVERY.c.user_id.is_(None),
        _DELIVERY.c.cancelled_by.is_(None),
    )
    open_states = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.HELD)
    # Rows are locked in the order of their ids, as every worker does: no deadlock.
    rows = connection.execute(
        select(_DELIVERY.c.id, _DELIVERY.c.state, _DELIVERY.c.body)
        .where(*ours, _DELIVERY.c.state.in_(open_states))
        .order_by(_DELIVERY.c.id)
        .with_for_update()
    ).all()
    waiting = [row.id for row in rows if row.state == DeliveryState.PENDING]
    claimed = [row.id for row in rows if row.state != DeliveryState.PENDING]
    for ids, state in ((waiting, {"state": DeliveryState.CANCELLED}), (claimed, {})):
        if ids:
            connection.execute(
                update(_DELIVERY)
                .where(among(connection, _DELIVERY.c.id, ids))
                .values(cancelled_by=event.id, **state)
            )
    # A claimed message has a text only from right before its call on.
    uncalled = [row.id for row in rows if row.state == DeliveryState.SENDING and not row.body]
    return [*waiting, *uncalled]


def _tell(
    session: Session,
    kind: EventKind,
    person: Candidate,
    channel: Channel,
    *,
    actor: Actor | None,
    clock: Clock,
    **data: Any,
) -> Event:
    """Write the event once for each application, whose drawer shows it; the first of them."""
    theirs = (
        select(Application)
        .where(col(Application.candidate_id) == person.id)
        .order_by(col(Application.id).desc())
    )
    applications = list(session.execute(theirs).scalars()) or [None]
    events = [
        record(
            session, kind, actor=actor, clock=clock, application=application, candidate_id=person.id,
            channel=channel.value, **data,
        )
        for application in applications
    ]  # fmt: skip
    return events[0]
