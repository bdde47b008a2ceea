"""What changed when an interviewer can is taken back within ten seconds, unless somebody changed it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from rxapp import db
from rxapp.clock import now, real_now
from rxapp.errors import NotFound, Stale, TooLate
from rxapp.models import Notice
from rxapp.rules.stages import UNDO
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.scheduling.away import add_day_off, remove_day_off
from rxapp.services.scheduling.save_hours import add_hours, remove_hours
from rxapp.services.scheduling.types import WayBack
from rxapp.services.scheduling.undo_hours import undo_hours
from rxapp.services.scheduling.week import WeekView, week_of
from tests.builders import NOW, actor_of, make_application, make_booking, make_user

WEEK = [(0, 540, 720), (0, 780, 1080), (2, 540, 720)]


def judge() -> Any:
    with db.unit_of_work() as session:
        me = actor_of(make_user(session, Role.INTERVIEWER))
        add_hours(session, me.user_id, WEEK, actor=me)
    return me


def view(me: Actor) -> WeekView:
    with db.reading() as session:
        return week_of(session, me.user_id or 0, actor=me, today=NOW.date())


def take_back(back: WayBack, actor: Actor) -> None:
    with db.unit_of_work() as session:
        undo_hours(session, back, actor=actor)


def test_a_range_taken_out_by_mistake_is_there_again(database: Any) -> None:
    me = judge()
    with db.unit_of_work() as session:
        back = remove_hours(session, me.user_id, WEEK[1], actor=me)
    assert view(me).hours == (WEEK[0], WEEK[2])
    take_back(back, me)
    assert view(me).hours == tuple(WEEK)


def test_a_range_that_joined_two_leaves_them_apart_again(database: Any) -> None:
    me = judge()
    with db.unit_of_work() as session:
        back = add_hours(session, me.user_id, [(0, 720, 780)], actor=me)
    assert view(me).hours[0] == (0, 540, 1080)
    take_back(back, me)
    assert view(me).hours == tuple(WEEK)


def test_a_week_that_somebody_changed_again_stays_as_it_is(database: Any) -> None:
    me = judge()
    with db.unit_of_work() as session:
        back = remove_hours(session, me.user_id, WEEK[1], actor=me)
        add_hours(session, me.user_id, [(4, 540, 720)], actor=me)
    with pytest.raises(Stale):
        take_back(back, me)
    assert view(me).hours == (WEEK[0], WEEK[2], (4, 540, 720))


def test_days_off_come_and_go_again_and_nobodys_bell_tells_of_what_was_not_meant(database: Any) -> None:
    me = judge()
    day = (now() + timedelta(days=3)).date()
    with db.unit_of_work() as session:
        other = actor_of(make_user(session, Role.INTERVIEWER))
        soon = {"starts_at": now() + timedelta(days=3), "interviewer_id": me.user_id}
        make_booking(session, make_application(session), **soon)
        near = timedelta(days=1)
        added = add_day_off(session, me.user_id, day - near, day + near, "培训", actor=me)
    with db.reading() as session:
        assert len(session.exec(select(Notice)).all()) == 1
    with pytest.raises(NotFound):
        take_back(added, other)
    take_back(added, me)
    with db.reading() as session:
        assert session.exec(select(Notice)).all() == []
    assert view(me).days_off == ()
    with pytest.raises(Stale):
        take_back(added, me)


def test_days_off_removed_by_mistake_are_there_again_with_their_note(database: Any) -> None:
    me = judge()
    with db.unit_of_work() as session:
        added = add_day_off(session, me.user_id, "2026-06-03", "2026-06-05", "培训", actor=me)
    with db.unit_of_work() as session:
        back = remove_day_off(session, added.day_off_id, actor=me)
    assert view(me).days_off == ()
    take_back(back, me)
    [row] = view(me).days_off
    assert (str(row.starts_on), str(row.ends_on), row.note) == ("2026-06-03", "2026-06-05", "培训")


def test_who_booked_on_days_that_are_off_again_after_all_hears_of_it_and_nobody_twice(database: Any) -> None:
    me, start = judge(), now()
    day = start + timedelta(days=3)
    near = timedelta(days=1)
    with db.unit_of_work() as session:
        soon = {"interviewer_id": me.user_id}
        early = make_application(session)
        make_booking(session, early, starts_at=day, booked_at=start - near, **soon)
        added = add_day_off(session, me.user_id, day.date() - near, day.date() + near, actor=me)
        back = remove_day_off(session, added.day_off_id, actor=me)
    with db.unit_of_work() as session:
        late = make_application(session)
        make_booking(session, late, starts_at=day + timedelta(hours=3), booked_at=now(), **soon)
        owners = [early.recruiter_id, late.recruiter_id]
    take_back(back, me)
    with db.reading() as session:
        assert [row.user_id for row in session.exec(select(Notice).order_by(col(Notice.id)))] == owners


def test_the_way_back_ends_by_the_clock_it_was_made_with(database: Any) -> None:
    me, days = judge(), ("2026-06-03", "2026-06-05")
    told: Any = {"actor": me, "real_now": lambda: NOW}
    with db.unit_of_work() as session:
        added = add_day_off(session, me.user_id, *days, **told)
        removed = remove_day_off(session, added.day_off_id, **told)
        week = [
            remove_hours(session, me.user_id, WEEK[1], **told),
            add_hours(session, me.user_id, WEEK, **told),
        ]
    assert {back.until for back in (added, removed, *week)} == {NOW + UNDO}


def test_ten_seconds_later_it_is_changed_by_hand(database: Any) -> None:
    me = judge()
    with db.unit_of_work() as session:
        back = remove_hours(session, me.user_id, WEEK[1], actor=me)
    with pytest.raises(TooLate):
        take_back(replace(back, until=real_now()), me)
    assert view(me).hours == (WEEK[0], WEEK[2])
