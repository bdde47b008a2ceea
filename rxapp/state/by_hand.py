"""Ticking a message as sent by hand: the day's list and the messages page do it alike."""

from __future__ import annotations

from rxapp import clock, db
from rxapp.services.messaging.tasks.task_list import tick_sent_by_hand
from rxapp.state.guard import current_actor
from rxapp.state.page import PageState


async def tick_sent(page: PageState, task_id: int) -> None:
    """It was sent by hand: its clocks start now. The page's notice says so, or why not."""
    actor = current_actor()

    def work() -> bool:
        with db.unit_of_work() as session:
            tick_sent_by_hand(session, task_id, actor=actor, clock=clock.now)
        return True

    await page._do(work, "start.message_sent")
