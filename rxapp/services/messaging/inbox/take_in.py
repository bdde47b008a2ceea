"""A candidate's answer is kept once, read, and acted on where it is certain; else it becomes a person's task."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Candidate, Delivery, Event, InboundMessage
from rxapp.rules.events import EventKind
from rxapp.rules.replies.pairing import OpenInterview, pair
from rxapp.rules.replies.read import Meaning, Reply, read_reply
from rxapp.rules.vocabulary import Role, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.messaging.channels.stops import stop
from rxapp.services.messaging.inbox.act import Done, act, seen
from rxapp.services.messaging.inbox.senders import Spoken, newest, person_of, persons, spoken_of
from rxapp.services.messaging.inbox.types import Inbound
from rxapp.services.messaging.sending import left
from rxapp.services.messaging.tasks.task_list import task_of_key

LONGEST = 4000
UNKNOWN_SENDER, SEVERAL_PEOPLE, NO_APPLICATION = "unknown_sender", "several_people", "no_application"
_T: Any = InboundMessage.__table__  # type: ignore[attr-defined]


def take_in(session: Session, inbound: Inbound, *, clock: Clock = clocks.now) -> str:
    """Keep a message and do what it asks; the code of what came of it. The same one again changes nothing."""
    if inbound.delivery_id is not None and session.get(Delivery, inbound.delivery_id) is None:
        inbound = replace(inbound, delivery_id=None)
    row_id = _keep(session, inbound)
    if row_id is None:
        return "known"
    reply = read_reply(inbound.text)
    who = _who(session, inbound)
    if isinstance(who, str):
        _note(session, row_id, why=who, meaning=reply.meaning.value)
        return who
    now = clock()
    open_ones = spoken_of(session, who, now)
    meant, why = _meant(session, inbound, reply, open_ones, who, now)
    about = meant or (open_ones[0] if open_ones else newest(session, who))
    if about is None:
        _note(session, row_id, why=NO_APPLICATION, meaning=reply.meaning.value, candidate_id=who, sender="")
        return NO_APPLICATION
    application = session.get_one(Application, about.application_id)
    actor = Actor(role=Role.CANDIDATE, candidate_id=application.candidate_id, application_id=application.id)
    event = record(
        session, EventKind.REPLY_RECEIVED, actor=actor, clock=clock, application=application,
        booking_id=meant.booking_id if meant else None, inbound_id=row_id, channel=inbound.channel.value,
        meaning=reply.meaning.value,
    )  # fmt: skip
    if meant is not None:
        seen(session, application, meant, event=event, clock=clock)
    if reply.meaning is Meaning.STOP:
        stop(session, who, reply.stop or (inbound.channel,), source="reply", actor=actor, clock=clock)
        done = Done.STOPPED
    else:
        done = act(session, reply, meant, actor=actor, clock=clock)
    task_id = None
    if done is Done.ASKS_A_PERSON:
        task_id = _ask(session, row_id, application, about, event, now)
        why = why or (reply.why.value if reply.why else "") or reply.meaning.value
    _note(
        session, row_id, why=why if task_id else "", meaning=reply.meaning.value, candidate_id=who, sender="",
        application_id=about.application_id, booking_id=meant.booking_id if meant else None, task_id=task_id,
        event_id=event.id, handled_at=None if task_id else now,
    )  # fmt: skip
    return done.value


def _keep(session: Session, inbound: Inbound) -> int | None:
    """The new row's id; None where it is known."""
    connection = session.connection()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "channel": inbound.channel, "provider": inbound.provider, "key": inbound.key[:200],
        "sender": inbound.sender[:254], "text": _storable(inbound.text), "received_at": inbound.received_at,
        "delivery_id": inbound.delivery_id, "meaning": "", "why": "",
    }  # fmt: skip
    kept = dialect.insert(_T).values(row).on_conflict_do_nothing(index_elements=["provider", "key"])
    return connection.execute(kept.returning(_T.c.id)).scalar()


def _storable(text: str) -> str:
    return "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff")[:LONGEST]


def _who(session: Session, inbound: Inbound) -> int | str:
    """The one person who wrote, or why nobody can say. What it answers counts only where the sender does not speak
    against it: addresses can be forged, and one telephone serves a family."""
    known = persons(session, inbound.channel, inbound.sender)
    answered = person_of(session, inbound.delivery_id) if inbound.delivery_id is not None else None
    if answered is not None and answered in known:
        return answered
    if len(known) == 1:
        return known.pop()
    return SEVERAL_PEOPLE if known else UNKNOWN_SENDER


def _meant(
    session: Session, inbound: Inbound, reply: Reply, open_ones: list[Spoken], who: int, now: datetime
) -> tuple[Spoken | None, str]:
    """The open interview that is meant, or why none is."""
    zone = session.get_one(Candidate, who).zone
    left_over = open_ones
    if inbound.delivery_id is not None:
        about = _application_of(session, inbound.delivery_id)
        left_over = [one for one in open_ones if one.application_id == about] or open_ones
    found = pair(
        reply, [OpenInterview(one.application_id, one.starts_at) for one in left_over], now=now, zone=zone
    )
    meant = next((one for one in open_ones if one.application_id == found.interview_id), None)
    return meant, found.why.value if found.why else ""


def _application_of(session: Session, delivery_id: int) -> int | None:
    row = session.get(Delivery, delivery_id)
    return row.application_id if row is not None else None


def _ask(
    session: Session, row_id: int, application: Application, about: Spoken, event: Event, now: datetime
) -> int:
    """A task for whoever looks after them, due at once."""
    key = f"reply:{row_id}"
    left.add_tasks(
        session,
        [
            {
                "dedupe": key, "kind": TaskKind.REPLIED, "application_id": application.id,
                "booking_id": about.booking_id, "assignee_id": about.recruiter_id, "due_at": now, "created_at": now,
                "caused_by": event.id,
            }
        ],
        real_now=clocks.real_now(),
    )  # fmt: skip
    return task_of_key(session, key)


def _note(session: Session, row_id: int, **values: Any) -> None:
    session.connection().execute(update(_T).where(_T.c.id == row_id).values(**values))
