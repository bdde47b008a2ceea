"""The drawer says what will be sent by itself, and what ends with the interview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db, i18n
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring.advance import advance
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.offers import offered_slots
from rxapp.state.drawer import DrawerState
from tests.builders import NOW, actor_of, make_application, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def test_a_booked_persons_drawer_shows_the_reminders_to_come(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter, chief = actor_of(make_user(session)), actor_of(make_user(session, Role.EXECUTIVE))
        application_id = make_application(session).id or 0
    with clock.frozen(NOW):
        with db.unit_of_work() as session:
            advance(session, application_id, None, actor=recruiter, clock=clock.now)
        with db.reading() as session:
            slots = offered_slots(session, application_id, clock=clock.now)
        slot = next(one for one in slots if one.starts_at > NOW + timedelta(days=5))
        with db.unit_of_work() as session:
            book_slot(
                session,
                BookSlot(application_id, slot.starts_at, slot.interviewer_id),
                actor=recruiter,
                clock=clock.now,
            )
        with acting(recruiter):
            page = await page_of(DrawerState)
            await page.show(application_id)
        planned = page.view["planned"]
        assert i18n.text("zh", "drawer.kind_ask_day_before") in {line["text"] for line in planned}
        assert {line["state"] for line in planned} == {i18n.text("zh", "drawer.with_booking")}
        with acting(chief):
            await page.show(application_id)
        assert page.view["planned"] == [], "messages are HR's to read"
