"""One interviewer's day is changed by one transaction at a time.

SQLite's writers are alone anyway. On PostgreSQL an advisory lock for each interviewer and day is taken first: the
exclusion constraint alone would be right too, but under load it deadlocks instead of answering. By the day, so that
whoever chooses another day does not wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from rxapp.errors import SlotTaken
from rxapp.models import User
from rxapp.rules.spans import Span
from rxapp.rules.vocabulary import Role

DAY_SECONDS = 86_400


def lock_times(session: Session, held: Iterable[tuple[int, Span]]) -> None:
    """Hold these spans of these interviewers (by id) until the transaction ends; in one order, so that two cannot wait
    in a ring."""
    if session.get_bind().dialect.name != "postgresql":
        return
    days = {
        (interviewer_id, day)
        for interviewer_id, span in held
        for day in range(_day(span.start.timestamp()), _day(span.end.timestamp()) + 1)
    }
    for interviewer_id, day in sorted(days):
        session.connection().execute(select(func.pg_advisory_xact_lock(interviewer_id, day)))


def must_be_active(session: Session, user_id: int) -> None:
    """Whoever books a time holds its interviewer's account open until the transaction ends: either the account closes
    afterwards and the booking is seen there, or it is closed and nobody is booked with it. Raises SlotTaken."""
    user = session.exec(
        select_rows(User)
        .where(col(User.id) == user_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).first()
    if user is None or not user.is_active:
        raise SlotTaken


def active_interviewers(session: Session, user_ids: Collection[int]) -> tuple[int, ...]:
    """Those of these who interview now, by id. Whoever invites holds their accounts as they are until the transaction
    ends: an account that closes afterwards sees the invitation, and one that is closed is offered to nobody."""
    rows = session.exec(
        select_rows(User)
        .where(col(User.id).in_(user_ids))
        .order_by(col(User.id))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    return tuple(
        row.id for row in rows if row.id is not None and row.is_active and row.role == Role.INTERVIEWER
    )


def _day(seconds: float) -> int:
    return int(seconds // DAY_SECONDS)
