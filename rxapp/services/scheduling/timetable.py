"""The calendar page: who interviews when, within which hours, and how much each has this week. Six statements, however
many people and interviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from rxapp.errors import NotAllowed
from rxapp.models import Application, Booking, Candidate, DayOff, Job, PriorityRequest, User, WeeklyHours
from rxapp.rules.vocabulary import NOT_COUNTED, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.messaging.ladder.working import public_holidays
from rxapp.services.scheduling.agenda import CALLED_OFF, count_agenda
from rxapp.services.scheduling.week import reads_notes

MOST = 600
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TimetableItem:
    """One interview. Names only: interviewers and executives read it too."""

    booking_id: int
    application_id: int
    version: int
    candidate: str
    job: str
    job_en: str
    interviewer_id: int
    starts_at: datetime
    ends_at: datetime
    mode: str
    state: str
    confirmed_at: datetime | None
    arrived_at: datetime | None
    late_minutes: int | None
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class Open:
    """When somebody can be booked on a day: minutes after local midnight; `off` is why they cannot: "off" (a day off,
    with its note for whom that is), "closed" (a public holiday), or empty."""

    ranges: tuple[tuple[int, int], ...] = ()
    off: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimetablePerson:
    """An interviewer, what they hold this week (interviews and minutes), and their seven days from Monday on."""

    id: int
    name: str
    is_active: bool
    interviews: int
    minutes: int
    days: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """A week from its Monday, and how many interviews it has, shown or not."""

    monday: date
    people: tuple[TimetablePerson, ...]
    items: tuple[TimetableItem, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """There are more interviews than are shown."""
        return self.total > len(self.items)


def timetable(
    session: Session, *, actor: Actor, monday: date, zone: str, person: int | None = None
) -> Timetable:
    """The week of all interviewers, or of one; an interviewer sees only their own. Whoever left is there while an
    interview still names them. Raises NotAllowed for candidates."""
    if actor.role is Role.CANDIDATE:
        raise NotAllowed
    if actor.role is Role.INTERVIEWER:
        person = actor.user_id
    since = datetime(monday.year, monday.month, monday.day, tzinfo=ZoneInfo(zone))
    items = _items(session, since, since + WEEK, person)
    people = _people(session, {item.interviewer_id for item in items}, person)
    days = _days(session, [one.id for one in people], monday, actor)
    load: dict[int, list[TimetableItem]] = defaultdict(list)
    for item in items:
        load[item.interviewer_id].append(item)
    return Timetable(
        monday=monday,
        people=tuple(
            TimetablePerson(
                one.id, one.name, one.is_active, len(load[one.id]),
                sum(int((item.ends_at - item.starts_at).total_seconds()) // 60 for item in load[one.id]),
                days[one.id],
            )
            for one in people
        ),
        items=tuple(items[:MOST]),
        total=len(items) if len(items) <= MOST else count_agenda(
            session, actor=actor, since=since, until=since + WEEK, interviewer_id=person
        ),
    )  # fmt: skip


def _items(session: Session, since: datetime, until: datetime, person: int | None) -> list[TimetableItem]:
    query: Any = (
        select(
            Booking.id, Application.id, Application.version, Candidate.name, Job.title, Job.title_en,  # type: ignore[call-overload,misc]
            Booking.interviewer_id, Booking.starts_at, Booking.ends_at, Booking.mode, Booking.state,
            Booking.confirmed_at, Booking.arrived_at, Booking.late_minutes, PriorityRequest.deadline_at,
        )
        .select_from(Booking)
        .join(Application, col(Application.id) == Booking.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .outerjoin(
            PriorityRequest,
            and_(col(PriorityRequest.application_id) == Application.id, col(PriorityRequest.is_open)),
        )
        .where(
            col(Booking.starts_at) >= since, col(Booking.starts_at) < until,
            col(Booking.state).not_in(NOT_COUNTED + CALLED_OFF),
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
        .limit(MOST + 1)
    )  # fmt: skip
    if person is not None:
        query = query.where(col(Booking.interviewer_id) == person)
    return [TimetableItem(*row) for row in session.connection().execute(query)]


def _people(session: Session, named: set[int], person: int | None) -> list[Any]:
    works = and_(col(User.is_active), col(User.role) == Role.INTERVIEWER.value)
    who = or_(works, col(User.id).in_(sorted(named))) if person is None else col(User.id) == person
    query: Any = select(User.id, User.name, User.is_active).where(who).order_by(col(User.name), col(User.id))  # type: ignore[call-overload]
    return list(session.connection().execute(query))


def _days(session: Session, ids: list[int], monday: date, actor: Actor) -> dict[int, tuple[Open, ...]]:
    connection = session.connection()
    hours: Any = select(
        WeeklyHours.user_id, WeeklyHours.weekday, WeeklyHours.start_minute, WeeklyHours.end_minute
    )  # type: ignore[call-overload]
    ranges: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for who, weekday, start, end in connection.execute(hours.where(col(WeeklyHours.user_id).in_(ids))):
        ranges[who, weekday].append((start, end))
    away: Any = select(DayOff.user_id, DayOff.starts_on, DayOff.ends_on, DayOff.note).where(  # type: ignore[call-overload]
        col(DayOff.user_id).in_(ids), col(DayOff.ends_on) >= monday, col(DayOff.starts_on) < monday + WEEK
    )
    off = [
        (who, first, last, note if reads_notes(actor, who) else "")
        for who, first, last, note in connection.execute(away)
    ]
    is_closed = public_holidays(session)
    week = [monday + timedelta(days=n) for n in range(7)]
    return {who: tuple(_open(who, day, ranges, off, is_closed(day)) for day in week) for who in ids}


def _open(
    who: int,
    day: date,
    ranges: dict[tuple[int, int], list[tuple[int, int]]],
    off: Iterable[Any],
    is_closed: bool,
) -> Open:
    for user_id, first, last, note in off:
        if user_id == who and first <= day <= last:
            return Open(off="off", note=note)
    if is_closed:
        return Open(off="closed")
    return Open(tuple(sorted(ranges.get((who, day.weekday()), []))))
