"""When an interviewer can: weekly hours and days off. Bookings that stand are not touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application, Booking, DayOff, Event, User, WeeklyHours
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import BookingState, NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.events.record import record
from rxapp.services.inputs import an_id, number, text
from rxapp.services.notices.notify import notify

MOST_ROWS = 40
LONGEST = timedelta(days=366)


Range = tuple[int, int, int]  # weekday 0-6, start and end in minutes after local midnight


def add_hours(session: Session, user_id: int, ranges: object, *, actor: Actor) -> None:
    """Add ranges on the quarter hour to the week; those that touch or overlap become one. Two who add at the same
    moment both keep theirs. Raises NotFound, NotAllowed, Invalid (also `hours_covered`, which names the range that says
    it all already: nothing is changed then)."""
    added = _week(ranges)
    _may_edit(session, an_id(user_id, "user_id"), actor)
    stored = _stored(session, user_id)
    held = covering(merged(stored), added)
    if held is not None:
        raise Invalid("hours_covered", field="rows", hours=hours_text(*held[1:]))
    _replace(session, user_id, merged([*stored, *added]))
    _tell(session, user_id, actor)


def remove_hours(session: Session, user_id: int, shown: Range, *, actor: Actor) -> None:
    """Take one range out of the week, exactly as it was shown. Raises NotFound, NotAllowed, and Stale where the week
    no longer holds it: somebody changed it meanwhile, and what stands there now was not looked at."""
    _may_edit(session, an_id(user_id, "user_id"), actor)
    week = _stored(session, user_id)
    if shown not in week:
        raise Stale("hours_changed")
    _replace(session, user_id, [each for each in week if each != shown])
    _tell(session, user_id, actor)


def covering(week: Iterable[Range], added: Iterable[Range]) -> Range | None:
    """The range of the week within which the first added one lies, where all added ones lie in some; else None."""
    held, found = list(week), None
    for weekday, start, end in added:
        over = next(
            (each for each in held if each[0] == weekday and each[1] <= start and end <= each[2]), None
        )
        if over is None:
            return None
        found = found or over
    return found


def hours_text(start_minute: int, end_minute: int) -> str:
    """09:30–12:00; the end of the day is 24:00."""
    clocks = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in (start_minute, end_minute))
    return "–".join(clocks)


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Ranges of a week in order, overlapping and touching ones joined."""
    found: list[Range] = []
    for weekday, start, end in sorted(ranges):
        if found and found[-1][0] == weekday and start <= found[-1][2]:
            found[-1] = (weekday, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((weekday, start, end))
    return found


def _week(rows: object) -> list[Range]:
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise Invalid(field="rows")
    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise Invalid(field="rows")
    week = []
    for row in listed:
        if not isinstance(row, (tuple, list)) or len(row) != 3:
            raise Invalid(field="rows")
        weekday = number(row[0], "weekday", least=0, most=6)
        start = number(row[1], "start_minute", least=0, most=1440)
        end = number(row[2], "end_minute", least=0, most=1440)
        if start >= end or start % 15 or end % 15:
            raise Invalid("invalid_hours", field="rows", weekday=weekday)
        week.append((weekday, start, end))
    return week


def _stored(session: Session, user_id: int) -> list[Range]:
    rows = session.exec(select(WeeklyHours).where(col(WeeklyHours.user_id) == user_id))
    return sorted((row.weekday, row.start_minute, row.end_minute) for row in rows)


def _replace(session: Session, user_id: int, week: list[Range]) -> None:
    if len(week) > MOST_ROWS:
        raise Invalid(field="rows")
    session.exec(delete(WeeklyHours).where(col(WeeklyHours.user_id) == user_id))
    for weekday, start, end in week:
        session.add(WeeklyHours(user_id=user_id, weekday=weekday, start_minute=start, end_minute=end))
    session.flush()


def add_day_off(
    session: Session, user_id: int, starts_on: object, ends_on: object, note: str = "", *, actor: Actor
) -> int:
    """Days, both included, as dates or ISO text; answers the row's id. The recruiters of the interviews that stand in
    them hear of it. Raises NotFound, NotAllowed, Invalid."""
    first, last = _day(starts_on, "starts_on"), _day(ends_on, "ends_on")
    if last < first or last - first > LONGEST:
        raise Invalid("days_backwards", field="ends_on")
    _may_edit(session, an_id(user_id, "user_id"), actor)
    row = DayOff(user_id=user_id, starts_on=first, ends_on=last, note=text(note, "note", most=80))
    session.add(row)
    session.flush()
    assert row.id is not None
    event = _tell(session, user_id, actor)
    _ring(session, user_id, first, last, event)
    return row.id


def remove_day_off(session: Session, day_off_id: int, *, actor: Actor) -> None:
    """They can after all. Raises NotFound, NotAllowed."""
    row = session.get(DayOff, an_id(day_off_id, "day_off_id"))
    if row is None:
        raise NotFound
    _may_edit(session, row.user_id, actor)
    user_id = row.user_id
    session.exec(delete(DayOff).where(col(DayOff.id) == day_off_id))
    _tell(session, user_id, actor)


def _ring(session: Session, user_id: int, first: date, last: date, event: Event) -> None:
    """A line for the recruiter of each interview booked within these days."""
    where = ZoneInfo(zone(session))
    since, until = (datetime.combine(day, time(), where) for day in (first, last + timedelta(days=1)))
    booked = session.exec(
        select(Application.id, Application.recruiter_id)
        .join(Booking, col(Booking.application_id) == Application.id)
        .where(
            Booking.interviewer_id == user_id,
            Booking.state == BookingState.SCHEDULED.value,
            col(Booking.starts_at) >= max(since, event.occurred_at),
            col(Booking.starts_at) < until,
        )
    ).all()
    for application_id, recruiter_id in booked:
        notify(
            session, NoticeKind.INTERVIEWER_AWAY, [recruiter_id], event=event, application_id=application_id
        )


def _tell(session: Session, user_id: int, actor: Actor) -> Event:
    """Other open calendars hear of it."""
    return record(session, EventKind.INTERVIEWER_HOURS_SAVED, actor=actor, interviewer_id=user_id)


def _day(value: object, field: str) -> date:
    if isinstance(value, str) and len(value) <= 10:
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise Invalid(field=field) from None
    if not isinstance(value, date) or not 2000 <= value.year < 2200:
        raise Invalid(field=field)
    return value


def _may_edit(session: Session, user_id: int, actor: Actor) -> None:
    """Interviewers their own, recruiters and administrators every interviewer's. Locks the person until the end of
    the transaction, so that what is read next is what will be replaced, whoever else saves at the same moment."""
    if actor.role is Role.INTERVIEWER and actor.user_id != user_id:
        raise NotFound
    if actor.role not in (Role.INTERVIEWER, Role.RECRUITER, Role.ADMINISTRATOR):
        raise NotAllowed
    # With key_share, bookings and sessions that name this person need not wait.
    role = session.exec(select(User.role).where(User.id == user_id).with_for_update(key_share=True)).first()
    if role != Role.INTERVIEWER:
        raise NotFound
