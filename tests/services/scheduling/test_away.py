"""A day off over booked interviews rings for the recruiter of each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import select

from rxapp import db
from rxapp.clock import now
from rxapp.models import Notice
from rxapp.rules.vocabulary import NoticeKind, Role
from rxapp.services.scheduling.away import add_day_off
from tests.builders import actor_of, make_application, make_booking, make_user


def test_the_recruiter_of_each_interview_within_the_days_off_hears_of_it(database: Any) -> None:
    with db.unit_of_work() as session:
        me = make_user(session, Role.INTERVIEWER)
        within, after = make_application(session), make_application(session)
        make_booking(session, within, interviewer=me, starts_at=now() + timedelta(days=3))
        make_booking(session, after, interviewer=me, starts_at=now() + timedelta(days=9))
        day = (now() + timedelta(days=3)).date()
        near = timedelta(days=1)
        add_day_off(session, me.id or 0, day - near, day + near, actor=actor_of(me))
        rung = session.exec(select(Notice.user_id, Notice.application_id, Notice.kind)).all()
        assert list(rung) == [(within.recruiter_id, within.id, NoticeKind.INTERVIEWER_AWAY.value)]
