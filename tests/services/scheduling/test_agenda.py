"""Who sees which interviews in the lists of start page and calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rxapp import db
from rxapp.errors import NotAllowed, NotFound
from rxapp.models import DayOff
from rxapp.rules.vocabulary import BookingState, Role
from rxapp.services.scheduling.agenda import agenda, count_agenda, interview, interviewers
from rxapp.services.scheduling.briefs import Brief, briefs
from rxapp.services.scheduling.week import week_of
from tests.builders import (
    NOW,
    actor_of,
    candidate_actor,
    give_hours,
    make_application,
    make_booking,
    make_job,
    make_user,
)

DAY = timedelta(days=1)


def test_interviews_of_a_span_come_in_the_order_of_time(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        for days in (3, 1, 9):
            make_booking(session, make_application(session), starts_at=NOW + days * DAY)
        rows = agenda(session, actor=actor_of(recruiter), since=NOW, until=NOW + 7 * DAY)
        assert [row.starts_at for row in rows] == [NOW + DAY, NOW + 3 * DAY]
        assert rows[0].candidate == "林晓" and rows[0].place == "上海总部"


def test_a_list_that_is_cut_can_be_counted(database: Any) -> None:
    with db.unit_of_work() as session:
        me, application = make_user(session, Role.INTERVIEWER), make_application(session)
        for days in (1, 2, 3):
            make_booking(session, make_application(session), starts_at=NOW + days * DAY)
        asked: dict[str, Any] = {"since": NOW, "until": NOW + 7 * DAY}
        reader = actor_of(make_user(session))
        assert len(agenda(session, actor=reader, most=2, **asked)) == 2
        assert count_agenda(session, actor=reader, **asked) == 3
        assert count_agenda(session, actor=actor_of(me), **asked) == 0
        assert count_agenda(session, actor=candidate_actor(application), **asked) == 0


def test_a_brief_says_what_the_job_asks_for_and_jobs_that_say_nothing_have_none(database: Any) -> None:
    with db.unit_of_work() as session:
        said = make_job(session, requirements="会谈判", culture_tags="坦诚\n务实")
        ids = [
            make_booking(session, make_application(session, job=job), starts_at=NOW + days * DAY).id or 0
            for days, job in enumerate((said, make_job(session)), start=1)
        ]
        assert briefs(session, ids) == {ids[0]: Brief("会谈判", ("坦诚", "务实"))}
        assert briefs(session, []) == {}


def test_an_interviewer_sees_only_their_own(database: Any) -> None:
    with db.unit_of_work() as session:
        me, other = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        job = make_job(session, interviewers=[me, other])
        mine = make_booking(session, make_application(session, job=job), interviewer=me)
        theirs = make_booking(session, make_application(session, job=job), interviewer=other)
        rows = agenda(session, actor=actor_of(me), since=NOW, until=NOW + 7 * DAY, interviewer_id=other.id)
        assert [row.booking_id for row in rows] == [mine.id]
        assert interview(session, theirs.id or 0, actor=actor_of(me)) is None
        assert interview(session, mine.id or 0, actor=actor_of(me)) is not None


def test_a_candidate_sees_no_list(database: Any) -> None:
    with db.unit_of_work() as session:
        application = make_application(session)
        booking = make_booking(session, application)
        actor = candidate_actor(application)
        assert agenda(session, actor=actor, since=NOW, until=NOW + 7 * DAY) == []
        assert interview(session, booking.id or 0, actor=actor) is None


def test_moved_and_undone_bookings_are_never_shown_and_cancelled_ones_only_on_request(database: Any) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session))
        for hours, state in enumerate((BookingState.MOVED, BookingState.UNDONE, BookingState.LATE_CANCEL)):
            make_booking(
                session, make_application(session), starts_at=NOW + DAY + timedelta(hours=hours), state=state
            )
        assert agenda(session, actor=actor, since=NOW, until=NOW + 7 * DAY) == []
        (row,) = agenda(session, actor=actor, since=NOW, until=NOW + 7 * DAY, called_off=True)
        assert row.state == BookingState.LATE_CANCEL


def test_unsettled_are_those_without_an_outcome(database: Any) -> None:
    with db.unit_of_work() as session:
        actor = actor_of(make_user(session))
        open_one = make_booking(session, make_application(session), starts_at=NOW - DAY)
        make_booking(session, make_application(session), starts_at=NOW - 2 * DAY, state=BookingState.ATTENDED)
        rows = agenda(session, actor=actor, since=NOW - 7 * DAY, until=NOW, unsettled=True)
        assert [row.booking_id for row in rows] == [open_one.id]


def test_a_week_shows_hours_and_days_off_that_have_not_passed(database: Any) -> None:
    with db.unit_of_work() as session:
        me = make_user(session, Role.INTERVIEWER)
        give_hours(session, me, weekdays=(2, 0), start=540, end=600)
        today = NOW.date()
        for start, end in ((today - 9 * DAY, today - 8 * DAY), (today - DAY, today)):
            session.add(DayOff(user_id=me.id, starts_on=start, ends_on=end))
        view = week_of(session, me.id or 0, actor=actor_of(me), today=today)
        assert view.hours == ((0, 540, 600), (2, 540, 600))
        assert [row.ends_on for row in view.days_off] == [today]


def test_others_weeks_are_for_who_plans_or_decides(database: Any) -> None:
    with db.unit_of_work() as session:
        me, other = make_user(session, Role.INTERVIEWER), make_user(session, Role.INTERVIEWER)
        today, my_id = NOW.date(), me.id or 0
        with pytest.raises(NotFound):
            week_of(session, my_id, actor=actor_of(other), today=today)
        for role in (Role.ADMINISTRATOR, Role.RECRUITER, Role.EXECUTIVE):
            assert (
                week_of(session, my_id, actor=actor_of(make_user(session, role)), today=today).user_id
                == my_id
            )
        with pytest.raises(NotAllowed):
            week_of(session, my_id, actor=candidate_actor(make_application(session)), today=today)
        with pytest.raises(NotFound):
            week_of(session, 10**9, actor=actor_of(make_user(session)), today=today)


def test_only_active_interviewers_are_offered(database: Any) -> None:
    with db.unit_of_work() as session:
        one = make_user(session, Role.INTERVIEWER, name="王伟")
        make_user(session, Role.INTERVIEWER, is_active=False)
        make_user(session, Role.RECRUITER)
        assert [row.id for row in interviewers(session)] == [one.id]
