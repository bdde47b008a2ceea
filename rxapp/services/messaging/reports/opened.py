"""A candidate's page came alive: what was sent has been seen."""

from __future__ import annotations

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Application, Booking, CandidateLink, Delivery, Event, Invitation
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import BookingState, Role, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.messaging.ladder import call_off
from rxapp.services.messaging.tasks.task_list import sent_as_opened

MOOT = (TaskKind.INVITED_NOT_OPENED, TaskKind.NOTICE_NOT_OPENED)


def mark_opened(session: Session, link_id: int, *, clock: Clock = clocks.now) -> bool:
    """The page behind a link was visible for a second. Whichever message led there, the page shows how things stand
    now: the open invitation and the scheduled interview count as seen. Calls that only wanted this end.

    False when nothing was new; an unknown link changes nothing either, since a page is no place for an error.
    """
    link = session.get(CandidateLink, link_id)
    if link is None:
        return False
    now, is_new = clock(), link.opened_at is None
    if link.delivery_id and link.opened_at is None:
        sent_as_opened(session, link.delivery_id, clock=clock)
    link.opened_at = link.opened_at or now
    session.add(link)
    delivery = session.get(Delivery, link.delivery_id) if link.delivery_id else None
    if delivery is not None and delivery.opened_at is None:
        delivery.opened_at, is_new = now, True
        session.add(delivery)
    invitation = session.exec(
        select(Invitation).where(Invitation.application_id == link.application_id, col(Invitation.is_open))
    ).first()
    if invitation is not None and invitation.opened_at is None:
        invitation.opened_at, is_new = now, True
        session.add(invitation)
    booking = session.exec(
        select(Booking).where(
            Booking.application_id == link.application_id, Booking.state == BookingState.SCHEDULED
        )
    ).first()
    if booking is not None and booking.notice_opened_at is None:
        booking.notice_opened_at, is_new = now, True
        session.add(booking)
    if is_new:
        application = session.get_one(Application, link.application_id)
        event = _record(session, application, link, delivery, booking, clock)
        call_off.tasks_of(session, application, MOOT, event=event, clock=clock)
    return is_new


def _record(
    session: Session,
    application: Application,
    link: CandidateLink,
    delivery: Delivery | None,
    booking: Booking | None,
    clock: Clock,
) -> Event:
    booking_id = booking.id if booking is not None else None
    reader = Actor(
        role=Role.CANDIDATE,
        candidate_id=link.candidate_id,
        application_id=link.application_id,
        link_id=link.id,
    )
    if delivery is None:
        return record(
            session, EventKind.LINK_OPENED, actor=reader, clock=clock, application=application,
            booking_id=booking_id, link_id=link.id,
        )  # fmt: skip
    return record(
        session, EventKind.MESSAGE_OPENED, actor=reader, clock=clock, application=application, booking_id=booking_id,
        delivery_id=delivery.id, kind=str(delivery.kind), channel=str(delivery.channel), link_id=link.id,
    )  # fmt: skip
