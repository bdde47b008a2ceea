"""What an administrator changes about the company, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rxapp import db
from rxapp.errors import Invalid, NotAllowed, Stale
from rxapp.rules.vocabulary import Role
from rxapp.services.company import queries
from rxapp.services.company.save_company import (
    SaveCompany,
    change_working_hours,
    save_company,
    save_working_hours,
)
from tests.builders import actor_of, make_company, make_user


def test_the_administrator_changes_what_candidates_read(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        save_company(session, SaveCompany(" 百味 食品 ", "Baiwei", "021-5555 0199"), actor=actor)
        assert queries.company(session).name == "百味 食品"
        assert queries.company(session).phone == "021-5555 0199"


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.EXECUTIVE])
def test_nobody_else_changes_the_company(database: Any, role: Role) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, role))
        with pytest.raises(NotAllowed):
            save_company(session, SaveCompany("别的", "", "021-5555 0199"), actor=actor)
        with pytest.raises(NotAllowed):
            save_working_hours(session, [(0, 540, 1080)], actor=actor)


@pytest.mark.parametrize("phone", ["", "call me", "+86" + "1" * 40, "021\n5555"])
def test_a_telephone_nobody_can_dial_is_refused(database: Any, phone: str) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        with pytest.raises(Invalid):
            save_company(session, SaveCompany("百味食品", "", phone), actor=actor)


def test_working_hours_are_replaced_as_a_whole(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        save_working_hours(session, [(1, 780, 1080), (1, 540, 720)], actor=actor)
        assert [(r.weekday, r.start_minute) for r in queries.working_hours(session)] == [(1, 540), (1, 780)]


@pytest.mark.parametrize(
    "rows",
    [[], [(0, 600, 600)], [(0, 700, 600)], [(7, 1, 2)], [(0, 0, 1441)], [(0, 540, 720), (0, 700, 800)]],
)
def test_a_week_that_makes_no_sense_is_refused(database: Any, rows: list[tuple[int, int, int]]) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        with pytest.raises(Invalid):
            save_working_hours(session, rows, actor=actor)
        assert len(queries.working_hours(session)) == 10


def test_two_changes_of_the_working_week_at_once_keep_both(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))

    def add(weekday: int) -> None:
        with db.unit_of_work() as session:
            change_working_hours(session, added=[(weekday, 540, 720)], actor=actor)

    with ThreadPoolExecutor(1) as pool:
        with db.unit_of_work() as session:
            change_working_hours(session, added=[(5, 540, 720)], actor=actor)
            other = pool.submit(add, 6)  # must wait for what is being stored here, or it would put it back
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        other.result(timeout=30)
    with db.reading() as session:
        days = [row.weekday for row in queries.working_hours(session)]
    assert len(days) == 12 and {5, 6} < set(days)


def test_a_range_of_the_working_week_goes_only_as_it_was_shown(database: Any) -> None:
    with db.unit_of_work() as session:
        make_company(session)
        actor = actor_of(make_user(session, Role.ADMINISTRATOR))
        with pytest.raises(Stale):
            change_working_hours(session, removed=(0, 540, 700), actor=actor)
        change_working_hours(session, removed=(0, 540, 720), actor=actor)
        with pytest.raises(Stale):
            change_working_hours(session, removed=(0, 540, 720), actor=actor)
        assert len(queries.working_hours(session)) == 9
