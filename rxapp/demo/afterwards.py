"""After the round: its outcome, what the candidate makes of it, the decision, the hire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo import causes
from rxapp.demo.calendar import DAY, HOUR, MINUTE, instant, local_day, work_after, workday_after
from rxapp.demo.causes import after_round
from rxapp.demo.ends import close, end_booking, holds
from rxapp.demo.ledger import Row
from rxapp.demo.letters import TELLINGS, told
from rxapp.demo.people import fit
from rxapp.demo.world import HIRED_STAYS, USER, into_window
from rxapp.models.vocabulary import Closing, EventKind, Stage, StepKind

if TYPE_CHECKING:
    from rxapp.demo.life import Life

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
TOLD_AFTER = 20 * MINUTE  # office time from the decision to the word that tells it
UNKNOWN = 0.012  # outcomes nobody ever records


def record_outcome(life: Life, booking: Row, comes: bool) -> None:
    """What happened in the room, as somebody records it; a few are never recorded."""
    if not holds(life, booking):
        return
    world, rng = life.world, life.rng
    if rng.random() < UNKNOWN:
        world.at(work_after(world.now + 9 * DAY), _give_up_unknown, life, booking)
        return
    assert life.interviewer is not None
    if not comes:
        _missed(life, booking)
        return
    who, facts = life.interviewer, _facts_after(life, booking)
    actor = (USER, who.id if rng.random() < 0.8 else life.recruiter["id"])
    if rng.random() < after_round(facts, causes.LEAVES):
        end_booking(life, booking, "left_early", _blame(life, facts), actor, EventKind.OUTCOME_RECORDED)
        if rng.random() < 0.75:
            later = work_after(world.now, world.soon(5 * HOUR))
            world.at(later, close, life, Closing.WITHDRAWN, _blame(life, facts), life.hr)
            return
    else:
        end_booking(life, booking, "attended", None, actor, EventKind.OUTCOME_RECORDED)
    if rng.random() < after_round(facts, causes.WITHDRAWS):
        later = work_after(world.now, world.soon(7 * HOUR))
        world.at(later, close, life, Closing.WITHDRAWN, _blame(life, facts), life.me)
    later = work_after(world.now, world.soon(17 * HOUR, 0.6))
    world.at(later, _judge, life, rng.random() < after_round(facts, causes.OFFERED), facts)


def _missed(life: Life, booking: Row) -> None:
    """Nobody came: invited again at once, twice; then a person calls."""
    world = life.world
    life.no_shows += 1
    life.person.no_shows += 1
    is_unread = booking["notice_opened_at"] is None and life.rng.random() < 0.5
    reason = "notice_missed" if is_unread else life.pick(MISSED)
    event = end_booking(life, booking, "no_show", reason, life.hr, EventKind.OUTCOME_RECORDED)
    if life.no_shows <= 2:
        due = into_window(world.now + 2 * HOUR)
        life.plan(StepKind.REINVITED, due, event, booking=booking, again=event)
    else:
        life.plan(StepKind.NO_SHOW_CALL, work_after(world.now), event, booking=booking, again=event)


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
        close(life, Closing.REJECTED, life.pick(NOS), life.hr)
        _tell(life, "no")
        return
    life.row["verdict"] = "pass"
    life.changed(Stage.OFFER)
    world.ledger.add(
        "decision", application_id=life.row["id"], verdict="pass", decided_by=life.hr[1], decided_at=world.now
    )
    world.event(EventKind.DECIDED_OFFER, life.hr, life.row)
    day = workday_after(local_day(world.now), 3)
    life.row["reply_by"] = instant(day, 18)
    world.event(EventKind.REPLY_PROMISED, life.hr, life.row, by_at=world.iso(life.row["reply_by"]))
    world.at(work_after(world.now, TOLD_AFTER), _tell, life, "pass")
    accepts = life.rng.random() < after_round(facts, causes.ACCEPTS)
    world.at(work_after(world.now, world.soon(75 * HOUR, 0.6)), _answer_offer, life, accepts)


def _tell(life: Life, verdict: str) -> None:
    """HR tells the candidate how it ended; nothing to tell when it went another way meanwhile."""
    if verdict == "pass" and (life.is_over or life.row["stage"] != Stage.OFFER):
        return
    now = life.row["told_at"] = life.world.now
    life.changed()
    event = life.world.event(EventKind.CANDIDATE_TOLD, life.hr, life.row, verdict=verdict)
    kind = TELLINGS[verdict]
    step = life.world.ledger.add(
        "planned_step", dedupe=f"application:{life.row['id']}:{kind.value}:{event}", kind=kind.value,
        application_id=life.row["id"], due_at=now, state="pending", caused_by=event,
    )  # fmt: skip
    life.steps.append(step)
    told(life, step)


def _answer_offer(life: Life, accepts: bool) -> None:
    if life.is_over or life.row["stage"] != Stage.OFFER:
        return
    if not accepts:
        close(life, Closing.WITHDRAWN, "other_offer" if life.rng.random() < 0.55 else "pay", life.hr)
        return
    life.changed(Stage.HIRED)
    life.world.event(EventKind.HIRED, life.hr, life.row)
    life.world.at(life.world.now + HIRED_STAYS, life.world.leave_board)
    life.person.is_open, life.person.was_hired = False, True


def _give_up_unknown(life: Life, booking: Row) -> None:
    if holds(life, booking):
        close(life, Closing.LOST, "unreachable", life.hr)
