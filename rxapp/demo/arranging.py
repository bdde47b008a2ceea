"""From the first round passed to a time chosen: invited, opened or not, called, chosen or lost.

Chances here are the person's; what decides whether an interview takes place stands in `causes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo import wishes
from rxapp.demo.calendar import DAY, HOUR, MINUTE, awake, work_after
from rxapp.demo.causes import chance
from rxapp.demo.ends import close
from rxapp.demo.fate import keep
from rxapp.demo.ledger import Row
from rxapp.demo.letters import opened, send
from rxapp.demo.times import HR_BANDS, find_time, own_bands
from rxapp.demo.world import SYSTEM_ACTOR, into_window
from rxapp.models.vocabulary import Closing, EventKind, Stage, StepKind, TaskKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life

SLOWER_ONCE = 0.5  # two years ago fewer chose a time: log odds
SILENT_REASONS = (
    ("unreachable", 24), ("never_chose_time", 22), ("other_offer", 18), ("time_clash", 10), ("slow_process", 9),
    ("pay", 6), ("too_far", 5), ("no_longer_interested", 6),
)  # fmt: skip
DECLINES = (("other_offer", 34), ("pay", 14), ("too_far", 12), ("no_longer_interested", 14), ("time_clash", 12),
            ("slow_process", 8), ("role_mismatch", 6))  # fmt: skip
EXECUTIVE_WISHES = 0.03  # share of applications with a "must come in"


def begin(life: Life) -> None:
    """The first round is passed; the second will be offered within a few working days."""
    rng, world = life.rng, life.world
    if rng.random() < 0.05:
        closing = Closing.COMPANY_CANCELLED if rng.random() < 0.5 else Closing.WITHDRAWN
        reason = "headcount_cut" if closing is Closing.COMPANY_CANCELLED else life.pick(DECLINES)
        world.at(work_after(world.now, world.soon(14 * HOUR)), close, life, closing, reason, life.hr)
    else:
        world.at(work_after(world.now, world.soon(12 * HOUR, 0.7)), invite, life, None)
        if rng.random() < EXECUTIVE_WISHES:
            world.at(work_after(world.now, world.soon(16 * HOUR, 0.8)), wishes.ask, life, None)


def invite(life: Life, why: str | None) -> None:
    """The second round is offered: by the recruiter, or after a no-show by the ladder."""
    if life.is_over or life.row["stage"] > Stage.ARRANGING:
        return
    rng, world, job = life.rng, life.world, life.position.row
    if life.invitation is None:
        at_hand = life.position.interviewers
        life.people = at_hand if rng.random() < 0.5 else rng.sample(at_hand, min(2, len(at_hand)))
        is_far = life.person.row["city"] != job["city"]
        is_video = job["mode"] == "video" or (is_far and rng.random() < 0.55)
        minutes = rng.choices((30, 45, 60, 90, 100, 120), _lengths(job["minutes"]))[0]
    else:
        is_video, minutes = life.invitation["mode"] == "video", life.invitation["minutes"]
        life.invitation["is_open"] = False
    is_ladder = why == "no_show"
    life.invitation = world.ledger.add(
        "invitation", application_id=life.row["id"], invited_by=None if is_ladder else life.recruiter["id"],
        invited_at=world.now, mode="video" if is_video else "onsite",
        place_id=None if is_video else job["place_id"], meeting_link=job["meeting_link"] if is_video else "",
        minutes=minutes,
    )  # fmt: skip
    for who in life.people:
        world.ledger.add("invitation_interviewer", invitation_id=life.invitation["id"], user_id=who.id)
    row = life.row
    row["first_invited_at"] = row["first_invited_at"] or world.now
    row["last_invited_at"], row["silent_since"] = world.now, None
    row["invitations"] += 1
    life.changed(Stage.ARRANGING)
    data = {"invitation_id": life.invitation["id"]} | ({"why": why} if why else {})
    event = world.event(EventKind.INVITED, SYSTEM_ACTOR if is_ladder else life.hr, row, **data)
    life.call_off(event)
    kind = StepKind.REINVITED if is_ladder else StepKind.INVITED
    life.plan(kind, into_window(world.now + 10), event)
    world.at(world.now + 14 * DAY, give_up, life, life.invitation)


def _lengths(planned: int) -> tuple[float, ...]:
    """How rounds of a job really get planned: mostly as the job says, some far too long."""
    near = {30: (60, 24, 8, 3, 2, 3), 45: (10, 52, 20, 6, 5, 7), 60: (2, 14, 48, 14, 10, 12)}
    return near[planned]


def fall_due(life: Life, step: Row) -> None:
    """A step of an invitation falls due."""
    world, kind, hr, invitation = life.world, StepKind(step["kind"]), life.recruiter["id"], life.invitation
    assert invitation is not None
    if kind in (StepKind.INVITED, StepKind.REINVITED):
        _reach(life, step)
        _start_clocks(life, step["caused_by"])
    elif kind is StepKind.INVITED_NUDGE:
        if invitation["opened_at"] is None:
            delivery, link = send(life, step)
            if life.rng.random() < 0.38 and not life.is_scripted:
                world.at(awake(world.now + world.soon(50 * MINUTE)), _open, life, delivery, link)
        else:
            life.settle(step, "skipped", "opened")
    elif kind is StepKind.INVITED_CALL and invitation["opened_at"] is not None:
        life.settle(step, "skipped", "opened")
    elif kind is StepKind.INVITED_CHOICE_CALL and invitation["opened_at"] is None:
        life.settle(step, "skipped", "not_opened")
    elif kind is StepKind.INVITED_SILENT:
        life.row["silent_since"] = world.now
        life.changed()
        world.event(EventKind.INVITATION_SILENT, SYSTEM_ACTOR, life.row, invitation_id=invitation["id"])
        life.settle(step, "done")
        if life.rng.random() < 0.5:
            later = work_after(world.now, world.soon(12 * HOUR, 0.6))
            world.at(later, _recruiter_gives_up, life, invitation)
    else:
        task = life.task(_CALLS[kind], step["due_at"], step, hr)
        if life.rng.random() < 0.9 and not life.is_scripted:
            world.at(work_after(world.now, world.soon(50 * MINUTE)), call, life, task)


_CALLS = {
    StepKind.INVITED_CALL: TaskKind.INVITED_NOT_OPENED,
    StepKind.INVITED_CHOICE_CALL: TaskKind.INVITED_NO_CHOICE,
    StepKind.INVITED_SECOND_CALL: TaskKind.INVITED_SECOND,
}


def _reach(life: Life, step: Row) -> None:
    delivery, link = send(life, step)
    if delivery["state"] != "sent":
        return
    again = life.reinvited * 0.9
    if not life.is_scripted and life.rng.random() < chance(1.75 + 0.75 * life.person.engagement - again):
        world = life.world
        world.at(awake(world.now + world.soon(24 * MINUTE, 1.3)), _open, life, delivery, link)


def _start_clocks(life: Life, event: int) -> None:
    now = life.world.now
    life.plan(StepKind.INVITED_NUDGE, into_window(now + HOUR), event)
    life.plan(StepKind.INVITED_CALL, work_after(now, 4 * HOUR), event)
    life.plan(StepKind.INVITED_CHOICE_CALL, work_after(now + 24 * HOUR), event)
    life.plan(StepKind.INVITED_SECOND_CALL, work_after(now + 48 * HOUR), event)
    life.plan(StepKind.INVITED_SILENT, now + 7 * DAY, event)


def _open(life: Life, delivery: Row, link: Row) -> None:
    if life.is_over:
        return
    opened(life, delivery, link)
    invitation = life.invitation
    if invitation is None or delivery["invitation_id"] != invitation["id"]:
        return
    if invitation["opened_at"] is None:
        invitation["opened_at"] = life.world.now
        waited = (life.world.now - life.row["passed_first_at"]) / DAY
        age = (life.world.end - life.world.now) / (730 * DAY)
        eager = 0.85 + 0.65 * life.person.engagement - 0.09 * max(0.0, waited - 3) - 0.8 * life.reinvited
        eager -= SLOWER_ONCE * age
        if life.rng.random() < chance(eager):
            life.world.at(awake(life.world.now + life.world.soon(2.2 * HOUR, 1.2)), choose, life, invitation)


def choose(life: Life, invitation: Row) -> None:
    """The candidate picks a time on the phone."""
    if life.is_over or not invitation["is_open"] or life.row["stage"] != Stage.ARRANGING:
        return
    slot = find_time(life, own_bands(life), 4 * HOUR)
    if slot is not None:
        keep(life, slot, "candidate")


def call(life: Life, task: Row) -> None:
    """The recruiter telephones: books, hears a no, or reaches nobody."""
    if not life.did(task, life.recruiter["id"]) or life.is_over or life.row["stage"] != Stage.ARRANGING:
        return
    rng, world, invitation = life.rng, life.world, life.invitation
    if rng.random() > chance(0.35 + 0.55 * life.person.engagement):
        return  # nobody answers
    luck = rng.random()
    if luck < 0.56:
        slot = find_time(life, HR_BANDS, 12 * HOUR)
        if slot is not None:
            keep(life, slot, "user")
    elif luck < 0.74:
        close(life, Closing.WITHDRAWN, life.pick(DECLINES), life.hr)
    elif luck < 0.88 and invitation is not None:
        world.at(awake(world.now + world.soon(3 * HOUR)), choose, life, invitation)


def _recruiter_gives_up(life: Life, invitation: Row) -> None:
    if life.invitation is invitation and life.row["stage"] == Stage.ARRANGING:
        reason = "notice_missed" if invitation["opened_at"] is None else life.pick(SILENT_REASONS)
        close(life, Closing.LOST, reason, life.hr)


def give_up(life: Life, invitation: Row) -> None:
    """Fourteen days after the last invitation with nothing booked."""
    if life.invitation is invitation and life.row["stage"] == Stage.ARRANGING:
        reason = "notice_missed" if invitation["opened_at"] is None else "never_chose_time"
        close(life, Closing.LOST, "no_show_again" if life.no_shows else reason, SYSTEM_ACTOR)
