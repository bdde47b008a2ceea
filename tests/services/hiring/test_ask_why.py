""" "Why late?": asked once, by whom it concerns, answered in words that the list shows; medians of the steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from rxapp import db
from rxapp.errors import IllegalMove, Invalid, NotAllowed
from rxapp.models import Application, PriorityRequest, Task, User
from rxapp.rules.priority import Step
from rxapp.rules.vocabulary import Role, TaskKind
from rxapp.services.hiring.ask_why import AnswerWhy, answer_why, ask_why_late
from rxapp.services.hiring.priority_report import priority_report
from rxapp.services.messaging.tasks.task_list import open_tasks, settle_task
from tests.builders import NOW, actor_of, make_application, make_booking, make_invitation, make_user

HOUR = timedelta(hours=1)


def wish(session: Session, **facts: Any) -> tuple[PriorityRequest, Application, User]:
    executive = make_user(session, Role.EXECUTIVE)
    application = make_application(session)
    values = {"requested_at": NOW - 48 * HOUR, "deadline_at": NOW - HOUR} | facts
    request = PriorityRequest(application_id=application.id, requested_by=executive.id, **values)
    session.add(request)
    session.flush()
    return request, application, executive


def test_a_question_becomes_the_recruiters_task_and_its_answer_stands_on_the_list(database: Any) -> None:
    with db.unit_of_work() as session:
        request, application, executive = wish(session)
        task_id = ask_why_late(session, request.id or 0, actor=actor_of(executive), clock=lambda: NOW)
        [task] = open_tasks(session, application.recruiter_id, clock=lambda: NOW)
        assert (task.id, task.kind, task.asker) == (task_id, TaskKind.WHY_LATE, executive.name)
        [row] = priority_report(session, since=NOW - 72 * HOUR, now=NOW).rows
        assert row.is_asked and row.answer is None
        recruiter = actor_of(session.get_one(User, application.recruiter_id))
        answer_why(session, AnswerWhy(task_id, " 面试官出差 "), actor=recruiter, clock=lambda: NOW)
        [row] = priority_report(session, since=NOW - 72 * HOUR, now=NOW).rows
        assert row.answer == "面试官出差"
        assert open_tasks(session, application.recruiter_id, clock=lambda: NOW) == []


def test_it_is_asked_once_answered_once_and_ticking_is_no_answer(database: Any) -> None:
    with db.unit_of_work() as session:
        request, application, executive = wish(session)
        boss, recruiter = actor_of(executive), actor_of(session.get_one(User, application.recruiter_id))
        task_id = ask_why_late(session, request.id or 0, actor=boss, clock=lambda: NOW)
        with pytest.raises(IllegalMove):
            ask_why_late(session, request.id or 0, actor=boss, clock=lambda: NOW)
        with pytest.raises(IllegalMove):
            settle_task(session, task_id, actor=recruiter, clock=lambda: NOW)
        answer_why(session, AnswerWhy(task_id, "忘了"), actor=recruiter, clock=lambda: NOW)
        with pytest.raises(IllegalMove):
            answer_why(session, AnswerWhy(task_id, "不是忘了"), actor=recruiter, clock=lambda: NOW)
        assert session.exec(select(Task.answer).where(Task.id == task_id)).one() == "忘了"


def test_what_is_in_time_is_not_asked_about_and_whoever_arranges_does_not_ask(database: Any) -> None:
    with db.unit_of_work() as session:
        request, _, executive = wish(session, deadline_at=NOW + HOUR)
        with pytest.raises(IllegalMove):
            ask_why_late(session, request.id or 0, actor=actor_of(executive), clock=lambda: NOW)
        late, *_ = wish(session)
        with pytest.raises(NotAllowed):
            ask_why_late(session, late.id or 0, actor=actor_of(make_user(session)), clock=lambda: NOW)
        with pytest.raises(Invalid):
            AnswerWhy(1, "   ")


def test_booked_in_time_is_not_late_although_the_deadline_has_passed(database: Any) -> None:
    with db.unit_of_work() as session:
        request, application, executive = wish(session)
        make_invitation(session, application)
        make_booking(session, application, starts_at=NOW - 2 * HOUR)
        with pytest.raises(IllegalMove):
            ask_why_late(session, request.id or 0, actor=actor_of(executive), clock=lambda: NOW)


def test_each_step_has_its_median_and_how_many_took_it(database: Any) -> None:
    with db.unit_of_work() as session:
        for minutes in (10, 20, 90):
            seen = NOW - 48 * HOUR + timedelta(minutes=minutes)
            wish(session, seen_at=seen, scheduled_at=seen + HOUR if minutes != 90 else None)
        wish(session)
        medians = priority_report(session, since=NOW - 72 * HOUR, now=NOW).medians
    assert (medians[Step.SEEN].minutes, medians[Step.SEEN].n) == (20, 3)
    assert (medians[Step.SCHEDULED].minutes, medians[Step.SCHEDULED].n) == (60, 2)
    assert Step.ATTENDED not in medians
