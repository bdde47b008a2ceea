"""What an answer does by itself. Only what cannot hurt: a yes, "I am here", "ten minutes late". To move or not to come
frees somebody's time and may be a misunderstanding: a person asks back (docs/decisions/0015-replies.md)."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Session, col, select

from rxapp.clock import Clock
from rxapp.errors import UserError
from rxapp.models import Application, Booking, Event, Invitation
from rxapp.rules.replies.read import Certainty, Meaning, Reply
from rxapp.rules.vocabulary import StepKind, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.inbox.senders import Spoken
from rxapp.services.messaging.ladder import call_off
from rxapp.services.scheduling.check_in import ReportLate, arrive, report_late
from rxapp.services.scheduling.confirm_booking import confirm

# A bare "OK" is a yes to these; to anything else it only says that it was read.
ASKS_FOR_A_YES = frozenset(
    {
        StepKind.BOOKED, StepKind.BOOKED_NUDGE, StepKind.MOVED, StepKind.INTERVIEWER_CHANGED,
        StepKind.REMIND_THREE_DAYS, StepKind.ASK_DAY_BEFORE, StepKind.REMIND_TWO_HOURS,
    }
)  # fmt: skip
MOOT = (TaskKind.INVITED_NOT_OPENED, TaskKind.NOTICE_NOT_OPENED)


class Done(StrEnum):
    """What came of an answer."""

    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    LATE = "late"
    STOPPED = "stopped"
    NOTED = "noted"
    ASKS_A_PERSON = "asks_a_person"


def act(session: Session, reply: Reply, meant: Spoken | None, *, actor: Actor, clock: Clock) -> Done:
    """Do what a reply asks where it is certain; everything else asks for a person."""
    if meant is None:
        return Done.ASKS_A_PERSON
    if reply.meaning is Meaning.CONFIRM and reply.certainty is Certainty.LIKELY:
        if meant.booking_id is None or meant.last_told not in ASKS_FOR_A_YES:
            return Done.NOTED
    elif reply.certainty is not Certainty.CLEAR:
        return Done.ASKS_A_PERSON
    if meant.booking_id is None:
        return Done.ASKS_A_PERSON
    try:
        with session.begin_nested():
            return _do(session, reply, meant.application_id, actor, clock)
    except UserError:  # too early, too late, over: somebody looks at it
        return Done.ASKS_A_PERSON


def _do(session: Session, reply: Reply, application_id: int, actor: Actor, clock: Clock) -> Done:
    if reply.meaning is Meaning.CONFIRM:
        confirm(session, application_id, actor=actor, clock=clock)
        return Done.CONFIRMED
    if reply.meaning is Meaning.HERE:
        arrive(session, application_id, actor=actor, clock=clock)
        return Done.ARRIVED
    if reply.meaning is Meaning.LATE and reply.minutes is not None:
        command = ReportLate(application_id=application_id, minutes=reply.minutes)
        report_late(session, command, actor=actor, clock=clock)
        return Done.LATE
    return Done.ASKS_A_PERSON


def seen(session: Session, application: Application, meant: Spoken, *, event: Event, clock: Clock) -> None:
    """Who answers has read it: clocks that wait for our page to be opened wait no more. The message itself stays "not
    opened", because nobody opened its page."""
    now = clock()
    if meant.booking_id is not None:
        booking = session.get_one(Booking, meant.booking_id)
        booking.notice_opened_at = booking.notice_opened_at or now
        session.add(booking)
    invitation = session.exec(
        select(Invitation).where(Invitation.application_id == application.id, col(Invitation.is_open))
    ).first()
    if invitation is not None:
        invitation.opened_at = invitation.opened_at or now
        session.add(invitation)
    call_off.tasks_of(session, application, MOOT, event=event, clock=clock)
