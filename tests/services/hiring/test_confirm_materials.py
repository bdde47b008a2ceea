"""HR says once that the materials are complete, and the candidate reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from rxapp import clock, db
from rxapp.errors import IllegalMove, NotAllowed, Stale
from rxapp.models import Application
from rxapp.rules.vocabulary import Closing, Language, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.close import CloseApplication, close_application
from rxapp.services.hiring.confirm_materials import confirm_materials
from rxapp.services.hiring.queries import application_view
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.undo import undo
from rxapp.services.scheduling.queries import candidate_view
from rxapp.state.candidate_words import news_of
from tests.builders import NOW, actor_of, candidate_actor, make_application, make_user

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _now(clock_at: Callable[[datetime], None]) -> None:
    clock_at(NOW)


def an_application() -> tuple[Application, Actor]:
    with db.unit_of_work() as session:
        return make_application(session), actor_of(make_user(session, name="赵敏"))


def confirmed(application: Application, version: int | None, actor: Actor) -> Change:
    with db.unit_of_work() as session:
        return confirm_materials(session, application.id or 0, version, actor=actor)


def told(application: Application) -> list[str]:
    with db.reading() as session:
        return [
            row["text"]
            for row in news_of(candidate_view(session, application.id or 0), Language.ZH, clock.now())
        ]


def offered(application: Application, actor: Actor) -> bool:
    with db.reading() as session:
        return "materials" in application_view(session, application.id or 0, actor=actor).actions


def test_the_candidate_reads_that_the_materials_are_confirmed_and_the_button_is_gone() -> None:
    application, recruiter = an_application()
    assert offered(application, recruiter) and "HR 确认了您的材料" not in told(application)
    change = confirmed(application, application.version, recruiter)
    assert "HR 确认了您的材料" in told(application) and not offered(application, recruiter)
    with pytest.raises(IllegalMove, match="materials_confirmed"):
        confirmed(application, change.version, recruiter)


def test_taken_back_it_was_never_said() -> None:
    application, recruiter = an_application()
    change = confirmed(application, None, recruiter)
    with db.unit_of_work() as session:
        undo(session, change.undo_id or 0, actor=recruiter)
    assert "HR 确认了您的材料" not in told(application) and offered(application, recruiter)
    confirmed(application, None, recruiter)
    assert "HR 确认了您的材料" in told(application)


def test_only_hr_may_and_only_while_it_runs() -> None:
    application, recruiter = an_application()
    with db.unit_of_work() as session:
        executive = actor_of(make_user(session, Role.EXECUTIVE))
    for stranger in (executive, candidate_actor(application)):
        with pytest.raises(NotAllowed):
            confirmed(application, None, stranger)
    with pytest.raises(Stale):
        confirmed(application, 99, recruiter)
    with db.unit_of_work() as session:
        close_application(
            session,
            CloseApplication(application.id or 0, None, Closing.WITHDRAWN, reason="other_offer"),
            actor=recruiter,
        )
    assert not offered(application, recruiter)
    with pytest.raises(IllegalMove, match="closed"):
        confirmed(application, None, recruiter)
