"""A booked second round: notice, reminders, the day itself, what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo import causes
from rxapp.demo.calendar import (
    DAY,
    HOUR,
    MINUTE,
    awake,
    instant,
    is_workday,
    local_day,
    local_second,
    weekday,
    work_after,
    workday_before,
)
from rxapp.demo.causes import Circumstances, absent_chance, after_round, chance
from rxapp.demo.ledger import Row
from rxapp.demo.people import fit
from rxapp.demo.world import SYSTEM, USER, Slot, into_window
from rxapp.models.vocabulary import Closing, EventKind, Stage, StepKind, TaskKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life

SYSTEM_ACTOR = (SYSTEM, None)
CANCELS = (("must_work", 26), ("time_clash", 16), ("ill", 9), ("family", 9), ("traffic", 5), ("other_offer", 18),
           ("no_longer_interested", 9), ("too_far", 4), ("pay", 4))  # fmt: skip
ENDING = {"other_offer", "no_longer_interested", "too_far", "pay"}
MISSED = (("forgot", 20), ("must_work", 18), ("unreachable", 18), ("other_offer", 16), ("time_clash", 10),
          ("traffic", 5), ("ill", 5), ("family", 4), ("no_longer_interested", 4))  # fmt: skip
AFTERWARDS = (("other_offer", 30), ("pay", 20), ("role_mismatch", 14), ("no_longer_interested", 14),
              ("slow_process", 12), ("too_far", 10))  # fmt: skip
NOS = (
    ("experience", 34),
    ("skills", 26),
    ("communication", 20),
    ("pay_expectation", 12),
    ("role_mismatch", 8),
)
UNKNOWN, COMPANY_CANCELS, MOVES, EARLY_CANCELS = 0.012, 0.022, 0.075, 0.05


def book(life: Life, slot: Slot, by: str, *, moved_from: Row | None = None) -> None:
    """A time is kept, by the candidate or on the telephone; a move makes a new booking."""
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
    _plan(life, booking, event, StepKind.MOVED if moved_from else StepKind.BOOKED)
    if life.priority is not None and life.priority["scheduled_at"] is None:
        life.priority["scheduled_at"] = world.now
    if not life.is_scripted:
        _fate(life, booking)


def _plan(life: Life, booking: Row, event: int, notice: StepKind) -> None:
    """What the ladder owes to a booking."""
    now, at = life.world.now, booking["starts_at"]
    is_own = booking["booked_by"] == "candidate"
    life.plan(notice, now + 10 if is_own else into_window(now + 10), event, booking=booking)
    day = local_day(at)
    if at - now > 3 * DAY:
        due = instant(day - 3, 10)
        if due > now:
            life.plan(StepKind.REMIND_THREE_DAYS, due, event, booking=booking)
    before = day - 1 if is_workday(day - 1) else workday_before(day)
    if instant(before, 10) <= now:
        before = day - 1
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


def _holds(life: Life, booking: Row) -> bool:
    return life.booking is booking and booking["state"] == "scheduled" and not life.is_over


def fall_due(life: Life, step: Row) -> None:
    """A step of a booking falls due."""
    booking = life.booking
    if step["state"] != "pending" or booking is None or step["booking_id"] != booking["id"]:
        return
    world, rng, kind = life.world, life.rng, StepKind(step["kind"])
    if kind is StepKind.REINVITED:
        from rxapp.demo.life import invite

        life.settle(step, "done")
        life.reinvited += 1
        invite(life, "no_show")
    elif kind is StepKind.CALLED_OFF:
        _tell_called_off(life, step)
    elif kind is StepKind.NO_SHOW_CALL:
        task = life.task(TaskKind.NO_SHOW_TWICE, step["due_at"], step, life.recruiter["id"])
        world.at(work_after(world.now, world.soon(2 * HOUR)), _last_call, life, task)
    elif kind in (StepKind.BOOKED, StepKind.MOVED):
        delivery, link = life.send(step)
        if booking["booked_by"] == "user" and delivery["state"] == "sent":
            if life.is_scripted or rng.random() < chance(0.5 + 0.6 * life.person.engagement):
                world.at(
                    awake(world.now + world.soon(40 * MINUTE, 1.2)),
                    _notice_opened,
                    life,
                    booking,
                    delivery,
                    link,
                )
            life.plan(
                StepKind.BOOKED_NUDGE, into_window(world.now + HOUR), step["caused_by"], booking=booking
            )
            life.plan(
                StepKind.BOOKED_CALL, work_after(world.now, 2 * HOUR), step["caused_by"], booking=booking
            )
    elif kind is StepKind.BOOKED_NUDGE and booking["notice_opened_at"] is None:
        delivery, link = life.send(step)
        if rng.random() < 0.22:
            world.at(awake(world.now + world.soon(HOUR)), _notice_opened, life, booking, delivery, link)
    elif kind is StepKind.BOOKED_CALL and booking["notice_opened_at"] is None:
        task = life.task(TaskKind.NOTICE_NOT_OPENED, step["due_at"], step, life.recruiter["id"])
        world.at(work_after(world.now, world.soon(80 * MINUTE)), life.did, task, life.recruiter["id"])
    elif kind in (StepKind.REMIND_THREE_DAYS, StepKind.REMIND_TWO_HOURS):
        delivery, link = life.send(step)
        if delivery["state"] == "sent" and booking["notice_opened_at"] is not None and rng.random() < 0.5:
            world.at(awake(world.now + world.soon(30 * MINUTE)), life.opened, delivery, link)
    elif kind is StepKind.ASK_DAY_BEFORE:
        _ask(life, booking, step)
    elif kind is StepKind.UNCONFIRMED_CALL and booking["day_before_confirmed_at"] is None:
        task = life.task(TaskKind.NOT_CONFIRMED, step["due_at"], step, life.recruiter["id"])
        if rng.random() < 0.85:
            world.at(
                work_after(world.now, world.soon(45 * MINUTE, 0.7)), _confirm_by_phone, life, booking, task
            )
    elif kind is StepKind.ASK_NOT_HERE and booking["arrived_at"] is None:
        task = life.task(TaskKind.NOT_HERE, step["due_at"], step, life.recruiter["id"])
        world.at(world.now + world.soon(6 * MINUTE, 0.5), life.did, task, life.recruiter["id"])
    elif kind is StepKind.ASK_OUTCOME:
        life.task(TaskKind.OUTCOME_MISSING, step["due_at"], step, booking["interviewer_id"])
    else:
        life.settle(step, "skipped", "settled")


def _notice_opened(life: Life, booking: Row, delivery: Row, link: Row) -> None:
    if _holds(life, booking) and life.world.now < booking["starts_at"]:
        life.opened(delivery, link)
        booking["notice_opened_at"] = booking["notice_opened_at"] or life.world.now


# -- whether they come ----------------------------------------------------------------------------------------


def _fate(life: Life, booking: Row) -> None:
    """What will become of a booking, except whether they come: that is decided the day before, as things stand."""
    world, rng, at, now = life.world, life.rng, booking["starts_at"], life.world.now
    room = at - 26 * HOUR - now
    luck = rng.random()
    if luck < COMPANY_CANCELS:
        world.at(
            work_after(now + rng.randrange(HOUR, max(2 * HOUR, at - now - HOUR))),
            _company_cancels,
            life,
            booking,
        )
    elif room > 2 * HOUR and luck < COMPANY_CANCELS + MOVES:
        world.at(awake(now + rng.randrange(HOUR, room)), _move, life, booking)
    elif room > 2 * HOUR and luck < COMPANY_CANCELS + MOVES + EARLY_CANCELS:
        world.at(awake(now + rng.randrange(HOUR, room)), _cancel, life, booking, "cancelled_by_candidate")
    world.at(max(now + 2 * MINUTE, at - 23 * HOUR), _decide, life, booking)


def _decide(life: Life, booking: Row) -> None:
    if not _holds(life, booking):
        return
    world, rng, at = life.world, life.rng, booking["starts_at"]
    person, day = life.person, local_day(at)
    truth = absent_chance(
        Circumstances(
            hour=local_second(at) / HOUR, is_weekend=weekday(day) >= 5, lead_days=(at - booking["booked_at"]) / DAY,
            notice_opened=booking["notice_opened_at"] is not None, is_assigned=booking["booked_by"] == "user",
            moves=life.moves, earlier_no_shows=person.no_shows,
            is_far=person.row["city"] != life.position.row["city"], is_video=booking["mode"] == "video",
            is_employed=person.row["is_employed"], is_referral=life.row["source"] == "referral",
            engagement=person.engagement, age=(world.end - at) / (730 * DAY),
        )
    )  # fmt: skip
    world.truth.absent[booking["id"]] = truth
    comes = rng.random() >= truth
    life.comes = comes
    if not comes and rng.random() < 0.3 and at - world.now > 2 * HOUR:
        world.at(
            awake(world.now + rng.randrange(HOUR, at - world.now - HOUR)),
            _cancel,
            life,
            booking,
            "late_cancel",
        )
    world.at(at - rng.randrange(8, 44) * HOUR // 2, _read_cv, life, booking)
    if comes:
        world.at(at - world.soon(5 * MINUTE, 0.5), _arrive, life, booking)
        if rng.random() < 0.05:
            world.at(at - rng.randrange(10, 50) * MINUTE, _late, life, booking)
    world.at(booking["ends_at"] + world.soon(10 * MINUTE) if comes else at + world.soon(35 * MINUTE, 0.4), _outcome,
             life, booking, comes)  # fmt: skip


def _ask(life: Life, booking: Row, step: Row) -> None:
    """The day-before question; who will not come seldom answers it."""
    world, rng = life.world, life.rng
    delivery, link = life.send(step)
    if delivery["state"] != "sent":
        return
    world.at(
        max(world.now + MINUTE, booking["starts_at"] - 23 * HOUR), _answer, life, booking, delivery, link
    )
    if booking["notice_opened_at"] is not None and rng.random() < 0.7:
        world.at(awake(world.now + world.soon(40 * MINUTE)), life.opened, delivery, link)


def _answer(life: Life, booking: Row, delivery: Row, link: Row) -> None:
    if not _holds(life, booking):
        return
    world = life.world
    chance_of = chance(1.0 + 0.5 * life.person.engagement) if life.comes else 0.24
    if booking["notice_opened_at"] is not None and life.rng.random() < chance_of:
        world.at(awake(world.now + world.soon(70 * MINUTE)), _confirm, life, booking, delivery, link)


def _confirm(life: Life, booking: Row, delivery: Row, link: Row) -> None:
    if _holds(life, booking) and life.world.now < booking["starts_at"]:
        life.opened(delivery, link)
        confirm(life, booking, life.me)


def confirm(life: Life, booking: Row, actor: tuple[str, int]) -> None:
    """The answer to the day-before question: yes."""
    if _holds(life, booking) and not booking["day_before_confirmed_at"]:
        now = life.world.now
        booking["day_before_confirmed_at"] = now
        booking["confirmed_at"] = booking["confirmed_at"] or now
        life.changed()
        life.world.event(EventKind.CONFIRMED, actor, life.row, booking, booking_id=booking["id"])


def _confirm_by_phone(life: Life, booking: Row, task: Row) -> None:
    if life.did(task, life.recruiter["id"]) and life.rng.random() < (0.7 if life.comes else 0.2):
        confirm(life, booking, life.hr)


def _read_cv(life: Life, booking: Row) -> None:
    if _holds(life, booking) and life.interviewer is not None:
        life.was_read = life.rng.random() < life.interviewer.reads_cv
        if life.was_read:
            who = life.interviewer.id
            life.world.event(EventKind.CV_OPENED, (USER, who), life.row, booking, interviewer_id=who)


def _arrive(life: Life, booking: Row) -> None:
    if _holds(life, booking) and life.rng.random() < 0.93:
        booking["arrived_at"] = life.world.now
        booking["confirmed_at"] = booking["confirmed_at"] or life.world.now
        life.changed()
        life.world.event(EventKind.ARRIVED, life.me, life.row, booking, booking_id=booking["id"])


def _late(life: Life, booking: Row) -> None:
    if _holds(life, booking) and booking["arrived_at"] is None:
        minutes = life.rng.choice((10, 15, 20, 30))
        booking["late_reported_at"], booking["late_minutes"] = life.world.now, minutes
        life.changed()
        life.world.event(
            EventKind.LATE_REPORTED, life.me, life.row, booking, booking_id=booking["id"], minutes=minutes
        )


# -- ends -----------------------------------------------------------------------------------------------------


def _end(
    life: Life, booking: Row, state: str, reason: str | None, actor: tuple[str, int | None], kind: EventKind
) -> int:
    """The booking gets its outcome; the card moves accordingly."""
    world = life.world
    booking["state"], booking["reason"] = state, reason
    if kind is EventKind.OUTCOME_RECORDED:
        booking["outcome_at"], booking["outcome_by"] = world.now, actor[1]
    else:
        booking["sequence"] += 1
        booking["outcome_at"], booking["outcome_by"] = world.now, actor[1] if actor[0] == USER else None
        assert life.interviewer is not None
        minutes = (booking["ends_at"] - booking["starts_at"]) // MINUTE
        world.give_back(life.interviewer, booking["starts_at"], minutes)
    came = state in ("attended", "left_early")
    if came:
        life.row["attended_at"] = life.row["attended_at"] or booking["starts_at"]
        if life.priority is not None and life.priority["is_open"]:
            life.priority.update(attended_at=booking["starts_at"], is_open=False)
    life.changed(Stage.ATTENDED if came else Stage.ARRANGING)
    told = {"booking_id": booking["id"], "outcome": state} | ({"reason": reason} if reason else {})
    event = world.event(kind, actor, life.row, booking, **told)
    life.call_off(event)
    return event


def _move(life: Life, booking: Row) -> None:
    """The candidate takes another time."""
    from rxapp.demo.life import SELF_BANDS, find_time

    if not _holds(life, booking):
        return
    slot = find_time(life, SELF_BANDS, 8 * HOUR)
    if slot is None or slot.at == booking["starts_at"]:
        return
    assert life.interviewer is not None
    life.world.give_back(
        life.interviewer, booking["starts_at"], (booking["ends_at"] - booking["starts_at"]) // MINUTE
    )
    booking["state"] = "moved"
    life.moves += 1
    book(life, slot, "candidate", moved_from=booking)


def _cancel(life: Life, booking: Row, state: str) -> None:
    """The candidate cannot come; some are gone for good."""
    if not _holds(life, booking) or life.world.now >= booking["starts_at"]:
        return
    if state == "cancelled_by_candidate" and booking["starts_at"] - life.world.now < DAY:
        state = "late_cancel"
    reason = life.pick(CANCELS)
    if reason in ENDING:
        life.close(Closing.WITHDRAWN, reason, life.me)
        return
    event = _end(life, booking, state, reason, life.me, EventKind.BOOKING_CANCELLED)
    _offer_again(life, booking, event)


def _company_cancels(life: Life, booking: Row) -> None:
    if not _holds(life, booking) or life.world.now >= booking["starts_at"]:
        return
    if life.rng.random() < 0.12:
        life.close(Closing.COMPANY_CANCELLED, "headcount_cut", life.hr)
        return
    event = _end(
        life, booking, "cancelled_by_company", "interviewer_absent", life.hr, EventKind.BOOKING_CANCELLED
    )
    _offer_again(life, booking, event)


def _offer_again(life: Life, booking: Row, event: int) -> None:
    """After a cancellation the times are open again; the message that says so carries the link."""
    if life.invitation is not None:
        life.invitation["is_open"] = True
    life.plan(StepKind.CALLED_OFF, life.world.now + 10, event, booking=booking, again=event)


def _tell_called_off(life: Life, step: Row) -> None:
    from rxapp.demo.life import call, choose

    world, invitation = life.world, life.invitation
    delivery, link = life.send(step)
    assert invitation is not None
    if life.rng.random() < chance(0.2 + 0.6 * life.person.engagement):
        at = awake(world.now + world.soon(3 * HOUR))
        world.at(at - MINUTE, life.opened, delivery, link)
        world.at(at, choose, life, invitation)
    step_two = world.ledger.add(
        "planned_step", dedupe=f"{step['dedupe']}:again", kind=StepKind.INVITED_CHOICE_CALL.value,
        application_id=life.row["id"], invitation_id=invitation["id"], due_at=work_after(world.now + DAY),
        state="pending", caused_by=step["caused_by"],
    )  # fmt: skip
    life.steps.append(step_two)
    world.at(step_two["due_at"], _call_again, life, step_two, call)
    from rxapp.demo.life import give_up

    world.at(max(life.row["last_invited_at"] + 14 * DAY, world.now + 7 * DAY), give_up, life, invitation)


def _call_again(life: Life, step: Row, call: object) -> None:
    if step["state"] == "pending" and not life.is_over:
        task = life.task(TaskKind.INVITED_NO_CHOICE, step["due_at"], step, life.recruiter["id"])
        if life.rng.random() < 0.9:
            life.world.at(work_after(life.world.now, life.world.soon(HOUR)), call, life, task)  # type: ignore[arg-type]


def give_back_future(life: Life, closing: Closing, reason: str, actor: tuple[str, int | None]) -> None:
    """A booked time that has not begun goes back before the application closes; one that has stays unknown."""
    booking, now = life.booking, life.world.now
    if booking is None or booking["state"] != "scheduled" or booking["starts_at"] <= now:
        return
    if closing in (Closing.WITHDRAWN, Closing.LOST):
        state = "late_cancel" if booking["starts_at"] - now < DAY else "cancelled_by_candidate"
    else:
        state = "cancelled_by_company"
    _end(life, booking, state, reason, actor, EventKind.BOOKING_CANCELLED)


def _outcome(life: Life, booking: Row, comes: bool) -> None:
    """What happened in the room, as somebody records it; a few are never recorded."""
    if not _holds(life, booking):
        return
    world, rng = life.world, life.rng
    if rng.random() < UNKNOWN:
        world.at(work_after(world.now + 9 * DAY), _give_up_unknown, life, booking)
        return
    assert life.interviewer is not None
    if not comes:
        life.no_shows += 1
        life.person.no_shows += 1
        reason = (
            "notice_missed"
            if booking["notice_opened_at"] is None and rng.random() < 0.5
            else life.pick(MISSED)
        )
        event = _end(life, booking, "no_show", reason, life.hr, EventKind.OUTCOME_RECORDED)
        if life.no_shows <= 2:
            life.plan(
                StepKind.REINVITED, into_window(world.now + 2 * HOUR), event, booking=booking, again=event
            )
        else:
            life.plan(StepKind.NO_SHOW_CALL, work_after(world.now), event, booking=booking, again=event)
        return
    who, facts = life.interviewer, _facts_after(life, booking)
    actor = (USER, who.id if rng.random() < 0.8 else life.recruiter["id"])
    if rng.random() < after_round(facts, causes.LEAVES):
        _end(life, booking, "left_early", _blame(life, facts), actor, EventKind.OUTCOME_RECORDED)
        if rng.random() < 0.75:
            later = work_after(world.now, world.soon(5 * HOUR))
            world.at(later, life.close, Closing.WITHDRAWN, _blame(life, facts), life.hr)
            return
    else:
        _end(life, booking, "attended", None, actor, EventKind.OUTCOME_RECORDED)
    if rng.random() < after_round(facts, causes.WITHDRAWS):
        later = work_after(world.now, world.soon(7 * HOUR))
        world.at(later, life.close, Closing.WITHDRAWN, _blame(life, facts), life.me)
    later = work_after(world.now, world.soon(17 * HOUR, 0.6))
    world.at(later, _judge, life, rng.random() < after_round(facts, causes.OFFERED), facts)


def _facts_after(life: Life, booking: Row) -> dict[str, float]:
    assert life.interviewer is not None
    met = fit(life.person.tags, life.interviewer)
    life.world.truth.fit[life.person.row["id"], life.interviewer.id] = met
    return {
        "unprepared": float(not life.was_read), "long": float(booking["ends_at"] - booking["starts_at"] > 90 * MINUTE),
        "converting": float(life.interviewer.is_converting), "fit": met, "engagement": life.person.engagement,
    }  # fmt: skip


def _blame(life: Life, facts: dict[str, float]) -> str:
    """The reason a candidate gives afterwards; usually the true one."""
    causes_here = [name for name in ("unprepared", "long") if facts[name]]
    if causes_here and life.rng.random() < 0.65:
        return {"unprepared": "interviewer_unprepared", "long": "interview_too_long"}[
            life.rng.choice(causes_here)
        ]
    return life.pick(AFTERWARDS)


def _judge(life: Life, is_offered: bool, facts: dict[str, float]) -> None:
    if life.is_over or life.row["stage"] != Stage.ATTENDED:
        return
    world = life.world
    if not is_offered:
        life.close(Closing.REJECTED, life.pick(NOS), life.hr)
        return
    life.changed(Stage.OFFER)
    world.event(EventKind.DECIDED_OFFER, life.hr, life.row)
    accepts = life.rng.random() < after_round(facts, causes.ACCEPTS)
    world.at(work_after(world.now, world.soon(75 * HOUR, 0.6)), _answer_offer, life, accepts)


def _answer_offer(life: Life, accepts: bool) -> None:
    if life.is_over or life.row["stage"] != Stage.OFFER:
        return
    if not accepts:
        life.close(Closing.WITHDRAWN, "other_offer" if life.rng.random() < 0.55 else "pay", life.hr)
        return
    life.changed(Stage.HIRED)
    life.world.event(EventKind.HIRED, life.hr, life.row)
    life.person.is_open, life.person.was_hired = False, True


def _last_call(life: Life, task: Row) -> None:
    if life.did(task, life.recruiter["id"]) and life.row["stage"] == Stage.ARRANGING:
        life.close(Closing.LOST, "no_show_again", life.hr)


def _give_up_unknown(life: Life, booking: Row) -> None:
    if _holds(life, booking):
        life.close(Closing.LOST, "unreachable", life.hr)
