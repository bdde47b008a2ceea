"""The times a candidate, or staff on the telephone, may choose now, in few statements: hundreds ask at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Company,
    Event,
    Invitation,
    InvitationInterviewer,
    User,
)
from rxapp.rules.slots import EVENING_FROM_HOUR, OfferedSlot, is_night, offer, suggest
from rxapp.rules.vocabulary import HOME_ZONE, BookingState, InterviewMode, Stage
from rxapp.services.scheduling.book_slot import NOTICE
from rxapp.services.scheduling.free_time import times_of
from rxapp.services.scheduling.views import SlotRow

AHEAD = timedelta(days=14)
MOST = 120
GRID = 15
EVERY = 14 * 24 * 60 // GRID  # starts within two weeks: an offer that leaves nothing out
FRESH_FOR = timedelta(seconds=1)
RECENT = 64
_recent: dict[Any, tuple[datetime, tuple[SlotRow, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offer is made of."""

    invitation: Invitation
    booking: Booking | None
    zone: str
    company_zone: str
    is_employed: bool
    newest: tuple[int | None, ...]


# Made once: building a statement takes longer than running it.
_ANY = aliased(Booking)
_TERMS: Any = (
    select(  # type: ignore[call-overload]
        Application.stage, Application.closing, Candidate.zone, Candidate.is_employed, Invitation, Booking,
        sql_select(col(Company.zone)).limit(1).scalar_subquery(),
        sql_select(func.max(col(Event.id))).scalar_subquery(),
        sql_select(func.max(col(_ANY.id))).scalar_subquery(),
    )
    .join(Candidate, col(Candidate.id) == Application.candidate_id)
    .outerjoin(
        Booking,
        and_(
            col(Booking.application_id) == Application.id,
            col(Booking.state) == BookingState.SCHEDULED.value,
            col(Booking.round) == 2,
        ),
    )
    .outerjoin(
        Invitation,
        and_(
            col(Invitation.application_id) == Application.id,
            col(Invitation.is_open) | (col(Invitation.id) == col(Booking.invitation_id)),
        ),
    )
    .where(col(Application.id) == bindparam("application_id"))
    .order_by(col(Invitation.id).desc())
)  # fmt: skip
_PEOPLE: Any = (
    select(User.id, User.name)
    .join(InvitationInterviewer, col(InvitationInterviewer.user_id) == User.id)
    .where(InvitationInterviewer.invitation_id == bindparam("invitation_id"), col(User.is_active))
)


def offered_slots(
    session: Session, application_id: int, *, clock: Clock = clocks.now, notice: timedelta = NOTICE
) -> list[SlotRow]:
    """Free times of the next two weeks, best first; for a booked interview, the times it could be moved to. Empty
    where nothing is open to choose. `notice`: how long ahead the reader must choose (`notice_of`). Raises NotFound.
    Five statements, however many interviewers."""
    terms = terms_of(session, application_id, clock=clock)
    return [] if terms is None else slots_of(session, terms, clock=clock, notice=notice)


def every_slot(
    session: Session, application_id: int, *, clock: Clock = clocks.now, notice: timedelta = NOTICE
) -> list[SlotRow]:
    """The same without an end, for somebody who may be asked for any day on the telephone; always read anew."""
    terms = terms_of(session, application_id, clock=clock)
    names = {} if terms is None else names_of(session, terms)
    return _cut(session, terms, names, clock(), notice, cap=EVERY) if terms is not None and names else []


def terms_of(session: Session, application_id: int, *, clock: Clock = clocks.now) -> Terms | None:
    """The open invitation, or the one behind the booked interview; None where no time may be chosen."""
    row = session.exec(_TERMS, params={"application_id": application_id}).first()
    if row is None:
        raise NotFound
    stage, closing, zone, is_employed, invitation, booking, company_zone, *newest = row
    if closing is not None or invitation is None or stage not in (Stage.ARRANGING, Stage.BOOKED):
        return None
    if booking is not None and booking.starts_at <= clock():
        return None
    if invitation.mode == InterviewMode.VIDEO and not invitation.meeting_link:
        return None
    return Terms(invitation, booking, zone, company_zone or HOME_ZONE, is_employed, tuple(newest))


def names_of(session: Session, terms: Terms) -> dict[int, str]:
    """The active interviewers who may take the interview."""
    people = session.exec(_PEOPLE, params={"invitation_id": terms.invitation.id})
    return {user_id: name for user_id, name in people if user_id is not None}


def step_of(minutes: int) -> timedelta:
    """One interview's length, in whole quarter hours: neighbouring offers do not overlap, so that a time that is taken
    takes no other with it, and an interviewer's day fills without gaps."""
    return timedelta(minutes=-(-minutes // GRID) * GRID)


def slots_of(
    session: Session, terms: Terms, *, clock: Clock, names: dict[int, str] | None = None,
    notice: timedelta = NOTICE,
) -> list[SlotRow]:  # fmt: skip
    """The times of these terms, best first; `names` of the active interviewers where the caller has read them."""
    now = clock()
    if names is None:
        names = names_of(session, terms)
    if not names:
        return []
    if terms.booking is not None:
        return _cut(session, terms, names, now, notice)
    # Many candidates look at the same interviewers, and all at once when a time they wanted has just gone. Every
    # booking has a row and an event, so their newest ids say whether the offer is still the same; a second bounds
    # what they miss (changed hours, transactions that commit out of order). Booking itself never reads from here.
    ahead = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    key = (
        str(session.get_bind().engine.url), tuple(sorted(names.items())), terms.invitation.minutes, terms.zone,
        terms.company_zone, terms.is_employed, ahead, notice, terms.newest,
    )  # fmt: skip
    kept = _recent.get(key)
    if kept is None or kept[0] <= clocks.real_now():
        if len(_recent) > RECENT:
            _recent.clear()
        kept = _recent[key] = (
            clocks.real_now() + FRESH_FOR,
            tuple(_cut(session, terms, names, ahead, notice)),
        )
    return list(kept[1])


def _cut(
    session: Session, terms: Terms, names: dict[int, str], now: datetime, notice: timedelta, cap: int = MOST
) -> list[SlotRow]:
    booking = terms.booking
    times = times_of(
        session, list(names), since=now, until=now + AHEAD, zone=terms.company_zone,
        without_booking=booking.id if booking is not None else None,
    )  # fmt: skip
    minutes = terms.invitation.minutes
    found = offer(
        times.free(),
        length=timedelta(minutes=minutes),
        step=step_of(minutes),
        now=now,
        notice=notice,
        zone=terms.zone,
        in_work=terms.is_employed,
        until=now + AHEAD,
        cap=cap,
    )
    if booking is not None:
        present = (booking.starts_at, booking.interviewer_id)
        found = [slot for slot in found if (slot.starts_at, slot.interviewer_id) != present]
    zone = ZoneInfo(terms.zone)
    first = suggest(found, zone)
    return [_row(slot, names[slot.interviewer_id], zone, slot.starts_at in first) for slot in found]


def _row(slot: OfferedSlot, name: str, zone: ZoneInfo, is_recommended: bool) -> SlotRow:
    local = slot.starts_at.astimezone(zone)
    return SlotRow(
        slot.interviewer_id, name, slot.starts_at, slot.ends_at,
        is_evening=local.hour >= EVENING_FROM_HOUR, is_weekend=local.weekday() >= 5,
        is_night=is_night(local, zone), is_recommended=is_recommended,
    )  # fmt: skip
