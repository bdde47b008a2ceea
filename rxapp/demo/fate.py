"""Whether a booked round takes place: moved, cancelled, missed or attended. Decided the day before, as things stand
then, by the planted causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo import afterwards
from rxapp.demo.booking import book
from rxapp.demo.calendar import DAY, HOUR, MINUTE, awake, local_day, local_second, weekday, work_after
from rxapp.demo.causes import Circumstances, absent_chance
from rxapp.demo.ends import close, end_booking, give_time_back, holds
from rxapp.demo.ledger import Row
from rxapp.demo.times import SELF_BANDS, find_time
from rxapp.demo.world import USER, Slot
from rxapp.models.vocabulary import Closing, EventKind, StepKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life

CANCELS = (("must_work", 26), ("time_clash", 16), ("ill", 9), ("family", 9), ("traffic", 5), ("other_offer", 18),
           ("no_longer_interested", 9), ("too_far", 4), ("pay", 4))  # fmt: skip
ENDING = {"other_offer", "no_longer_interested", "too_far", "pay"}
COMPANY_CANCELS, MOVES, EARLY_CANCELS = 0.022, 0.075, 0.05


def keep(life: Life, slot: Slot, by: str, *, moved_from: Row | None = None) -> None:
    """Book a time and let things take their course; the script decides for its own."""
    booking = book(life, slot, by, moved_from=moved_from)
    if not life.is_scripted:
        _take_its_course(life, booking)


def _take_its_course(life: Life, booking: Row) -> None:
    """What will become of a booking, except whether they come: that is decided the day before, as things stand."""
    world, rng, at, now = life.world, life.rng, booking["starts_at"], life.world.now
    room = at - 26 * HOUR - now
    luck = rng.random()
    if luck < COMPANY_CANCELS:
        later = work_after(now + rng.randrange(HOUR, max(2 * HOUR, at - now - HOUR)))
        world.at(later, _company_cancels, life, booking)
    elif room > 2 * HOUR and luck < COMPANY_CANCELS + MOVES:
        world.at(awake(now + rng.randrange(HOUR, room)), _move, life, booking)
    elif room > 2 * HOUR and luck < COMPANY_CANCELS + MOVES + EARLY_CANCELS:
        world.at(awake(now + rng.randrange(HOUR, room)), _cancel, life, booking, "cancelled_by_candidate")
    world.at(max(now + 2 * MINUTE, at - 23 * HOUR), _decide, life, booking)


def _decide(life: Life, booking: Row) -> None:
    if not holds(life, booking):
        return
    world, rng, at = life.world, life.rng, booking["starts_at"]
    truth = absent_chance(_circumstances(life, booking))
    world.truth.absent[booking["id"]] = truth
    comes = rng.random() >= truth
    life.comes = comes
    if not comes and rng.random() < 0.3 and at - world.now > 2 * HOUR:
        later = awake(world.now + rng.randrange(HOUR, at - world.now - HOUR))
        world.at(later, _cancel, life, booking, "late_cancel")
    world.at(at - rng.randrange(8, 44) * HOUR // 2, _read_cv, life, booking)
    if comes:
        world.at(at - world.soon(5 * MINUTE, 0.5), _arrive, life, booking)
        if rng.random() < 0.05:
            world.at(at - rng.randrange(10, 50) * MINUTE, _late, life, booking)
    told = booking["ends_at"] + world.soon(10 * MINUTE) if comes else at + world.soon(35 * MINUTE, 0.4)
    world.at(told, afterwards.record_outcome, life, booking, comes)


def _circumstances(life: Life, booking: Row) -> Circumstances:
    world, person, at = life.world, life.person, booking["starts_at"]
    return Circumstances(
        hour=local_second(at) / HOUR, is_weekend=weekday(local_day(at)) >= 5,
        lead_days=(at - booking["booked_at"]) / DAY, notice_opened=booking["notice_opened_at"] is not None,
        is_assigned=booking["booked_by"] == "user", moves=life.moves, earlier_no_shows=person.no_shows,
        is_far=person.row["city"] != life.position.row["city"], is_video=booking["mode"] == "video",
        is_employed=person.row["is_employed"], is_referral=life.row["source"] == "referral",
        engagement=person.engagement, age=(world.end - at) / (730 * DAY),
    )  # fmt: skip


def _read_cv(life: Life, booking: Row) -> None:
    if holds(life, booking) and life.interviewer is not None:
        life.was_read = life.rng.random() < life.interviewer.reads_cv
        if life.was_read:
            who = life.interviewer.id
            life.world.event(EventKind.CV_OPENED, (USER, who), life.row, booking, interviewer_id=who)


def _arrive(life: Life, booking: Row) -> None:
    if holds(life, booking) and life.rng.random() < 0.93:
        booking["arrived_at"] = life.world.now
        booking["confirmed_at"] = booking["confirmed_at"] or life.world.now
        life.changed()
        life.world.event(EventKind.ARRIVED, life.me, life.row, booking, booking_id=booking["id"])


def _late(life: Life, booking: Row) -> None:
    if holds(life, booking) and booking["arrived_at"] is None:
        minutes = life.rng.choice((10, 15, 20, 30))
        booking["late_reported_at"], booking["late_minutes"] = life.world.now, minutes
        life.changed()
        life.world.event(
            EventKind.LATE_REPORTED, life.me, life.row, booking, booking_id=booking["id"], minutes=minutes
        )


# -- other plans ----------------------------------------------------------------------------------------------


def _move(life: Life, booking: Row) -> None:
    """The candidate takes another time."""
    if not holds(life, booking):
        return
    slot = find_time(life, SELF_BANDS, 8 * HOUR)
    if slot is None or slot.at == booking["starts_at"]:
        return
    give_time_back(life, booking)
    booking["state"] = "moved"
    life.moves += 1
    keep(life, slot, "candidate", moved_from=booking)


def _cancel(life: Life, booking: Row, state: str) -> None:
    """The candidate cannot come; some are gone for good."""
    if not holds(life, booking) or life.world.now >= booking["starts_at"]:
        return
    if state == "cancelled_by_candidate" and booking["starts_at"] - life.world.now < DAY:
        state = "late_cancel"
    reason = life.pick(CANCELS)
    if reason in ENDING:
        close(life, Closing.WITHDRAWN, reason, life.me)
        return
    event = end_booking(life, booking, state, reason, life.me, EventKind.BOOKING_CANCELLED)
    _offer_again(life, booking, event)


def _company_cancels(life: Life, booking: Row) -> None:
    if not holds(life, booking) or life.world.now >= booking["starts_at"]:
        return
    if life.rng.random() < 0.12:
        close(life, Closing.COMPANY_CANCELLED, "headcount_cut", life.hr)
        return
    event = end_booking(
        life, booking, "cancelled_by_company", "interviewer_absent", life.hr, EventKind.BOOKING_CANCELLED
    )
    _offer_again(life, booking, event)


def _offer_again(life: Life, booking: Row, event: int) -> None:
    """After a cancellation the times are open again; the message that says so carries the link."""
    if life.invitation is not None:
        life.invitation["is_open"] = True
    life.plan(StepKind.CALLED_OFF, life.world.now + 10, event, booking=booking, again=event)
