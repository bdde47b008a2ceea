"""Interviews in words: rows of the agenda become what start page and calendar show, in one language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from rxapp import i18n
from rxapp.rules.vocabulary import HR, BookingState, InterviewMode, Language, Role
from rxapp.services.scheduling.agenda import AgendaRow
from rxapp.services.scheduling.briefs import Brief
from rxapp.services.scheduling.timetable import TimetableItem

NEAR = timedelta(
    hours=2
)  # from when arrivals and outcomes are noted here; before, the drawer cancels and moves


SHORT, SHORT_LINES = 120, 4  # characters and lines of a brief that need not be folded away
NO_BRIEF = Brief()


class AgendaItem(TypedDict):
    """One interview as a line. `tone` colours the standing chip; `can_record` opens the outcome dialog. What the job
    asks for is there for its interviewer; `is_folded`: it is long, was said before, or the interview is over."""

    booking_id: int
    application_id: int
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
    is_said: bool = False,
) -> AgendaItem:  # fmt: skip
    """One interview; `zone` is the company's."""
    is_open = row.state == BookingState.SCHEDULED
    standing, tone = standing_words(row, language, zone, now)
    is_near = is_open and role is not Role.EXECUTIVE and row.starts_at - NEAR <= now
    is_english = language == Language.EN
    is_video = row.mode == InterviewMode.VIDEO
    place = row.place_en if is_english and row.place_en else row.place
    return AgendaItem(
        booking_id=row.booking_id,
        application_id=row.application_id,
        time=f"{_clock(row.starts_at, zone)}–{_clock(row.ends_at, zone)}",
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
        needs_outcome=is_open and row.ends_at <= now,
        is_over=not is_open,
        requirements=brief.requirements,
        culture=list(brief.culture),
        is_folded=is_said or not is_open or row.ends_at <= now or _is_long(brief),
    )


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
    near = {-1: "date.yesterday", 0: "date.today", 1: "date.tomorrow"}.get((on - today).days)
    full = i18n.day(language, on)
    return f"{i18n.text(language, near).capitalize()} · {full}" if near else full


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day of an instant where the company is."""
    return instant.astimezone(ZoneInfo(zone)).date()


def start_of(on: date, zone: str) -> datetime:
    """Local midnight of a day, as an instant."""
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(zone))


def _clock(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


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
        return say("arrived", "green", at=_clock(row.arrived_at, zone))
    if row.late_minutes:
        return say("late", "amber", minutes=row.late_minutes)
    if row.starts_at <= now:
        return say("not_here", "amber")
    return say("confirmed", "green") if row.confirmed_at else say("unconfirmed", "")
