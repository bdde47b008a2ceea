"""Hours that are there already are said to be, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from rxapp import db
from rxapp.errors import Invalid
from rxapp.models import WeeklyHours
from rxapp.rules.vocabulary import Role
from rxapp.services.scheduling.save_hours import add_hours
from tests.builders import actor_of, give_hours, make_user


def stored() -> list[tuple[int, int, int]]:
    with db.reading() as session:
        rows = session.exec(select(WeeklyHours).order_by(col(WeeklyHours.id)))
        return [(row.weekday, row.start_minute, row.end_minute) for row in rows]


def test_hours_within_those_there_are_refused_with_the_range_that_holds_them(database: Any) -> None:
    with db.unit_of_work() as session:
        user = make_user(session, Role.INTERVIEWER)
        me, number = actor_of(user), user.id or 0
        give_hours(session, user, weekdays=[0], start=570, end=660)
        give_hours(session, user, weekdays=[0], start=660, end=720)
    before = stored()
    with db.unit_of_work() as session, pytest.raises(Invalid) as refused:
        add_hours(session, number, [(0, 600, 690)], actor=me)
    assert refused.value.code == "hours_covered" and refused.value.facts["hours"] == "09:30–12:00"
    assert stored() == before
    with db.unit_of_work() as session:
        add_hours(session, number, [(0, 600, 690), (1, 600, 690)], actor=me)
    assert stored() == [(0, 570, 720), (1, 600, 690)]
