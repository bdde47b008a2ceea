from __future__ import annotations

import pytest

from rxapp import db
from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.rules.vocabulary import Role
from rxapp.services.scheduling.save_hours import SaveHours, add_day_off, remove_day_off, save_hours
from rxapp.services.scheduling.week import week_of
from tests import builders
from tests.builders import NOW, actor_of


def test_a_week_is_replaced_and_days_off_come_and_go(database):
    with db.unit_of_work() as session:
        judge = builders.make_user(session, Role.INTERVIEWER)
        me = actor_of(judge)
        save_hours(session, SaveHours(judge.id, ((1, 540, 720), (0, 600, 1440))), actor=me)
        save_hours(session, SaveHours(judge.id, [[2, 540, 720]]), actor=me)
        day_off = add_day_off(session, judge.id, "2026-06-03", "2026-06-05", "出差", actor=me)
        view = week_of(session, judge.id, actor=me, today=NOW.date())
        assert view.hours == ((2, 540, 720),)
        assert [(row.id, row.note) for row in view.days_off] == [(day_off, "出差")]
        remove_day_off(session, day_off, actor=me)
        assert week_of(session, judge.id, actor=me, today=NOW.date()).days_off == ()


@pytest.mark.parametrize(
    "rows",
    ["week", 5, [1], [(0, 540)], [(7, 540, 600)], [(0, 600, 540)], [(0, 541, 600)], [(0, 540, 600), (0, 585, 660)],
     [(0, 0, 1455)], [(True, 540, 600)], [(0, 540, 600)] * 50],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused(rows):
    with pytest.raises(Invalid):
        SaveHours(1, rows)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-06-05", "2026-06-03"),
        ("2026-06-01", "2028-06-01"),
        ("soon", "2026-06-03"),
        (None, None),
        ("0001-01-01",) * 2,
    ],
)
def test_days_off_that_cannot_be_are_refused(database, first, last):
    with db.unit_of_work() as session:
        judge = builders.make_user(session, Role.INTERVIEWER)
        with pytest.raises(Invalid):
            add_day_off(session, judge.id, first, last, actor=actor_of(judge))


def test_interviewers_change_their_own_week_staff_everybodys_executives_none(database):
    with db.unit_of_work() as session:
        judge, other = (builders.make_user(session, Role.INTERVIEWER) for _ in range(2))
        recruiter, chief = builders.make_user(session), builders.make_user(session, Role.EXECUTIVE)
        week = SaveHours(judge.id, ())
        save_hours(session, week, actor=actor_of(recruiter))
        with pytest.raises(NotFound):
            save_hours(session, week, actor=actor_of(other))
        with pytest.raises(NotAllowed):
            save_hours(session, week, actor=actor_of(chief))
        with pytest.raises(NotFound):
            save_hours(session, SaveHours(recruiter.id, ()), actor=actor_of(recruiter))
