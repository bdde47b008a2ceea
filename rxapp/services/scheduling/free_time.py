"""What interviewers offer and hold, read for the pure rules in `rules.slots` in three statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam
from sqlmodel import Session, col, select

from rxapp.models import Booking, DayOff, WeeklyHours
from rxapp.models.base import UtcDateTime
from rxapp.rules import spans
from rxapp.rules.slots import InterviewerTime
from rxapp.rules.spans import Span
from rxapp.rules.vocabulary import BookingState
from rxapp.services.messaging.ladder.working import public_holidays

# Made once: building a statement takes longer than running it. Columns instead of rows, for the same reason.
_IDS: Any = bindparam("ids", expanding=True)
_HOURS: Any = select(
    WeeklyHours.user_id, WeeklyHours.weekday, WeeklyHours.start_minute, WeeklyHours.end_minute
).where(col(WeeklyHours.user_id).in_(_IDS))
_OFF: Any = select(DayOff.user_id, DayOff.starts_on, DayOff.ends_on).where(
    col(DayOff.user_id).in_(_IDS), col(DayOff.ends_on) >= bindparam("first", type_=Date)
)
_HELD: Any = select(Booking.interviewer_id, Booking.starts_at, Booking.ends_at).where(
    col(Booking.interviewer_id).in_(_IDS),
    col(Booking.state) == BookingState.SCHEDULED.value,
    col(Booking.ends_at) > bindparam("since", type_=UtcDateTime),
    col(Booking.starts_at) < bindparam("until", type_=UtcDateTime),
    col(Booking.id) != bindparam("without"),
)


@dataclass(frozen=True, slots=True)
class Times:
    """For each interviewer the merged spans they offer and those they hold, between two instants."""

    offered: dict[int, list[Span]]
    busy: dict[int, list[Span]]

    def free(self) -> list[InterviewerTime]:
        """What is left of each, with how many interviews they already hold."""
        load = Counter({who: len(held) for who, held in self.busy.items()})
        return [
            InterviewerTime(who, spans.free_spans(given, self.busy.get(who, ())), load[who])
            for who, given in self.offered.items()
        ]


def times_of(
    session: Session,
    interviewer_ids: Collection[int],
    *,
    since: datetime,
    until: datetime,
    zone: str,
    without_booking: int | None = None,
) -> Times:
    """The interviewers' hours and scheduled interviews between two instants, nothing on public holidays.

    `without_booking` counts as free (the one being moved). Days are read from their local midnight, so that the grid
    of starts is steady.
    """
    first = since.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    from_ = first.astimezone(since.tzinfo)
    who_of = {"ids": list(interviewer_ids)}
    hours = session.exec(_HOURS, params=who_of).all()
    off = session.exec(_OFF, params=who_of | {"first": first.date()}).all()
    held = session.exec(
        _HELD,
        params=who_of | {"since": from_, "until": until + timedelta(days=1), "without": without_booking or 0},
    ).all()
    is_closed = public_holidays(session)
    offered = {
        who: spans.weekly_spans(
            [spans.WeeklyHours(h.weekday, h.start_minute, h.end_minute) for h in hours if h.user_id == who],
            [spans.DaysOff(d.starts_on, d.ends_on) for d in off if d.user_id == who],
            zone,
            from_,
            until,
            is_closed=is_closed,
        )
        for who in interviewer_ids
    }
    busy: dict[int, list[Span]] = {}
    for who, starts_at, ends_at in held:
        busy.setdefault(who, []).append(Span(starts_at, ends_at))
    return Times(offered, busy)
