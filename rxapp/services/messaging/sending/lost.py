"""Messages that no channel took, or of which nobody can tell whether they arrived: which of them somebody still has to
deal with, and which a call on the list tells of already. Both lists of the start page ask here, so that what one leaves
out the other shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from rxapp.models import Application, Booking, Delivery, Invitation, Task
from rxapp.rules.ladder.judging import UNANSWERED
from rxapp.rules.vocabulary import BookingState, DeliveryState, Stage, StepKind
from rxapp.services.messaging.texts.letters import columns

RECENT = timedelta(days=14)  # a failed message older than that is history
_APPLICATION, _BOOKING, _DELIVERY = columns(Application), columns(Booking), columns(Delivery)
_TASK, _INVITATION = columns(Task), columns(Invitation)


def is_held(now: datetime) -> Any:
    """Whether a delivery waits for somebody's word whether it arrived, whatever became of what it was about."""
    return and_(_DELIVERY.state == DeliveryState.HELD.value, _to_candidate(now))


def is_needed(now: datetime) -> Any:
    """Whether a failed delivery is still to be said; over its application, and its booking and invitation, which may be
    missing. What it was about may be over, and whoever says after it failed that they come has no need of it."""
    is_to_come = and_(
        _BOOKING.state == BookingState.SCHEDULED.value,
        _BOOKING.starts_at > now,
        ~func.coalesce(_BOOKING.confirmed_at >= _DELIVERY.due_at, False),
    )
    is_of_stage = or_(
        _DELIVERY.kind == StepKind.NEW_LINK.value,  # without it they have no link at all, booked or not
        _APPLICATION.stage == Stage.ARRANGING,
        _APPLICATION.stage >= Stage.ATTENDED,
    )
    is_offered = or_(_INVITATION.id.is_(None), _INVITATION.is_open)
    return and_(
        _DELIVERY.state == DeliveryState.FAILED.value,
        _to_candidate(now),
        or_(is_to_come, and_(_DELIVERY.booking_id.is_(None), is_offered, is_of_stage)),
    )


def is_told_by_task() -> Any:
    """Whether a task is the call that tells of a failed delivery: about the same interview, or both about none. Never
    of a held one: whether it arrived is another question than the call's, with an answer of its own."""
    return and_(
        _TASK.kind.in_([kind.value for kind in UNANSWERED]),
        _TASK.application_id == _DELIVERY.application_id,
        func.coalesce(_TASK.booking_id, 0) == func.coalesce(_DELIVERY.booking_id, 0),
        _DELIVERY.state == DeliveryState.FAILED.value,
    )


def lost_of_task(now: datetime) -> Any:
    """The kind of the newest failed message that the call stands for, as a column beside the task."""
    return (
        select(_DELIVERY.kind)
        .select_from(Delivery)
        .join(Application, _APPLICATION.id == _DELIVERY.application_id)
        .outerjoin(Booking, _BOOKING.id == _DELIVERY.booking_id)
        .outerjoin(Invitation, _INVITATION.id == _DELIVERY.invitation_id)
        .where(is_told_by_task(), is_needed(now))
        .order_by(_DELIVERY.id.desc())
        .limit(1)
        .correlate(Task)
        .scalar_subquery()
    )


def _to_candidate(now: datetime) -> Any:
    is_recent = _DELIVERY.due_at >= now - RECENT
    return and_(_DELIVERY.user_id.is_(None), _DELIVERY.cancelled_by.is_(None), is_recent)
