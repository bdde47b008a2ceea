"""Loads what many messages have to say with a handful of statements, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select
from sqlmodel import SQLModel

from rxapp.models import (
    Application,
    Booking,
    Candidate,
    ChannelStop,
    Company,
    Delivery,
    InterviewerProfile,
    Invitation,
    InvitationInterviewer,
    Job,
    Place,
    PlannedStep,
    User,
)
from rxapp.rules.ladder.sending_window import shift_into_window
from rxapp.rules.ladder.steps import BOOKING_CLOCK_STARTERS, OUTLIVES_CLOSING
from rxapp.rules.vocabulary import ActorKind, BookingState, Channel, InterviewMode, Language, StepKind
from rxapp.services.messaging.bulk import among
from rxapp.services.messaging.texts.facts import JobFacts, LetterFacts, PersonFacts, PlaceFacts, addresses
from rxapp.services.messaging.texts.wording import own_wordings, wording_for
from rxapp.services.messaging.texts.words import Rendered, render

NOT_SAID = Rendered("", "", {})
STOPPED = "stopped"  # the reason of what a channel may no longer carry


@dataclass(slots=True)  # not frozen: thousands are made a second
class Letter:
    """A delivery with its rendered text; `reason` is set instead when it must not leave any more, `wait_until` when
    it must not leave yet."""

    delivery_id: int
    attempt: int
    kind: StepKind
    channel: Channel
    application_id: int
    candidate_id: int
    booking_id: int | None
    recruiter_id: int
    invitation_id: int | None
    link_id: int | None
    caused_by: int | None
    dedupe: str
    phone: str | None
    email: str | None
    zone: str
    starts_at: datetime | None
    is_by_candidate: bool
    is_closed: bool
    subject: str = ""
    body: str = ""
    reason: str = ""
    wait_until: datetime | None = None
    language: Language = Language.ZH
    name: str = ""
    company: str = ""
    addresses: tuple[str, ...] = ()  # of a map or a meeting: a link in HTML
    template_id: int | None = None  # the message_template it was filled from
    template: str = ""  # an approved template's id at its provider, and what stands for its variables
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_answer(self) -> bool:
        """Whether it answers the candidate's own click, which may leave at night."""
        return self.is_by_candidate and self.kind in BOOKING_CLOCK_STARTERS

    @property
    def may_leave(self) -> bool:
        """Whether it goes now: neither overtaken by events nor due in the night."""
        return not self.reason and self.wait_until is None


def columns(model: type[SQLModel]) -> Any:
    """A model's columns as plain Core: many rows are read without making objects of them."""
    return model.__table__.c  # type: ignore[attr-defined]


_DELIVERY, _APPLICATION, _CANDIDATE = columns(Delivery), columns(Application), columns(Candidate)
_BOOKING, _INVITATION, _OFFERED = columns(Booking), columns(Invitation), columns(InvitationInterviewer)
_JOB, _PLACE, _USER, _PROFILE = columns(Job), columns(Place), columns(User), columns(InterviewerProfile)
_COMPANY, _STEP, _STOP = columns(Company), columns(PlannedStep), columns(ChannelStop)


