"""The booked interview as a calendar file: for the candidate's phone, and later for e-mail.

One UID through every move and a SEQUENCE that rises, so that a second download replaces the first entry.
"""

from __future__ import annotations

import re
from datetime import timedelta

import phonenumbers
from icalendar import Alarm, Calendar, Event, vCalAddress, vGeo, vText, vUri
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp import i18n
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Company,
    InterviewerProfile,
    Job,
    Place,
    User,
)
from rxapp.rules.coordinates import to_wgs84
from rxapp.rules.vocabulary import BookingState, InterviewMode, Language

ALARMS = (timedelta(days=-1), timedelta(hours=-2))


def calendar_file(
    session: Session, application_id: int, *, language: str | None = None, clock: Clock = clocks.now
) -> bytes:
    """The scheduled interview of an application as text/calendar, in the candidate's language unless told. Raises
    NotFound when nothing is booked."""
    row = session.exec(
        select(Booking, Candidate, Job, User, InterviewerProfile, Place)  # type: ignore[call-overload]
        .join(Application, col(Application.id) == Booking.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .join(User, col(User.id) == Booking.interviewer_id)
        .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .outerjoin(Place, col(Place.id) == Booking.place_id)
        .where(Booking.application_id == application_id, Booking.state == BookingState.SCHEDULED)
    ).first()
    if row is None:
        raise NotFound
    booking, candidate, job, person, profile, place = row
    reads = Language(language or candidate.language)
    company = session.exec(select(Company)).first()
    calendar = Calendar()
    calendar.add("prodid", "-//ShowUp//showup//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(booking, job, person, profile, place, company, reads, clock))
    return calendar.to_ical()


def mark_calendar_added(session: Session, application_id: int, *, clock: Clock = clocks.now) -> None:
    """Keep when the candidate first asked for the file; nothing on the card changes by it."""
    booking = session.exec(
        select(Booking).where(
            Booking.application_id == application_id,
            Booking.state == BookingState.SCHEDULED,
            col(Booking.calendar_added_at).is_(None),
        )
    ).first()
    if booking is not None:
        booking.calendar_added_at = clock()
        session.add(booking)


def _entry(
    booking: Booking, job: Job, person: User, profile: InterviewerProfile | None, place: Place | None,
    company: Company | None, language: Language, clock: Clock,
) -> Event:  # fmt: skip
    name = _either(language, company.name, company.name_en) if company else ""
    is_video = booking.mode == InterviewMode.VIDEO
    entry = Event()
    entry.add("uid", booking.uid)
    entry.add("sequence", booking.sequence)
    entry.add("dtstamp", clock())
    entry.add("dtstart", booking.starts_at)
    entry.add("dtend", booking.ends_at)
    entry.add("status", "CONFIRMED")
    entry.add(
        "summary",
        i18n.text(language, "ics.summary", job=_either(language, job.title, job.title_en), company=name),
    )
    where = booking.meeting_link if is_video else _address(place, language)
    if where:
        entry.add("location", where)
    if is_video and booking.meeting_link:
        entry.add("url", vUri(booking.meeting_link))
    if not is_video and place is not None and place.lat is not None and place.lng is not None:
        lat, lng = to_wgs84(place.lat, place.lng)
        entry.add("geo", vGeo((round(lat, 6), round(lng, 6))))
    if company is not None:
        entry["organizer"] = _organizer(company, name)
    entry.add("description", _description(booking, job, person, profile, company, where, language))
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", i18n.text(language, "ics.alarm", company=name))
        alarm.add("trigger", before)
        entry.add_component(alarm)
    return entry


def _either(language: Language, zh: str, en: str) -> str:
    return (en or zh) if language is Language.EN else zh


def _address(place: Place | None, language: Language) -> str:
    if place is None:
        return ""
    street = _either(language, place.address, place.address_en)
    found = [_either(language, place.name, place.name_en), street, place.entrance, place.floor]
    return " ".join(part for part in found if part)


def _organizer(company: Company, name: str) -> vCalAddress:
    """The company by telephone: it answers there, while an invented mailbox would not."""
    organizer = vCalAddress(f"tel:{_dialled(company.phone)}")
    organizer.params["cn"] = vText(name)
    organizer.params["schedule-agent"] = vText("CLIENT")
    return organizer


def _dialled(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone, "CN")
    except phonenumbers.NumberParseException:
        return re.sub(r"[^\d+]", "", phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _description(
    booking: Booking, job: Job, person: User, profile: InterviewerProfile | None, company: Company | None,
    where: str, language: Language,
) -> str:  # fmt: skip
    title = _either(language, profile.title, profile.title_en) if profile else ""
    lines = [
        i18n.text(language, "ics.interviewer", name=" ".join(part for part in (person.name, title) if part))
    ]
    if profile and (about := _either(language, profile.background, profile.background_en)):
        lines.append(about)
    if where:
        lines.append(i18n.text(language, "ics.where", where=where))
    bring = [one.strip() for one in _either(language, job.what_to_bring, job.what_to_bring_en).splitlines()]
    if any(bring):
        lines.append(i18n.text(language, "ics.bring"))
        lines.extend(f"· {item}" for item in bring if item)
    if company is not None:
        lines.append(i18n.text(language, "ics.phone", phone=company.phone))
    return "\n".join(lines)
