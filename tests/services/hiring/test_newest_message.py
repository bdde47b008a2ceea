"""What a card and a row of the list say of "the notice" is about the time that is booked, not about what was before."""

from __future__ import annotations

from typing import Any

import pytest

from rxapp import db
from rxapp.models import Application, Booking, Delivery
from rxapp.rules.notices import notice_code
from rxapp.rules.vocabulary import Channel, DeliveryState, StepKind
from rxapp.services.hiring.board import cards_of
from rxapp.services.hiring.types import BoardFilter
from tests.builders import NOW, make_application, make_booking, make_invitation

SENT = DeliveryState.SENT


def told(session: Any, application: Application, booking: Booking | None, key: str) -> None:
    session.add(
        Delivery(
            dedupe=key, kind=StepKind.BOOKED if booking else StepKind.INVITED, channel=Channel.OUTBOX,
            application_id=application.id, booking_id=booking.id if booking else None, due_at=NOW, created_at=NOW,
            state=SENT, sent_at=NOW,
        )
    )  # fmt: skip
    session.flush()


@pytest.mark.parametrize(("is_told", "code"), [(False, "queued"), (True, "sent")])
def test_an_invitation_that_was_sent_says_nothing_of_the_notice_of_a_time(
    database: Any, is_told: bool, code: str
) -> None:
    with db.unit_of_work() as session:
        application = make_application(session)
        make_invitation(session, application)
        told(session, application, None, "invited")
        booking = make_booking(session, application)
        if is_told:
            told(session, application, booking, "booked")
        [card] = cards_of(session, [application.id or 0], BoardFilter(), now=NOW)
    assert notice_code(card.stage, card.delivery_state, is_opened=False, is_confirmed=False) == code
