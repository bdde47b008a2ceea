"""What time alone decides: silent when nothing was chosen in seven days, lost after fourteen. Both count from the first
message that left (or was ticked as sent): nobody is silent, or lost, who was never asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Booking, Delivery, Invitation
from rxapp.rules.events import EventKind
from rxapp.rules.stages import LOST_AFTER, is_lost
from rxapp.rules.vocabulary import BookingState, Closing, Stage, StepKind
from rxapp.services.hiring.close import close
from rxapp.services.hiring.edit import newest_booking, open_edit

BATCH = 100


def mark_silent(session: Session, application_id: int, *, clock: Clock = clocks.now) -> bool:
    """The planned step that waited seven days found nothing chosen: the application is marked, and stays open. False
    where it is marked already."""
    edit = open_edit(session, application_id, actor=None, clock=clock)
    if edit.invitation is None or edit.application.silent_since is not None:
        return False
    edit.application.silent_since = edit.now
    edit.record(EventKind.INVITATION_SILENT, invitation_id=edit.invitation.id)
    return True


def close_lost_due(session: Session, clock: Clock = clocks.now, *, limit: int = BATCH) -> int:
    """Close applications as lost fourteen days after the last invitation left with nothing booked. Somebody who came
    back to arranging since (a cancelled or missed interview) has fourteen days from then, or from the message that told
    them so. Answers how many; call again (in a new transaction) until it answers 0."""
    done = 0
    before = clock() - LOST_AFTER
    for application_id, _ in _asked_since(session, before=before, limit=limit):
        edit = open_edit(session, application_id, actor=None, clock=clock)
        # Looked at anew now that nobody else can change it.
        since = dict(_asked_since(session, before=before, limit=1, only=application_id)).get(application_id)
        if not is_lost(edit.facts, since=since, now=edit.now):
            continue
        missed = edit.booking is not None and edit.booking.state == BookingState.NO_SHOW
        close(edit, Closing.LOST, "no_show_again" if missed else "never_chose_time")
        done += 1
    return done


def _asked_since(
    session: Session, *, before: datetime, limit: int, only: int | None = None
) -> list[tuple[int, datetime]]:
    """Applications in arranging that were asked for a time by then, and since when they know: since the first message
    of the newest invitation left; where that was answered by a booking that came to nothing, since they stand here
    again; where the company called it off, since they were told."""
    older = aliased(Invitation)
    newest_invitation = (
        sql_select(func.max(col(older.id)))
        .where(col(older.application_id) == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    left = (
        sql_select(func.min(col(Delivery.sent_at)))
        .where(col(Delivery.invitation_id) == Invitation.id)
        .correlate(Invitation)
        .scalar_subquery()
    )
    told = (
        sql_select(func.min(col(Delivery.sent_at)))
        .where(col(Delivery.booking_id) == Booking.id, col(Delivery.kind) == StepKind.CALLED_OFF.value)
        .correlate(Booking)
        .scalar_subquery()
    )
    is_answer = or_(
        func.coalesce(col(Booking.invitation_id), 0) == col(Invitation.id),
        func.coalesce(col(Booking.booked_at) >= col(Invitation.invited_at), False),
    )
    since: Any = case(
        (~is_answer, left),
        (col(Booking.state) == BookingState.CANCELLED_BY_COMPANY.value, told),
        else_=col(Application.stage_since),
    )
    query: Any = (
        select(Application.id, since)
        .join(Invitation, col(Invitation.id) == newest_invitation)
        .outerjoin(Booking, col(Booking.id) == newest_booking())
        .where(
            Application.stage == Stage.ARRANGING,
            col(Application.closing).is_(None),
            col(Application.stage_since) <= before,
            since <= before,
        )
        .order_by(col(Application.id))
        .limit(limit)
    )
    if only is not None:
        query = query.where(col(Application.id) == only)
    return [(one, at) for one, at in session.exec(query)]
