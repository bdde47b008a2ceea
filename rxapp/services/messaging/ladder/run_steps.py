"""Judges planned steps when they fall due: each becomes messages, a task, or nothing, in one transaction a batch.

A crash rolls the batch back and the next tick judges it again; keys keep everything single.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlmodel import Session, col

from rxapp import clock as clocks
from rxapp import db
from rxapp.clock import Clock
from rxapp.errors import UserError
from rxapp.models import Application, Delivery, PlannedStep
from rxapp.rules.ladder.judging import OVERTAKEN, Action, Decision, Reach, decide, expires_at
from rxapp.rules.ladder.steps import PlannedStep as Step
from rxapp.rules.vocabulary import Channel, DeliveryState, StepKind, StepState
from rxapp.services.hiring.expire import mark_silent
from rxapp.services.hiring.invite import NEEDS_INTERVIEWER, reinvite
from rxapp.services.messaging.bulk import among, update_many
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.channels.approved import Approved, approved
from rxapp.services.messaging.ladder import call_off
from rxapp.services.messaging.ladder.step_facts import PENDING, DueStep, load, take_due
from rxapp.services.messaging.ladder.steps import insert_once
from rxapp.services.messaging.sending.batches import run_batches
from rxapp.services.messaging.sending.left import add_tasks
from rxapp.services.messaging.tasks.task_list import ask_for_interviewer

log = logging.getLogger("messaging.run_due_steps")

BATCH = 500
SHARED_WITH_INTERVIEWER = frozenset({StepKind.ASK_NOT_HERE, StepKind.ASK_OUTCOME})
_STEP: Any = PlannedStep.__table__  # type: ignore[attr-defined]
_DELIVERY: Any = Delivery.__table__  # type: ignore[attr-defined]
ALONE = (StepKind.REINVITED, StepKind.INVITED_SILENT)


def run_due_steps(
    clock: Clock = clocks.now,
    *,
    channels: Sequence[Channel] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Judge every due step; how many were settled. Costs one read when nothing is due.

    `channels` are those this installation has, by default what `available_channels` says; `stop` is asked between
    batches.
    """
    now = clock()
    due = PENDING & (_STEP.c.due_at <= now)
    with db.reading() as session:
        connection = session.connection()
        if not connection.execute(select(exists().where(due))).scalar():
            return 0
        alone = connection.execute(
            select(_STEP.c.id, _STEP.c.application_id).where(due, _STEP.c.kind.in_(ALONE))
        )
        changing = alone.all()
    channels = channels or available.available_channels()
    settled = sum(_run_alone(row.id, row.application_id, channels, clock) for row in changing)
    return settled + run_batches(lambda: _run_batch(channels, clock), full=BATCH, stop=stop)


def _run_alone(step_id: int, application_id: int, channels: Sequence[Channel], clock: Clock) -> int:
    """Steps that change the application itself lock it first, as every command does."""
    with db.unit_of_work() as session:
        connection, batch = session.connection(), _Batch(channels, clock())
        first = select(Application.id).where(col(Application.id) == application_id)
        connection.execute(first.with_for_update(key_share=True))
        still = (
            select(_STEP.c.id)
            .where(_STEP.c.id == step_id, _STEP.c.state == StepState.PENDING)
            .with_for_update()
        )
        return _judge_all(session, list(connection.execute(still).scalars()), batch, clock)


def _run_batch(channels: Sequence[Channel], clock: Clock) -> tuple[int, int]:
    with db.unit_of_work() as session:
        batch = _Batch(channels, clock())
        ids = take_due(session.connection(), now=batch.now, limit=BATCH, without=ALONE)
        return len(ids), _judge_all(session, ids, batch, clock)


def _judge_all(session: Session, ids: Sequence[int], batch: _Batch, clock: Clock) -> int:
    steps = load(session.connection(), ids)
    batch.ask_who_is_reached(session, steps)
    for step in steps:
        try:
            _judge(session, step, batch, clock)
        except Exception:
            # One step that cannot be judged must not stop the others for good.
            log.exception("step %s cannot be judged", step.id)
            batch.settle(step, StepState.SKIPPED, "failed")
    batch.write(session)
    return len(ids)


