"""The product reads the demo's rows as its own and goes on with them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, func, select

from rxapp import clock, db, migrations, wiring
from rxapp.demo import ensure_demo, foreign_rows, reset_demo, sign_ins
from rxapp.models import Application, Booking, DayOff, Delivery, Event, Task, User
from rxapp.rules.events import Event as Told
from rxapp.rules.events import EventKind
from rxapp.rules.replay import replay, snapshot
from rxapp.rules.stages import is_on_board
from rxapp.rules.vocabulary import Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.analytics.queries import loss_rate, no_show_rate
from rxapp.services.events.compare import stored_snapshot
from rxapp.services.hiring.board import cards, counts
from rxapp.services.hiring.queries import application_view
from rxapp.services.hiring.types import BoardFilter
from rxapp.services.messaging.ladder.run_steps import run_due_steps
from rxapp.services.messaging.sending.deliver import deliver_due
from rxapp.services.messaging.tasks.task_list import open_tasks
from rxapp.services.scheduling.book_slot import BookSlot, book_slot
from rxapp.services.scheduling.queries import candidate_view, offered_slots
from rxapp.settings import get_settings
from tests.builders import actor_of, candidate_actor

NOW = datetime(2026, 11, 23, 1, 20, tzinfo=UTC)  # Monday 09:20 in Shanghai


@pytest.fixture
def _demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(importlib.import_module("rxapp.demo.seed"), "DAYS", 90)
    get_settings().data_dir.mkdir()
    migrations.upgrade(get_settings().effective_database_url)
    ensure_demo(db.engine(), now=NOW)
    with clock.frozen(NOW):
        yield


def administrator() -> Actor:
    with db.reading() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).one()
        return actor_of(user)  # type: ignore[no-any-return]


def live(session: object) -> list[Application]:
    """What the rules put on the board."""
    query = select(Application).where(col(Application.closing).is_(None))
    rows = session.exec(query)  # type: ignore[attr-defined]
    return [row for row in rows if is_on_board(Stage(row.stage), None, stage_since=row.stage_since, now=NOW)]


@pytest.mark.usefixtures("_demo")
def test_every_live_application_opens_for_staff_and_candidate_and_agrees_with_its_events() -> None:
    admin = administrator()
    with db.reading() as session:
        for application in live(session):
            number = application.id or 0
            assert application_view(session, number, actor=admin).id == number
            candidate_view(session, number)
            told = session.exec(select(Event).where(Event.application_id == number).order_by(col(Event.id)))
            state = replay(Told(EventKind(row.kind), row.data, row.occurred_at) for row in told)
            assert snapshot(state) == stored_snapshot(session, number)


@pytest.mark.usefixtures("_demo")
def test_the_board_shows_all_columns_and_recruiters_have_calls_to_make() -> None:
    with db.reading() as session:
        shown = cards(session, BoardFilter(), [50] * 6, now=NOW)
        assert all(shown[int(stage)] for stage in Stage)
        hired = session.exec(
            select(func.count(col(Application.id))).where(Application.stage == Stage.HIRED)
        ).one()
        assert len(shown[int(Stage.HIRED)]) < hired, "hires of long ago have left the board"
        assert counts(session, BoardFilter(), now=NOW) == [
            sum(row.stage == stage for row in live(session)) for stage in Stage
        ]
        recruiters = session.exec(select(User.id).where(User.role == Role.RECRUITER)).all()
        assert sum(len(open_tasks(session, user_id)) for user_id in recruiters) >= 5
        assert loss_rate(session, since=NOW - timedelta(days=90), until=NOW).total > 300
        assert no_show_rate(session, since=NOW - timedelta(days=90), until=NOW).total > 300


@pytest.mark.usefixtures("_demo")
def test_every_interviewer_who_can_sign_in_meets_somebody_soon() -> None:
    addresses = [email for role, _, email, _ in sign_ins() if role == "interviewer"]
    with db.reading() as session:
        for email in addresses:
            user = session.exec(select(User).where(User.email == email)).one()
            ahead = session.exec(
                select(Booking).where(
                    Booking.interviewer_id == user.id, Booking.state == "scheduled", Booking.starts_at > NOW,
                    Booking.starts_at < NOW + timedelta(days=1),
                )
            ).all()  # fmt: skip
            assert ahead, email


@pytest.mark.usefixtures("_demo")
def test_the_ladder_goes_on_calmly_for_a_day() -> None:
    with db.reading() as session:
        before = session.exec(select(func.count(col(Delivery.id)))).one()
    first = second = 0
    for minutes in range(0, 24 * 60 + 1, 60):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            second += run_due_steps() + deliver_due(wiring.channels())
        first = first or second
    assert first <= 30, "the start itself sets off only what its last minutes owed"
    with db.reading() as session:
        sent = session.exec(select(func.count(col(Delivery.id)))).one() - before
        assert 10 <= sent <= 250
        assert session.exec(select(func.count(col(Task.id))).where(Task.created_at > NOW)).one() > 0


@pytest.mark.usefixtures("_demo")
def test_a_candidate_of_the_demo_can_choose_a_time() -> None:
    with db.unit_of_work() as session:
        waiting = next(
            a for a in live(session) if a.stage == Stage.ARRANGING and offered_slots(session, a.id or 0)
        )
        slot = offered_slots(session, waiting.id or 0)[0]
        command = BookSlot(waiting.id or 0, slot.starts_at, slot.interviewer_id)
        book_slot(session, command, actor=candidate_actor(waiting))
    with db.reading() as session:
        assert session.get_one(Application, waiting.id).stage == Stage.BOOKED


@pytest.mark.usefixtures("_demo")
def test_what_the_running_demo_writes_is_the_demos_own_and_may_be_reset() -> None:
    test_a_candidate_of_the_demo_can_choose_a_time()
    admin = administrator()
    with db.unit_of_work() as session:
        session.add(DayOff(user_id=admin.user_id or 0, starts_on=NOW.date(), ends_on=NOW.date()))
    run_due_steps()
    deliver_due(wiring.channels())
    assert foreign_rows(db.engine()) == []
    reset_demo(db.engine(), now=NOW, again=lambda: migrations.upgrade(get_settings().effective_database_url))
    with db.reading() as session:
        assert session.exec(select(DayOff).where(DayOff.user_id == admin.user_id)).first() is None
