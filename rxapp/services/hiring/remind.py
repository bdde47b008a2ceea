"""Say once more what the candidate was told last: choose a time, or the time is soon. A person's press, not the
ladder's; the message travels as every other does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove
from rxapp.models import Candidate, Delivery
from rxapp.rules.events import EventKind
from rxapp.rules.ladder.judging import expires_at
from rxapp.rules.ladder.sending_window import shift_into_window
from rxapp.rules.ladder.steps import DEFAULTS
from rxapp.rules.refusal import Reason
from rxapp.rules.vocabulary import HR, DeliveryState, Language, StepKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.types import Change
from rxapp.services.messaging.channels.available import permitted_channels

JUST_NOW = timedelta(minutes=10)
_ON_ITS_WAY = (
    DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.HELD,
    DeliveryState.WAITING_BY_HAND,
)  # fmt: skip
# The reminders of a booked time, the one that knows most about the day first.
_OF_BOOKING = (StepKind.REMIND_TWO_HOURS, StepKind.ASK_DAY_BEFORE, StepKind.REMIND_THREE_DAYS)


class JustReminded(IllegalMove):
    """Something is on its way to them, or left a moment ago: one more would only disturb."""

    code = "illegal.just_reminded"


def remind(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Send it in ten seconds, or when the sending window opens. Raises NotFound, NotAllowed, Stale, IllegalMove (there
    is nothing to remind of), JustReminded."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=HR)
    kind = reminder_of(edit)
    event = edit.record(EventKind.REMINDED, step=kind.value)
    candidate = session.get_one(Candidate, edit.application.candidate_id)
    booking = edit.scheduled
    for channel in permitted_channels(session, candidate, kind):
        session.add(
            Delivery(
                dedupe=f"again:{event.id}:{channel}", kind=kind, channel=channel, language=Language(candidate.language),
                application_id=application_id, booking_id=None if booking is None else booking.id,
                invitation_id=None if booking is not None or edit.invitation is None else edit.invitation.id,
                due_at=leaves_at(edit.now, candidate.zone), caused_by=event.id, created_at=edit.now,
                expires_at=expires_at(kind, None if booking is None else booking.starts_at),
            )
        )  # fmt: skip
    return edit.done()


def reminder_of(edit: Edit) -> StepKind:
    """Which text is the current one. Raises IllegalMove, JustReminded."""
    if edit.application.closing is not None:
        raise IllegalMove(Reason.CLOSED.value, closing=edit.application.closing)
    booking, told = edit.scheduled, _told(edit)
    if booking is not None and booking.starts_at > edit.now:
        said = {one.kind for one in told if one.booking_id == booking.id}
        kind = StepKind.BOOKED_NUDGE
        for each in _OF_BOOKING:
            ends = expires_at(each, booking.starts_at)
            if each in said and ends is not None and ends > edit.now:
                kind = each
                break
    elif booking is None and edit.invitation is not None:
        kind = StepKind.INVITED_NUDGE
    else:
        raise IllegalMove("illegal.nothing_to_remind")
    if any(one.state in _ON_ITS_WAY or (one.sent_at or one.created_at) > edit.now - JUST_NOW for one in told):
        raise JustReminded
    return kind


def leaves_at(now: datetime, zone: str) -> datetime:
    """When a message that is wanted now leaves: after the seconds of undo, never in the candidate's night."""
    return shift_into_window(now + DEFAULTS.undo, zone)


def _told(edit: Edit) -> list[Delivery]:
    gone = (DeliveryState.CANCELLED, DeliveryState.SKIPPED, DeliveryState.FAILED)
    query = select(Delivery).where(
        Delivery.application_id == edit.application.id, col(Delivery.user_id).is_(None),
        col(Delivery.state).not_in([state.value for state in gone]),
    )  # fmt: skip
    return list(edit.session.exec(query))
