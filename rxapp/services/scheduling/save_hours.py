"""When an interviewer can: weekly hours. Bookings that stand are not touched. Days off: services/scheduling/away.py."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, delete, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Event, User, WeeklyHours
from rxapp.rules.events import EventKind
from rxapp.rules.stages import UNDO
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.inputs import an_id, number
from rxapp.services.scheduling.types import Range, WeekBack

MOST_ROWS = 40


def add_hours(
    session: Session, user_id: int, ranges: object, *, actor: Actor, real_now: Clock = clocks.real_now
) -> WeekBack:
    """Add ranges on the quarter hour to the week; those that touch or overlap become one. Two who add at the same
    moment both keep theirs. Answers the way back. Raises NotFound, NotAllowed, Invalid (also `hours_covered`, which
    names the range that says it all already: nothing is changed then)."""
    added = _week(ranges)
    may_edit(session, an_id(user_id, "user_id"), actor)
    stored = _stored(session, user_id)
    held = covering(merged(stored), added)
    if held is not None:
        raise Invalid("hours_covered", field="rows", hours=hours_text(*held[1:]))
    return _change(session, user_id, stored, merged([*stored, *added]), actor, real_now)


def remove_hours(
    session: Session, user_id: int, shown: Range, *, actor: Actor, real_now: Clock = clocks.real_now
) -> WeekBack:
    """Take one range out of the week, exactly as it was shown; answers the way back. Raises NotFound, NotAllowed, and
    Stale where the week no longer holds it: somebody changed it meanwhile, and what stands there now was not looked
    at."""
    may_edit(session, an_id(user_id, "user_id"), actor)
    week = _stored(session, user_id)
    if shown not in week:
        raise Stale("hours_changed")
    return _change(session, user_id, week, [each for each in week if each != shown], actor, real_now)


def put_week_back(session: Session, back: WeekBack, *, actor: Actor) -> None:
    """The week is as it was before the change. Raises NotFound, NotAllowed, and Stale where it has been changed
    again."""
    may_edit(session, back.user_id, actor)
    if tuple(_stored(session, back.user_id)) != back.after:
        raise Stale("hours_changed")
    _replace(session, back.user_id, list(back.before))
    tell(session, back.user_id, actor)


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


def _change(
    session: Session, user_id: int, before: list[Range], after: list[Range], actor: Actor, real_now: Clock
) -> WeekBack:
    _replace(session, user_id, after)
    tell(session, user_id, actor)
    return WeekBack(user_id, real_now() + UNDO, tuple(before), tuple(after))


def _replace(session: Session, user_id: int, week: list[Range]) -> None:
    if len(week) > MOST_ROWS:
        raise Invalid(field="rows")
    session.exec(delete(WeeklyHours).where(col(WeeklyHours.user_id) == user_id))
    for weekday, start, end in week:
        session.add(WeeklyHours(user_id=user_id, weekday=weekday, start_minute=start, end_minute=end))
    session.flush()


def tell(session: Session, user_id: int, actor: Actor) -> Event:
    """Other open calendars hear of it."""
    return record(session, EventKind.INTERVIEWER_HOURS_SAVED, actor=actor, interviewer_id=user_id)


def may_edit(session: Session, user_id: int, actor: Actor) -> None:
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
