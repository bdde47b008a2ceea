"""What a message would say, before there is one: for whoever is about to send many.

Says the same as the message will (`words.render`); only the personal link is not made, because nobody has it yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from rxapp.models import Booking, Candidate, Company, InterviewerProfile, Invitation, Job, Place, User
from rxapp.rules.vocabulary import InterviewMode, Language, StepKind
from rxapp.services.messaging.channels.available import available_channels
from rxapp.services.messaging.texts.facts import JobFacts, LetterFacts, PersonFacts, PlaceFacts
from rxapp.services.messaging.texts.wording import own_wordings, wording_for
from rxapp.services.messaging.texts.words import render


def preview_letter(
    session: Session,
    kind: StepKind,
    *,
    candidate: Candidate,
    job: Job,
    recruiter_id: int,
    offer: Invitation | Booking,
    interviewer_ids: Sequence[int],
    now: datetime,
) -> tuple[str, str]:
    """(subject, body) in the candidate's language; the body holds `words.LINK` where the link will stand."""
    language = Language(candidate.language)
    company = session.exec(select(Company)).first()
    people = _people(session, interviewer_ids)
    name = "" if company is None else company.name
    if company is not None and language is Language.EN:
        name = company.name_en or name
    facts = LetterFacts(
        kind=kind, language=language, zone=candidate.zone, now=now, candidate=candidate.name,
        recruiter=session.get_one(User, recruiter_id).name, company=name, phone=company.phone if company else "",
        job=JobFacts(job.title, job.title_en, job.what_to_bring, job.what_to_bring_en), mode=InterviewMode(offer.mode),
        minutes=job.minutes, place=_place(session, offer.place_id), meeting_link=offer.meeting_link, people=people,
    )  # fmt: skip
    if isinstance(offer, Invitation):
        facts.minutes = offer.minutes
    else:
        facts.starts_at, facts.ends_at = offer.starts_at, offer.ends_at
    channel = available_channels()[0]
    wording = wording_for(own_wordings(session.connection()), kind, channel, language)
    return render(facts, wording, channel)[:2]


def _people(session: Session, ids: Sequence[int]) -> tuple[PersonFacts, ...]:
    found = session.exec(
        select(User, InterviewerProfile)
        .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .where(col(User.id).in_(ids))
        .order_by(col(User.id))
    )
    return tuple(
        PersonFacts(user.name)
        if profile is None
        else PersonFacts(
            user.name, profile.title, profile.title_en, profile.background, profile.background_en
        )
        for user, profile in found
    )


def _place(session: Session, place_id: int | None) -> PlaceFacts | None:
    place = session.get(Place, place_id) if place_id is not None else None
    if place is None:
        return None
    return PlaceFacts(
        place.name, place.name_en, place.address, place.address_en, place.entrance, place.floor, place.lat, place.lng
    )  # fmt: skip
