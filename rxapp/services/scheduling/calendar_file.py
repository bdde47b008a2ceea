"""The booked interview as a calendar file for the candidate's phone, and as the calendar part of an e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.adapters.ports import CalendarPart
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import Application, Booking, Candidate
from rxapp.rules.vocabulary import BookingState, Language
from rxapp.services.scheduling.calendar_entry import ALARMS, PAGE, Mailed, as_calendar, entries

__all__ = ["ALARMS", "PAGE"]

CALLED_OFF = frozenset(
    {
        BookingState.LATE_CANCEL, BookingState.CANCELLED_BY_CANDIDATE, BookingState.CANCELLED_BY_COMPANY,
        BookingState.UNDONE,
    }
)  # fmt: skip


def calendar_file(
    session: Session, application_id: int, *, language: str | None = None, clock: Clock = clocks.now
) -> bytes:
    """The interview of an application as text/calendar, in the candidate's language unless told: the scheduled one, or
    METHOD:CANCEL for the newest one that was called off before its time. Raises NotFound when there is neither."""
    found = newest_booking(session, application_id)
    if found is None or not (found.state == BookingState.SCHEDULED or is_called_off(found, now=clock())):
        raise NotFound
    assert found.id is not None
    if language is None:
        theirs = select(Candidate.language).join(Application, col(Application.candidate_id) == Candidate.id)
        language = session.exec(theirs.where(Application.id == application_id)).one()
    method = "PUBLISH" if found.state == BookingState.SCHEDULED else "CANCEL"
    return as_calendar(entries(session, [found.id])[found.id], method, Language(language), clock())


class Wanted(NamedTuple):
    """An e-mail that is to carry a calendar part."""

    key: int
    booking_id: int
    language: Language
    mailed: Mailed


def calendar_parts(session: Session, wanted: Sequence[Wanted], *, at: datetime) -> dict[int, CalendarPart]:
    """The calendar part of each e-mail, by key: an invitation to a scheduled interview, its end for one that was called
    off; nothing for one that has taken place."""
    facts = entries(session, {one.booking_id for one in wanted}) if wanted else {}
    found = {}
    for one in wanted:
        booking = facts[one.booking_id].booking
        if booking.state == BookingState.SCHEDULED:
            body = as_calendar(facts[one.booking_id], "REQUEST", one.language, at, mailed=one.mailed)
            found[one.key] = CalendarPart(body, "REQUEST")
        elif booking.state in CALLED_OFF:
            body = as_calendar(facts[one.booking_id], "CANCEL", one.language, at, mailed=one.mailed)
            found[one.key] = CalendarPart(body, "CANCEL")
    return found


def newest_booking(session: Session, application_id: int) -> Booking | None:
    """The last booking of the second round; one taken back within its ten seconds may stand in a calendar too."""
    return session.exec(
        select(Booking)
        .where(
            Booking.application_id == application_id,
            Booking.round == 2,
            col(Booking.state) != BookingState.MOVED,
        )
        .order_by(col(Booking.id).desc())
        .limit(1)
    ).first()


def is_called_off(booking: Booking, *, now: datetime) -> bool:
    """Whether it does not take place and its time is still to come, so that a calendar should let go of it."""
    return booking.state in CALLED_OFF and now < booking.starts_at


def mark_calendar_added(session: Session, application_id: int, *, clock: Clock = clocks.now) -> None:
    """Keep when the candidate first asked for the file; nothing on the card changes by it."""
    booking = session.exec(
        select(Booking).where(
            Booking.application_id == application_id,
            Booking.state == BookingState.SCHEDULED,
            col(Booking.calendar_added_at).is_(None),
        )
    ).first()
    if booking is not None:
        booking.calendar_added_at = clock()
        session.add(booking)
