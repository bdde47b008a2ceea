"""The booked interview as a calendar file: for the candidate's phone, and later for e-mail.

One UID through every move and a SEQUENCE that rises, so that a second download replaces the first entry, and one
after a cancellation takes it out.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

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
from rxapp.rules.geo import amap_link
from rxapp.rules.vocabulary import BookingState, InterviewMode, Language
from rxapp.settings import get_settings

ALARMS = (timedelta(days=-1), timedelta(hours=-2))
PAGE = "/c"  # the candidate's page; the browser that opened the link once is known there
CALLED_OFF = frozenset(
    {
        BookingState.LATE_CANCEL, BookingState.CANCELLED_BY_CANDIDATE, BookingState.CANCELLED_BY_COMPANY,
        BookingState.UNDONE,
    }
)  # fmt: skip


def calendar_file(
    session: Session, application_id: int, *, language: str | None = None, clock: Clock = clocks.now
) -> bytes:
    """The interview of an application as text/calendar, in the candidate's language unless told: the scheduled one, or
    METHOD:CANCEL for the newest one that was called off before its time. Raises NotFound when there is neither."""
    found = newest_booking(session, application_id)
    if found is None or not (found.state == BookingState.SCHEDULED or is_called_off(found, now=clock())):
        raise NotFound
    row = session.exec(
        select(Booking, Candidate, Job, User, InterviewerProfile, Place)  # type: ignore[call-overload]
        .join(Application, col(Application.id) == Booking.application_id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .join(User, col(User.id) == Booking.interviewer_id)
        .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .outerjoin(Place, col(Place.id) == Booking.place_id)
        .where(Booking.id == found.id)
    ).one()
    booking, candidate, job, person, profile, place = row
    reads = Language(language or candidate.language)
    company = session.exec(select(Company)).first()
    calendar = Calendar()
    calendar.add("prodid", "-//ShowUp//showup//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH" if booking.state == BookingState.SCHEDULED else "CANCEL")
    calendar.add_component(_entry(booking, job, person, profile, place, company, reads, clock))
    return calendar.to_ical()


def newest_booking(session: Session, application_id: int) -> Booking | None:
    """The last booking of the second round; one taken back within its ten seconds may stand in a calendar too."""
    return session.exec(
        select(Booking)
        .where(
            Booking.application_id == application_id,
            Booking.round == 2,
            col(Booking.state) != BookingState.MOVED,
        )
        .order_by(col(Booking.id).desc())
        .limit(1)
    ).first()


def is_called_off(booking: Booking, *, now: datetime) -> bool:
    """Whether it does not take place and its time is still to come, so that a calendar should let go of it."""
    return booking.state in CALLED_OFF and now < booking.starts_at


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
    is_cancelled = booking.state != BookingState.SCHEDULED
    # What was taken back by an undo has the number of the entry it must replace.
    entry.add("sequence", booking.sequence + (booking.state == BookingState.UNDONE))
    entry.add("dtstamp", clock())
    entry.add("dtstart", booking.starts_at)
    entry.add("dtend", booking.ends_at)
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
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
    if is_cancelled:
        return entry
    entry.add("description", _description(booking, job, person, profile, company, place, where, language))
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
    place: Place | None, where: str, language: Language,
) -> str:  # fmt: skip
    title = _either(language, profile.title, profile.title_en) if profile else ""
    lines = [
        i18n.text(language, "ics.interviewer", name=" ".join(part for part in (person.name, title) if part))
    ]
    if profile and (about := _either(language, profile.background, profile.background_en)):
        lines.append(about)
    if where:
        lines.append(i18n.text(language, "ics.where", where=where))
    is_video = booking.mode == InterviewMode.VIDEO
    if not is_video and place is not None and place.lat is not None and place.lng is not None:
        link = amap_link(place.lat, place.lng, place.name)
        lines.append(i18n.text(language, "ics.map", link=link))
    bring = [one.strip() for one in _either(language, job.what_to_bring, job.what_to_bring_en).splitlines()]
    if any(bring):
        lines.append(i18n.text(language, "ics.prepare" if is_video else "ics.bring"))
        lines.extend(f"· {item}" for item in bring if item)
    if company is not None:
        lines.append(i18n.text(language, "ics.phone", phone=company.phone))
    # The fixed address: a calendar is shared and synchronised, a link that opens by itself must not stand in it.
    lines.append(i18n.text(language, "ics.page", link=get_settings().effective_public_url + PAGE))
    return "\n".join(lines)
