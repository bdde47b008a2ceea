"""Loads what many messages have to say with a handful of statements, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlmodel import col

from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Company,
    Delivery,
    InterviewerProfile,
    Invitation,
    InvitationInterviewer,
    Job,
    Place,
    User,
)
from rxapp.rules.vocabulary import BookingState, Channel, InterviewMode, Language, StepKind
from rxapp.services.messaging.words import JobFacts, LetterFacts, PersonFacts, PlaceFacts, render

IN_LIST = 10_000  # parameters in one IN; SQLite takes 32,766
ABOUT_THE_PAST = frozenset({StepKind.CALLED_OFF})


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery with its rendered text; `reason` is set instead when it must not leave any more."""

    delivery_id: int
    attempt: int
    kind: StepKind
    channel: Channel
    application_id: int
    booking_id: int | None
    recruiter_id: int
    link_id: int | None
    caused_by: int | None
    dedupe: str
    phone: str | None
    email: str | None
    subject: str = ""
    body: str = ""
    reason: str = ""


_DELIVERY = Delivery.__table__.c  # type: ignore[attr-defined]


def _rows(connection: Connection, ids: Sequence[int]) -> Sequence[Row[Any]]:
    query = (
        select(
            _DELIVERY.id, _DELIVERY.attempt, _DELIVERY.kind, _DELIVERY.channel, _DELIVERY.language,
            _DELIVERY.application_id, _DELIVERY.booking_id, _DELIVERY.invitation_id, _DELIVERY.link_id,
            _DELIVERY.caused_by, _DELIVERY.dedupe, _DELIVERY.expires_at,
            col(Application.job_id), col(Application.recruiter_id), col(Application.closing),
            col(Candidate.name).label("candidate"), col(Candidate.zone), col(Candidate.phone),
            col(Candidate.email),
            col(Booking.interviewer_id), col(Booking.starts_at), col(Booking.ends_at),
            col(Booking.state).label("booking_state"),
            func.coalesce(Booking.mode, Invitation.mode).label("mode"),
            func.coalesce(Booking.place_id, Invitation.place_id).label("place_id"),
            func.coalesce(Booking.meeting_link, Invitation.meeting_link).label("meeting_link"),
            col(Invitation.minutes), col(Invitation.is_open),
        )
        .select_from(Delivery)
        .join(Application, col(Application.id) == _DELIVERY.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .outerjoin(Booking, col(Booking.id) == _DELIVERY.booking_id)
        .outerjoin(Invitation, col(Invitation.id) == _DELIVERY.invitation_id)
        .where(_DELIVERY.id.in_(ids))
        .order_by(_DELIVERY.id)
    )  # fmt: skip
    return connection.execute(query).all()


class _Shared:
    """Rows that many messages share, each loaded once."""

    def __init__(self, connection: Connection, rows: Sequence[Row[Any]]) -> None:
        company = connection.execute(select(col(Company.name), col(Company.name_en), col(Company.phone))).first()
        self._company = company or ("", "", "")
        by_id = lambda ids: {i for i in ids if i is not None}  # noqa: E731
        jobs = by_id(row.job_id for row in rows)
        self.jobs: dict[int, JobFacts] = {
            i: JobFacts(*rest)
            for i, *rest in connection.execute(
                select(
                    col(Job.id), col(Job.title), col(Job.title_en), col(Job.what_to_bring), col(Job.what_to_bring_en)
                ).where(col(Job.id).in_(jobs))
            )
        }
        places = by_id(row.place_id for row in rows)
        self.places: dict[int, PlaceFacts] = {
            i: PlaceFacts(*rest)
            for i, *rest in connection.execute(
                select(
                    col(Place.id), col(Place.name), col(Place.name_en), col(Place.address), col(Place.address_en),
                    col(Place.entrance), col(Place.floor), col(Place.lat), col(Place.lng),
                ).where(col(Place.id).in_(places))
            )
        }  # fmt: skip
        invitations = by_id(row.invitation_id for row in rows if row.interviewer_id is None)
        self.invited: dict[int, list[int]] = {}
        for invitation_id, user_id in connection.execute(
            select(col(InvitationInterviewer.invitation_id), col(InvitationInterviewer.user_id))
            .where(col(InvitationInterviewer.invitation_id).in_(invitations))
            .order_by(col(InvitationInterviewer.user_id))
        ):
            self.invited.setdefault(invitation_id, []).append(user_id)
        people = by_id(row.interviewer_id for row in rows) | by_id(row.recruiter_id for row in rows)
        people |= {user for users in self.invited.values() for user in users}
        self.people: dict[int, PersonFacts] = {
            i: PersonFacts(name, *(text or "" for text in rest))
            for i, name, *rest in connection.execute(
                select(
                    col(User.id), col(User.name), col(InterviewerProfile.title), col(InterviewerProfile.title_en),
                    col(InterviewerProfile.background), col(InterviewerProfile.background_en),
                )
                .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == col(User.id))
                .where(col(User.id).in_(people))
            )
        }  # fmt: skip

    def company(self, language: Language) -> tuple[str, str]:
        """(name, telephone) as a reader of this language gets them."""
        name, name_en, phone = self._company
        return (name_en or name if language == Language.EN else name), phone


def overtaken(row: Row[Any], now: datetime) -> str:
    """Why a message must not leave any more, although nobody called it off; empty when it may."""
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    if row.kind in ABOUT_THE_PAST:
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


def letters(connection: Connection, ids: Sequence[int], now: datetime) -> list[Letter]:
    """The deliveries with their texts, by id. Raises nothing for rows that are gone: they are left out."""
    found: list[Letter] = []
    for start in range(0, len(ids), IN_LIST):
        rows = _rows(connection, ids[start : start + IN_LIST])
        shared = _Shared(connection, rows)
        found.extend(_letter(row, shared, now) for row in rows)
    return found


def _people(row: Row[Any], shared: _Shared) -> tuple[PersonFacts, ...]:
    if row.interviewer_id is not None:
        return (shared.people[row.interviewer_id],)
    ids: Iterable[int] = shared.invited.get(row.invitation_id, ())
    return tuple(shared.people[user] for user in ids)


def _letter(row: Row[Any], shared: _Shared, now: datetime) -> Letter:
    kind = StepKind(row.kind)
    reason = overtaken(row, now)
    subject = body = ""
    if not reason:
        language = Language(row.language)
        company, phone = shared.company(language)
        subject, body = render(
            LetterFacts(
                kind=kind, language=language, zone=row.zone, now=now, candidate=row.candidate,
                recruiter=shared.people[row.recruiter_id].name, company=company, phone=phone,
                job=shared.jobs[row.job_id], mode=InterviewMode(row.mode or InterviewMode.ONSITE),
                minutes=row.minutes or 0, place=shared.places.get(row.place_id),
                meeting_link=row.meeting_link or "", people=_people(row, shared), starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
        )  # fmt: skip
    return Letter(
        delivery_id=row.id, attempt=row.attempt, kind=kind, channel=Channel(row.channel),
        application_id=row.application_id, booking_id=row.booking_id, recruiter_id=row.recruiter_id,
        link_id=row.link_id, caused_by=row.caused_by, dedupe=row.dedupe, phone=row.phone, email=row.email,
        subject=subject[:200], body=body[:4000], reason=reason,
    )  # fmt: skip
