"""A CV is read: by whom is written down, once for each reader, person and ten minutes."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Event
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import ActorKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record

AGAIN = timedelta(minutes=10)


def note_reading(
    session: Session,
    candidate_id: int,
    *,
    actor: Actor,
    clock: Clock = clocks.now,
    application: Application | None = None,
    file_id: int | None = None,
) -> bool:
    """Write down that the actor reads this person's CV (`file_id`: the file itself); whether this was a new reading.

    An interviewer's reading belongs to the application, because the candidate sees that somebody prepared; everybody
    else's is for the audit alone and stands outside of it."""
    if actor.role is Role.INTERVIEWER and application is not None:
        if _is_known(
            session, EventKind.CV_OPENED, "interviewer_id", actor.user_id, actor, clock, application.id
        ):
            return False
        record(
            session, EventKind.CV_OPENED, actor=actor, clock=clock, application=application,
            interviewer_id=actor.user_id,
        )  # fmt: skip
        return True
    name, value = ("file_id", file_id) if file_id is not None else ("candidate_id", candidate_id)
    if _is_known(session, EventKind.CV_READ, name, value, actor, clock, None):
        return False
    record(session, EventKind.CV_READ, actor=actor, clock=clock, candidate_id=candidate_id, file_id=file_id)
    return True


def _is_known(
    session: Session,
    kind: EventKind,
    name: str,
    value: int | None,
    actor: Actor,
    clock: Clock,
    application_id: int | None,
) -> bool:
    """Whether a reading of the last ten minutes says the same; the index on `occurred_at` keeps this short."""
    same_place = (
        col(Event.application_id).is_(None)
        if application_id is None
        else col(Event.application_id) == application_id
    )
    recent = session.exec(
        select(Event.data).where(
            col(Event.occurred_at) > clock() - AGAIN,
            Event.kind == kind,
            Event.actor_kind == ActorKind.USER,
            Event.actor_id == actor.user_id,
            same_place,
        )
    )
    # A reading of the file is not the same as one of the text: somebody may take it along.
    return any(data.get(name) == value and (name == "file_id" or "file_id" not in data) for data in recent)
