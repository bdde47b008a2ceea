"""What a candidate may read, put into words: codes and instants from the services become the rows of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.events import EventKind, as_instant
from rxapp.rules.vocabulary import HOME_ZONE, BookingState, Closing, InterviewMode, Language, Stage
from rxapp.services.messaging.texts.facts import CODE, LINK
from rxapp.services.scheduling.views import (
    BookingView,
    CandidateView,
    OfferedDays,
    PersonView,
    PlaceView,
    TrustRow,
)
from rxapp.services.scheduling.views import SlotRow as OfferedSlot
from rxapp.state.candidate_rows import (
    NO_FACTS,
    ChosenRow,
    DayRow,
    Facts,
    LetterRow,
    NewsRow,
    SlotRow,
    SuggestedRow,
)
from rxapp.state.pieces import pieces

FEW = 8  # so many times are looked over at one glance

ASKED_BY_THEM = (
    "asked_other_time"  # the company called it off because the candidate had asked for another time
)


def either(language: str, chinese: str, english: str) -> str:
    """The text in the reader's language, the other one where it is missing."""
    return (english or chinese) if language == Language.EN else (chinese or english)


def initials(name: str) -> str:
    """What stands in for a face: the last two characters of a Chinese name, else first letters."""
    parts = name.split()
    if len(parts) > 1:
        return (parts[0][:1] + parts[-1][:1]).upper()
    return name[-2:] if name and "\u4e00" <= name[-1] <= "\u9fff" else name[:1].upper()


def facts_of(view: CandidateView, language: str, now: datetime) -> Facts:
    """Where things stand."""
    action = action_of(view, now)
    found: Facts = {
        **NO_FACTS,
        "name": view.candidate_name,
        "job": either(language, view.job_title, view.job_title_en),
        "headline": headline(view, language, now, action),
        "stage": view.progress,
        "is_passed": view.line == "passed",
        "closing": view.closing or "",
        "action": action,
        "key": str(view.application_id),
        "promise": _promise(view, language, now),
        "is_promise_late": view.reply_by is not None and view.reply_by <= now,
        "words": view.words,
        "can_withdraw": view.closing is None and view.booking is None and view.is_invited,
    }
    found["is_in_calendar"] = view.former is not None and view.former.is_in_calendar
    if view.booking is not None:
        _put_booking(found, view.booking, view.zone, language, now)
    return found


def _promise(view: CandidateView, language: str, now: datetime) -> str:
    if view.reply_by is None:
        return ""
    key = "candidate.promise_late" if view.reply_by <= now else "candidate.promise"
    when = i18n.when(language, view.reply_by, now, view.zone)
    return snug(i18n.text(language, key, when=when), when)


def action_of(view: CandidateView, now: datetime) -> str:
    """The one thing to do now."""
    booking = view.booking
    if view.closing is not None:
        return "none"
    if booking is None:
        if view.stage != Stage.ARRANGING:
            return "none"
        return "choose" if view.slots else "wait"
    if booking.is_over:
        return "over" if booking.arrived_at is None else "none"
    if booking.can_check_in:
        return "arrived" if booking.arrived_at is not None else "arrive"
    if booking.starts_at <= now:
        return "none"
    return "confirm" if booking.can_confirm else "calendar"


def headline(view: CandidateView, language: str, now: datetime, action: str) -> str:
    """One sentence saying where things stand; why somebody was not chosen is for a person to tell."""
    booking = view.booking
    if view.closing is not None:
        if view.words:
            return i18n.text(language, "candidate.stands.told")  # the words themselves stand below
        # Rejected and lost read the same: the page only says what both sides know, how far it came.
        told = view.closing in (Closing.WITHDRAWN, Closing.COMPANY_CANCELLED)
        return i18n.text(language, f"candidate.stands.{view.closing if told else f'ended_{view.reached}'}")
    if booking is not None:
        if booking.is_over:
            return i18n.text(language, f"candidate.stands.{'over' if booking.arrived_at is None else '3'}")
        if booking.starts_at <= now:
            return i18n.text(language, "candidate.stands.begun")
        key = "candidate.stands.video" if booking.mode == InterviewMode.VIDEO else "candidate.stands.booked"
        return i18n.text(language, key, interviewer=booking.interviewer.name)
    if view.line == "passed":
        return i18n.text(language, "candidate.stands.passed", recruiter=view.recruiter_name)
    if view.reply_by is not None:
        return i18n.text(language, "candidate.stands.promised")  # the date stands below it
    if view.former is not None and action in ("choose", "wait") and (said := _again(view, language, action)):
        return said
    return i18n.text(language, f"candidate.stands.{'wait' if action == 'wait' else view.progress}")


