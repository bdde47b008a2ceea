"""What the drawer is told: codes, facts and instants. Words are made where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PersonCard:
    """The candidate. `phone` and `email` are whole for HR, masked for executives, empty for interviewers."""

    id: int
    name: str
    phone: str
    email: str
    is_masked: bool
    city: str
    zone: str
    language: str
    is_employed: bool
    has_cv: bool


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One interview, scheduled or past. `note`, written with its end, is HR's to read, else empty."""

    id: int
    interviewer_id: int
    interviewer: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: str
    place_en: str
    meeting_link: str
    state: str
    booked_by: str
    booked_at: datetime
    notice_opened_at: datetime | None
    confirmed_at: datetime | None
    day_before_confirmed_at: datetime | None
    calendar_added_at: datetime | None
    arrived_at: datetime | None
    late_minutes: int | None
    outcome_at: datetime | None
    outcome_by: str
    reason: str | None
    note: str


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """The open invitation. `invited_by` is empty when the ladder sent it."""

    id: int
    interviewers: tuple[tuple[int, str], ...]
    mode: str
    place: str
    place_en: str
    minutes: int
    meeting_link: str
    invited_at: datetime
    invited_by: str
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class PriorityView:
    """The open "must come in", or the last one. `standing` is rules.priority.Standing."""

    id: int
    requested_by: str
    requested_at: datetime
    deadline_at: datetime
    note: str
    is_open: bool
    seen_at: datetime | None
    seen_by: str
    scheduled_at: datetime | None
    scheduled_for: datetime | None
    attended_at: datetime | None
    standing: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A message to the candidate and where it stands."""

    id: int
    kind: str
    channel: str
    state: str
    due_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None
    error: str
    delivered_at: datetime | None = None
    mail_opened_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """Something the candidate wrote. `meaning` as rules.replies read it; `why` it needs a person, empty when none;
    `is_open`: nobody has dealt with it yet."""

    id: int
    channel: str
    text: str
    received_at: datetime
    meaning: str
    why: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something a member of staff is asked to do about it."""

    id: int
    kind: str
    delivery_id: int | None
    assignee_id: int
    assignee: str
    due_at: datetime
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something that happened, newest first. `kind` is rules.events.EventKind; `by` user, candidate or system;
    `facts` its codes and instants, with `interviewer` by name; `is_undone`: taken back within ten seconds."""

    event_id: int
    kind: str
    at: datetime
    by: str
    who: str
    facts: dict[str, Any]
    is_undone: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What somebody decided, advised, or asked a colleague (`asked`), newest first. `verdict` is
    rules.decisions.Verdict; `note` is empty for whoever may not read it."""

    id: int
    verdict: str
    by: str
    asked: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """Everything in the drawer. `actions` are the codes of `services.hiring.actions`, the next one first.
    `question_id` is the task of a question that waits for the reader's own answer; `reinvite_at` when the new
    invitation after a no-show leaves by itself, until it has."""

    id: int
    version: int
    stage: int
    closing: str | None
    reason: str | None
    reason_side: str | None
    note: str
    candidate: PersonCard
    job_id: int
    job_title: str
    job_title_en: str
    city: str
    recruiter_id: int
    recruiter: str
    source: str
    passed_first_at: datetime
    stage_since: datetime
    invitations: int
    first_invited_at: datetime | None
    last_invited_at: datetime | None
    silent_since: datetime | None
    attended_at: datetime | None
    closed_at: datetime | None
    booking: BookingRow | None
    bookings: tuple[BookingRow, ...]
    invitation: InvitationRow | None
    priority: PriorityView | None
    verdict: str | None
    reply_by: datetime | None
    told_at: datetime | None
    decisions: tuple[DecisionRow, ...]
    question_id: int | None
    deliveries: tuple[DeliveryRow, ...]
    replies: tuple[ReplyRow, ...]
    tasks: tuple[TaskRow, ...]
    timeline: tuple[TimelineRow, ...]
    actions: tuple[str, ...]
    reinvite_at: datetime | None = None
