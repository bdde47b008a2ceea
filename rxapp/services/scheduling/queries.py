"""Reads of this domain: the candidate's page and the times offered on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Company,
    Delivery,
    Event,
    InterviewerProfile,
    InvitationInterviewer,
    Place,
    User,
)
from rxapp.rules.check_in import day_begins
from rxapp.rules.decisions import is_known_to_candidate
from rxapp.rules.events import EventKind, as_instant
from rxapp.rules.geo import amap_link, apple_link, geo_link
from rxapp.rules.vocabulary import ActorKind, BookingState, Closing, DeliveryState, InterviewMode, Stage
from rxapp.services.events.history import story
from rxapp.services.hiring.edit import Loaded, facts_of, load
from rxapp.services.hiring.tell import told_words
from rxapp.services.scheduling.calendar_file import CALLED_OFF, is_called_off, newest_booking
from rxapp.services.scheduling.check_in import can_check_in, does_here_count
from rxapp.services.scheduling.confirm_booking import is_asked
from rxapp.services.scheduling.offers import offered_slots, slots_of, terms_of
from rxapp.services.scheduling.views import (
    BookingView,
    CandidateView,
    FormerView,
    MessageRow,
    OfferedDays,
    PersonView,
    PlaceView,
    SlotDay,
    SlotRow,
    TrustRow,
)

__all__ = [
    "CandidateView",
    "SlotRow",
    "candidate_view",
    "offered_days",
    "offered_slots",
]

_LINES = {
    Stage.PASSED_FIRST: "passed_first",
    Stage.ARRANGING: "arranging",
    Stage.BOOKED: "booked",
    Stage.ATTENDED: "waiting",
    Stage.OFFER: "waiting",  # until they are told
    Stage.HIRED: "hired",
}
_PROGRESS = {"passed_first": 0, "arranging": 1, "booked": 2, "waiting": 3, "passed": 3, "hired": 4}
_TOLD = frozenset(
    {
        EventKind.APPLICATION_CREATED, EventKind.INVITED, EventKind.INVITATION_WITHDRAWN, EventKind.SLOT_BOOKED,
        EventKind.BOOKING_MOVED, EventKind.BOOKING_CANCELLED, EventKind.CONFIRMED, EventKind.ARRIVED,
        EventKind.LATE_REPORTED, EventKind.INTERVIEWER_CHANGED, EventKind.CV_OPENED,
        EventKind.MATERIALS_CONFIRMED, EventKind.REPLY_PROMISED, EventKind.OUTCOME_RECORDED,
    }
)  # fmt: skip
_NEWS = 30


# Made once, columns instead of rows: hundreds read them at once when a time they wanted has just gone.
_PEOPLE: Any = (
    sql_select(
        User.id, User.name, InterviewerProfile.title, InterviewerProfile.title_en, InterviewerProfile.background,
        InterviewerProfile.background_en, InterviewerProfile.photo_id,
    )
    .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
    .order_by(col(User.id))
)  # fmt: skip
_PERSON: Any = _PEOPLE.where(User.id == bindparam("user_id"))
_INVITED_PEOPLE: Any = _PEOPLE.join(
    InvitationInterviewer, col(InvitationInterviewer.user_id) == User.id
).where(InvitationInterviewer.invitation_id == bindparam("invitation_id"), col(User.is_active))


def candidate_view(session: Session, application_id: int, *, clock: Clock = clocks.now) -> CandidateView:
    """Everything a candidate's page shows of this application. The caller names the application from the link, never
    from the browser. Raises NotFound."""
    rows = load(session, application_id)
    application, now = rows.application, clock()
    candidate = session.get_one(Candidate, application.candidate_id)
    company = session.exec(select(Company)).first()
    recruiter = session.exec(select(User.name).where(User.id == application.recruiter_id)).first() or ""
    terms = terms_of(session, application_id, clock=clock)
    people = () if terms is None else _people_of(session, terms.invitation.id)
    names = {one.user_id: one.name for one in people}
    slots = [] if terms is None else slots_of(session, terms, clock=clock, names=names)
    # A "no" that nobody has told them yet is not theirs to find out.
    closing = application.closing if _is_known(rows, now) else None
    is_told = application.told_at is not None and application.told_at <= now
    line = _line(rows, closing, is_told)
    invitation = rows.invitation
    booking = _booking(session, rows, now)
    return CandidateView(
        application_id=application_id,
        version=application.version,
        company_name=company.name if company else "",
        company_name_en=company.name_en if company else "",
        company_phone=company.phone if company else "",
        candidate_name=candidate.name,
        zone=candidate.zone,
        job_title=rows.job.title,
        job_title_en=rows.job.title_en or rows.job.title,
        recruiter_name=recruiter,
        stage=application.stage,
        line=line,
        progress=_PROGRESS.get(line, _PROGRESS[_LINES[Stage(application.stage)]]),
        closing=closing,
        reply_by=application.reply_by if line == "waiting" else None,
        words=told_words(session, application_id) if is_told and line in ("passed", "ended") else "",
        reached=_reached(session, rows),
        minutes=invitation.minutes if invitation else None,
        mode=InterviewMode(invitation.mode) if invitation else None,
        interviewers=people,
        booking=booking,
        former=None if booking is not None else _former(session, application_id, now),
        is_invited=terms is not None and terms.booking is None,
        slots=by_day(slots, candidate.zone),
        bring=_lines(rows.job.what_to_bring),
        bring_en=_lines(rows.job.what_to_bring_en),
        trust=_trust(session, application_id, is_told=is_told),
        messages=_messages(session, application_id),
    )


def offered_days(session: Session, application_id: int, *, clock: Clock = clocks.now) -> OfferedDays:
    """The times alone, by day: what is read again when a time has just gone, by hundreds at once. Raises NotFound."""
    terms = terms_of(session, application_id, clock=clock)
    if terms is None:
        zone = session.exec(
            select(Candidate.zone)
            .join(Application, col(Application.candidate_id) == Candidate.id)
            .where(Application.id == application_id)
        ).one()
        return OfferedDays(zone, False, (), ())
    people = _people_of(session, terms.invitation.id)
    slots = slots_of(session, terms, clock=clock, names={one.user_id: one.name for one in people})
    return OfferedDays(terms.zone, terms.booking is not None, people, by_day(slots, terms.zone))


def _is_known(rows: Loaded, now: datetime) -> bool:
    return is_known_to_candidate(facts_of(rows.application, rows.booking), rows.application.told_at, now)


def _line(rows: Loaded, closing: str | None, is_told: bool) -> str:
    if closing is not None:
        return "withdrawn" if closing == Closing.WITHDRAWN else "ended"
    stage = Stage(rows.application.stage)
    if stage is Stage.OFFER and rows.application.closing is None and is_told:
        return "passed"
    return _LINES[stage]


def _reached(session: Session, rows: Loaded) -> str:
    if rows.application.attended_at is not None:
        return "came"
    # They came, even where the interview was not held or nobody wrote down how it went.
    arrived = select(Booking.id).where(
        Booking.application_id == rows.application.id, col(Booking.arrived_at).is_not(None)
    )
    if rows.application.closing is not None and session.exec(arrived).first() is not None:
        return "came"
    if rows.booking is not None:
        return "booked"
    return "invited" if rows.application.first_invited_at is not None else "nothing"


def by_day(slots: Iterable[SlotRow], zone: str) -> tuple[SlotDay, ...]:
    """Times under their local days, both in order."""
    place = ZoneInfo(zone)
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    days = groupby(ordered, key=lambda slot: slot.starts_at.astimezone(place).date())
    return tuple(SlotDay(day, tuple(rows)) for day, rows in days)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _people_of(session: Session, invitation_id: int | None) -> tuple[PersonView, ...]:
    return _people(session.exec(_INVITED_PEOPLE, params={"invitation_id": invitation_id}))


def _people(found: Iterable[Any]) -> tuple[PersonView, ...]:
    return tuple(
        PersonView(
            user_id,
            name,
            title or "",
            title_en or "",
            background or "",
            background_en or "",
            f"/files/{photo_id}" if photo_id else "",
        )
        for user_id, name, title, title_en, background, background_en, photo_id in found
    )


def _booking(session: Session, rows: Loaded, now: datetime) -> BookingView | None:
    booking = rows.booking
    if booking is None or rows.application.closing is not None or rows.application.stage != Stage.BOOKED:
        return None
    is_ahead = now < booking.starts_at
    is_there = (
        booking.arrived_at is not None
    )  # who sits in the reception moves and cancels nothing by tapping
    asked = is_asked(session, booking, now=now)
    is_answered = (booking.day_before_confirmed_at if asked else booking.confirmed_at) is not None
    person = _people(session.exec(_PERSON, params={"user_id": booking.interviewer_id}))
    return BookingView(
        booking_id=booking.id or 0,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        mode=InterviewMode(booking.mode),
        place=place_view(session.get(Place, booking.place_id)) if booking.place_id else None,
        meeting_link=booking.meeting_link if booking.mode == InterviewMode.VIDEO else "",
        interviewer=person[0],
        by_candidate=booking.booked_by == "candidate",
        confirmed_at=booking.confirmed_at,
        day_before_confirmed_at=booking.day_before_confirmed_at,
        calendar_added_at=booking.calendar_added_at,
        arrived_at=booking.arrived_at,
        late_minutes=booking.late_minutes,
        can_confirm=is_ahead and not is_answered,
        can_move=is_ahead and not is_there,
        can_cancel=is_ahead and not is_there,
        can_check_in=can_check_in(booking, now=now),
        does_here_count=does_here_count(booking, now=now),
        check_in_from=day_begins(booking.starts_at),
        is_under_way=not is_ahead,
        is_over=booking.ends_at <= now,
    )


def _former(session: Session, application_id: int, now: datetime) -> FormerView | None:
    found = newest_booking(session, application_id)
    if found is None or found.state not in CALLED_OFF | {BookingState.NO_SHOW}:
        return None
    taken = select(Booking.id).where(Booking.uid == found.uid, col(Booking.calendar_added_at).is_not(None))
    is_kept = is_called_off(found, now=now) and session.exec(taken).first() is not None
    return FormerView(found.starts_at, found.state, found.reason or "", is_kept)


def place_view(place: Place | None) -> PlaceView | None:
    """A place with its map links."""
    if place is None:
        return None
    amap = geo = apple = ""
    if place.lat is not None and place.lng is not None:
        at = (place.lat, place.lng, place.name)
        amap, geo, apple = amap_link(*at), geo_link(*at), apple_link(*at)
    return PlaceView(
        place.name, place.name_en, place.city, place.address, place.address_en, place.entrance, place.floor,
        place.phone, amap, geo, f"/files/{place.photo_id}" if place.photo_id else "", apple,
    )  # fmt: skip


def _trust(session: Session, application_id: int, *, is_told: bool) -> tuple[TrustRow, ...]:
    rows: Sequence[Event] = session.exec(
        select(Event)
        .where(Event.application_id == application_id)
        .order_by(col(Event.id).desc())
        .limit(_NEWS * 4)
    ).all()
    # A promise to answer has been kept once they were told.
    kinds = (_TOLD | {EventKind.CANDIDATE_TOLD}) - {EventKind.REPLY_PROMISED} if is_told else _TOLD
    told = [row for row in story(rows) if row.kind in kinds][:_NEWS]
    names = names_of(session, told)
    return tuple(
        TrustRow(
            event_id=row.id or 0,
            kind=row.kind,
            at=row.occurred_at,
            by=row.actor_kind,
            who=names.get(row.actor_id or 0, "") if row.actor_kind == ActorKind.USER else "",
            facts=facts_in(row, names),
        )
        for row in told
    )


def names_of(session: Session, events: Iterable[Event]) -> dict[int, str]:
    """Names of the members of staff that these events name, by user id."""
    wanted = {event.actor_id for event in events if event.actor_kind == ActorKind.USER}
    wanted |= {event.data.get(key) for event in events for key in ("interviewer_id", "recruiter_id")}
    known = [one for one in wanted if isinstance(one, int)]
    if not known:
        return {}
    return {
        i: name for i, name in session.exec(select(User.id, User.name).where(col(User.id).in_(known))) if i
    }


def facts_in(event: Event, names: dict[int, str]) -> dict[str, Any]:
    """An event's data for a sentence: instants as instants, the interviewer by name."""
    facts: dict[str, Any] = dict(event.data)
    for key in ("starts_at", "deadline_at", "by_at"):
        if key in facts:
            facts[key] = as_instant(facts[key])
    if "interviewer_id" in facts:
        facts["interviewer"] = names.get(facts["interviewer_id"], "")
    if "recruiter_id" in facts:
        facts["recruiter"] = names.get(facts["recruiter_id"], "")
    return facts


def _messages(session: Session, application_id: int) -> tuple[MessageRow, ...]:
    found = session.exec(
        select(Delivery)
        .where(
            Delivery.application_id == application_id,
            col(Delivery.user_id).is_(None),
            Delivery.state == DeliveryState.SENT,
            col(Delivery.sent_at).is_not(None),
        )
        .order_by(col(Delivery.id).desc())
        .limit(_NEWS)
    )
    return tuple(
        MessageRow(row.id or 0, row.kind, row.channel, row.sent_at, row.subject, row.body)
        for row in found
        if row.sent_at is not None
    )
