"""What the ladder does about a booked round: the notice, reminders, the day-before question, calls, and the way back
after a cancellation or a missed round."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rxapp.demo.arranging import call, choose, give_up, invite
from rxapp.demo.booking import confirm
from rxapp.demo.calendar import DAY, HOUR, MINUTE, awake, work_after
from rxapp.demo.causes import chance
from rxapp.demo.ends import close, holds
from rxapp.demo.ledger import Row
from rxapp.demo.letters import opened, send
from rxapp.demo.world import into_window
from rxapp.models.vocabulary import Closing, Stage, StepKind, TaskKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life

Handler = Callable[["Life", Row, Row], None]


def fall_due(life: Life, booking: Row, step: Row) -> None:
    """A step of a booking falls due; one whose question has been answered leads nowhere."""
    kind = StepKind(step["kind"])
    answered = _ANSWERED_BY.get(kind)
    if answered is not None and booking[answered] is not None:
        life.settle(step, "skipped", "settled")
    else:
        _HANDLERS[kind](life, booking, step)


# -- the notice -----------------------------------------------------------------------------------------------


def _notice(life: Life, booking: Row, step: Row) -> None:
    world = life.world
    delivery, link = send(life, step)
    if booking["booked_by"] == "user" and delivery["state"] == "sent":
        if life.is_scripted or life.rng.random() < chance(0.5 + 0.6 * life.person.engagement):
            later = awake(world.now + world.soon(40 * MINUTE, 1.2))
            world.at(later, _notice_opened, life, booking, delivery, link)
        event = step["caused_by"]
        life.plan(StepKind.BOOKED_NUDGE, into_window(world.now + HOUR), event, booking=booking)
        life.plan(StepKind.BOOKED_CALL, work_after(world.now, 2 * HOUR), event, booking=booking)


def _nudge(life: Life, booking: Row, step: Row) -> None:
    world = life.world
    delivery, link = send(life, step)
    if life.rng.random() < 0.22:
        world.at(awake(world.now + world.soon(HOUR)), _notice_opened, life, booking, delivery, link)


def _notice_opened(life: Life, booking: Row, delivery: Row, link: Row) -> None:
    if holds(life, booking) and life.world.now < booking["starts_at"]:
        opened(life, delivery, link)
        booking["notice_opened_at"] = booking["notice_opened_at"] or life.world.now


def _notice_call(life: Life, booking: Row, step: Row) -> None:
    world, hr = life.world, life.recruiter["id"]
    task = life.task(TaskKind.NOTICE_NOT_OPENED, step["due_at"], step, hr)
    world.at(work_after(world.now, world.soon(80 * MINUTE)), life.did, task, hr)


# -- before the day -------------------------------------------------------------------------------------------


def _remind(life: Life, booking: Row, step: Row) -> None:
    world = life.world
    delivery, link = send(life, step)
    if delivery["state"] == "sent" and booking["notice_opened_at"] is not None and life.rng.random() < 0.5:
        world.at(awake(world.now + world.soon(30 * MINUTE)), opened, life, delivery, link)


def _ask(life: Life, booking: Row, step: Row) -> None:
    """The day-before question; who will not come seldom answers it."""
    world = life.world
    delivery, link = send(life, step)
    if delivery["state"] != "sent":
        return
    later = max(world.now + MINUTE, booking["starts_at"] - 23 * HOUR)
    world.at(later, _answer, life, booking, delivery, link)
    if booking["notice_opened_at"] is not None and life.rng.random() < 0.7:
        world.at(awake(world.now + world.soon(40 * MINUTE)), opened, life, delivery, link)


def _answer(life: Life, booking: Row, delivery: Row, link: Row) -> None:
    if not holds(life, booking):
        return
    world = life.world
    chance_of = chance(1.0 + 0.5 * life.person.engagement) if life.comes else 0.24
    if booking["notice_opened_at"] is not None and life.rng.random() < chance_of:
        world.at(awake(world.now + world.soon(70 * MINUTE)), _confirm, life, booking, delivery, link)


def _confirm(life: Life, booking: Row, delivery: Row, link: Row) -> None:
    if holds(life, booking) and life.world.now < booking["starts_at"]:
        opened(life, delivery, link)
        confirm(life, booking, life.me)


def _unconfirmed_call(life: Life, booking: Row, step: Row) -> None:
    world = life.world
    task = life.task(TaskKind.NOT_CONFIRMED, step["due_at"], step, life.recruiter["id"])
    if life.rng.random() < 0.85:
        later = work_after(world.now, world.soon(45 * MINUTE, 0.7))
        world.at(later, _confirm_by_phone, life, booking, task)


def _confirm_by_phone(life: Life, booking: Row, task: Row) -> None:
    if life.did(task, life.recruiter["id"]) and life.rng.random() < (0.7 if life.comes else 0.2):
        confirm(life, booking, life.hr)


# -- on the day and after -------------------------------------------------------------------------------------


def _not_here(life: Life, booking: Row, step: Row) -> None:
    world, hr = life.world, life.recruiter["id"]
    task = life.task(TaskKind.NOT_HERE, step["due_at"], step, hr)
    world.at(world.now + world.soon(6 * MINUTE, 0.5), life.did, task, hr)


def _ask_outcome(life: Life, booking: Row, step: Row) -> None:
    life.task(TaskKind.OUTCOME_MISSING, step["due_at"], step, booking["interviewer_id"])


def _invite_again(life: Life, booking: Row, step: Row) -> None:
    life.settle(step, "done")
    life.reinvited += 1
    invite(life, "no_show")


def _no_show_call(life: Life, booking: Row, step: Row) -> None:
    world = life.world
    task = life.task(TaskKind.NO_SHOW_TWICE, step["due_at"], step, life.recruiter["id"])
    world.at(work_after(world.now, world.soon(2 * HOUR)), _last_call, life, task)


def _last_call(life: Life, task: Row) -> None:
    if life.did(task, life.recruiter["id"]) and life.row["stage"] == Stage.ARRANGING:
        close(life, Closing.LOST, "no_show_again", life.hr)


def _tell_called_off(life: Life, booking: Row, step: Row) -> None:
    world, invitation = life.world, life.invitation
    delivery, link = send(life, step)
    assert invitation is not None
    if life.rng.random() < chance(0.2 + 0.6 * life.person.engagement):
        at = awake(world.now + world.soon(3 * HOUR))
        world.at(at - MINUTE, opened, life, delivery, link)
        world.at(at, choose, life, invitation)
    step_two = world.ledger.add(
        "planned_step", dedupe=f"{step['dedupe']}:again", kind=StepKind.INVITED_CHOICE_CALL.value,
        application_id=life.row["id"], invitation_id=invitation["id"], due_at=work_after(world.now + DAY),
        state="pending", caused_by=step["caused_by"],
    )  # fmt: skip
    life.steps.append(step_two)
    world.at(step_two["due_at"], _call_again, life, step_two)
    world.at(max(life.row["last_invited_at"] + 14 * DAY, world.now + 7 * DAY), give_up, life, invitation)


def _call_again(life: Life, step: Row) -> None:
    if step["state"] == "pending" and not life.is_over:
        task = life.task(TaskKind.INVITED_NO_CHOICE, step["due_at"], step, life.recruiter["id"])
        if life.rng.random() < 0.9:
            life.world.at(work_after(life.world.now, life.world.soon(HOUR)), call, life, task)


_HANDLERS: dict[StepKind, Handler] = {
    StepKind.BOOKED: _notice,
    StepKind.MOVED: _notice,
    StepKind.BOOKED_NUDGE: _nudge,
    StepKind.BOOKED_CALL: _notice_call,
    StepKind.REMIND_THREE_DAYS: _remind,
    StepKind.ASK_DAY_BEFORE: _ask,
    StepKind.UNCONFIRMED_CALL: _unconfirmed_call,
    StepKind.REMIND_TWO_HOURS: _remind,
    StepKind.ASK_NOT_HERE: _not_here,
    StepKind.ASK_OUTCOME: _ask_outcome,
    StepKind.CALLED_OFF: _tell_called_off,
    StepKind.REINVITED: _invite_again,
    StepKind.NO_SHOW_CALL: _no_show_call,
}
_ANSWERED_BY = {
    StepKind.BOOKED_NUDGE: "notice_opened_at",
    StepKind.BOOKED_CALL: "notice_opened_at",
    StepKind.UNCONFIRMED_CALL: "day_before_confirmed_at",
    StepKind.ASK_NOT_HERE: "arrived_at",
}
