"""Whose number, address or WeChat something came from, and which of their interviews it may be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from rxapp.models import Application, Booking, Candidate, Delivery, Invitation, WechatBinding
from rxapp.rules.vocabulary import BookingState, Channel, DeliveryState, Stage, StepKind
from rxapp.services.messaging.texts.letters import columns

STILL_SPOKEN_OF = timedelta(hours=2)  # after its planned end an interview is still what "I am late" means
_APPLICATION, _BOOKING, _CANDIDATE = columns(Application), columns(Booking), columns(Candidate)
_DELIVERY, _INVITATION, _BINDING = columns(Delivery), columns(Invitation), columns(WechatBinding)


@dataclass(frozen=True, slots=True)
class Spoken:
    """An open application a reply may be about: its booked interview, or its open invitation."""

    application_id: int
    recruiter_id: int
    booking_id: int | None
    starts_at: datetime | None
    last_told: StepKind | None


def persons(session: Session, channel: Channel, sender: str) -> set[int]:
    """Everybody known by this sender, each by the row that stays where rows were merged."""
    if channel is Channel.EMAIL:
        known = func.lower(_CANDIDATE.email) == sender.strip().lower()
    elif channel is Channel.WECHAT:
        bound = select(_BINDING.candidate_id).where(_BINDING.openid == sender, _BINDING.unbound_at.is_(None))
        known = _CANDIDATE.id.in_(bound)
    else:
        known = _CANDIDATE.phone == sender.strip()
    found = select(func.coalesce(_CANDIDATE.merged_into_id, _CANDIDATE.id)).where(known)
    return set(session.connection().execute(found).scalars())


def person_of(session: Session, delivery_id: int) -> int | None:
    """Whom a message of ours went to."""
    return session.connection().execute(
        select(func.coalesce(_CANDIDATE.merged_into_id, _CANDIDATE.id))
        .select_from(Delivery)
        .join(Application, _APPLICATION.id == _DELIVERY.application_id)
        .join(Candidate, _CANDIDATE.id == _APPLICATION.candidate_id)
        .where(_DELIVERY.id == delivery_id)
    ).scalar()  # fmt: skip


def spoken_of(session: Session, candidate_id: int, now: datetime) -> list[Spoken]:
    """The open applications of a person with a booked interview or an open invitation, newest first."""
    ours = or_(_CANDIDATE.id == candidate_id, _CANDIDATE.merged_into_id == candidate_id)
    query = (
        select(
            _APPLICATION.id, _APPLICATION.recruiter_id, _BOOKING.id.label("booking_id"), _BOOKING.starts_at,
            _last_told().label("last_told"),
        )
        .select_from(Application)
        .join(Candidate, _CANDIDATE.id == _APPLICATION.candidate_id)
        .outerjoin(
            Booking,
            and_(
                _BOOKING.application_id == _APPLICATION.id, _BOOKING.state == BookingState.SCHEDULED,
                _BOOKING.ends_at > now - STILL_SPOKEN_OF,
            ),
        )
        .outerjoin(
            Invitation, and_(_INVITATION.application_id == _APPLICATION.id, _INVITATION.is_open.is_(True))
        )
        .where(
            ours, _APPLICATION.closing.is_(None), _APPLICATION.stage < Stage.HIRED,
            or_(_BOOKING.id.is_not(None), _INVITATION.id.is_not(None)),
        )
        .order_by(_APPLICATION.id.desc())
    )  # fmt: skip
    return [
        Spoken(
            row.id, row.recruiter_id, row.booking_id, row.starts_at, StepKind(row.last_told) if row.last_told else None
        )
        for row in session.connection().execute(query)
    ]  # fmt: skip


def newest(session: Session, candidate_id: int) -> Spoken | None:
    """The newest application of a person, open or not: whose recruiter reads what is about no open interview."""
    row = session.connection().execute(
        select(_APPLICATION.id, _APPLICATION.recruiter_id)
        .join(Candidate, _CANDIDATE.id == _APPLICATION.candidate_id)
        .where(or_(_CANDIDATE.id == candidate_id, _CANDIDATE.merged_into_id == candidate_id))
        .order_by(_APPLICATION.closing.is_not(None), _APPLICATION.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    return Spoken(row.id, row.recruiter_id, None, None, None) if row is not None else None


def _last_told() -> Any:
    return (
        select(_DELIVERY.kind)
        .where(
            _DELIVERY.application_id == _APPLICATION.id, _DELIVERY.state == DeliveryState.SENT.value,
            _DELIVERY.user_id.is_(None),
        )
        .order_by(_DELIVERY.sent_at.desc(), _DELIVERY.id.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )  # fmt: skip
