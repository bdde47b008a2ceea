"""An executive's "must be interviewed by": asked, seen by HR sooner or later, often arranged in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo.calendar import DAY, HOUR, MINUTE, instant, is_workday, local_day, work_after
from rxapp.demo.company import content
from rxapp.demo.fate import keep
from rxapp.demo.times import HR_BANDS, find_time
from rxapp.demo.world import USER
from rxapp.models.vocabulary import EventKind, Stage

if TYPE_CHECKING:
    from rxapp.demo.life import Life


def ask(life: Life, deadline: int | None, seen_after: int | None = None) -> None:
    """The card turns red; `deadline` None means in two or three working days at 18:00."""
    if life.is_over or life.row["stage"] > Stage.BOOKED or life.priority is not None:
        return
    world, rng = life.world, life.rng
    executive = rng.choice(world.firm.executives)
    life.priority = world.ledger.add(
        "priority_request", application_id=life.row["id"], requested_by=executive["id"], requested_at=world.now,
        deadline_at=deadline or _evening_after(local_day(world.now), rng.choice((1, 2, 2, 3))),
        note=rng.choice(content("company")["texts"]["priority_notes"]),
        scheduled_at=life.booking["booked_at"] if life.booking and life.row["stage"] == Stage.BOOKED else None,
    )  # fmt: skip
    life.changed()
    world.event(
        EventKind.PRIORITY_REQUESTED, (USER, executive["id"]), life.row, priority_id=life.priority["id"],
        deadline_at=world.iso(life.priority["deadline_at"]),
    )  # fmt: skip
    world.at(life.priority["deadline_at"] + 4 * DAY, _take_back, life, executive["id"])
    if seen_after is None:
        seen_after = world.soon(45 * MINUTE, 1.1)
    world.at(work_after(world.now, seen_after), _see, life)


def _evening_after(day: int, workdays: int) -> int:
    while workdays:
        day += 1
        workdays -= is_workday(day)
    return instant(day, 18)


def _take_back(life: Life, executive_id: int) -> None:
    """Nobody wants the person any more."""
    if life.priority is not None and life.priority["is_open"]:
        life.priority.update(cancelled_at=life.world.now, is_open=False)
        life.changed()
        life.world.event(
            EventKind.PRIORITY_CANCELLED, (USER, executive_id), life.row, priority_id=life.priority["id"]
        )


def _see(life: Life) -> None:
    """The recruiter opens the card, and usually telephones at once."""
    if life.priority is None or not life.priority["is_open"] or life.priority["seen_at"] is not None:
        return
    world = life.world
    life.priority.update(seen_at=world.now, seen_by=life.recruiter["id"])
    world.event(EventKind.PRIORITY_SEEN, life.hr, life.row, priority_id=life.priority["id"])
    if not life.is_scripted and life.rng.random() < 0.85:
        world.at(work_after(world.now, world.soon(40 * MINUTE)), telephone, life)


def telephone(life: Life, most_days: int = 2) -> None:
    """Try to book a time before the deadline."""
    if (
        life.is_over
        or life.row["stage"] != Stage.ARRANGING
        or (not life.is_scripted and life.rng.random() < 0.12)
    ):
        return
    for _ in range(8):
        slot = find_time(life, HR_BANDS, 3 * HOUR, most_days)
        if slot is not None and (life.priority is None or slot.at < max(life.priority["deadline_at"], DAY)):
            keep(life, slot, "user")
            return
