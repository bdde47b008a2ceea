"""From the board to the list and back the same people stay chosen."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.state.board_filter import BoardFilterState
from rxapp.state.people import PeopleState
from tests.builders import NOW, actor_of, make_job, make_user
from tests.state.acting import acting, page_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def at(page: Any, address: str) -> Any:
    """The page as if this were its address."""
    url = type(page.router.url)(f"http://localhost{address}")
    page.router = dataclasses.replace(page.router, url=url)
    return page


async def test_the_lists_link_and_the_boards_keep_what_was_chosen(database: Any) -> None:
    with db.unit_of_work() as session:
        actor, job = actor_of(make_user(session)), make_job(session)
    chosen = f"job={job.id}&overdue=1&query=%E6%9E%97"
    with clock.frozen(NOW), acting(actor):
        board = at(await page_of(BoardFilterState), f"/board?{chosen}")
        await board.open()
        assert board.list_address == f"/people?job={job.id}&overdue=1&query=%E6%9E%97"
        people = at(await page_of(PeopleState), board.list_address)
        await people.load()
        assert people.board_address == f"/board?job={job.id}&query=%E6%9E%97&overdue=1"
