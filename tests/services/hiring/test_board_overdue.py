"""The board's "overdue", its red clock and the one in the people list mean of a request what its standing means."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rxapp import db
from rxapp.models import PriorityRequest
from rxapp.rules.vocabulary import Role
from rxapp.services.hiring.board import cards, counts
from rxapp.services.hiring.people import people
from rxapp.services.hiring.people_words import Speaker
from rxapp.services.hiring.types import BoardFilter
from rxapp.state.board_rows import card_row
from rxapp.state.people_rows import person_row
from tests.builders import NOW, actor_of, make_application, make_booking, make_invitation, make_user

HOUR = timedelta(hours=1)
EVERYTHING = (50,) * 6


def test_a_time_booked_for_before_the_deadline_is_not_overdue_when_it_has_passed(database: Any) -> None:
    deadlines = {"waiting": NOW + HOUR, "overdue": NOW - HOUR, "in_time": NOW - HOUR, "too_late": NOW + HOUR}
    starts = {"in_time": NOW - HOUR / 2 - HOUR, "too_late": NOW + 2 * HOUR}
    with db.unit_of_work() as session:
        executive, made = make_user(session, Role.EXECUTIVE), {}
        for name, deadline in deadlines.items():
            made[name] = make_application(session)
            make_invitation(session, made[name])
            if name in starts:
                make_booking(session, made[name], starts_at=starts[name], minutes=240)
            session.add(
                PriorityRequest(
                    application_id=made[name].id, requested_by=executive.id, requested_at=NOW - 48 * HOUR,
                    deadline_at=deadline,
                )
            )  # fmt: skip
        session.flush()
        ids = {one.id: name for name, one in made.items()}
        chosen = BoardFilter(overdue=True)
        found = {
            ids[card.id] for column in cards(session, chosen, EVERYTHING, now=NOW).values() for card in column
        }
        assert found == {"overdue", "too_late"} and sum(counts(session, chosen, now=NOW)) == 2
        every = [
            card for column in cards(session, BoardFilter(), EVERYTHING, now=NOW).values() for card in column
        ]
        late = {
            ids[card.id]
            for card in every
            if card_row(card, language="zh", zone="Asia/Shanghai", now=NOW)["late"]
        }
        say = Speaker(language="zh", zone="Asia/Shanghai", now=NOW)
        listed = people(session, list(ids), actor=actor_of(make_user(session)))
        late_in_the_list = {ids[id_] for id_, one in listed.items() if person_row(one, (), say)["late"]}
    assert late == late_in_the_list == found
