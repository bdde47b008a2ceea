"""Take back one change of when an interviewer can, within ten real seconds, as long as nobody has changed it again."""

from __future__ import annotations

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import TooLate
from rxapp.services.accounts.actor import Actor
from rxapp.services.scheduling.away import put_day_off_back, take_day_off_away
from rxapp.services.scheduling.save_hours import put_week_back
from rxapp.services.scheduling.types import DayOffAdded, DayOffRemoved, WayBack, WeekBack


def undo_hours(session: Session, back: WayBack, *, actor: Actor, real_now: Clock = clocks.real_now) -> None:
    """Put back what the change replaced. Raises TooLate (`undo_over`), Stale (it was changed again), NotFound,
    NotAllowed."""
    if real_now() >= back.until:
        raise TooLate("undo_over")
    if isinstance(back, WeekBack):
        put_week_back(session, back, actor=actor)
    elif isinstance(back, DayOffAdded):
        take_day_off_away(session, back, actor=actor)
    elif isinstance(back, DayOffRemoved):
        put_day_off_back(session, back, actor=actor)
