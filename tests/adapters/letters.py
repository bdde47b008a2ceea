"""A letter as the services hand it over, and one calendar entry as icalendar writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from icalendar import Calendar, Event, vCalAddress

from rxapp.adapters.email.parts import Sender
from rxapp.adapters.ports import CalendarPart, Message
from rxapp.rules.texts.html_letter import html_letter
from rxapp.rules.vocabulary import StepKind

SENDER = Sender(
    "hr@example.com", "山海科技, 招聘", reply_to="reply@example.com", realm="https://hr.example.com"
)
TEXT = "林晓，您好！张经理已为您预留 14:00–15:00。\n.\n..点在行首\n\n详情：https://hr.example.com/i/abc"
SUBJECT = "11月27日 14:00 复试，张经理等您"
SUMMARY = "复试；产品经理, 山海科技 \\ 第二行\n与一个很长很长很长很长很长很长很长很长很长很长很长的名字"


def calendar(method: Literal["REQUEST", "CANCEL"] = "REQUEST", sequence: int = 0) -> CalendarPart:
    entry = Event()
    entry.add("uid", "booking-7@hr.example.com")
    entry.add("sequence", sequence)
    entry.add("dtstamp", datetime(2026, 11, 23, 6, tzinfo=UTC))
    entry.add("dtstart", datetime(2026, 11, 27, 6, tzinfo=UTC))
    entry.add("dtend", datetime(2026, 11, 27, 7, tzinfo=UTC))
    entry.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    entry.add("summary", SUMMARY)
    entry.add("organizer", vCalAddress("mailto:hr@example.com"))
    entry.add("attendee", vCalAddress("mailto:lin@example.org"))
    file = Calendar()
    file.add("prodid", "-//ShowUp//showup//EN")
    file.add("version", "2.0")
    file.add("method", method)
    file.add_component(entry)
    return CalendarPart(file.to_ical(), method)


def message(delivery_id: int = 7, attempt: int = 1, **changes: Any) -> Message:
    known: dict[str, Any] = {
        "kind": StepKind.BOOKED,
        "subject": SUBJECT,
        "text": TEXT,
        "html": html_letter(TEXT, language="zh", ours=("https://hr.example.com",)),
        "email": "lin@example.org",
        "name": "林晓",
        "calendar": calendar(),
        "unsubscribe_url": "https://hr.example.com/stop/abc",
    }
    return Message(delivery_id=delivery_id, attempt=attempt, **(known | changes))
