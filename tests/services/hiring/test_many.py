"""One deed for many: the preview promises what is done, each row stands by itself, and each can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from rxapp import clock, db
from rxapp.errors import IllegalMove, Invalid, NotAllowed, Stale, UserError
from rxapp.models import Application, ApplicationTag, Delivery, Event, Invitation, PlannedStep
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Closing, DeliveryState, Language, Role, Stage, StepKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.many import Already, Deed, ManyCommand, do_one, preview
from rxapp.services.hiring.undo import undo
from rxapp.services.messaging.texts.facts import LINK
from tests.builders import (
    NOW,
    actor_of,
    make_application,
    make_booking,
    make_candidate,
    make_invitation,
    make_job,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _now(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)


def make_many(n: int, **facts: Any) -> tuple[list[int], Actor]:
    with db.unit_of_work() as session:
        recruiter = make_user(session)
        job = make_job(session)
        ids = [
            make_application(
                session, job=job, recruiter=recruiter,
                candidate=make_candidate(session, name=f"人{i}", language=Language.EN if i == 1 else Language.ZH),
                **facts,
            ).id
            or 0
            for i in range(n)
        ]  # fmt: skip
        return ids, actor_of(recruiter)


def look(command: ManyCommand, actor: Actor) -> Any:
    with db.reading() as session:
        return preview(session, command, actor=actor, clock=clock.now)


def do(command: ManyCommand, application_id: int, actor: Actor, version: int | None = None) -> Any:
    with db.unit_of_work() as session:
        return do_one(session, command, application_id, version, actor=actor, clock=clock.now)


def of(kind: type[Any], application_id: int) -> list[Any]:
    with db.reading() as session:
        return list(
            session.exec(select(kind).where(kind.application_id == application_id).order_by(col(kind.id)))
        )


def test_a_preview_of_invitations_says_who_gets_which_text_and_stores_nothing() -> None:
    ids, actor = make_many(4)
    found = look(ManyCommand(Deed.INVITE, tuple(ids)), actor)
    assert [row.problem for row in found.rows] == [None] * 4
    assert len(found.samples) == 3 and {sample.language for sample in found.samples} == {"zh", "en"}
    assert all(sample.name in sample.body and LINK in sample.body for sample in found.samples)
    for model in (Invitation, PlannedStep):
        assert not [row for one in ids for row in of(model, one)]


def test_what_the_preview_leaves_out_the_deed_refuses_for_the_same_reason() -> None:
    ids, actor = make_many(4)
    with db.unit_of_work() as session:
        session.get_one(Application, ids[0]).closing = Closing.LOST
        make_invitation(session, session.get_one(Application, ids[1]))
        make_booking(session, session.get_one(Application, ids[2]), starts_at=NOW + timedelta(days=2))
    command = ManyCommand(Deed.INVITE, (*ids, 99_999))
    found = look(command, actor)
    codes = [None if row.problem is None else row.problem.code for row in found.rows]
    assert codes == ["illegal.closed", "already_invited", "illegal.already_booked", None, "not_found"]
    assert [row.is_already for row in found.rows] == [False, True, False, False, False]
    for row in found.rows:
        if row.problem is not None:
            with pytest.raises(UserError) as refused:
                do(command, row.application_id, actor)
            assert refused.value.code == row.problem.code


def test_each_invitation_can_be_taken_back_by_itself() -> None:
    [one, two], actor = make_many(2)
    command = ManyCommand(Deed.INVITE, (one, two))
    first, second = do(command, one, actor), do(command, two, actor)
    with db.unit_of_work() as session:
        undo(session, first.undo_id, actor=actor, clock=clock.now)
        stages = [session.get_one(Application, each).stage for each in (one, two)]
    assert stages == [Stage.PASSED_FIRST, Stage.ARRANGING] and second.undo_id


def test_whoever_changed_since_the_preview_is_not_touched() -> None:
    [one], actor = make_many(1)
    [row] = look(ManyCommand(Deed.INVITE, (one,)), actor).rows
    with db.unit_of_work() as session:
        session.get_one(Application, one).version += 1
    with pytest.raises(Stale):
        do(ManyCommand(Deed.INVITE, (one,)), one, actor, row.version)
    assert of(Invitation, one) == []


def test_a_reminder_says_again_what_was_said_last_and_never_twice_at_once() -> None:
    [one, two], actor = make_many(2)
    with db.unit_of_work() as session:
        make_invitation(session, session.get_one(Application, one), invited_at=NOW - timedelta(days=1))
    command = ManyCommand(Deed.REMIND, (one, two))
    found = look(command, actor)
    assert [row.problem and row.problem.code for row in found.rows] == [None, "illegal.nothing_to_remind"]
    change = do(command, one, actor)
    [delivery] = of(Delivery, one)
    assert delivery.kind == StepKind.INVITED_NUDGE and delivery.state == DeliveryState.PENDING
    assert delivery.due_at == NOW + timedelta(seconds=10) and delivery.invitation_id
    with pytest.raises(IllegalMove) as refused:
        do(command, one, actor)
    assert refused.value.code == "illegal.just_reminded"
    with db.unit_of_work() as session:
        undo(session, change.undo_id, actor=actor, clock=clock.now)
    [delivery] = of(Delivery, one)
    assert delivery.state == DeliveryState.CANCELLED


def test_a_reminder_in_the_night_waits_for_the_morning(clock_at: Callable[[datetime], None]) -> None:
    [one], actor = make_many(1)
    with db.unit_of_work() as session:
        make_booking(session, session.get_one(Application, one), starts_at=NOW + timedelta(days=4))
    clock_at(NOW + timedelta(hours=13))  # 23:00
    [row] = look(ManyCommand(Deed.REMIND, (one,)), actor).rows
    do(ManyCommand(Deed.REMIND, (one,)), one, actor)
    [delivery] = of(Delivery, one)
    assert row.leaves_at == delivery.due_at == NOW + timedelta(hours=22)  # 08:00
    assert delivery.kind == StepKind.BOOKED_NUDGE and delivery.expires_at == NOW + timedelta(days=4)


def test_another_recruiter_takes_over_and_the_same_one_is_already_so() -> None:
    [one], actor = make_many(1)
    with db.unit_of_work() as session:
        other = make_user(session).id or 0
        outsider = make_user(session, Role.INTERVIEWER).id
    command = ManyCommand(Deed.ASSIGN, (one,), recruiter_id=other)
    do(command, one, actor)
    assert of(Event, one)[-1].kind == EventKind.RECRUITER_ASSIGNED
    with pytest.raises(Already):
        do(command, one, actor)
    with pytest.raises(Invalid):
        do(ManyCommand(Deed.ASSIGN, (one,), recruiter_id=outsider), one, actor)


def test_only_legal_moves_are_made() -> None:
    [one, two], actor = make_many(2)
    with db.unit_of_work() as session:
        make_booking(session, session.get_one(Application, one), starts_at=NOW - timedelta(minutes=20))
    command = ManyCommand(Deed.MOVE, (one, two), to_stage=int(Stage.ATTENDED))
    found = look(command, actor)
    assert [row.problem and row.problem.code for row in found.rows] == [None, "illegal.skips_stage"]
    do(command, one, actor)
    with db.reading() as session:
        assert session.get_one(Application, one).stage == Stage.ATTENDED


def test_tags_go_on_and_off_and_say_nothing_in_the_record_but_their_number() -> None:
    [one], actor = make_many(1)
    do(ManyCommand(Deed.TAG, (one,), tag=" 重点 "), one, actor)
    with pytest.raises(Already):
        do(ManyCommand(Deed.TAG, (one,), tag="重点"), one, actor)
    with db.reading() as session:
        assert session.exec(select(ApplicationTag.tag)).all() == ["重点"]
    do(ManyCommand(Deed.UNTAG, (one,), tag="重点"), one, actor)
    assert [row.data for row in of(Event, one)] == [{"tags": 1}, {"tags": 0}]


def test_ending_many_counts_the_booked_times_that_are_given_back() -> None:
    [one, two], actor = make_many(2)
    with db.unit_of_work() as session:
        make_booking(session, session.get_one(Application, one), starts_at=NOW + timedelta(days=2))
    command = ManyCommand(Deed.CLOSE, (one, two), closing=Closing.REJECTED, reason="skills")
    assert look(command, actor).given_back == 1
    for each in (one, two):
        do(command, each, actor)
    with db.reading() as session:
        assert {session.get_one(Application, each).closing for each in (one, two)} == {Closing.REJECTED}


def test_only_who_hires_may() -> None:
    [one], _ = make_many(1)
    executive = Actor(Role.EXECUTIVE, user_id=1)
    with pytest.raises(NotAllowed):
        look(ManyCommand(Deed.INVITE, (one,)), executive)
    with pytest.raises(NotAllowed):
        do(ManyCommand(Deed.INVITE, (one,)), one, executive)


@pytest.mark.parametrize(
    "facts",
    [
        {"application_ids": ()},
        {"application_ids": tuple(range(1, 202))},
        {"deed": "drop"},
        {"deed": Deed.MOVE, "to_stage": 1},
        {"deed": Deed.ASSIGN},
        {"deed": Deed.TAG, "tag": "\n"},
        {"deed": Deed.TAG, "tag": "长" * 31},
        {"deed": Deed.CLOSE, "closing": Closing.LOST, "reason": "skills"},
        {"deed": Deed.CLOSE},
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_happens(facts: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        ManyCommand(**{"deed": Deed.INVITE, "application_ids": (1,)} | facts)
