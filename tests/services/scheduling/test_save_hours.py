from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from rxapp import db
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale, UserError
from rxapp.models import WeeklyHours
from rxapp.rules.vocabulary import Role
from rxapp.services.scheduling.away import add_day_off, remove_day_off
from rxapp.services.scheduling.save_hours import add_hours, remove_hours
from rxapp.services.scheduling.week import week_of
from tests import builders
from tests.builders import NOW, actor_of


def week(user_id):
    with db.reading() as session:
        rows = session.exec(select(WeeklyHours).where(WeeklyHours.user_id == user_id))
        return sorted((row.weekday, row.start_minute, row.end_minute) for row in rows)


def a_judge():
    with db.unit_of_work() as session:
        return builders.make_user(session, Role.INTERVIEWER)


def at_once(*works):
    """Run each in a transaction and a thread of its own, all starting together; what they raised."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        try:
            with db.unit_of_work() as session:
                work(session)
        except UserError as problem:
            return problem.code
        return None

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_a_week_grows_and_shrinks_and_days_off_come_and_go(database):
    with db.unit_of_work() as session:
        judge = builders.make_user(session, Role.INTERVIEWER)
        me = actor_of(judge)
        add_hours(session, judge.id, [(1, 540, 720), (0, 600, 1440)], actor=me)
        add_hours(session, judge.id, [[1, 720, 780]], actor=me)
        remove_hours(session, judge.id, (0, 600, 1440), actor=me)
        day_off = add_day_off(session, judge.id, "2026-06-03", "2026-06-05", "出差", actor=me).day_off_id
        view = week_of(session, judge.id, actor=me, today=NOW.date())
        assert view.hours == ((1, 540, 780),)
        assert [(row.id, row.note) for row in view.days_off] == [(day_off, "出差")]
        remove_day_off(session, day_off, actor=me)
        assert week_of(session, judge.id, actor=me, today=NOW.date()).days_off == ()


def test_what_two_people_add_at_the_same_moment_is_all_kept(database):
    judge = a_judge()
    me = actor_of(judge)
    for weekday in range(6):
        parts = [(weekday, 540, 600), (weekday, 660, 720), (weekday, 780, 840)]
        problems = at_once(*(lambda s, r=r: add_hours(s, judge.id, [r], actor=me) for r in parts))
        assert problems == [None] * 3
    assert week(judge.id) == [(day, start, start + 60) for day in range(6) for start in (540, 660, 780)]


def test_a_range_removed_twice_at_the_same_moment_is_removed_once_and_said_once(database):
    judge = a_judge()
    me = actor_of(judge)
    with db.unit_of_work() as session:
        add_hours(session, judge.id, [(day, 540, 720) for day in range(5)], actor=me)
    for day in range(5):
        problems = at_once(*[lambda s, day=day: remove_hours(s, judge.id, (day, 540, 720), actor=me)] * 2)
        assert sorted(map(str, problems)) == ["None", "hours_changed"]
    assert week(judge.id) == []


def test_a_change_waits_until_the_one_before_it_is_stored(database):
    """Reads before a lock would find the old week and write it back."""
    judge = a_judge()
    me = actor_of(judge)
    with ThreadPoolExecutor(1) as pool:
        with db.unit_of_work() as session:
            add_hours(session, judge.id, [(0, 540, 720)], actor=me)
            other = pool.submit(at_once, lambda s: add_hours(s, judge.id, [(1, 540, 720)], actor=me))
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        assert other.result(timeout=30) == [None]
    assert week(judge.id) == [(0, 540, 720), (1, 540, 720)]


@pytest.mark.parametrize("shown", [(0, 540, 700), (0, 555, 720), (1, 540, 720)])
def test_a_range_that_is_not_there_as_it_was_shown_is_not_removed(database, shown):
    judge = a_judge()
    with db.unit_of_work() as session:
        add_hours(session, judge.id, [(0, 540, 720)], actor=actor_of(judge))
    with db.unit_of_work() as session, pytest.raises(Stale):
        remove_hours(session, judge.id, shown, actor=actor_of(judge))
    assert week(judge.id) == [(0, 540, 720)]


@pytest.mark.parametrize(
    "rows",
    ["week", 5, [1], [(0, 540)], [(7, 540, 600)], [(0, 600, 540)], [(0, 541, 600)], [(0, 0, 1455)], [(True, 540, 600)],
     [(0, 540, 600)] * 50],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused(database, rows):
    judge = a_judge()
    with db.unit_of_work() as session, pytest.raises(Invalid):
        add_hours(session, judge.id, rows, actor=actor_of(judge))
    assert week(judge.id) == []


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
        hours = [(0, 540, 600)]
        add_hours(session, judge.id, hours, actor=actor_of(recruiter))
        for change, given in ((add_hours, hours), (remove_hours, hours[0])):
            with pytest.raises(NotFound):
                change(session, judge.id, given, actor=actor_of(other))
            with pytest.raises(NotAllowed):
                change(session, judge.id, given, actor=actor_of(chief))
            with pytest.raises(NotFound):
                change(session, recruiter.id, given, actor=actor_of(recruiter))
