"""Arranging or moving a time for a candidate on the telephone: the offered times, one press to book."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

import reflex as rx

from rxapp import clock, db, i18n
from rxapp.errors import UserError
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.edit import load
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.move_booking import MoveBooking, move_booking
from rxapp.services.scheduling.queries import by_day, offered_slots
from rxapp.services.scheduling.types import BookingReceipt
from rxapp.services.scheduling.views import SlotRow
from rxapp.state.guard import current_actor, guarded
from rxapp.state.marks import HR
from rxapp.state.page import DialogState

MOST = 120


class TimeChoice(TypedDict):
    """A time to press; `day` is filled on the first of each day, so that a list of rows reads as days."""

    starts: int  # seconds since 1970, UTC
    interviewer_id: int
    day: str
    time: str
    who: str


class ArrangeState(DialogState, rx.State):
    """One open list of times at most."""

    application_id: int = 0
    version: int = 0
    times: list[TimeChoice] = []
    is_move: bool = False

    @rx.event
    @guarded(*HR)
    async def open_for(self, application_id: int) -> None:
        """Offer what is free."""
        actor = current_actor()
        found, self.version, self.is_move = await db.run(_times, application_id, actor)
        self.application_id, self.times, self.problem, self.is_open = application_id, found, "", True

    @rx.event
    @guarded(*HR)
    async def pick(self, starts: int, interviewer_id: int) -> None:
        """Book it, or move the booking there. A time taken meanwhile is said, and the list is fresh."""
        actor = current_actor()
        application_id, version, is_move = self.application_id, self.version, self.is_move

        def work() -> BookingReceipt:
            starts_at = _instant(starts)
            with db.unit_of_work() as session:
                if is_move:
                    move = MoveBooking(application_id, starts_at, interviewer_id, version)
                    return move_booking(session, move, actor=actor, clock=clock.now)
                book = BookSlot(application_id, starts_at, interviewer_id, version)
                return book_slot(session, book, actor=actor, clock=clock.now)

        if await self._do(work, "drawer.moved" if is_move else "drawer.arranged") is not None:
            self.is_open = False
            return
        self.times, self.version, self.is_move = await db.run(_times, application_id, actor)

    @rx.event
    @guarded(*HR)
    def close(self) -> None:
        """Close the list."""
        self.is_open = False


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise UserError("invalid", field="starts") from None


def _times(application_id: int, actor: Actor) -> tuple[list[TimeChoice], int, bool]:
    with db.reading() as session:
        rows = load(session, application_id)
        where = zone(session)
        found = offered_slots(session, application_id, clock=clock.now)
    is_move = rows.booking is not None and rows.application.stage == 2
    return _choices(found[:MOST], where, actor.language), rows.application.version, is_move


def _choices(found: list[SlotRow], where: str, language: str) -> list[TimeChoice]:
    return [
        TimeChoice(
            starts=int(slot.starts_at.timestamp()), interviewer_id=slot.interviewer_id,
            day=i18n.day(language, day.day) if first else "",
            time=f"{slot.starts_at.astimezone(ZoneInfo(where)):%H:%M}", who=slot.interviewer_name,
        )
        for day in by_day(found, where)
        for first, slot in zip([True] + [False] * len(day.slots), day.slots, strict=False)
    ]  # fmt: skip