def _again(view: CandidateView, language: str, action: str) -> str:
    """Why they are asked for a time once more; empty where the former one was no more than a tap taken back."""
    former = view.former
    assert former is not None
    is_ours = former.outcome == BookingState.CANCELLED_BY_COMPANY and former.reason != ASKED_BY_THEM
    kind = {BookingState.NO_SHOW: "missed", BookingState.UNDONE: ""}.get(
        BookingState(former.outcome), "sorry" if is_ours else "cancelled"
    )
    if not kind:
        return ""
    when = i18n.at(language, former.starts_at, view.zone)
    why = f"candidate.again.why.{former.reason}"
    return i18n.text(
        language, f"candidate.again.{kind}", when=when,
        why=i18n.text(language, why if is_ours and i18n.has(why) else "candidate.again.why"),
        ask=i18n.text(language, f"candidate.again.{action}"),
    )  # fmt: skip


def _put_booking(found: Facts, booking: BookingView, zone: str, language: str, now: datetime) -> None:
    who = booking.interviewer
    minutes = int((booking.ends_at - booking.starts_at) / timedelta(minutes=1))
    is_late = booking.late_minutes and booking.arrived_at is None
    found["has_booking"] = True
    found["is_confirmed"] = booking.confirmed_at is not None and not booking.can_confirm
    found["can_move"], found["can_cancel"] = booking.can_move, booking.can_cancel
    found["is_over"], found["does_here_count"] = booking.is_over, booking.does_here_count
    found["can_take_calendar"] = booking.starts_at > now and booking.arrived_at is None
    found["late_text"] = i18n.text(language, "candidate.late_told", n=booking.late_minutes) if is_late else ""
    when = i18n.when(language, booking.starts_at, now, zone)
    found["when_full"] = span(language, booking.starts_at, booking.ends_at, zone)
    # Far days are said in full at once, and not a second time below.
    is_near = not found["when_full"].startswith(when)
    found["when_big"] = opening(when) if is_near else found["when_full"]
    found["zone_text"] = zone_text(language, zone, booking.starts_at)
    found["minutes_text"] = i18n.text(language, "candidate.minutes", n=minutes)
    found["when_small"] = " · ".join([found["when_full"]] * is_near + [found["minutes_text"]])
    found["mode"], found["meeting_link"] = str(booking.mode), booking.meeting_link
    found["interviewer"], found["initials"] = who.name, initials(who.name)
    found["face_url"] = who.photo_url
    found["title"] = either(language, who.title, who.title_en)
    found["background"] = either(language, who.background, who.background_en)
    if booking.place is not None:
        _put_place(found, booking.place, language)


def _put_place(found: Facts, place: PlaceView, language: str) -> None:
    found["place"] = either(language, place.name, place.name_en)
    found["address"] = either(language, place.address, place.address_en)
    found["entrance"], found["floor"], found["photo_url"] = place.entrance, place.floor, place.photo_url
    found["reception"] = place.phone
    found["map_url"], found["geo_url"], found["apple_url"] = place.amap_url, place.geo_url, place.apple_url


