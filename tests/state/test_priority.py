"""The dialogs of "must come in": usual deadlines at one tap, and a question before a request is taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.models import PriorityRequest
from rxapp.rules.vocabulary import Role
from rxapp.state.priority import LOCAL, PriorityBackState, PriorityState, quick_choices
from tests.builders import actor_of, make_application, make_user
from tests.state.acting import acting, page_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=SHANGHAI)  # 1 June 2026 is a Monday


def test_usual_deadlines_lie_ahead_and_none_is_offered_twice() -> None:
    assert quick_choices(at(1, 10)) == {"today": at(1, 18), "tomorrow": at(2, 18), "friday": at(5, 18)}
    assert set(quick_choices(at(1, 19))) == {"tomorrow", "friday"}
    assert set(quick_choices(at(4, 10))) == {"today", "tomorrow"}
    assert set(quick_choices(at(5, 10))) == {"today", "tomorrow"}
    assert set(quick_choices(at(6, 10))) == {"today", "tomorrow"}


async def test_a_usual_deadline_is_written_into_the_field_again_each_time_it_is_pressed(
    database: Any,
) -> None:
    with db.unit_of_work() as session:
        chief = actor_of(make_user(session, Role.EXECUTIVE))
        application = make_application(session)
        number = application.id
    with acting(chief):
        page = await page_of(PriorityState)
        await PriorityState.open_for.fn(page, number, 1, "林晓")  # type: ignore[attr-defined]
        turn = page.turn
        await PriorityState.propose.fn(page, "tomorrow")  # type: ignore[attr-defined]
    evening = (clock.now().astimezone(SHANGHAI) + timedelta(days=1)).replace(hour=18, minute=0)
    assert page.proposed == evening.strftime(LOCAL) and page.turn == turn + 1


@pytest.mark.parametrize("is_late", [False, True])
async def test_whose_request_it_is_and_that_it_stays_late_is_said_before_it_is_taken_back(
    database: Any, is_late: bool
) -> None:
    day = timedelta(days=1)
    with db.unit_of_work() as session:
        asker, chief = make_user(session, Role.EXECUTIVE), actor_of(make_user(session, Role.EXECUTIVE))
        application = make_application(session)
        session.add(
            PriorityRequest(
                application_id=application.id or 0, requested_by=asker.id or 0, requested_at=clock.now() - 2 * day,
                deadline_at=clock.now() - day if is_late else clock.now() + day,
            )
        )  # fmt: skip
        session.flush()
        number, version, name = application.id, application.version, asker.name
    with acting(chief):
        page = await page_of(PriorityBackState)
        await PriorityBackState.open_for.fn(page, number, version, "林晓")  # type: ignore[attr-defined]
        assert (page.is_open, page.requester, page.is_late) == (True, name, is_late) and page.deadline
        with db.reading() as session:
            assert session.exec(select(PriorityRequest)).one().is_open
        await PriorityBackState.save.fn(page)  # type: ignore[attr-defined]
    assert not page.is_open
    with db.reading() as session:
        assert not session.exec(select(PriorityRequest)).one().is_open
