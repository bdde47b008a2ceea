"""Loss rate and no-show rate, each defined once, in SQL; every figure and breakdown counts these rows.

    cohort(...)       one row per application first invited in a span, with where it ended
    scheduled(...)    one row per scheduled second round starting in a span, with what became of it

Loss (per application): *attended* once and *lost* (withdrawn or lost without) are known ends; *open* has none yet;
*left_out* are those the company cancelled or rejected before they could attend.
No-show (per interview): *absent* is no_show or late_cancel, *came* attended or left_early; *early* (cancelled by the
candidate in time) and *unknown* (over, nothing recorded) stand beside; *ahead* has not ended yet. What the company
cancelled, what was moved (its successor counts) and what was undone is no row at all.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, select
from sqlmodel import col

from rxapp.models import Application, Booking
from rxapp.rules.vocabulary import BookingState, Closing

ATTENDED, LOST, OPEN, LEFT_OUT = "attended", "lost", "open", "left_out"
ABSENT, CAME, EARLY, UNKNOWN, AHEAD = "absent", "came", "early", "unknown", "ahead"
NOT_AN_INTERVIEW = (
    BookingState.CANCELLED_BY_COMPANY.value,
    BookingState.MOVED.value,
    BookingState.UNDONE.value,
)


def cohort(*, since: datetime, until: datetime, name: str = "cohort") -> CTE:
    """Applications first invited in [since, until): id, invited_at, ended, and the columns breakdowns group by."""
    closing = col(Application.closing)
    ended = case(
        (col(Application.attended_at).is_not(None), ATTENDED),
        (closing.in_((Closing.WITHDRAWN.value, Closing.LOST.value)), LOST),
        (closing.is_(None), OPEN),
        else_=LEFT_OUT,
    )
    invited_at = col(Application.first_invited_at)
    return (
        select(
            col(Application.id).label("id"), invited_at.label("at"), ended.label("ended"),
            col(Application.job_id).label("job_id"), col(Application.recruiter_id).label("recruiter_id"),
            col(Application.source).label("source"), col(Application.reason).label("reason"),
            col(Application.reason_side).label("reason_side"),
        )
        .where(invited_at >= since, invited_at < until)
        .cte(name)
    )  # fmt: skip


def scheduled(*, since: datetime, until: datetime, now: datetime) -> CTE:
    """Second rounds starting in [since, until): id, starts_at, became, and the columns breakdowns group by."""
    state = col(Booking.state)
    became = case(
        (state.in_((BookingState.NO_SHOW.value, BookingState.LATE_CANCEL.value)), ABSENT),
        (state.in_((BookingState.ATTENDED.value, BookingState.LEFT_EARLY.value)), CAME),
        (state == BookingState.CANCELLED_BY_CANDIDATE.value, EARLY),
        (and_(state == BookingState.SCHEDULED.value, col(Booking.ends_at) <= now), UNKNOWN),
        else_=AHEAD,
    )
    starts_at = col(Booking.starts_at)
    return (
        select(
            col(Booking.id).label("id"), col(Booking.application_id).label("application_id"),
            starts_at.label("at"), became.label("became"), col(Booking.interviewer_id).label("interviewer_id"),
            col(Booking.place_id).label("place_id"), col(Booking.mode).label("mode"),
        )
        .where(
            starts_at >= since, starts_at < until, col(Booking.round) == 2, state.not_in(NOT_AN_INTERVIEW)
        )
        .cte("scheduled")
    )  # fmt: skip


def counted(rows: CTE, outcome: str, *by: ColumnElement) -> Select:
    """How many of `rows` ended each way, grouped by nothing or by expressions over their columns."""
    kind = rows.c[outcome]
    return select(*by, kind.label("kind"), func.count().label("n")).group_by(*by, kind)
