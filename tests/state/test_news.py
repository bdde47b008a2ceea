"""Lists that stand still: rows change where they are, what would move them is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.models import Application, Delivery
from rxapp.rules.vocabulary import Channel, Closing, DeliveryState, Role, StepKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.people import PeopleFilter
from rxapp.services.hiring.people_address import Asked
from rxapp.state import messages, people
from rxapp.state.news import differences
from rxapp.state.people import PeopleState
from tests.builders import NOW, actor_of, make_application, make_link, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HR = Actor(role=Role.RECRUITER)


@pytest.mark.parametrize(
    ("now", "n"),
    [
        ([1, 2, 3, 4], 0), ([2, 3, 4], 1), ([4, 1, 2, 3], 1), ([5, 1, 2, 3], 1), ([5, 6, 1, 2], 2), ([4, 3, 2, 1], 3),
        ([], 4), ([5, 2, 3, 4], 1),
    ],
)  # fmt: skip
def test_only_rows_that_would_move_are_counted(database: Any, now: list[int], n: int) -> None:
    assert differences([1, 2, 3, 4], now) == n


async def test_somebody_new_is_counted_and_somebody_gone_says_so_in_their_row(database: Any) -> None:
    with db.unit_of_work() as session:
        made = [make_application(session, stage_since=NOW - timedelta(days=n)).id or 0 for n in range(3)]
        actor = actor_of(make_user(session))
    with clock.frozen(NOW), acting(actor):
        page = await page_of(PeopleState)
        await page.load()
        shown = tuple(row["id"] for row in page.rows)
        assert list(shown) == made and (page.changes, page.total) == (0, 3)
        with db.unit_of_work() as session:
            make_application(session, stage_since=NOW)
            session.get_one(Application, made[1]).closing = Closing.LOST
        now = people._rows(HR, Asked(PeopleFilter()), shown)
        assert [row["id"] for row in now["rows"]] == made, "nothing moves"
        assert [row["ended"] for row in now["rows"]] == [False, True, False]
        assert (now["changes"], now["total"]) == (1, 3), "one came, one goes: the length stays"
        await page.load()
        assert len(page.rows) == 3 and page.rows[0]["id"] not in made and page.changes == 0


async def test_a_message_called_off_says_so_where_it_stands_and_a_new_one_is_counted(database: Any) -> None:
    def write(session: Any, **facts: Any) -> int:
        application = make_application(session)
        made = Delivery(
            kind=StepKind.INVITED, channel=Channel.BY_HAND, application_id=application.id, due_at=NOW, created_at=NOW,
            link_id=make_link(session, application).id, **facts,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id or 0

    with db.unit_of_work() as session:
        first, second = (write(session, dedupe=str(n), state=DeliveryState.PENDING) for n in range(2))
    with clock.frozen(NOW):
        with db.unit_of_work() as session:
            session.get_one(Delivery, second).state = DeliveryState.CANCELLED
            write(session, dedupe="3", state=DeliveryState.SENT, sent_at=NOW, body="您好")
        now = messages._messages(HR, "", False, False, (second, first))
    assert [row["id"] for row in now["messages"]] == [second, first]
    assert [row["state"] for row in now["messages"]] == ["已取消", "等待发出"]
    assert now["changes"] == 1