def _rows(connection: Connection, ids: Sequence[int]) -> Sequence[Any]:
    query = (
        select(
            _DELIVERY.id, _DELIVERY.attempt, _DELIVERY.kind, _DELIVERY.channel, _DELIVERY.language,
            _DELIVERY.application_id, _DELIVERY.booking_id, _DELIVERY.invitation_id, _DELIVERY.link_id,
            _DELIVERY.caused_by, _DELIVERY.dedupe, _DELIVERY.expires_at,
            _APPLICATION.candidate_id, _APPLICATION.job_id, _APPLICATION.recruiter_id, _APPLICATION.closing,
            _CANDIDATE.name.label("candidate"), _CANDIDATE.zone, _CANDIDATE.phone,
            _CANDIDATE.email,
            _BOOKING.interviewer_id, _BOOKING.starts_at, _BOOKING.ends_at,
            _BOOKING.state.label("booking_state"), _BOOKING.booked_by,
            func.coalesce(_BOOKING.mode, _INVITATION.mode).label("mode"),
            func.coalesce(_BOOKING.place_id, _INVITATION.place_id).label("place_id"),
            func.coalesce(_BOOKING.meeting_link, _INVITATION.meeting_link).label("meeting_link"),
            _INVITATION.minutes, _INVITATION.is_open, _STEP.words, _is_stopped().label("is_stopped"),
        )
        .select_from(Delivery)
        .join(Application, _APPLICATION.id == _DELIVERY.application_id)
        .join(Candidate, _CANDIDATE.id == _APPLICATION.candidate_id)
        .outerjoin(PlannedStep, _STEP.id == _DELIVERY.step_id)
        .outerjoin(Booking, _BOOKING.id == _DELIVERY.booking_id)
        .outerjoin(Invitation, _INVITATION.id == _DELIVERY.invitation_id)
        .where(among(connection, _DELIVERY.id, ids))
        .order_by(_DELIVERY.id)
    )  # fmt: skip
    return connection.execute(query).all()


def _is_stopped() -> Any:
    """Whether the candidate has meanwhile stopped the channel."""
    return exists().where(
        _STOP.candidate_id == _APPLICATION.candidate_id, _STOP.channel == _DELIVERY.channel, _STOP.ended_at.is_(None)
    )  # fmt: skip


class _Shared:
    """Rows that many messages share, each loaded once."""

    def __init__(self, connection: Connection, rows: Sequence[Row[Any]], now: datetime) -> None:
        self.now = now
        self.own = own_wordings(connection)
        self._opens_at: dict[str, datetime] = {}
        company = connection.execute(select(_COMPANY.name, _COMPANY.name_en, _COMPANY.phone)).first()
        self._company = company or ("", "", "")
        jobs = {row.job_id for row in rows}
        self.jobs: dict[int, JobFacts] = {
            i: JobFacts(*rest)
            for i, *rest in connection.execute(
                select(_JOB.id, _JOB.title, _JOB.title_en, _JOB.what_to_bring, _JOB.what_to_bring_en).where(
                    _JOB.id.in_(jobs)
                )
            )
        }
        places = {row.place_id for row in rows if row.place_id is not None}
        self.places: dict[int, PlaceFacts] = {
            i: PlaceFacts(*rest)
            for i, *rest in connection.execute(
                select(
                    _PLACE.id, _PLACE.name, _PLACE.name_en, _PLACE.address, _PLACE.address_en,
                    _PLACE.entrance, _PLACE.floor, _PLACE.lat, _PLACE.lng,
                ).where(_PLACE.id.in_(places))
            )
        }  # fmt: skip
        invitations = {row.invitation_id for row in rows if row.interviewer_id is None and row.invitation_id}
        self.invited: dict[int, list[int]] = {}
        for invitation_id, user_id in connection.execute(
            select(_OFFERED.invitation_id, _OFFERED.user_id)
            .where(_OFFERED.invitation_id.in_(invitations))
            .order_by(_OFFERED.user_id)
        ):
            self.invited.setdefault(invitation_id, []).append(user_id)
        people = {i for row in rows for i in (row.interviewer_id, row.recruiter_id) if i is not None}
        people |= {user for users in self.invited.values() for user in users}
        self.people: dict[int, PersonFacts] = {
            i: PersonFacts(name, *(text or "" for text in rest))
            for i, name, *rest in connection.execute(
                select(
                    _USER.id, _USER.name, _PROFILE.title, _PROFILE.title_en,
                    _PROFILE.background, _PROFILE.background_en,
                )
                .outerjoin(InterviewerProfile, _PROFILE.user_id == _USER.id)
                .where(_USER.id.in_(people))
            )
        }  # fmt: skip

    def opens_at(self, zone: str) -> datetime:
        """When a message to this zone may leave: now, or when the sending window opens."""
        if zone not in self._opens_at:
            self._opens_at[zone] = shift_into_window(self.now, zone)
        return self._opens_at[zone]

    def company(self, language: Language) -> tuple[str, str]:
        """(name, telephone) as a reader of this language gets them."""
        name, name_en, phone = self._company
        return (name_en or name if language == Language.EN else name), phone


