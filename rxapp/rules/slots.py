"""Which times a candidate may choose, who takes each, and in which order they are shown.

    cut(spans, *, length, step, earliest, latest=None) -> list[Span]
    can_book(facts: SlotFacts, *, now, notice) -> Refusal | None
    offer(interviewers: Iterable[InterviewerTime], *, length, step, now, notice, zone,
          in_work=False, until=None, cap=120) -> list[OfferedSlot]        (presentation order, best first)
    suggest(offered, zone, most=6) -> frozenset[datetime]                 (starts to show before all others)
    is_after_hours(at, zone) -> bool           is_night(at, zone) -> bool

Cost: `offer` is O(i·s + s log s) for i interviewers and s start times: two weeks, five interviewers and half-hour
steps (about 900 starts) take some milliseconds. Free spans depend on the interviewer only, so a caller that serves
many open pages computes them once per interviewer and change, not once per page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rxapp.rules.refusal import Reason, Refusal
from rxapp.rules.spans import Span, covers, merge, overlaps

# Starts are rounded up to a quarter hour; every zone's offset is a multiple of it.
GRID = timedelta(minutes=15)
SOON_FROM = timedelta(hours=24)
SOON_UNTIL = timedelta(hours=72)
EVENING_FROM_HOUR = 18
NIGHT_FROM_HOUR, NIGHT_UNTIL_HOUR = 22, 7
SUGGESTED = 6
SUGGESTED_A_DAY = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class InterviewerTime(NamedTuple):
    """One interviewer who may take the interview: merged free spans, and how many interviews they already hold."""

    interviewer_id: int
    free: Sequence[Span]
    load: int = 0


class OfferedSlot(NamedTuple):
    """One start time and the interviewer who would take it."""

    interviewer_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """What a booking is judged by. `offered` is merged (see spans.merge) and not yet reduced by `busy`."""

    span: Span
    offered: Sequence[Span]
    busy: Sequence[Span] = ()
    is_invited: bool = True  # an invitation is open and the application is not closed
    has_place: bool = True  # on site, or a meeting link is known


def cut(
    spans: Iterable[Span],
    *,
    length: timedelta,
    step: timedelta,
    earliest: datetime,
    latest: datetime | None = None,
) -> list[Span]:
    """Interviews of `length` that fit into the spans, every `step`, none starting before `earliest`.

    The grid begins at each span's start (rounded up to a quarter hour), so it does not wander as time passes.
    `latest` bounds the starts: `starts_at < latest`.
    """
    if length <= timedelta() or step <= timedelta():
        raise ValueError("length and step must be positive")
    pieces: list[Span] = []
    for start, end in spans:
        at = start + (_EPOCH - start) % GRID
        if at < earliest:
            at += -((at - earliest) // step) * step
        last = end - length
        if latest is not None and latest <= last:
            last = latest - timedelta(microseconds=1)
        while at <= last:
            pieces.append(Span(at, at + length))
            at += step
    return pieces


def can_book(facts: SlotFacts, *, now: datetime, notice: timedelta) -> Refusal | None:
    """Whether this time may be booked now; the database has the last word on *taken*.

    `notice` is how long ahead a booking must be made. Codes: invitation_closed, needs_meeting_link, slot_past,
    slot_too_soon, slot_not_offered, slot_taken.
    """
    span = facts.span
    if not facts.is_invited:
        return Refusal(Reason.INVITATION_CLOSED)
    if not facts.has_place:
        return Refusal(Reason.NEEDS_MEETING_LINK)
    if span.start <= now:
        return Refusal(Reason.SLOT_PAST)
    if span.start < now + notice:
        return Refusal(Reason.SLOT_TOO_SOON, {"notice_minutes": int(notice.total_seconds() // 60)})
    if not covers(merge(facts.offered), span):
        return Refusal(Reason.SLOT_NOT_OFFERED)
    if any(overlaps(span, one) for one in facts.busy):
        return Refusal(Reason.SLOT_TAKEN)
    return None


def is_after_hours(at: datetime, zone: str | ZoneInfo) -> bool:
    """Evening (from 18:00) or weekend in the candidate's zone: when somebody in work can come."""
    local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return local.weekday() >= 5 or local.hour >= EVENING_FROM_HOUR


def is_night(at: datetime, zone: str | ZoneInfo) -> bool:
    """Between 22:00 and 07:00 in the candidate's zone: a company's working day may lie there, far away."""
    hour = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).hour
    return hour >= NIGHT_FROM_HOUR or hour < NIGHT_UNTIL_HOUR


def offer(
    interviewers: Iterable[InterviewerTime],
    *,
    length: timedelta,
    step: timedelta,
    now: datetime,
    notice: timedelta,
    zone: str,
    in_work: bool = False,
    until: datetime | None = None,
    cap: int = 120,
) -> list[OfferedSlot]:
    """The times to show, best first, one for each start: the least loaded free interviewer takes it, ties by id.

    Order: starts 24–72 h ahead before the others, then by time; for people in work evenings and weekends stand
    before everything else; the candidate's night stands behind everything. A page that lists by day sorts the result
    by `starts_at`; `suggest` names the few to show first. At most `cap` are returned.
    """
    taker: dict[datetime, int] = {}
    # Lightest first: the first interviewer to claim a start keeps it, so no comparison per start is needed.
    for one in sorted(interviewers, key=lambda who: (who.load, who.interviewer_id)):
        for start, _end in cut(one.free, length=length, step=step, earliest=now + notice, latest=until):
            taker.setdefault(start, one.interviewer_id)
    place = ZoneInfo(zone)
    soon_from, soon_until = now + SOON_FROM, now + SOON_UNTIL

    def rank(start: datetime) -> tuple[bool, bool, bool, datetime]:
        return (
            is_night(start, place),
            in_work and not is_after_hours(start, place),
            not soon_from <= start < soon_until,
            start,
        )

    return [OfferedSlot(taker[start], start, start + length) for start in sorted(taker, key=rank)[:cap]]


def suggest(
    offered: Iterable[OfferedSlot], zone: str | ZoneInfo, most: int = SUGGESTED
) -> frozenset[datetime]:
    """The starts to show before all others: the best of an offer, but different ones, at most two of a day and one of
    its morning, afternoon or evening. Nobody is asked to come at night."""
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    found: set[datetime] = set()
    parts: set[tuple[date, int]] = set()
    for slot in offered:
        local = slot.starts_at.astimezone(place)
        part = (local.date(), (local.hour >= 12) + (local.hour >= EVENING_FROM_HOUR))
        is_full = sum(day == part[0] for day, _ in parts) >= SUGGESTED_A_DAY
        if len(found) < most and part not in parts and not is_full and not is_night(local, place):
            found.add(slot.starts_at)
            parts.add(part)
    return frozenset(found)
