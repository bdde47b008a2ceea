"""What each change owes to people: planned steps written in the same transaction as their cause.

Every function is called by the use case that made the change, inside its transaction, with the event it recorded.
It calls off what the change made pointless (`cancelled_by` = the event) and plans what it now owes (`caused_by`).
`take_back` is the other direction, for undo.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Booking, Event, Invitation


def after_invited(
    session: Session, application: Application, invitation: Invitation, *, event: Event, clock: Clock = clocks.now
) -> None:
    """Owe the link to somebody invited by a person or by the ladder; an older invitation's steps end here."""


def after_booked(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock = clocks.now
) -> None:
    """Owe the notice, the reminders and the questions of a new booking; the invitation's own steps end here."""


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


def after_called_off(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock = clocks.now
) -> None:
    """A booking was cancelled by either side: its steps end; the candidate is told when it was the company."""


def after_outcome(
    session: Session, application: Application, booking: Booking, *, event: Event, clock: Clock = clocks.now
) -> None:
    """An outcome is recorded: questions about it end; a no-show owes a new invitation or, after two, a call."""


def after_closed(
    session: Session, application: Application, *, event: Event, clock: Clock = clocks.now
) -> None:
    """Nothing is owed to a closed application."""


def take_back(session: Session, event_ids: Iterable[int], *, by: Event, clock: Clock = clocks.now) -> None:
    """Undo: call off what these events caused and revive what they called off."""
