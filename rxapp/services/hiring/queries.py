"""The drawer of one application: everything the reader may see, as codes, facts and instants."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Delivery,
    Event,
    InboundMessage,
    Invitation,
    InvitationInterviewer,
    Place,
    PlannedStep,
    PriorityRequest,
    Task,
    User,
)
from rxapp.rules.events import EventKind
from rxapp.rules.masking import mask_email, mask_phone
from rxapp.rules.priority import PriorityTimes, standing
from rxapp.rules.vocabulary import HR, ActorKind, BookingState, Role, StepKind, StepState
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.history import undone_ids
from rxapp.services.files.queries import cv_of
from rxapp.services.hiring.actions import actions_for
from rxapp.services.hiring.confirm_materials import are_confirmed
from rxapp.services.hiring.decisions import decisions_of, open_question
from rxapp.services.hiring.edit import Loaded, load, may_know
from rxapp.services.hiring.end_links import has_link
from rxapp.services.hiring.views import (
    ApplicationView,
    BookingRow,
    DeliveryRow,
    InvitationRow,
    PersonCard,
    PriorityView,
    ReplyRow,
    TaskRow,
    TimelineRow,
)
from rxapp.services.inputs import an_id
from rxapp.services.scheduling.queries import facts_in, names_of

__all__ = ["ApplicationView", "application_view"]

_TIMELINE = 200
# Messages, openings and tasks are HR's: an interviewer judges the person, not how they answer messages.
ONLY_HR = frozenset(
    {
        EventKind.MESSAGE_SENT, EventKind.MESSAGE_FAILED, EventKind.MESSAGE_OPENED,
        EventKind.MESSAGE_DELIVERED, EventKind.LETTER_OPENED, EventKind.REPLY_RECEIVED, EventKind.LINK_OPENED,
        EventKind.LINKS_ENDED, EventKind.CHANNEL_STOPPED, EventKind.CHANNEL_RESUMED, EventKind.TASK_CREATED,
        EventKind.TASK_DONE, EventKind.INVITATION_SILENT,
        EventKind.NOTE_WRITTEN, EventKind.NOTE_EDITED, EventKind.NOTE_REMOVED,
    }
)  # fmt: skip


def application_view(
    session: Session, application_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> ApplicationView:
    """One application for the reader's role: contact data masked for executives and left out for interviewers, the
    call list and messages for HR only. Raises NotFound where the reader may not know of it."""
    an_id(application_id, "application_id")
    if actor.is_candidate:
        raise NotFound  # they have a page of their own
    rows = load(session, application_id)
    if not may_know(session, actor, application_id, rows.booking):
        raise NotFound
    application, job, is_hr = rows.application, rows.job, actor.role in HR
    candidate = session.get_one(Candidate, application.candidate_id)
    recruiter = session.get_one(User, application.recruiter_id)
    bookings = _bookings(session, application_id, is_hr=is_hr)
    current = next((row for row in bookings if rows.booking is not None and row.id == rows.booking.id), None)
    assert application.id is not None and job.id is not None
    return ApplicationView(
        id=application.id,
        version=application.version,
        stage=application.stage,
        closing=application.closing,
        reason=application.reason,
        reason_side=application.reason_side,
        note=application.reason_note if is_hr else "",
        candidate=_person(candidate, actor.role, has_cv=_has_cv(session, candidate, is_hr=is_hr)),
        job_id=job.id,
        job_title=job.title,
        job_title_en=job.title_en or job.title,
        city=job.city,
        recruiter_id=application.recruiter_id,
        recruiter=recruiter.name,
        source=application.source,
        passed_first_at=application.passed_first_at,
        stage_since=application.stage_since,
        invitations=application.invitations,
        first_invited_at=application.first_invited_at,
        last_invited_at=application.last_invited_at,
        silent_since=application.silent_since,
        attended_at=application.attended_at,
        closed_at=application.closed_at,
        booking=current,
        bookings=tuple(row for row in bookings if current is None or row.id != current.id),
        invitation=_invitation(session, rows.invitation),
        priority=_priority(session, application_id, rows, clock()),
        verdict=application.verdict,
        reply_by=application.reply_by,
        told_at=application.told_at,
        decisions=decisions_of(session, application_id, actor=actor),
        question_id=open_question(session, application_id, actor=actor),
        deliveries=_deliveries(session, application_id) if is_hr else (),
        replies=_replies(session, application_id) if is_hr else (),
        tasks=_tasks(session, application_id) if is_hr else (),
        timeline=_timeline(session, application_id, is_hr=is_hr),
        actions=actions_for(
            rows,
            actor=actor,
            now=clock(),
            has_materials=is_hr and are_confirmed(session, application_id),
            has_link=is_hr and has_link(session, application_id, now=clock()),
        ),
        reinvite_at=_reinvite_at(session, rows),
    )


def _reinvite_at(session: Session, rows: Loaded) -> datetime | None:
    """When the new invitation after a no-show leaves; nobody waits for the candidate before that."""
    missed = rows.booking is not None and rows.booking.state == BookingState.NO_SHOW
    if not missed or rows.application.closing is not None:
        return None
    return session.exec(
        select(PlannedStep.due_at).where(
            PlannedStep.application_id == rows.application.id,
            PlannedStep.kind == StepKind.REINVITED,
            PlannedStep.state == StepState.PENDING,
        )
    ).first()


def _person(candidate: Candidate, role: Role, *, has_cv: bool) -> PersonCard:
    is_hr, is_executive = role in HR, role is Role.EXECUTIVE
    phone = candidate.phone or "" if is_hr else mask_phone(candidate.phone) if is_executive else ""
    email = candidate.email or "" if is_hr else mask_email(candidate.email) if is_executive else ""
    return PersonCard(
        id=candidate.id or 0,
        name=candidate.name,
        phone=phone,
        email=email,
        is_masked=not is_hr,
        city=candidate.city,
        zone=candidate.zone,
        language=candidate.language,
        is_employed=candidate.is_employed,
        has_cv=has_cv,
    )


def _has_cv(session: Session, candidate: Candidate, *, is_hr: bool) -> bool:
    """Whether there is something this reader may read; its words are given out, and noted, by `cv_view.read_cv`."""
    return bool(candidate.cv_text) or (is_hr and cv_of(session, candidate.id or 0) is not None)


def _bookings(session: Session, application_id: int, *, is_hr: bool) -> list[BookingRow]:
    interviewer, judge = aliased(User), aliased(User)
    found = session.exec(
        select(Booking, interviewer.name, Place, judge.name)  # type: ignore[call-overload]
        .join(interviewer, col(interviewer.id) == Booking.interviewer_id)
        .outerjoin(Place, col(Place.id) == Booking.place_id)
        .outerjoin(judge, col(judge.id) == Booking.outcome_by)
        .where(Booking.application_id == application_id, Booking.state != BookingState.UNDONE.value)
        .order_by(col(Booking.id).desc())
    )
    return [_booking(*row, is_hr=is_hr) for row in found]


def _booking(
    booking: Booking, interviewer: str, place: Place | None, judge: str | None, *, is_hr: bool
) -> BookingRow:
    return BookingRow(
        id=booking.id or 0,
        interviewer_id=booking.interviewer_id,
        interviewer=interviewer,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        mode=booking.mode,
        place=place.name if place else "",
        place_en=(place.name_en or place.name) if place else "",
        meeting_link=booking.meeting_link,
        state=booking.state,
        booked_by=booking.booked_by,
        booked_at=booking.booked_at,
        notice_opened_at=booking.notice_opened_at,
        confirmed_at=booking.confirmed_at,
        day_before_confirmed_at=booking.day_before_confirmed_at,
        calendar_added_at=booking.calendar_added_at,
        arrived_at=booking.arrived_at,
        late_minutes=booking.late_minutes,
        outcome_at=booking.outcome_at,
        outcome_by=judge or "",
        reason=booking.reason,
        note=booking.reason_note if is_hr else "",
    )


def _invitation(session: Session, invitation: Invitation | None) -> InvitationRow | None:
    if invitation is None:
        return None
    people = session.exec(
        select(User.id, User.name)
        .join(InvitationInterviewer, col(InvitationInterviewer.user_id) == User.id)
        .where(InvitationInterviewer.invitation_id == invitation.id)
        .order_by(col(User.name))
    ).all()
    place = session.get(Place, invitation.place_id) if invitation.place_id else None
    inviter = session.get(User, invitation.invited_by) if invitation.invited_by else None
    return InvitationRow(
        id=invitation.id or 0,
        interviewers=tuple((user_id or 0, name) for user_id, name in people),
        mode=invitation.mode,
        place=place.name if place else "",
        place_en=(place.name_en or place.name) if place else "",
        minutes=invitation.minutes,
        meeting_link=invitation.meeting_link,
        invited_at=invitation.invited_at,
        invited_by=inviter.name if inviter else "",
        opened_at=invitation.opened_at,
    )


def _priority(session: Session, application_id: int, rows: Loaded, now: datetime) -> PriorityView | None:
    request = (
        rows.priority
        or session.exec(
            select(PriorityRequest)
            .where(
                PriorityRequest.application_id == application_id, col(PriorityRequest.cancelled_at).is_(None)
            )
            .order_by(col(PriorityRequest.id).desc())
        ).first()
    )
    if request is None:
        return None
    ids = [one for one in (request.requested_by, request.seen_by) if one is not None]
    names: dict[int, str] = {
        i: name for i, name in session.exec(select(User.id, User.name).where(col(User.id).in_(ids))) if i
    }
    held = rows.booking
    scheduled_for = held.starts_at if held is not None and held.state == BookingState.SCHEDULED else None
    times = PriorityTimes(
        request.requested_at, request.deadline_at, request.seen_at, request.scheduled_at, scheduled_for,
        request.attended_at, request.cancelled_at, request.is_open,
    )  # fmt: skip
    return PriorityView(
        id=request.id or 0,
        requested_by=names.get(request.requested_by, ""),
        requested_at=request.requested_at,
        deadline_at=request.deadline_at,
        note=request.note,
        is_open=request.is_open,
        seen_at=request.seen_at,
        seen_by=names.get(request.seen_by or 0, ""),
        scheduled_at=request.scheduled_at,
        scheduled_for=scheduled_for,
        attended_at=request.attended_at,
        standing=standing(times, now).value,
    )


def _deliveries(session: Session, application_id: int) -> tuple[DeliveryRow, ...]:
    found = session.exec(
        select(Delivery, Booking.confirmed_at)
        .outerjoin(Booking, col(Booking.id) == Delivery.booking_id)
        .where(Delivery.application_id == application_id, col(Delivery.user_id).is_(None))
        .order_by(col(Delivery.id).desc())
        .limit(50)
    )
    return tuple(
        DeliveryRow(
            row.id or 0, row.kind, row.channel, row.state, row.due_at, row.sent_at, row.opened_at, row.error,
            row.delivered_at, row.mail_opened_at, _after(confirmed_at, row.sent_at),
        )
        for row, confirmed_at in found
    )  # fmt: skip


def _after(confirmed_at: datetime | None, sent_at: datetime | None) -> datetime | None:
    """A "yes" counts for the messages that were there when it was said."""
    is_later = confirmed_at is not None and sent_at is not None and confirmed_at >= sent_at
    return confirmed_at if is_later else None


def _replies(session: Session, application_id: int) -> tuple[ReplyRow, ...]:
    found = session.exec(
        select(InboundMessage, Task)
        .outerjoin(Task, col(Task.id) == InboundMessage.task_id)
        .where(InboundMessage.application_id == application_id)
        .order_by(col(InboundMessage.id).desc())
        .limit(50)
    )
    return tuple(
        ReplyRow(
            row.id or 0, row.channel, row.text, row.received_at, row.meaning, row.why,
            is_open=task is not None and task.done_at is None and task.cancelled_at is None,
        )
        for row, task in found
    )  # fmt: skip


def _tasks(session: Session, application_id: int) -> tuple[TaskRow, ...]:
    found = session.exec(
        select(Task, User.name)
        .join(User, col(User.id) == Task.assignee_id)
        .where(Task.application_id == application_id, col(Task.cancelled_at).is_(None))
        .order_by(col(Task.id).desc())
        .limit(50)
    )
    return tuple(
        TaskRow(
            task.id or 0, task.kind, task.delivery_id, task.assignee_id, name, task.due_at, task.created_at,
            task.done_at,
        )
        for task, name in found
    )  # fmt: skip


def _timeline(session: Session, application_id: int, *, is_hr: bool) -> tuple[TimelineRow, ...]:
    rows: Sequence[Event] = session.exec(
        select(Event)
        .where(Event.application_id == application_id)
        .order_by(col(Event.id).desc())
        .limit(_TIMELINE)
    ).all()
    shown = [row for row in rows if is_hr or row.kind not in ONLY_HR]
    return timeline_of(session, application_id, shown, gone=undone_ids(rows))


def timeline_of(
    session: Session, application_id: int, shown: Sequence[Event], *, gone: Collection[int] = ()
) -> tuple[TimelineRow, ...]:
    """Events of one application with the names they need, in the order given; `gone` are those taken back."""
    names = names_of(session, shown)
    candidate = session.exec(
        select(Candidate.name)
        .join(Application, col(Application.candidate_id) == Candidate.id)
        .where(Application.id == application_id)
    ).first()
    who = {ActorKind.USER: names, ActorKind.CANDIDATE: {}, ActorKind.SYSTEM: {}}
    return tuple(
        TimelineRow(
            event_id=row.id or 0,
            kind=row.kind,
            at=row.occurred_at,
            by=row.actor_kind,
            who=(candidate or "")
            if row.actor_kind == ActorKind.CANDIDATE
            else who[ActorKind(row.actor_kind)].get(row.actor_id or 0, ""),
            facts=facts_in(row, names),
            is_undone=row.id in gone and row.kind != EventKind.UNDONE,
        )
        for row in shown
    )
