"""How a booking ends and how an application leaves the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxapp.demo.calendar import DAY, MINUTE
from rxapp.demo.ledger import Row
from rxapp.demo.world import USER, Actor
from rxapp.models.vocabulary import SIDE, Closing, EventKind, Stage

if TYPE_CHECKING:
    from rxapp.demo.life import Life


def holds(life: Life, booking: Row) -> bool:
    """Whether this is still the time the candidate is expected at."""
    return life.booking is booking and booking["state"] == "scheduled" and not life.is_over


def end_booking(
    life: Life, booking: Row, state: str, reason: str | None, actor: Actor, kind: EventKind
) -> int:
    """The booking gets its outcome; the card moves accordingly. Returns the event's id."""
    world = life.world
    booking["state"], booking["reason"] = state, reason
    if kind is EventKind.OUTCOME_RECORDED:
        booking["outcome_at"], booking["outcome_by"] = world.now, actor[1]
    else:
        booking["sequence"] += 1
        booking["outcome_at"], booking["outcome_by"] = world.now, actor[1] if actor[0] == USER else None
        give_time_back(life, booking)
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


def give_time_back(life: Life, booking: Row) -> None:
    """The interviewer is free again then."""
    assert life.interviewer is not None
    minutes = (booking["ends_at"] - booking["starts_at"]) // MINUTE
    life.world.give_back(life.interviewer, booking["starts_at"], minutes)


def close(life: Life, closing: Closing, reason: str, actor: Actor) -> None:
    """It leaves the board; nothing happens to one that has left it or was hired."""
    if life.is_over or life.row["stage"] == Stage.HIRED:
        return
    _give_back_future(life, closing, reason, actor)
    life.row.update(
        closing=closing.value, closed_at=life.world.now, reason=reason, reason_side=SIDE[reason].value
    )
    life.changed()
    if life.invitation is not None:
        life.invitation["is_open"] = False
    if life.priority is not None:
        life.priority["is_open"] = False
    event = life.world.event(EventKind(closing.value), actor, life.row, reason=reason)
    life.call_off(event)
    life.world.leave_board()
    life.person.is_open, life.person.free_at = False, life.world.now


def _give_back_future(life: Life, closing: Closing, reason: str, actor: Actor) -> None:
    """A booked time that has not begun goes back before the application closes; one that has stays unknown."""
    booking, now = life.booking, life.world.now
    if booking is None or booking["state"] != "scheduled" or booking["starts_at"] <= now:
        return
    if closing in (Closing.WITHDRAWN, Closing.LOST):
        state = "late_cancel" if booking["starts_at"] - now < DAY else "cancelled_by_candidate"
    else:
        state = "cancelled_by_company"
    end_booking(life, booking, state, reason, actor, EventKind.BOOKING_CANCELLED)
