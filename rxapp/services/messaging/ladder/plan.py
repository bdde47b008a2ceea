"""What each change owes to people: planned steps written in the same transaction as their cause.

Every function is called by the use case that made the change, inside its transaction, with the event it recorded.
It calls off what the change made pointless (`cancelled_by` = the event) and plans what it now owes (`caused_by`).
`take_back` is the other direction, for undo.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Booking, Candidate, Event, Invitation, PlannedStep
from rxapp.rules.ladder import table as ladder
from rxapp.rules.ladder.judging import MESSAGES
from rxapp.rules.stages import CAME
from rxapp.rules.vocabulary import ActorKind, BookingState, StepKind, StepState, TaskKind
from rxapp.services.messaging.channels.available import permitted_channels
from rxapp.services.messaging.ladder import call_off, steps
from rxapp.services.messaging.ladder.working import working_time

OF_DECISION = (
    StepKind.TOLD_PASS,
    StepKind.TOLD_NO,
    StepKind.REPLY_DUE,
    TaskKind.REPLY_DUE,
    TaskKind.SECOND_OPINION,
)


def after_invited(
    session: Session,
    application: Application,
    invitation: Invitation,
    *,
    event: Event,
    clock: Clock = clocks.now,
) -> None:
    """Owe the link to somebody whom a person invited; what was owed before ends. Where the ladder itself invites
    (nobody is named), its step brings the message."""
    call_off.everything(session, application, event=event, clock=clock)
    if invitation.invited_by is None:
        return
    reader = _reader(session, application)
    planned = ladder.plan_after_invitation(
        ladder.InvitationFacts(now=clock(), zone=reader.zone, working=working_time(session))
    )
    steps.add(
        session,
        planned,
        application,
        subject=("invitation", invitation.id),
        event=event,
        invitation=invitation.id,
    )


def after_booked(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock = clocks.now
) -> None:
    """Owe the notice, the reminders and the questions of a new booking; the invitation's own steps end here."""
    _plan_booking(session, application, booking, event=event, clock=clock, is_move=False)


def after_moved(
    session: Session,
    application: Application,
    old: Booking,
    new: Booking,
    *,
    event: Event,
    clock: Clock = clocks.now,
) -> None:
    """Call off everything the old time owed and plan it anew for the new one."""
    _plan_booking(session, application, new, event=event, clock=clock, is_move=True)


def _plan_booking(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock, is_move: bool
) -> None:
    call_off.everything(session, application, event=event, clock=clock)
    reader = _reader(session, application)
    planned = ladder.plan_after_booking(
        ladder.BookingFacts(
            now=clock(), starts_at=booking.starts_at, zone=reader.zone, working=working_time(session),
            is_by_candidate=booking.booked_by == ActorKind.CANDIDATE, channels=reader.channels,
            is_move=is_move,
        )
    )  # fmt: skip
    steps.add(session, planned, application, subject=("booking", booking.id), event=event, booking=booking.id)


def after_interviewer_changed(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock = clocks.now
) -> None:
    """The time stands, somebody else waits there: the candidate is told, and everything else goes on as planned."""
    reader = _reader(session, application)
    step = ladder.plan_interviewer_changed(clock(), reader.zone)
    steps.add(
        session, [step], application, subject=("booking", booking.id), event=event, booking=booking.id,
        version=event.id or 1,
    )  # fmt: skip


def after_links_ended(
    session: Session, application: Application, *, event: Event, clock: Clock = clocks.now
) -> None:
    """The links they had open nothing any more: they are owed a new one, and everything else goes on as planned."""
    step = ladder.plan_new_link(clock(), _reader(session, application).zone)
    steps.add(
        session,
        [step],
        application,
        subject=("application", application.id),
        event=event,
        version=event.id or 1,
    )


def after_called_off(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock = clocks.now
) -> None:
    """A booking was cancelled by either side: its steps end, the candidate is told what holds now."""
    _plan_outcome(session, application, booking, event=event, clock=clock)


def after_outcome(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock = clocks.now
) -> None:
    """An outcome is recorded: questions about it end; a no-show owes a new invitation or, after two, a call."""
    _plan_outcome(session, application, booking, event=event, clock=clock)