class _Batch:
    """What the steps of one transaction come to."""

    def __init__(self, channels: Sequence[Channel], now: datetime) -> None:
        self.channels, self.now = channels, now
        self.permitted: dict[int, tuple[Channel, ...]] = {}
        self.approved = Approved()
        self.settled: dict[tuple[StepState, str], list[int]] = {}
        self.put_off: list[tuple[datetime, int]] = []
        self.deliveries: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []

    def ask_who_is_reached(self, session: Session, steps: Sequence[DueStep]) -> None:
        """Which of the channels may carry a message to each person."""
        people = {step.candidate_id for step in steps}
        self.permitted = available.permitted(session.connection(), people, self.channels)
        self.approved = approved(session.connection(), self.channels)

    def settle(self, step: DueStep, state: StepState, reason: str = "") -> None:
        """The step is over."""
        self.settled.setdefault((state, reason), []).append(step.id)

    def later(self, step: DueStep, due_at: datetime) -> None:
        """The step is judged again at `due_at`."""
        self.put_off.append((due_at, step.id))

    def send(self, step: DueStep, reach: Reach, invitation_id: int | None = None) -> None:
        """One delivery a channel."""
        can_carry = self.approved.can_carry
        ways = self.permitted[step.candidate_id]
        channels = [way for way in ways if can_carry(way, step.kind, step.language)] or [Channel.BY_HAND]
        if reach is Reach.LAST_OPENED:
            channels = [step.last_opened] if step.last_opened in channels else channels[:1]
        booking_id, of_invitation = step.booking_id, invitation_id or step.invitation_id
        if step.is_about_invitation:
            booking_id, of_invitation = None, of_invitation or step.open_invitation_id
        for channel in channels:
            self.deliveries.append(
                {
                    "dedupe": f"{step.dedupe}:{channel}", "step_id": step.id, "kind": step.kind, "channel": channel,
                    "language": step.language, "application_id": step.application_id,
                    "booking_id": booking_id, "invitation_id": of_invitation,
                    "due_at": self.now, "expires_at": expires_at(step.kind, step.facts.starts_at),
                    "state": DeliveryState.PENDING, "attempt": 0, "created_at": self.now, "error": "",
                    "subject": "", "body": "", "caused_by": step.caused_by,
                }
            )  # fmt: skip

    def ask(self, step: DueStep, decision: Decision) -> None:
        """One task for the recruiter, and on the day one for the interviewer too."""
        people = {step.recruiter_id}
        if step.kind in SHARED_WITH_INTERVIEWER and step.interviewer_id is not None:
            people.add(step.interviewer_id)
        for user_id in sorted(people):
            self.tasks.append(
                {
                    "dedupe": f"{step.dedupe}:{user_id}", "kind": decision.task,
                    "application_id": step.application_id, "assignee_id": user_id,
                    "booking_id": None if step.is_about_invitation else step.booking_id,
                    "due_at": decision.due_at or self.now, "created_at": self.now, "caused_by": step.caused_by,
                }
            )  # fmt: skip

    def write(self, session: Session) -> None:
        """Store everything in a handful of statements."""
        connection = session.connection()
        insert_once(connection, _DELIVERY, self.deliveries)
        for kind in OVERTAKEN:
            of_bookings = {task["booking_id"] for task in self.tasks if task["kind"] is kind}
            call_off.overtaken(session, sorted(of_bookings), kind, now=self.now)
        add_tasks(session, self.tasks, real_now=clocks.real_now())
        update_many(connection, _STEP, ("id",), ("due_at",), self.put_off)
        for (state, reason), ids in self.settled.items():
            connection.execute(
                update(_STEP)
                .where(among(connection, _STEP.c.id, ids), _STEP.c.state == StepState.PENDING)
                .values(state=state, reason=reason, settled_at=self.now)
            )


def _judge(session: Session, step: DueStep, batch: _Batch, clock: Clock) -> None:
    decision = decide(Step(step.kind, step.due_at), step.facts, batch.now)
    if decision.action is Action.SKIP:
        batch.settle(step, StepState.SKIPPED, decision.reason.value if decision.reason else "")
    elif decision.action is Action.LATER:
        batch.later(step, decision.due_at or batch.now)
    elif decision.action is Action.TASK:
        batch.ask(step, decision)
        batch.settle(step, StepState.DONE)
    elif decision.action is Action.SILENT:
        _fall_silent(session, step, batch, clock)
    elif step.kind is StepKind.REINVITED:
        _invite_again(session, step, batch, clock)
    else:
        batch.send(step, decision.reach)
        batch.settle(step, StepState.DONE)


def _fall_silent(session: Session, step: DueStep, batch: _Batch, clock: Clock) -> None:
    """Seven days after the first message left nothing is chosen: the card says so, and stays where it is."""
    with session.begin_nested():
        mark_silent(session, step.application_id, clock=clock)
        session.flush()
    batch.settle(step, StepState.DONE, "silent")


def _invite_again(session: Session, step: DueStep, batch: _Batch, clock: Clock) -> None:
    """After a no-show the ladder itself invites; the message is this step's own."""
    try:
        with session.begin_nested():
            _close_first(session, step, batch.now)
            invitation = reinvite(session, step.application_id, clock=clock)
            session.flush()
    except UserError as refused:
        batch.settle(step, StepState.SKIPPED, refused.code[:40])
        if refused.code == NEEDS_INTERVIEWER:
            ask_for_interviewer(session, step.application_id, caused_by=step.caused_by, clock=clock)
        return
    batch.send(step, Reach.ALL, invitation.id)


def _close_first(session: Session, step: DueStep, now: datetime) -> None:
    # The new invitation calls off whatever the application is owed; this step must not be among it.
    session.connection().execute(
        update(_STEP).where(_STEP.c.id == step.id).values(state=StepState.DONE, settled_at=now)
    )
