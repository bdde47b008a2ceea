"""A time is kept: the row, what the ladder owes to it, and the answer to the day-before question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo.calendar import (
    DAY,
    HOUR,
    MINUTE,
    instant,
    is_workday,
    local_day,
    local_second,
    work_after,
    workday_before,
)
from rxapp.demo.causes import chance
from rxapp.demo.ends import holds
from rxapp.demo.ledger import Row
from rxapp.demo.world import Slot, into_window
from rxapp.models.vocabulary import EventKind, Stage, StepKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life


def book(life: Life, slot: Slot, by: str, *, moved_from: Row | None = None) -> Row:
    """Keep a time, by the candidate or on the telephone; a move makes a new booking. Returns it."""
    world, rng, invitation = life.world, life.rng, life.invitation
    assert invitation is not None
    minutes, actor = invitation["minutes"], life.me if by == "candidate" else life.hr
    world.take(slot, minutes)
    number = len(world.ledger.tables.get("booking", [])) + 1
    booking = world.ledger.add(
        "booking", application_id=life.row["id"], invitation_id=invitation["id"], interviewer_id=slot.who.id,
        round=2, starts_at=slot.at, ends_at=slot.at + minutes * MINUTE, mode=invitation["mode"],
        place_id=invitation["place_id"], meeting_link=invitation["meeting_link"], booked_by=by,
        booked_by_user=life.recruiter["id"] if by == "user" else None, booked_at=world.now,
        uid=moved_from["uid"] if moved_from else f"booking-{number}@demo.showup",
        sequence=moved_from["sequence"] + 1 if moved_from else 0, moved_from_id=moved_from and moved_from["id"],
    )  # fmt: skip
    if by == "candidate":
        booking["notice_opened_at"] = booking["confirmed_at"] = world.now
        if rng.random() < chance(-0.6 + 0.6 * life.person.engagement):
            booking["calendar_added_at"] = world.now + rng.randrange(10, 90)
    life.booking, life.interviewer = booking, slot.who
    invitation["is_open"] = False
    life.row["silent_since"] = None
    life.changed(Stage.BOOKED)
    told = {
        "booking_id": booking["id"],
        "interviewer_id": slot.who.id,
        "starts_at": world.iso(slot.at),
        "by": by,
    }
    if moved_from:
        kind, told["from_booking_id"] = EventKind.BOOKING_MOVED, moved_from["id"]
    else:
        kind = EventKind.SLOT_BOOKED
    event = world.event(kind, actor, life.row, booking, **told)
    life.call_off(event)
    _owe(life, booking, event, StepKind.MOVED if moved_from else StepKind.BOOKED)
    if life.priority is not None and life.priority["scheduled_at"] is None:
        life.priority["scheduled_at"] = world.now
    return booking


def _owe(life: Life, booking: Row, event: int, notice: StepKind) -> None:
    """What the ladder owes to a booking."""
    now, at = life.world.now, booking["starts_at"]
    is_own = booking["booked_by"] == "candidate"
    life.plan(notice, now + 10 if is_own else into_window(now + 10), event, booking=booking)
    day = local_day(at)
    before = day - 1 if is_workday(day - 1) else workday_before(day)
    if instant(before, 10) <= now:
        before = day - 1
    # One message in a morning: the day-before question of a Monday falls on its Friday.
    if at - now > 3 * DAY and instant(day - 3, 10) > now and before != day - 3:
        life.plan(StepKind.REMIND_THREE_DAYS, instant(day - 3, 10), event, booking=booking)
    if instant(before, 10) > now:
        life.plan(StepKind.ASK_DAY_BEFORE, instant(before, 10), event, booking=booking)
    check = (
        max(work_after(instant(before, 16)), work_after(now))
        if not is_workday(before)
        else instant(before, 16)
    )
    if now < check < at:
        life.plan(StepKind.UNCONFIRMED_CALL, check, event, booking=booking)
    if at - now >= 6 * HOUR:
        due = at - 2 * HOUR
        if local_second(due) < 8 * HOUR:
            due = instant(day - 1, 20.5)
        if due > now:
            life.plan(StepKind.REMIND_TWO_HOURS, due, event, booking=booking)
    life.plan(StepKind.ASK_NOT_HERE, at + 5 * MINUTE, event, booking=booking)
    life.plan(StepKind.ASK_OUTCOME, at + 30 * MINUTE, event, booking=booking)


def confirm(life: Life, booking: Row, actor: tuple[str, int]) -> None:
    """The answer to the day-before question: yes."""
    if holds(life, booking) and not booking["day_before_confirmed_at"]:
        now = life.world.now
        booking["day_before_confirmed_at"] = now
        booking["confirmed_at"] = booking["confirmed_at"] or now
        life.changed()
        life.world.event(EventKind.CONFIRMED, actor, life.row, booking, booking_id=booking["id"])
