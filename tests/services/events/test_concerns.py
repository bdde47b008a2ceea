"""An event about somebody concerns those who interview them and those who have to call them."""

from __future__ import annotations

from typing import Any

from rxapp import db
from rxapp.models import Task
from rxapp.rules.vocabulary import BookingState, Role, TaskKind
from rxapp.services.events.concerns import concerned_by
from tests.builders import NOW, make_application, make_booking, make_user


def test_interviewers_of_old_bookings_and_people_with_tasks_are_concerned(database: Any) -> None:
    with db.unit_of_work() as session:
        judge, before, other = (make_user(session, Role.INTERVIEWER) for _ in range(3))
        recruiter = make_user(session)
        application, elsewhere = make_application(session, recruiter=recruiter), make_application(session)
        make_booking(session, application, interviewer=before, state=BookingState.MOVED)
        make_booking(session, application, interviewer=judge)
        make_booking(session, elsewhere, interviewer=other)
        session.add(
            Task(
                dedupe="call", kind=TaskKind.INVITED_NOT_OPENED, application_id=application.id or 0,
                assignee_id=recruiter.id or 0, due_at=NOW, created_at=NOW, done_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        found = concerned_by(session, {application.id or 0})
        assert found.interviewers == {judge.id, before.id} and found.assignees == {recruiter.id}
        assert not concerned_by(session, ()).interviewers
