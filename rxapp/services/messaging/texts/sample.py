"""Facts to try a text with: the company's own job, place and interviewer, and a candidate who does not exist.

    sample_facts(session, kind, language, mode, now) -> LetterFacts

What the company has not entered yet stands as an example of the catalogues (`templates.sample.*`).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from rxapp import i18n
from rxapp.models import Company, InterviewerProfile, Job, Place, User
from rxapp.rules.vocabulary import InterviewMode, Language, Role, StepKind
from rxapp.services.company.queries import zone
from rxapp.services.messaging.texts.facts import JobFacts, LetterFacts, PersonFacts, PlaceFacts

_DAYS_AHEAD, _AT, _MINUTES = 3, time(14, 0), 60
_BEFORE_A_TIME = frozenset({StepKind.INVITED, StepKind.INVITED_NUDGE, StepKind.REINVITED, StepKind.NEW_LINK})


def sample_facts(
    session: Session, kind: StepKind, language: Language, mode: InterviewMode, now: datetime
) -> LetterFacts:
    """Facts as a message of this kind has them; an invitation has no time yet."""

    def said(name: str) -> str:
        return i18n.text(language, f"templates.sample.{name}")

    company = session.exec(select(Company)).first()
    name, phone = ("", "") if company is None else (company.name, company.phone)
    if company is not None and language is Language.EN:
        name = company.name_en or name
    at = zone(session)
    starts_at = datetime.combine(
        (now.astimezone(ZoneInfo(at)) + timedelta(days=_DAYS_AHEAD)).date(), _AT, ZoneInfo(at)
    )
    person = _interviewer(session, said("interviewer"), said("title"), said("background"))
    facts = LetterFacts(
        kind=kind, language=language, zone=at, now=now, candidate=said("candidate"),
        recruiter=_recruiter(session) or said("recruiter"), company=name or said("company"),
        phone=phone or said("phone"), job=_job(session, said("job"), said("bring")), mode=mode, minutes=_MINUTES,
        people=(person,),
    )  # fmt: skip
    if mode is InterviewMode.VIDEO:
        facts.meeting_link = "https://meeting.example.com/482913"
    else:
        facts.place = _place(session, said("place"), said("address"))
    if kind not in _BEFORE_A_TIME:
        facts.starts_at, facts.ends_at = starts_at, starts_at + timedelta(minutes=_MINUTES)
    return facts


def _recruiter(session: Session) -> str:
    return (
        session.exec(select(User.name).where(User.role == Role.RECRUITER).order_by(col(User.id))).first()
        or ""
    )


def _job(session: Session, title: str, bring: str) -> JobFacts:
    job = session.exec(select(Job).order_by(col(Job.id).desc())).first()
    if job is None:
        return JobFacts(title, title, bring, bring)
    return JobFacts(job.title, job.title_en, job.what_to_bring or bring, job.what_to_bring_en or bring)


def _interviewer(session: Session, name: str, title: str, background: str) -> PersonFacts:
    found = session.exec(
        select(User.name, InterviewerProfile)
        .join(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .where(InterviewerProfile.background != "")
        .order_by(col(User.id))
    ).first()
    if found is None:
        return PersonFacts(name, title, title, background, background)
    who, profile = found
    return PersonFacts(who, profile.title, profile.title_en, profile.background, profile.background_en)


def _place(session: Session, name: str, address: str) -> PlaceFacts:
    place = session.exec(select(Place).order_by(col(Place.id))).first()
    if place is None:
        return PlaceFacts(name, name, address, address, "", "", None, None)
    return PlaceFacts(
        place.name, place.name_en, place.address, place.address_en, place.entrance, place.floor, place.lat, place.lng
    )  # fmt: skip
