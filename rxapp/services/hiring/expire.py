"""What time alone decides: silent after seven days without a choice, lost after fourteen. Run by jobs, in batches."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Invitation
from rxapp.rules.events import EventKind
from rxapp.rules.stages import LOST_AFTER, is_lost
from rxapp.rules.vocabulary import BookingState, Closing, Stage
from rxapp.services.hiring.close import close
from rxapp.services.hiring.edit import open_edit

SILENT_AFTER = timedelta(days=7)
BATCH = 100


def mark_silent_due(session: Session, clock: Clock = clocks.now, *, limit: int = BATCH) -> int:
    """Mark applications silent whose candidate chose nothing for seven days; they stay open. Answers how many; call
    again (in a new transaction) until it answers 0."""
    due = clock() - SILENT_AFTER
    done = 0
    has_invitation = exists().where(col(Invitation.application_id) == Application.id, col(Invitation.is_open))
    for application_id in _waiting(
        session, due, limit, col(Application.silent_since).is_(None), has_invitation
    ):
        edit = open_edit(session, application_id, actor=None, clock=clock)
        invitation = edit.invitation
        if invitation is None or edit.application.silent_since is not None:
            continue
        edit.application.silent_since = edit.now
        edit.record(EventKind.INVITATION_SILENT, invitation_id=invitation.id)
        done += 1
    return done


def close_lost_due(session: Session, clock: Clock = clocks.now, *, limit: int = BATCH) -> int:
    """Close applications as lost fourteen days after the last invitation with nothing booked. Somebody who came back
    to arranging since (a cancelled or missed interview) has fourteen days from then. Answers how many; call again
    (in a new transaction) until it answers 0."""
    done = 0
    for application_id in _waiting(session, clock() - LOST_AFTER, limit):
        edit = open_edit(session, application_id, actor=None, clock=clock)
        if not is_lost(edit.facts, last_invited_at=edit.application.last_invited_at, now=edit.now):
            continue
        missed = edit.booking is not None and edit.booking.state == BookingState.NO_SHOW
        close(edit, Closing.LOST, "no_show_again" if missed else "never_chose_time")
        done += 1
    return done


def _waiting(session: Session, before: datetime, limit: int, *more: Any) -> list[int]:
    found = session.exec(
        select(Application.id)
        .where(
            Application.stage == Stage.ARRANGING,
            col(Application.closing).is_(None),
            col(Application.last_invited_at) <= before,
            col(Application.stage_since) <= before,
            *more,
        )
        .order_by(col(Application.id))
        .limit(limit)
    )
    return [one for one in found if one is not None]
