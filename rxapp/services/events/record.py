"""One row for everything that happens: audit trail, progress line, live updates and analytics read the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Event
from rxapp.rules.events import EVENT_DATA, EventKind, as_text, check_data
from rxapp.rules.vocabulary import ActorKind
from rxapp.services.accounts.actor import Actor


def actor_kind(actor: Actor | None) -> ActorKind:
    """Whom an event names as its author; nobody means a background job."""
    if actor is None:
        return ActorKind.SYSTEM
    return ActorKind.CANDIDATE if actor.is_candidate else ActorKind.USER


def record(
    session: Session,
    kind: EventKind,
    /,  # some kinds carry a "kind" of their own among their facts
    *,
    actor: Actor | None,
    clock: Clock = clocks.now,
    application: Application | None = None,
    booking_id: int | None = None,
    **data: Any,
) -> Event:
    """Add an event and flush, so that its id is known; everything changed so far is written with it.

    `data` takes ids, codes, counts and aware instants (written as ISO text); keys without a value are left out, and
    `booking_id` is copied in where the kind carries it. Raises ValueError for anything `rules.events` does not name.
    """
    facts = {key: as_text(value) if isinstance(value, datetime) else value for key, value in data.items()}
    facts = {key: value for key, value in facts.items() if value is not None}
    if booking_id is not None and "booking_id" in EVENT_DATA[kind]:
        facts["booking_id"] = booking_id
    check_data(kind, facts)
    event = Event(
        kind=kind,
        occurred_at=clock(),
        recorded_at=clocks.real_now(),
        actor_kind=actor_kind(actor),
        actor_id=None if actor is None else (actor.candidate_id if actor.is_candidate else actor.user_id),
        application_id=None if application is None else application.id,
        booking_id=booking_id,
        data=facts,
    )
    session.add(event)
    session.flush()
    return event
