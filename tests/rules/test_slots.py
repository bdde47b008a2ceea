"""Times on offer: inside the free spans, one per start, the right ones first; a booking is refused with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rxapp.rules.refusal import Reason
from rxapp.rules.slots import (
    InterviewerTime,
    OfferedSlot,
    SlotFacts,
    can_book,
    cut,
    is_after_hours,
    is_night,
    offer,
    suggest,
)
from rxapp.rules.spans import Span, covers, merge

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)  # Monday 09:00 in Shanghai
LENGTH = timedelta(minutes=45)
STEP = timedelta(minutes=30)
NOTICE = timedelta(hours=2)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def workday(day: int, since: int = 9, until: int = 18) -> Span:
    return Span(local(day, since), local(day, until))


free_spans = st.lists(
    st.builds(
        lambda start, length: Span(NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length)),
        st.integers(-600, 9000),
        st.integers(0, 700),
    ),
    max_size=6,
).map(merge)


@given(
    free_spans, st.sampled_from([15, 30, 45, 60]), st.sampled_from([15, 20, 45, 60]), st.integers(-300, 4000)
)
def test_cut_pieces_fit_the_spans_and_begin_late_enough(
    spans: list[Span], length: int, step: int, earliest: int
) -> None:
    bound = NOW + timedelta(minutes=earliest)
    pieces = cut(spans, length=timedelta(minutes=length), step=timedelta(minutes=step), earliest=bound)
    for piece in pieces:
        assert covers(spans, piece)
        assert piece.end - piece.start == timedelta(minutes=length)
        assert piece.start >= bound
    for one, other in pairwise(pieces):
        assert other.start - one.start >= timedelta(minutes=step) or not covers(
            spans, Span(one.start, other.start)
        )


@given(free_spans, st.integers(0, 4000), st.integers(0, 400))
def test_the_grid_of_starts_does_not_wander_as_time_passes(
    spans: list[Span], earliest: int, later: int
) -> None:
    def starts(minutes: int) -> list[datetime]:
        bound = NOW + timedelta(minutes=minutes)
        return [piece.start for piece in cut(spans, length=LENGTH, step=LENGTH, earliest=bound)]

    kept = NOW + timedelta(minutes=earliest + later)
    assert starts(earliest + later) == [start for start in starts(earliest) if start >= kept]


def test_starts_after_an_odd_ending_meeting_are_rounded_to_the_quarter_hour() -> None:
    pieces = cut([Span(local(24, 10, 40), local(24, 12))], length=LENGTH, step=STEP, earliest=NOW)
    assert [piece.start for piece in pieces] == [local(24, 10, 45), local(24, 11, 15)]


def test_a_bound_on_the_last_start_is_half_open() -> None:
    pieces = cut([workday(24)], length=LENGTH, step=STEP, earliest=NOW, latest=local(24, 10))
    assert [piece.start for piece in pieces] == [local(24, 9), local(24, 9, 30)]


def test_each_refusal_of_a_booking_has_its_code() -> None:
    span = Span(local(24, 10), local(24, 10, 45))
    fine = SlotFacts(span=span, offered=[workday(24)], busy=[Span(local(24, 9), local(24, 10))])

    def code(facts: SlotFacts, now: datetime = NOW) -> str | None:
        refusal = can_book(facts, now=now, notice=NOTICE)
        return refusal.code if refusal else None

    assert code(fine) is None
    assert code(SlotFacts(span, [workday(24)], is_invited=False)) == Reason.INVITATION_CLOSED
    assert code(SlotFacts(span, [workday(24)], has_place=False)) == Reason.NEEDS_MEETING_LINK
    assert code(fine, now=local(24, 10)) == Reason.SLOT_PAST
    assert code(fine, now=local(24, 8, 1)) == Reason.SLOT_TOO_SOON
    assert code(fine, now=local(24, 8)) is None
    assert code(SlotFacts(span, [workday(25)])) == Reason.SLOT_NOT_OFFERED
    assert code(SlotFacts(span, [workday(24, 9, 10), workday(24, 10, 18)])) is None
    assert code(SlotFacts(span, [workday(24)], [Span(local(24, 10, 30), local(24, 11))])) == Reason.SLOT_TAKEN


def test_the_least_loaded_free_interviewer_takes_a_start_and_ties_go_to_the_lower_id() -> None:
    people = [
        InterviewerTime(3, [workday(25, 9, 10)], load=1),
        InterviewerTime(2, [workday(25, 9, 11)], load=2),
        InterviewerTime(1, [workday(25, 10, 12)], load=2),
    ]
    slots = offer(people, length=LENGTH, step=LENGTH, now=NOW, notice=NOTICE, zone=ZONE)
    takers = {slot.starts_at: slot.interviewer_id for slot in slots}
    assert takers[local(25, 9)] == 3
    assert takers[local(25, 9, 45)] == 2  # the third has too little time left
    assert takers[local(25, 10)] == 1
    assert len(takers) == len(slots)


def test_times_one_to_three_days_ahead_come_first() -> None:
    spans = [workday(23, 14, 16), workday(24, 14, 16), workday(27, 14, 16)]
    slots = offer([InterviewerTime(1, spans)], length=LENGTH, step=STEP, now=NOW, notice=NOTICE, zone=ZONE)
    days = [slot.starts_at.astimezone(ZoneInfo(ZONE)).day for slot in slots]
    assert days == [24, 24, 24, 23, 23, 23, 27, 27, 27]


def test_people_in_work_see_evenings_and_weekends_before_office_hours() -> None:
    spans = [workday(24, 10, 11), workday(24, 18, 20), workday(28, 10, 11)]  # the 28th is a Saturday
    slots = offer(
        [InterviewerTime(1, spans)],
        length=LENGTH,
        step=LENGTH,
        now=NOW,
        notice=NOTICE,
        zone=ZONE,
        in_work=True,
    )
    assert [slot.starts_at for slot in slots] == [
        local(24, 18), local(24, 18, 45), local(28, 10), local(24, 10)
    ]  # fmt: skip
    assert is_after_hours(local(24, 18), ZONE) and not is_after_hours(local(24, 17, 59), ZONE)


def test_no_more_than_the_cap_are_offered_and_none_within_the_notice() -> None:
    spans = [workday(day) for day in range(23, 29)]
    slots = offer(
        [InterviewerTime(1, spans)], length=LENGTH, step=STEP, now=NOW, notice=NOTICE, zone=ZONE, cap=5
    )
    assert len(slots) == 5
    every = offer([InterviewerTime(1, spans)], length=LENGTH, step=STEP, now=NOW, notice=NOTICE, zone=ZONE)
    assert min(slot.starts_at for slot in every) == NOW + NOTICE


@given(st.lists(free_spans, max_size=4), st.booleans())
def test_every_offer_lies_in_its_interviewers_free_time_once_per_start(
    frees: list[list[Span]], in_work: bool
) -> None:
    people = [InterviewerTime(number, free, load=number % 2) for number, free in enumerate(frees, start=1)]
    slots = offer(
        people, length=LENGTH, step=STEP, now=NOW, notice=NOTICE, zone=ZONE, in_work=in_work, cap=10_000
    )
    assert len({slot.starts_at for slot in slots}) == len(slots)
    for slot in slots:
        assert covers(people[slot.interviewer_id - 1].free, Span(slot.starts_at, slot.ends_at))
        assert can_book(
            SlotFacts(Span(slot.starts_at, slot.ends_at), people[slot.interviewer_id - 1].free),
            now=NOW, notice=NOTICE,
        ) is None  # fmt: skip


def a_day_of(day: int, *hours: int) -> list[OfferedSlot]:
    return [OfferedSlot(1, local(day, hour), local(day, hour) + LENGTH) for hour in hours]


def test_a_few_different_times_are_suggested_at_most_two_of_a_day() -> None:
    offered = [
        *a_day_of(24, 9, 10, 11, 14, 15, 19),
        *a_day_of(25, 9, 14),
        *a_day_of(26, 9, 14),
        *a_day_of(27, 9),
    ]
    chosen = sorted(suggest(offered, ZONE))
    assert chosen == [local(24, 9), local(24, 14), local(25, 9), local(25, 14), local(26, 9), local(26, 14)]
    assert suggest([], ZONE) == frozenset()


def test_nights_far_away_stand_last_and_are_not_suggested() -> None:
    far, whole_day = "America/New_York", InterviewerTime(1, [workday(24), workday(25)])
    found = offer(
        [whole_day],
        length=LENGTH,
        step=STEP,
        now=NOW,
        notice=timedelta(0),
        zone=far,
        until=NOW + timedelta(days=9),
    )
    nights = [is_night(slot.starts_at, far) for slot in found]
    assert True in nights and False in nights and nights == sorted(nights)
    assert not any(is_night(start, far) for start in suggest(found, far))
