"""Interviews in words: rows of the agenda become what start page and calendar show, in one language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.reasons import OUTCOME_REASONS, UNKNOWN
from rxapp.rules.vocabulary import HR, BookingState, InterviewMode, Language, Role, Stage
from rxapp.services.scheduling.agenda import AgendaRow
from rxapp.services.scheduling.briefs import Brief
from rxapp.services.scheduling.record_outcome import is_decided_by_hr
from rxapp.services.scheduling.timetable import TimetableItem

NEAR = timedelta(
    hours=2
)  # from when arrivals and outcomes are noted here; before, the drawer cancels and moves


SHORT, SHORT_LINES = 120, 4  # characters and lines of a brief that need not be folded away
NO_BRIEF = Brief()
_HELD = (BookingState.ATTENDED, BookingState.LEFT_EARLY, BookingState.NO_SHOW)


class AgendaItem(TypedDict):
    """One interview as a line. `on` is its day where nothing above it says that; `tone` colours the standing chip;
    `can_record` opens the outcome dialog, and `can_correct` what its interviewer recorded; `said` is their reason and
    note, `ask` whom to ask once HR has decided or somebody else recorded it. What the job asks for is there for its
    interviewer; `is_folded`: it is long, was said before, or the interview is over."""

    booking_id: int
    application_id: int
    on: str
    time: str
    candidate: str
    job: str
    interviewer: str
    where: str
    mode: str
    meeting_link: str
    standing: str
    tone: str
    flag: str
    can_record: bool
    can_arrive: bool
    can_confirm: bool
    can_correct: bool
    said: str
    ask: str
    needs_outcome: bool
    is_over: bool
    requirements: str
    culture: list[str]
    is_folded: bool


class AgendaDay(TypedDict):
    """One day of the list."""

    day: str
    is_today: bool
    items: list[AgendaItem]


_TONES = {
    BookingState.ATTENDED: "green", BookingState.LEFT_EARLY: "amber", BookingState.NO_SHOW: "red",
    BookingState.LATE_CANCEL: "red", BookingState.CANCELLED_BY_CANDIDATE: "", BookingState.CANCELLED_BY_COMPANY: "",
}  # fmt: skip


def agenda_item(
    row: AgendaRow, *, role: Role, language: str, zone: str, now: datetime, brief: Brief = NO_BRIEF,
    is_said: bool = False, reader_id: int | None = None,
) -> AgendaItem:  # fmt: skip
    """One interview; `zone` is the company's, `reader_id` an interviewer who reads their own."""
    is_open = row.state == BookingState.SCHEDULED
    standing, tone = standing_words(row, language, zone, now)
    is_near = is_open and role is not Role.EXECUTIVE and row.starts_at - NEAR <= now
    is_english = language == Language.EN
    is_video = row.mode == InterviewMode.VIDEO
    place = row.place_en if is_english and row.place_en else row.place
    is_mine = reader_id is not None and row.outcome_by == reader_id
    is_held = row.state in _HELD
    can_correct = is_mine and is_held and _can_correct(row)
    return AgendaItem(
        booking_id=row.booking_id,
        application_id=row.application_id,
        on="",
        time=f"{i18n.clock_time(row.starts_at, zone)}–{i18n.clock_time(row.ends_at, zone)}",
        candidate=row.candidate,
        job=row.job_en if is_english and row.job_en else row.job,
        interviewer=row.interviewer,
        where=i18n.text(language, "calendar.video") if is_video else place,
        mode=row.mode,
        meeting_link=row.meeting_link if is_video else "",
        standing=standing,
        tone=tone,
        flag=i18n.when(language, row.deadline_at, now, zone) if row.deadline_at else "",
        can_record=is_near and row.starts_at <= now,
        can_arrive=is_near and row.arrived_at is None and now < row.ends_at,
        can_confirm=is_open and role in HR and row.confirmed_at is None and now < row.starts_at,
        can_correct=can_correct,
        said=_said(row, language) if is_mine else "",
        ask=row.recruiter if reader_id is not None and is_held and not can_correct else "",
        needs_outcome=is_open and row.ends_at <= now,
        is_over=not is_open,
        requirements=brief.requirements,
        culture=list(brief.culture),
        is_folded=is_said or not is_open or row.ends_at <= now or _is_long(brief),
    )


def _can_correct(row: AgendaRow) -> bool:
    """Whether nothing was built on the outcome yet (services.scheduling.record_outcome decides)."""
    kept = Stage.ARRANGING if row.state == BookingState.NO_SHOW else Stage.ATTENDED
    return row.stage == kept and not row.is_closed and not is_decided_by_hr(row.stage, row.verdict)


def _said(row: AgendaRow, language: str) -> str:
    """The reason and the note of an outcome, as they were recorded."""
    has_reason = BookingState(row.state) in OUTCOME_REASONS
    reason = i18n.text(language, f"reason.{row.reason or UNKNOWN}") if has_reason else ""
    return " · ".join(filter(None, [reason, row.reason_note]))


def _is_long(brief: Brief) -> bool:
    return len(brief.requirements) > SHORT or brief.requirements.count("\n") >= SHORT_LINES


def by_day(items: list[tuple[date, AgendaItem]], *, today: date, language: str) -> list[AgendaDay]:
    """The items under their days, in the order given."""
    days: dict[date, list[AgendaItem]] = {}
    for on, item in items:
        days.setdefault(on, []).append(item)
    return [
        AgendaDay(day=day_words(on, today=today, language=language), is_today=on == today, items=rows)
        for on, rows in days.items()
    ]


def day_words(on: date, *, today: date, language: str) -> str:
    """今天 · 11月23日 周一; beyond tomorrow only the date."""
    near, full = _near_word(on, today, language), i18n.day(language, on)
    return f"{near} · {full}" if near else full


def short_day(on: date, *, today: date, language: str) -> str:
    """昨天; beyond it the date: 11月20日 周五."""
    return _near_word(on, today, language) or i18n.day(language, on)


def _near_word(on: date, today: date, language: str) -> str:
    near = {-1: "date.yesterday", 0: "date.today", 1: "date.tomorrow"}.get((on - today).days)
    return i18n.text(language, near).capitalize() if near else ""


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day of an instant where the company is."""
    return instant.astimezone(ZoneInfo(zone)).date()


def start_of(on: date, zone: str) -> datetime:
    """Local midnight of a day, as an instant."""
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone))


def standing_words(
    row: AgendaRow | TimetableItem, language: str, zone: str, now: datetime
) -> tuple[str, str]:
    """Where they stand, in words and a tone; amber is what waits for somebody here."""

    def say(key: str, tone: str, **facts: object) -> tuple[str, str]:
        return i18n.text(language, f"calendar.standing_{key}", **facts), tone

    if row.state != BookingState.SCHEDULED:
        return say(row.state, _TONES.get(BookingState(row.state), ""))
    if row.ends_at <= now:
        return say("unknown", "amber")
    if row.arrived_at is not None:
        return say("arrived", "green", at=i18n.clock_time(row.arrived_at, zone))
    if row.late_minutes:
        return say("late", "amber", minutes=row.late_minutes)
    if row.starts_at <= now:
        return say("not_here", "amber")
    return say("confirmed", "green") if row.confirmed_at else say("unconfirmed", "")