def overtaken(row: Row[Any], now: datetime) -> str:
    """Why a message must not leave any more, although nobody called it off; empty when it may."""
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    if row.is_stopped:
        return STOPPED
    if row.kind in OUTLIVES_CLOSING:
        return ""
    if row.closing is not None:
        return "closed"
    if row.booking_id is not None:
        if row.booking_state != BookingState.SCHEDULED:
            return "booking_over"
        if row.starts_at <= now:
            return "expired"
    elif row.invitation_id is not None and not row.is_open:
        return "invitation_over"
    return ""


def letters(
    connection: Connection,
    ids: Sequence[int],
    now: datetime,
    *,
    is_gone: bool = False,
    instead: Channel | None = None,
) -> list[Letter]:
    """The deliveries with their texts, by id; at most some ten thousand. `is_gone`: they may have left already, so
    nothing is judged any more. `instead`: worded for this channel and not for their own."""
    rows = _rows(connection, ids)
    shared = _Shared(connection, rows, now)
    return [_letter(row, shared, is_gone, instead) for row in rows]


def _people(row: Row[Any], shared: _Shared) -> tuple[PersonFacts, ...]:
    if row.interviewer_id is not None:
        return (shared.people[row.interviewer_id],)
    ids: Iterable[int] = shared.invited.get(row.invitation_id, ())
    return tuple(shared.people[user] for user in ids)


def _letter(row: Row[Any], shared: _Shared, is_gone: bool, instead: Channel | None) -> Letter:
    kind, is_by_candidate = StepKind(row.kind), row.booked_by == ActorKind.CANDIDATE
    channel = instead or Channel(row.channel)
    reason, wait_until = "", None
    if not is_gone:
        reason = overtaken(row, shared.now)
        opens_at = shared.opens_at(row.zone)
        if opens_at > shared.now and not (is_by_candidate and kind in BOOKING_CLOCK_STARTERS):
            wait_until = opens_at
    facts = _facts(row, shared, kind)
    wording = wording_for(shared.own, kind, channel, facts.language)
    said = NOT_SAID if reason or wait_until else render(facts, wording, channel)
    return Letter(
        delivery_id=row.id, attempt=row.attempt, kind=kind, channel=channel,
        application_id=row.application_id, candidate_id=row.candidate_id, booking_id=row.booking_id,
        recruiter_id=row.recruiter_id,
        invitation_id=row.invitation_id, link_id=row.link_id, caused_by=row.caused_by, dedupe=row.dedupe,
        phone=row.phone, email=row.email, zone=row.zone, starts_at=row.starts_at,
        is_by_candidate=is_by_candidate, is_closed=row.closing is not None, subject=said.subject[:200],
        body=said.body[:4000], reason=reason, wait_until=wait_until, language=facts.language, name=row.candidate,
        company=facts.company, addresses=addresses(facts),
        template_id=wording.template_id, template=wording.provider_template, variables=said.variables,
    )  # fmt: skip


def _facts(row: Row[Any], shared: _Shared, kind: StepKind) -> LetterFacts:
    language = Language(row.language)
    company, phone = shared.company(language)
    return LetterFacts(
        kind=kind, language=language, zone=row.zone, now=shared.now, candidate=row.candidate,
        recruiter=shared.people[row.recruiter_id].name, company=company, phone=phone,
        job=shared.jobs[row.job_id], mode=InterviewMode(row.mode or InterviewMode.ONSITE),
        minutes=row.minutes or 0, place=shared.places.get(row.place_id), meeting_link=row.meeting_link or "",
        people=_people(row, shared), starts_at=row.starts_at, ends_at=row.ends_at, words=row.words or "",
    )  # fmt: skip
