"""An interview as an entry of a calendar: one UID through every move and a SEQUENCE that rises, so that a second file
replaces the first entry, and one after a cancellation takes it out.

    entries(session, booking_ids) -> {booking id: Facts}         one statement, however many
    as_calendar(facts, method, language, at, …) -> bytes          text/calendar
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import phonenumbers
from icalendar import Alarm, Calendar, Event, vCalAddress, vGeo, vText, vUri
from sqlmodel import Session, col, select

from rxapp import i18n
from rxapp.models import (
    Application,
    Booking,
    Company,
    InterviewerProfile,
    Job,
    Place,
    User,
)
from rxapp.rules.coordinates import to_wgs84
from rxapp.rules.geo import amap_link
from rxapp.rules.vocabulary import BookingState, InterviewMode, Language
from rxapp.services.messaging.bulk import among
from rxapp.settings import get_settings

ALARMS = (timedelta(days=-1), timedelta(hours=-2))
PAGE = "/c"  # the candidate's page; the browser that opened the link once is known there


@dataclass(frozen=True, slots=True)
class Facts:
    """What an entry is made of."""

    booking: Booking
    job: Job
    person: User
    profile: InterviewerProfile | None
    place: Place | None
    company: Company | None


@dataclass(frozen=True, slots=True)
class Mailed:
    """Who sends an entry to whom, where it travels by e-mail: calendars show an invitation only from an organiser with
    a mailbox to an attendee."""

    organizer: str
    attendee: str
    name: str


def entries(session: Session, booking_ids: Collection[int]) -> dict[int, Facts]:
    """The facts of these bookings, by id."""
    company = session.exec(select(Company)).first()
    rows = session.exec(
        select(Booking, Job, User, InterviewerProfile, Place)  # type: ignore[call-overload]
        .join(Application, col(Application.id) == Booking.application_id)
        .join(Job, col(Job.id) == Application.job_id)
        .join(User, col(User.id) == Booking.interviewer_id)
        .outerjoin(InterviewerProfile, col(InterviewerProfile.user_id) == User.id)
        .outerjoin(Place, col(Place.id) == Booking.place_id)
        .where(among(session.connection(), col(Booking.id), booking_ids))
    )
    return {
        booking.id: Facts(booking, job, person, profile, place, company)
        for booking, job, person, profile, place in rows
    }


def as_calendar(
    facts: Facts, method: str, language: Language, at: datetime, *, mailed: Mailed | None = None
) -> bytes:
    """One interview as text/calendar; `method`: PUBLISH, REQUEST or CANCEL."""
    calendar = Calendar()
    calendar.add("prodid", "-//ShowUp//showup//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_entry(facts, method == "CANCEL", language, at, mailed))
    return calendar.to_ical()


def _entry(
    facts: Facts, is_cancelled: bool, language: Language, at: datetime, mailed: Mailed | None
) -> Event:
    booking, job, place, company = facts.booking, facts.job, facts.place, facts.company
    name = _either(language, company.name, company.name_en) if company else ""
    is_video = booking.mode == InterviewMode.VIDEO
    entry = Event()
    entry.add("uid", booking.uid)
    # What was taken back by an undo has the number of the entry it must replace.
    entry.add("sequence", booking.sequence + (booking.state == BookingState.UNDONE))
    entry.add("dtstamp", at)
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
    if mailed is not None:
        entry["organizer"] = _by_mail(mailed.organizer, name)
        entry["attendee"] = _attendee(mailed)
    elif company is not None:
        entry["organizer"] = _organizer(company, name)
    if is_cancelled:
        return entry
    entry.add("description", _description(facts, where, language))
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", i18n.text(language, "ics.alarm", company=name))
        alarm.add("trigger", before)
        entry.add_component(alarm)
    return entry


def _by_mail(address: str, name: str) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = vText(name)
    organizer.params["schedule-agent"] = vText("CLIENT")
    return organizer


def _attendee(mailed: Mailed) -> vCalAddress:
    """No answer is asked for by calendar: confirming is a button of ours."""
    attendee = vCalAddress(f"mailto:{mailed.attendee}")
    attendee.params["cn"] = vText(mailed.name)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


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


def _description(facts: Facts, where: str, language: Language) -> str:
    booking, job, person, profile = facts.booking, facts.job, facts.person, facts.profile
    place, company = facts.place, facts.company
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