def _plan_outcome(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock
) -> None:
    reader = _reader(session, application)
    sent_before = session.exec(
        select(func.count())
        .select_from(PlannedStep)
        .where(
            col(PlannedStep.application_id) == application.id,
            col(PlannedStep.kind) == StepKind.REINVITED,
            col(PlannedStep.state) == StepState.DONE,
        )
    ).one()
    planned = ladder.plan_after_outcome(
        ladder.OutcomeFacts(
            now=clock(), outcome=BookingState(booking.state), zone=reader.zone, working=working_time(session),
            reinvitations=sent_before,
        )
    )  # fmt: skip
    # Whoever still came is still owed the answer they were promised; whose links were ended, the new one, unless a
    # message planned here brings one.
    keep: list[StepKind | TaskKind] = [*OF_DECISION] if BookingState(booking.state) in CAME else []
    if not any(step.kind in MESSAGES for step in planned):
        keep.append(StepKind.NEW_LINK)
    call_off.everything(session, application, event=event, clock=clock, keep=keep)
    # A corrected outcome plans anew for the same booking, so the keys carry the event.
    steps.add(
        session, planned, application, subject=("booking", booking.id), event=event, booking=booking.id,
        version=event.id or 1,
    )  # fmt: skip


def after_confirmed(
    session: Session, application: Application, *, event: Event, clock: Clock = clocks.now
) -> None:
    """The candidate said they will come: calls that wanted to hear it end."""
    kinds = (TaskKind.NOT_CONFIRMED, TaskKind.NOTICE_NOT_OPENED)
    call_off.tasks_of(session, application, kinds, event=event, clock=clock)


def after_arrived(
    session: Session, application: Application, *, event: Event, clock: Clock = clocks.now
) -> None:
    """They are here: nobody needs to ask or call any more."""
    kinds = (TaskKind.NOT_HERE, TaskKind.NOT_CONFIRMED, TaskKind.NOTICE_NOT_OPENED)
    call_off.tasks_of(session, application, kinds, event=event, clock=clock)


def after_closed(
    session: Session, application: Application, *, event: Event, clock: Clock = clocks.now
) -> None:
    """Nothing is owed to a closed application, except the word that a time we cancelled no longer holds."""
    call_off.everything(session, application, event=event, clock=clock, keep=(StepKind.CALLED_OFF,))


def after_reopened(
    session: Session, application: Application, *, event: Event, clock: Clock = clocks.now
) -> None:
    """It goes on: a "no" that has not left yet stays here."""
    call_off.these(session, application, (StepKind.TOLD_NO,), event=event, clock=clock)


def after_promised(
    session: Session, application: Application, reply_by: datetime, *, event: Event, clock: Clock = clocks.now
) -> None:
    """An answer is promised by then: the recruiter is asked to keep it; the date before no longer counts."""
    call_off.these(session, application, (StepKind.REPLY_DUE,), event=event, clock=clock)
    facts = ladder.InvitationFacts(clock(), _reader(session, application).zone, working_time(session))
    steps.add(
        session, ladder.plan_promise(reply_by, facts), application, subject=("application", application.id),
        event=event, version=event.id or 1,
    )  # fmt: skip


def after_told(
    session: Session, application: Application, kind: StepKind, words: str, *, event: Event,
    clock: Clock = clocks.now,
) -> datetime:  # fmt: skip
    """HR tells the decision in these words; the promise is kept. Answers when the message leaves."""
    call_off.these(session, application, (StepKind.REPLY_DUE,), event=event, clock=clock)
    facts = ladder.InvitationFacts(clock(), _reader(session, application).zone, working_time(session))
    [planned] = ladder.plan_telling(kind, facts)
    steps.add(
        session, [planned], application, subject=("application", application.id), event=event,
        version=event.id or 1, words=words,
    )  # fmt: skip
    return planned.due_at


def after_decision_taken_back(
    session: Session, application: Application, *, event: Event, clock: Clock = clocks.now
) -> None:
    """The decision no longer holds: what would tell it stays here, and what asked to tell it ends."""
    call_off.these(session, application, OF_DECISION, event=event, clock=clock)


def take_back(session: Session, event_ids: Iterable[int], *, by: Event, clock: Clock = clocks.now) -> None:
    """Undo: call off what these events caused and revive what they called off."""
    call_off.take_back(session, list(event_ids), by=by, clock=clock)


class _Reader(NamedTuple):
    """The candidate as the ladder asks about them."""

    zone: str
    channels: int


def _reader(session: Session, application: Application) -> _Reader:
    candidate = session.get_one(Candidate, application.candidate_id)
    return _Reader(candidate.zone, len(permitted_channels(session, candidate)))
