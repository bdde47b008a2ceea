"""An application as its rows say it, to be held against what its events say."""

from __future__ import annotations

from sqlmodel import Session, col, select

from rxapp.models import Booking
from rxapp.rules.replay import Snapshot
from rxapp.rules.stages import CAME
from rxapp.rules.vocabulary import BookingState, Closing, Stage
from rxapp.services.hiring.edit import load


def stored_snapshot(session: Session, application_id: int) -> Snapshot:
    """The stored rows in the shape of `rules.replay.snapshot`; equal to it, or one of the two is wrong."""
    rows = load(session, application_id)
    application, held, wish = rows.application, rows.booking, rows.priority
    came = session.exec(
        select(Booking.id).where(
            Booking.application_id == application_id,
            col(Booking.state).in_([state.value for state in CAME]),
        )
    ).first()
    return Snapshot(
        stage=Stage(application.stage),
        closing=None if application.closing is None else Closing(application.closing),
        invitations=application.invitations,
        booking_id=held.id if held else None,
        outcome=BookingState(held.state) if held else None,
        starts_at=held.starts_at if held else None,
        is_confirmed=held is not None and held.confirmed_at is not None,
        is_arrived=held is not None and held.arrived_at is not None,
        has_attended=came is not None,
        deadline_at=wish.deadline_at if wish else None,
        is_priority_seen=wish is not None and wish.seen_at is not None,
        verdict=application.verdict,
        reply_by=application.reply_by,
        is_told=application.told_at is not None,
    )
