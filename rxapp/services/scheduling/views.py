"""What a candidate's pages are told: codes, facts and instants. Words are made where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rxapp.rules.vocabulary import InterviewMode


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time to choose: the two that name it are `starts_at` and `interviewer_id`. Evening, weekend and
    night are meant in the candidate's zone; `is_recommended` marks the few that are shown before all others."""

    interviewer_id: int
    interviewer_name: str
    starts_at: datetime
    ends_at: datetime
    is_evening: bool
    is_weekend: bool
    is_night: bool = False
    is_recommended: bool = False


@dataclass(frozen=True, slots=True)
class SlotDay:
    """A day's times, in the candidate's zone, earliest first."""

    day: date
    slots: tuple[SlotRow, ...]


@dataclass(frozen=True, slots=True)
class OfferedDays:
    """The times alone. `is_moving`: an interview is booked, these are the times it could move to."""

    zone: str
    is_moving: bool
    interviewers: tuple[PersonView, ...]
    slots: tuple[SlotDay, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """An interviewer as the candidate reads them."""

    user_id: int
    name: str
    title: str
    title_en: str
    background: str
    background_en: str
    photo_url: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where to go; `amap_url`, `geo_url` and `apple_url` are empty where nobody picked the place on a map, `photo_url`
    where there is no photograph."""

    name: str
    name_en: str
    city: str
    address: str
    address_en: str
    entrance: str
    floor: str
    phone: str
    amap_url: str
    geo_url: str
    photo_url: str = ""
    apple_url: str = ""


@dataclass(frozen=True, slots=True)
class BookingView:
    """The booked interview and what can be done about it now. `can_confirm`: a "yes" is asked for and not given;
    `does_here_count`: "I am here" is an arrival by now; `is_over`: its planned end has passed and nobody has said how
    it went."""

    booking_id: int
    starts_at: datetime
    ends_at: datetime
    mode: InterviewMode
    place: PlaceView | None
    meeting_link: str
    interviewer: PersonView
    by_candidate: bool
    confirmed_at: datetime | None
    day_before_confirmed_at: datetime | None
    calendar_added_at: datetime | None
    arrived_at: datetime | None
    late_minutes: int | None
    can_confirm: bool
    can_move: bool
    can_cancel: bool
    can_check_in: bool
    does_here_count: bool
    check_in_from: datetime
    is_under_way: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class FormerView:
    """The interview that does not take place, while nothing else is booked: `outcome` as in vocabulary.BookingState
    (late_cancel and cancelled_by_candidate are the candidate's own), `reason` a code, `is_in_calendar`: they took it
    into their calendar and it is still to come there."""

    starts_at: datetime
    outcome: str
    reason: str
    is_in_calendar: bool


@dataclass(frozen=True, slots=True)
class TrustRow:
    """Something that happened, newest first. `kind` is rules.events.EventKind; `by` user, candidate or system;
    `who` the member of staff's name; `facts` codes and instants (`starts_at`, `interviewer`, `outcome`, `reason`)."""

    event_id: int
    kind: str
    at: datetime
    by: str
    who: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message that reached the candidate, newest first."""

    delivery_id: int
    kind: str
    channel: str
    sent_at: datetime
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Everything on the candidate's page. `line`: passed_first, arranging, booked, waiting, passed (they were
    told), hired, withdrawn, ended; `progress` is its place on the line of five. `reply_by`: an answer is promised by
    then; `words`: what they were told at the end. `reached`, how far they ever came towards the interview: nothing,
    invited, booked, came. `slots` is what could be chosen (or moved to) now."""

    application_id: int
    version: int
    company_name: str
    company_name_en: str
    company_phone: str
    candidate_name: str
    zone: str
    job_title: str
    job_title_en: str
    recruiter_name: str
    stage: int
    line: str
    progress: int
    closing: str | None
    reply_by: datetime | None
    words: str
    reached: str
    minutes: int | None
    mode: InterviewMode | None
    interviewers: tuple[PersonView, ...]
    booking: BookingView | None
    former: FormerView | None
    is_invited: bool
    slots: tuple[SlotDay, ...]
    bring: tuple[str, ...]
    bring_en: tuple[str, ...]
    trust: tuple[TrustRow, ...]
    messages: tuple[MessageRow, ...]

    def bring_in(self, language: str) -> tuple[str, ...]:
        """What to bring, in the reader's language where it was written down."""
        return self.bring_en if language == "en" and self.bring_en else self.bring
