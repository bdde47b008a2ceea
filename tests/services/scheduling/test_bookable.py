"""Whether an invitation has a time to choose: the one question asked before, and after, it leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rxapp import clock, db
from rxapp.errors import NotFound
from rxapp.models import User
from rxapp.rules.vocabulary import Role
from rxapp.services.scheduling.bookable import finds_time, has_bookable_time
from rxapp.services.scheduling.offers import offered_slots
from tests.builders import (
    give_hours,
    make_application,
    make_company,
    make_invitation,
    make_job,
    make_user,
)

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def _invited(session: Any, with_hours: int) -> tuple[int, list[int]]:
    """An invitation to four interviewers of whom the one numbered `with_hours` (none: -1) has hours."""
    make_company(session)
    people: list[User] = [make_user(session, Role.INTERVIEWER) for _ in range(4)]
    for n, one in enumerate(people):
        if n == with_hours:
            give_hours(session, one)
    application = make_application(session, job=make_job(session, interviewers=people))
    make_invitation(session, application, interviewers=people)
    return application.id or 0, [one.id or 0 for one in people]


@pytest.mark.parametrize("with_hours", [-1, 0, 1, 2, 3])
def test_it_says_what_the_whole_offer_says(database: Any, with_hours: int) -> None:
    with clock.frozen(NOW), db.unit_of_work() as session:
        application_id, ids = _invited(session, with_hours)
        offered = bool(offered_slots(session, application_id, clock=clock.now))
        assert offered is (with_hours >= 0)
        assert finds_time(session, application_id, clock=clock.now) is offered
        assert has_bookable_time(session, application_id, ids, 45, clock=clock.now) is offered


def test_nobody_to_ask_has_no_time_and_an_unknown_application_is_not_found(database: Any) -> None:
    with db.unit_of_work() as session:
        application_id, _ = _invited(session, 0)
        assert not has_bookable_time(session, application_id, [], 45)
        for ask in (lambda: finds_time(session, 10**9), lambda: has_bookable_time(session, 10**9, [], 45)):
            with pytest.raises(NotFound):
                ask()
