"""What waits for a recruiter and what went wrong: each kind of line, whose it is, and at what cost it is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from rxapp import db
from rxapp.errors import NotAllowed
from rxapp.models import Application, Delivery, Place, Task
from rxapp.rules.vocabulary import (
    BookingState,
    Channel,
    Closing,
    DeliveryState,
    Role,
    Stage,
    StepKind,
    TaskKind,
)
from rxapp.services.hiring.waiting import Waiting, waiting
from rxapp.services.messaging.tasks.task_list import open_tasks
from tests.builders import NOW, actor_of, make_application, make_booking, make_invitation, make_job, make_user

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def letter(session: Session, application: Application, state: DeliveryState, **facts: Any) -> None:
    values = {
        "dedupe": f"m-{application.id}-{state}", "kind": StepKind.INVITED, "channel": Channel.SMS, "state": state,
        "application_id": application.id, "due_at": NOW - HOUR, "created_at": NOW - HOUR,
    }  # fmt: skip
    session.add(Delivery(**values | facts))


def one_of_each(session: Session, recruiter: Any) -> dict[Waiting, int]:
    interviewer, gone = (
        make_user(session, Role.INTERVIEWER),
        make_user(session, Role.INTERVIEWER, is_active=False),
    )
    job = make_job(session, interviewers=[interviewer, gone])
    made: dict[Waiting, Application] = {}
    for kind in Waiting:
        made[kind] = make_application(session, job=job, recruiter=recruiter)
        make_invitation(session, made[kind], is_open=kind is not Waiting.UNINVITED)
    make_booking(session, made[Waiting.OUTCOME], interviewer=interviewer, starts_at=NOW - 2 * HOUR)
    made[Waiting.DECISION].stage = int(Stage.ATTENDED)
    letter(session, made[Waiting.FAILED], DeliveryState.FAILED)
    letter(session, made[Waiting.HELD], DeliveryState.HELD)
    made[Waiting.SILENT].silent_since = NOW - DAY
    given_up = Place(name="旧址", city="上海", address="延安路 1 号", archived_at=NOW - DAY)
    session.add(given_up)
    session.flush()
    make_booking(session, made[Waiting.PLACE_GONE], interviewer=interviewer, place_id=given_up.id)
    make_booking(session, made[Waiting.PERSON_GONE], interviewer=gone)
    session.flush()
    return {kind: one.id or 0 for kind, one in made.items()}


def test_each_kind_stands_there_once_and_only_for_whose_it_is(database: Any) -> None:
    with db.unit_of_work() as session:
        mine, other = make_user(session), make_user(session)
        expected = one_of_each(session, mine)
        found = waiting(session, actor=actor_of(mine), now=NOW, recruiter_id=mine.id).rows
        assert {row.kind: row.application_id for row in found} == expected
        assert len(found) == len(expected)
        assert waiting(session, actor=actor_of(other), now=NOW, recruiter_id=other.id).rows == []
        assert len(waiting(session, actor=actor_of(other), now=NOW).rows) == len(expected)


def test_a_failed_message_about_what_is_over_waits_for_nobody(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        seen = make_application(session, recruiter=recruiter)
        make_invitation(session, seen)
        booking = make_booking(session, seen, starts_at=NOW - 3 * HOUR)
        letter(session, seen, DeliveryState.FAILED, booking_id=booking.id, kind=StepKind.REMIND_TWO_HOURS)
        old = make_application(session, recruiter=recruiter)
        make_invitation(session, old)
        letter(session, old, DeliveryState.FAILED, due_at=NOW - 20 * DAY)
        again = make_application(session, recruiter=recruiter)
        ended = make_invitation(session, again, is_open=False)
        make_invitation(session, again)
        letter(session, again, DeliveryState.FAILED, invitation_id=ended.id)
        session.flush()
        found = waiting(session, actor=actor_of(recruiter), now=NOW).rows
    assert [row.kind for row in found] == [Waiting.OUTCOME]


def call(session: Session, application: Application, kind: TaskKind, booking_id: int | None = None) -> None:
    session.add(
        Task(
            dedupe=f"t-{application.id}-{kind}", kind=kind, application_id=application.id or 0, booking_id=booking_id,
            assignee_id=application.recruiter_id, due_at=NOW - HOUR, created_at=NOW - HOUR,
        )
    )  # fmt: skip
    session.flush()


@pytest.mark.parametrize("stage", [Stage.ARRANGING, Stage.BOOKED, Stage.ATTENDED, Stage.OFFER])
def test_a_new_link_that_failed_is_seen_at_every_stage_while_the_application_is_open(
    database: Any, stage: Stage
) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        one = make_application(session, recruiter=recruiter)
        make_invitation(session, one)
        if stage is Stage.BOOKED:
            make_booking(session, one, starts_at=NOW + DAY)
        one.stage = int(stage)
        letter(session, one, DeliveryState.FAILED, kind=StepKind.NEW_LINK)
        session.flush()
        found = waiting(session, actor=actor_of(recruiter), now=NOW).wrong.rows
        assert [(row.kind, row.what) for row in found] == [(Waiting.FAILED, StepKind.NEW_LINK)]
        one.closing, one.closed_at = Closing.WITHDRAWN, NOW
        session.flush()
        assert waiting(session, actor=actor_of(recruiter), now=NOW).wrong.rows == []


@pytest.mark.parametrize("kind", [StepKind.REINVITED, StepKind.NEW_LINK])
def test_a_call_hides_only_the_failed_messages_that_its_own_line_tells_of(
    database: Any, kind: StepKind
) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        one = make_application(session, recruiter=recruiter)
        offered = make_invitation(session, one)
        missed = make_booking(session, one, starts_at=NOW - DAY, state=BookingState.NO_SHOW)
        one.stage = int(Stage.ARRANGING)
        letter(
            session, one, DeliveryState.FAILED, kind=kind,
            invitation_id=offered.id if kind is StepKind.REINVITED else None,
        )  # fmt: skip
        call(session, one, TaskKind.NO_SHOW_TWICE, missed.id)
        [task] = open_tasks(session, recruiter.id, clock=lambda: NOW)
        found = waiting(session, actor=actor_of(recruiter), now=NOW).wrong.rows
        assert (task.failed, [row.what for row in found]) == ("", [kind])
        call(session, one, TaskKind.INVITED_NO_CHOICE)
        told = [row.failed for row in open_tasks(session, recruiter.id, clock=lambda: NOW)]
        assert sorted(told) == ["", kind]
        assert waiting(session, actor=actor_of(recruiter), now=NOW).wrong.rows == []


def test_a_held_message_keeps_its_own_question_beside_a_call(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        one = make_application(session, recruiter=recruiter)
        offered = make_invitation(session, one)
        letter(session, one, DeliveryState.HELD, invitation_id=offered.id)
        call(session, one, TaskKind.INVITED_NOT_OPENED)
        [task] = open_tasks(session, recruiter.id, clock=lambda: NOW)
        found = waiting(session, actor=actor_of(recruiter), now=NOW).wrong.rows
    assert (task.failed, [row.kind for row in found]) == ("", [Waiting.HELD])


@pytest.mark.parametrize("facts", [{"confirmed_at": NOW}, {"starts_at": NOW - HOUR}])
def test_a_call_names_no_failed_message_that_nobody_needs_any_more(
    database: Any, facts: dict[str, Any]
) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        one = make_application(session, recruiter=recruiter)
        make_invitation(session, one)
        booked = make_booking(session, one, **{"starts_at": NOW + DAY, "confirmed_at": None} | facts)
        letter(session, one, DeliveryState.FAILED, kind=StepKind.BOOKED, booking_id=booked.id)
        call(session, one, TaskKind.NOT_CONFIRMED, booked.id)
        [task] = open_tasks(session, recruiter.id, clock=lambda: NOW)
        found = waiting(session, actor=actor_of(recruiter), now=NOW).wrong.rows
    assert (task.failed, found) == ("", [])


def test_a_list_that_is_cut_says_how_long_it_is(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        for n in range(5):
            one = make_application(session, recruiter=recruiter)
            make_invitation(session, one)
            if n < 3:
                make_booking(session, one, starts_at=NOW - (n + 1) * DAY)
            else:
                one.silent_since = NOW - DAY
        session.flush()
        asked = {"actor": actor_of(recruiter), "now": NOW, "most": 1}
        found = waiting(session, **asked)
        assert (len(found.waits.rows), found.waits.total) == (1, 3)
        assert (len(found.wrong.rows), found.wrong.total) == (1, 2)
        assert waiting(session, outcomes_before=NOW - 2 * DAY, **asked).waits.total == 1
        nobody = waiting(session, recruiter_id=make_user(session).id, **asked)
        assert (nobody.rows, nobody.waits.total) == ([], 0)


def test_the_lists_are_read_in_five_statements_whatever_their_length(database: Any) -> None:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        asked: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *a: asked.append(a[2]))
        waiting(session, actor=actor_of(recruiter), now=NOW)
        first = len(asked)
        for _ in range(4):
            one_of_each(session, recruiter)
        asked.clear()
        waiting(session, actor=actor_of(recruiter), now=NOW)
    assert first == len(asked) == 5


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.EXECUTIVE])
def test_whoever_may_not_call_reads_none_of_it(database: Any, role: Role) -> None:
    with db.unit_of_work() as session, pytest.raises(NotAllowed):
        waiting(session, actor=actor_of(make_user(session, role)), now=NOW)