def span(language: str, starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """A time in full with its end: 11月24日 周二 15:00–15:45."""
    return f"{i18n.at(language, starts_at, zone)}–{i18n.clock_time(ends_at, zone)}"


def zone_text(language: str, zone: str, at: datetime) -> str:
    """Says which zone the times are in, only when it is not China's."""
    if at.astimezone(ZoneInfo(zone)).utcoffset() == at.astimezone(ZoneInfo(HOME_ZONE)).utcoffset():
        return ""
    return i18n.text(language, "candidate.zone", zone=zone.rpartition("/")[2].replace("_", " "))


def news_of(view: CandidateView, language: str, now: datetime) -> list[NewsRow]:
    """What has happened, newest first; kinds without a sentence stay out."""
    rows = [(row, _news_text(row, view.zone, language, after)) for row, after in _with_after(view.trust)]
    return [
        {
            "key": str(row.event_id),
            "when": opening(i18n.when(language, row.at, now, view.zone)),
            "text": said,
        }
        for row, said in rows
        if said
    ]


# What ends the truth of a line that names a time; the newest of each is how things stand.
_ENDED_BY = {
    EventKind.SLOT_BOOKED: (EventKind.BOOKING_MOVED, EventKind.BOOKING_CANCELLED),
    EventKind.BOOKING_MOVED: (EventKind.BOOKING_MOVED, EventKind.BOOKING_CANCELLED),
    EventKind.REPLY_PROMISED: (EventKind.REPLY_PROMISED,),
}


def _with_after(trust: Sequence[TrustRow]) -> list[tuple[TrustRow, str]]:
    """Each line with what became of the time it names: moved, cancelled or nothing; `trust` is newest first."""
    found: list[tuple[TrustRow, str]] = []
    later: list[str] = []
    for row in trust:
        enders = _ENDED_BY.get(EventKind(row.kind), ())
        by = next((kind for kind in reversed(later) if kind in enders), "")
        found.append((row, "cancelled" if by == EventKind.BOOKING_CANCELLED else "moved" if by else ""))
        later.append(row.kind)
    return found


def _news_text(row: TrustRow, zone: str, language: str, after: str = "") -> str:
    key = f"candidate.happened.{row.kind}"
    outcome = row.facts.get("outcome")
    # Who called off is what counts, even where a recruiter wrote it down for a candidate on the telephone.
    by = "candidate" if outcome in (BookingState.CANCELLED_BY_CANDIDATE, BookingState.LATE_CANCEL) else row.by
    for more in (by, outcome):
        if more and i18n.has(f"{key}.{more}"):
            key = f"{key}.{more}"
            break
    if not i18n.has(key):
        return ""
    at = row.facts.get("starts_at") or row.facts.get("by_at")
    if isinstance(at, str):
        at = as_instant(at)
    # In full: "tomorrow" is read days later too.
    when = i18n.at(language, at, zone) if isinstance(at, datetime) else ""
    interviewer = str(row.facts.get("interviewer") or row.who)
    said = i18n.text(language, key, when=when, interviewer=interviewer, minutes=row.facts.get("minutes", 0))
    return i18n.text(language, f"candidate.since.{after}", said=said) if after and when else said


def letters_of(view: CandidateView, language: str, now: datetime) -> list[LetterRow]:
    """What we sent, newest first."""
    here, map_name = i18n.text(language, "candidate.this_page"), i18n.text(language, "candidate.map")
    return [
        {
            "key": str(row.delivery_id),
            "when": opening(i18n.when(language, row.sent_at, now, view.zone)),
            "title": row.subject or _letter_name(row.kind, language),
            "pieces": pieces(row.body.replace(LINK, here).replace(CODE, here), map_name=map_name),
        }
        for row in view.messages
    ]


def _letter_name(kind: str, language: str) -> str:
    key = f"candidate.letter.{kind}"
    return i18n.text(language, key if i18n.has(key) else "candidate.letter")


def slot_days(view: CandidateView | OfferedDays, language: str, now: datetime) -> list[DayRow]:
    """The times that may be chosen now, by day."""
    return [
        {
            "day": _day(row.day, view.zone, language, now),
            "slots": [_slot(slot, view.zone) for slot in row.slots],
        }
        for row in view.slots
    ]


def suggested(view: CandidateView | OfferedDays, language: str, now: datetime) -> list[SuggestedRow]:
    """The few times to show before all others, earliest first; none where all are few."""
    if sum(len(row.slots) for row in view.slots) <= FEW:
        return []
    return [
        {**_slot(slot, view.zone), "day": _day(row.day, view.zone, language, now)}
        for row in view.slots
        for slot in row.slots
        if slot.is_recommended
    ]


def _day(on: date, zone: str, language: str, now: datetime) -> str:
    near = {0: "date.today", 1: "date.tomorrow"}.get((on - now.astimezone(ZoneInfo(zone)).date()).days)
    name = i18n.day(language, on)
    return f"{opening(i18n.text(language, near))} · {name}" if near else name


def snug(words: str, fact: str) -> str:
    """A text without the gap before a fact that begins with a Chinese sign: 改到了今天, but 改到了 11月24日."""
    return words.replace(f" {fact}", fact) if "\u4e00" <= fact[:1] <= "\u9fff" else words


def opening(words: str) -> str:
    """Words as they begin a line: with a capital."""
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=4096)
def _slot_words(starts_at: datetime, zone: str) -> tuple[str, str]:
    """Kept, because many candidates are shown the same times, and all at once when one of them is taken."""
    return starts_at.isoformat(), i18n.clock_time(starts_at, zone)


def _slot(slot: OfferedSlot, zone: str) -> SlotRow:
    starts_at, time = _slot_words(slot.starts_at, zone)
    return {
        "starts_at": starts_at,
        "interviewer_id": slot.interviewer_id,
        "time": time,
        "interviewer": slot.interviewer_name,
        "mark": "night"
        if slot.is_night
        else "weekend"
        if slot.is_weekend
        else "evening"
        if slot.is_evening
        else "",
    }


def chosen_row(slot: OfferedSlot, who: PersonView | None, zone: str, language: str) -> ChosenRow:
    """One of the times in full, to look at before it is taken."""
    return {
        "starts_at": slot.starts_at.isoformat(),
        "interviewer_id": slot.interviewer_id,
        "when": span(language, slot.starts_at, slot.ends_at, zone),
        "zone_text": zone_text(language, zone, slot.starts_at),
        "interviewer": slot.interviewer_name,
        "initials": initials(slot.interviewer_name),
        "face_url": who.photo_url if who else "",
        "title": either(language, who.title, who.title_en) if who else "",
        "background": either(language, who.background, who.background_en) if who else "",
    }
