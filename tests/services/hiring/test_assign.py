"""Whoever takes an application over is asked everything that is still to do about it, and hears of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.models import Application, Task, User
from rxapp.rules.vocabulary import Role, TaskKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.assign import assign
from rxapp.services.hiring.many import Deed, ManyCommand, do_one
from rxapp.services.hiring.undo import undo
from rxapp.services.messaging.tasks.task_list import open_tasks
from rxapp.services.notices.mark_seen import mark_seen
from rxapp.services.notices.queries import newest_notices, unseen
from tests.builders import NOW, actor_of, make_application, make_user

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _now(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)


class Desk:
    """One application with a call, a text to send by hand, and the questions that are somebody's own."""

    def __init__(self) -> None:
        with db.unit_of_work() as session:
            self.first, self.second = actor_of(make_user(session)), actor_of(make_user(session))
            owner = session.get_one(User, self.first.user_id)
            application, other = (make_application(session, recruiter=owner) for _ in range(2))
            self.application_id = application.id or 0
            asker = make_user(session, Role.EXECUTIVE)
            for kind in (
                TaskKind.INVITED_NOT_OPENED, TaskKind.SEND_BY_HAND, TaskKind.WHY_LATE, TaskKind.SECOND_OPINION,
            ):  # fmt: skip
                session.add(_task(kind, application, owner, asked_by=asker.id))
            session.add(_task(TaskKind.NO_SHOW_TWICE, application, owner, done_at=NOW))
            session.add(_task(TaskKind.INVITED_SECOND, other, owner))

    def asked(self, who: Actor) -> list[str]:
        with db.reading() as session:
            return sorted(row.kind for row in open_tasks(session, who.user_id, clock=clock.now))

    def rings(self, who: Actor) -> list[str]:
        with db.reading() as session:
            return [row.kind for row in newest_notices(session, who.user_id or 0)]

    def run(self, work: Callable[..., Any], *args: Any, actor: Actor) -> Any:
        with db.unit_of_work() as session:
            return work(session, *args, actor=actor, clock=clock.now)


def _task(kind: TaskKind, application: Application, owner: User, **facts: Any) -> Task:
    return Task(
        dedupe=f"{kind}:{application.id}", kind=kind, application_id=application.id or 0, assignee_id=owner.id or 0,
        due_at=NOW, created_at=NOW, **facts,
    )  # fmt: skip


MOVED = ["invited_not_opened", "send_by_hand"]
KEPT = ["invited_second", "second_opinion", "why_late"]


def test_open_tasks_go_along_and_the_new_recruiters_bell_rings() -> None:
    desk = Desk()
    desk.run(assign, desk.application_id, 1, desk.second.user_id, actor=desk.first)
    assert desk.asked(desk.second) == MOVED and desk.asked(desk.first) == KEPT
    assert desk.rings(desk.second) == ["assigned"] and desk.rings(desk.first) == []
    with db.reading() as session:
        assert session.get_one(Task, 5).assignee_id == desk.first.user_id  # done: history stays


def test_whoever_takes_it_themselves_gets_the_tasks_without_a_line() -> None:
    desk = Desk()
    desk.run(assign, desk.application_id, 1, desk.second.user_id, actor=desk.second)
    assert desk.asked(desk.second) == MOVED and desk.rings(desk.second) == []


def test_given_to_whom_it_belongs_nothing_moves_or_rings() -> None:
    desk = Desk()
    desk.run(assign, desk.application_id, 1, desk.first.user_id, actor=desk.second)
    assert desk.asked(desk.first) == sorted(MOVED + KEPT) and desk.rings(desk.first) == []


def test_many_at_once_take_their_tasks_along_too() -> None:
    desk = Desk()
    command = ManyCommand(Deed.ASSIGN, (desk.application_id,), recruiter_id=desk.second.user_id)
    desk.run(do_one, command, desk.application_id, 1, actor=desk.first)
    assert desk.asked(desk.second) == MOVED and desk.rings(desk.second) == ["assigned"]


def test_undo_gives_the_tasks_back_and_rings_nobody() -> None:
    desk = Desk()
    change = desk.run(assign, desk.application_id, 1, desk.second.user_id, actor=desk.first)
    with db.unit_of_work() as session:
        undo(session, change.undo_id, actor=desk.first, clock=clock.now)
    assert desk.asked(desk.first) == sorted(MOVED + KEPT) and desk.asked(desk.second) == []
    assert desk.rings(desk.second) == []


def test_what_is_handed_over_in_one_deed_is_one_line_and_other_deeds_are_others(
    clock_at: Callable[[datetime], None],
) -> None:
    with db.unit_of_work() as session:
        first, second, third = (actor_of(make_user(session)) for _ in range(3))
        ids = [make_application(session).id or 0 for _ in range(5)]

    def hand_over(application_id: int, actor: Actor) -> None:
        with db.unit_of_work() as session:
            assign(session, application_id, None, second.user_id or 0, actor=actor, clock=clock.now)

    def lines() -> list[tuple[int, bool]]:
        with db.reading() as session:
            return [(row.count, row.is_seen) for row in newest_notices(session, second.user_id or 0)]

    for one in ids[:3]:
        hand_over(one, first)
    hand_over(ids[3], third)
    clock_at(NOW + timedelta(seconds=1))
    hand_over(ids[4], first)
    assert lines() == [(1, False), (1, False), (3, False)]
    with db.unit_of_work() as session:
        assert unseen(session, second.user_id or 0) == 3
        mark_seen(session, newest_notices(session, second.user_id or 0)[-1].id, actor=second)
        assert unseen(session, second.user_id or 0) == 2
    assert lines() == [(1, False), (1, False), (3, True)]
