"""What follows when messages have left, failed, or wait for a recruiter's hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import Session

from rxapp.models import Application, Event, PlannedStep, Task
from rxapp.rules.events import EventKind
from rxapp.rules.ladder import table as ladder
from rxapp.rules.ladder.steps import BOOKING_CLOCK_STARTERS, CLOCK_STARTERS
from rxapp.rules.ladder.working_time import WorkingTime
from rxapp.rules.vocabulary import ActorKind, StepKind, TaskKind
from rxapp.services.messaging.bulk import among, insert_many
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.ladder import steps
from rxapp.services.messaging.ladder.working import working_time
from rxapp.services.messaging.texts.letters import Letter
from rxapp.services.notices.notify import RINGING, ring_for_tasks

_APPLICATION: Any = Application.__table__  # type: ignore[attr-defined]
_EVENT: Any = Event.__table__  # type: ignore[attr-defined]
_STEP: Any = PlannedStep.__table__  # type: ignore[attr-defined]
_TASK: Any = Task.__table__  # type: ignore[attr-defined]


def lock_for_clocks(connection: Connection, letters: Iterable[Letter]) -> None:
    """Take the applications whose clocks these messages will start, before any of their other rows, as commands do:
    a command that calls off what is owed then comes before the clocks are planned, or sees them. (SQLite's writers
    are alone.)"""
    ids = sorted({letter.application_id for letter in letters if letter.kind in CLOCK_STARTERS})
    if ids and connection.dialect.name == "postgresql":
        ours = select(_APPLICATION.c.id).where(among(connection, _APPLICATION.c.id, ids))
        connection.execute(ours.order_by(_APPLICATION.c.id).with_for_update(key_share=True))


def after_sent(session: Session, letters: Sequence[Letter], *, at: datetime, real_now: datetime) -> None:
    """Messages left at `at`: an event each, and the clocks that wait for the first message of its kind. The
    transaction began with `lock_for_clocks`."""
    _record(session, EventKind.MESSAGE_SENT, letters, at=at, real_now=real_now)
    starters = [letter for letter in letters if letter.kind in CLOCK_STARTERS and not letter.is_closed]
    if starters:
        _start_clocks(session, starters, at)


def after_failed(session: Session, letters: Sequence[Letter], *, at: datetime, real_now: datetime) -> None:
    """Messages will never leave by this channel: an event each."""
    _record(session, EventKind.MESSAGE_FAILED, letters, at=at, real_now=real_now)


def ask_to_send(session: Session, letters: Sequence[Letter], *, at: datetime, real_now: datetime) -> None:
    """Finished texts wait for a recruiter: one task each, overdue when unticked for 30 working minutes."""
    if not letters:
        return
    due_at = ladder.by_hand_due(at, working_time(session))
    add_tasks(
        session,
        [
            {
                "dedupe": f"hand:{letter.dedupe}"[:100], "kind": TaskKind.SEND_BY_HAND,
                "application_id": letter.application_id, "booking_id": letter.booking_id,
                "delivery_id": letter.delivery_id, "assignee_id": letter.recruiter_id, "due_at": due_at,
                "created_at": at, "caused_by": letter.caused_by,
            }
            for letter in letters
        ],
        real_now=real_now,
    )  # fmt: skip


def add_tasks(session: Session, rows: Sequence[dict[str, Any]], *, real_now: datetime) -> None:
    """Write tasks given as rows with the same columns, and an event for each, which brings it to open screens."""
    if not rows:
        return
    connection = session.connection()
    steps.insert_once(connection, _TASK, list(rows))
    columns = (_TASK.c.id, _TASK.c.kind, _TASK.c.application_id, _TASK.c.booking_id, _TASK.c.created_at)
    ours = _TASK.c.dedupe.in_([row["dedupe"] for row in rows])
    made = connection.execute(select(*columns).where(ours).order_by(_TASK.c.id)).all()
    _add_events(
        session,
        [
            (
                EventKind.TASK_CREATED, task.created_at, real_now, ActorKind.SYSTEM, task.application_id,
                task.booking_id, {"task_id": task.id, "kind": str(task.kind)},
            )
            for task in made
        ],
    )  # fmt: skip
    ring_for_tasks(session, [task.id for task in made if task.kind in RINGING])


def _record(
    session: Session, kind: EventKind, letters: Iterable[Letter], *, at: datetime, real_now: datetime
) -> None:
    """Events in bulk; the same rows that `events.record` would write one by one."""
    _add_events(
        session,
        [
            (
                kind, at, real_now, ActorKind.SYSTEM, letter.application_id, letter.booking_id,
                {"delivery_id": letter.delivery_id, "kind": letter.kind.value, "channel": letter.channel.value},
            )
            for letter in letters
        ],
    )  # fmt: skip


def _add_events(session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
    columns = ("kind", "occurred_at", "recorded_at", "actor_kind", "application_id", "booking_id", "data")
    insert_many(session.connection(), _EVENT, columns, rows)


def _start_clocks(session: Session, letters: Sequence[Letter], at: datetime) -> None:
    working = working_time(session)
    permitted = available.permitted(session.connection(), {letter.candidate_id for letter in letters})
    rows = [
        row for letter in letters for row in _clocks(letter, at, working, len(permitted[letter.candidate_id]))
    ]
    steps.insert_once(session.connection(), _STEP, rows)


def _clocks(letter: Letter, at: datetime, working: WorkingTime, channels: int) -> list[dict[str, Any]]:
    """What waits for this message to be opened; the first message that left decides, later ones find the keys."""
    if letter.kind in BOOKING_CLOCK_STARTERS:
        if letter.starts_at is None:
            return []
        planned = ladder.plan_booking_clocks(
            ladder.BookingFacts(
                now=at, starts_at=letter.starts_at, zone=letter.zone, working=working,
                is_by_candidate=letter.is_by_candidate, channels=channels,
            ),
            at,
        )  # fmt: skip
    else:
        planned = ladder.plan_invitation_clocks(ladder.InvitationFacts(at, letter.zone, working), at)
    version = (letter.caused_by or 1) if letter.kind is StepKind.CALLED_OFF else 1
    subject = ("booking", letter.booking_id) if letter.booking_id else ("invitation", letter.invitation_id)
    return [
        steps.row(
            step, letter.application_id, subject=subject, caused_by=letter.caused_by,
            invitation=letter.invitation_id, booking=letter.booking_id, version=version,
        )
        for step in planned
    ]  # fmt: skip
