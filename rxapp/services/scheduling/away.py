"""Days on which an interviewer cannot. Bookings that stand are not touched: whoever planned them hears of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotFound, Stale
from rxapp.models import Application, Booking, DayOff, Event
from rxapp.rules.stages import UNDO
from rxapp.rules.vocabulary import BookingState, NoticeKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.inputs import an_id, text
from rxapp.services.notices.notify import notify, take_away
from rxapp.services.scheduling.save_hours import may_edit, tell
from rxapp.services.scheduling.types import DayOffAdded, DayOffRemoved

LONGEST = timedelta(days=366)


def add_day_off(
    session: Session, user_id: int, starts_on: object, ends_on: object, note: str = "", *, actor: Actor,
    real_now: Clock = clocks.real_now,
) -> DayOffAdded:  # fmt: skip
    """Days, both included, as dates or ISO text; answers the way back. The recruiters of the interviews that stand in
    them hear of it. Raises NotFound, NotAllowed, Invalid."""
    first, last = days_between(starts_on, ends_on)
    may_edit(session, an_id(user_id, "user_id"), actor)
    row = DayOff(user_id=user_id, starts_on=first, ends_on=last, note=text(note, "note", most=80))
    session.add(row)
    session.flush()
    event = tell(session, user_id, actor)
    _ring(session, user_id, first, last, event)
    assert row.id is not None and event.id is not None
    return DayOffAdded(user_id, real_now() + UNDO, row.id, event.id)


def remove_day_off(
    session: Session, day_off_id: int, *, actor: Actor, real_now: Clock = clocks.real_now
) -> DayOffRemoved:
    """They can after all; answers the way back. Raises NotFound, NotAllowed."""
    row = session.get(DayOff, an_id(day_off_id, "day_off_id"))
    if row is None:
        raise NotFound
    may_edit(session, row.user_id, actor)
    user_id, days, note = row.user_id, (row.starts_on, row.ends_on), row.note
    session.exec(delete(DayOff).where(col(DayOff.id) == day_off_id))
    event = tell(session, user_id, actor)
    return DayOffRemoved(user_id, real_now() + UNDO, *days, note, event.occurred_at)


def take_day_off_away(session: Session, back: DayOffAdded, *, actor: Actor) -> None:
    """The days were never meant: no bell tells of them any more. Raises NotFound, NotAllowed, and Stale where they are
    gone already."""
    may_edit(session, back.user_id, actor)
    gone = session.connection().execute(
        delete(DayOff).where(col(DayOff.id) == back.day_off_id, col(DayOff.user_id) == back.user_id)
    )
    if not gone.rowcount:
        raise Stale("hours_changed")
    take_away(session, [back.event_id])
    tell(session, back.user_id, actor)


def put_day_off_back(session: Session, back: DayOffRemoved, *, actor: Actor) -> None:
    """The days are off again. Who was told when they were first entered knows; the recruiters of interviews booked in
    them since they were taken out hear of it. Raises NotFound, NotAllowed."""
    may_edit(session, back.user_id, actor)
    session.add(DayOff(user_id=back.user_id, starts_on=back.starts_on, ends_on=back.ends_on, note=back.note))
    session.flush()
    event = tell(session, back.user_id, actor)
    _ring(session, back.user_id, back.starts_on, back.ends_on, event, booked_since=back.removed_at)


def days_between(starts_on: object, ends_on: object) -> tuple[date, date]:
    """First and last day, both included, of what a form names. Raises Invalid."""
    first, last = _day(starts_on, "starts_on"), _day(ends_on, "ends_on")
    if last < first or last - first > LONGEST:
        raise Invalid("days_backwards", field="ends_on")
    return first, last


def span_of(days: tuple[date, date], where: str) -> tuple[datetime, datetime]:
    """Days, both included, as the instants between which they lie in a zone."""
    there = ZoneInfo(where)
    first, last = days
    return datetime.combine(first, time(), there), datetime.combine(last + timedelta(days=1), time(), there)


def _ring(
    session: Session,
    user_id: int,
    first: date,
    last: date,
    event: Event,
    *,
    booked_since: datetime | None = None,
) -> None:
    """A line for the recruiter of each interview that stands within these days, whenever it was booked or only since
    an instant."""
    lately = [] if booked_since is None else [col(Booking.booked_at) >= booked_since]
    since, until = span_of((first, last), zone(session))
    booked = session.exec(
        select(Application.id, Application.recruiter_id)
        .join(Booking, col(Booking.application_id) == Application.id)
        .where(
            Booking.interviewer_id == user_id,
            Booking.state == BookingState.SCHEDULED.value,
            col(Booking.starts_at) >= max(since, event.occurred_at),
            col(Booking.starts_at) < until,
            *lately,
        )
    ).all()
    for application_id, recruiter_id in booked:
        notify(
            session, NoticeKind.INTERVIEWER_AWAY, [recruiter_id], event=event, application_id=application_id
        )


def _day(value: object, field: str) -> date:
    if isinstance(value, str) and len(value) <= 10:
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise Invalid(field=field) from None
    if not isinstance(value, date) or not 2000 <= value.year < 2200:
        raise Invalid(field=field)
    return value
