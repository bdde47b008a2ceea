"""What was given up goes once more when somebody says so, and only what still makes sense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from rxapp import clock, db
from rxapp.adapters.ports import Outcome
from rxapp.errors import Invalid, NotAllowed, NotFound, Stale
from rxapp.models import Application
from rxapp.rules.vocabulary import Channel, DeliveryState
from rxapp.services.messaging.channels.stops import stop
from rxapp.services.messaging.reports.message_list import message_ids
from rxapp.services.messaging.sending.send_again import MOST, send_again
from tests.services.messaging.conftest import local
from tests.services.messaging.sending.test_deliver import Sms, invited, sms

__all__ = ["sms"]  # a fixture of that room
MINUTE = timedelta(minutes=1)


@pytest.fixture
def refused(sms: Callable[..., Sms]) -> Sms:
    house = invited(sms(Outcome.REFUSED))
    assert house.one().state == DeliveryState.FAILED
    return house


def again(house: Sms, *ids: int, actor: object = None) -> int:
    return int(house.do(send_again, ids or (house.one().id,), actor=actor or house.recruiter))


def test_it_leaves_once_more_under_a_new_token_with_the_same_link(refused: Sms) -> None:
    before = refused.one()
    assert again(refused) == 1
    refused.later(MINUTE)
    now = refused.one()
    assert (now.state, now.error, now.attempt) == (DeliveryState.SENT, "", before.attempt + 1)
    assert [message.attempt for message in refused.provider.got] == [1, 2]
    assert refused.provider.got[0].text == refused.provider.got[1].text


def test_twice_pressed_is_once_sent(refused: Sms) -> None:
    again(refused)
    with pytest.raises(Stale):
        again(refused)
    refused.later(MINUTE)
    with pytest.raises(Stale):
        again(refused)
    assert len(refused.provider.got) == 2


def test_at_night_it_waits_for_the_morning(refused: Sms) -> None:
    refused.at(local("06-01 23:00"))
    again(refused)
    assert refused.one().due_at == local("06-02 08:00")


def test_what_is_over_and_who_wants_none_is_left_alone(refused: Sms) -> None:
    def close(session: Session) -> None:
        session.get_one(Application, refused.application_id).closing = "withdrawn"

    refused.do(close)
    with pytest.raises(Stale):
        again(refused)


def test_whoever_asked_to_be_left_alone_is(refused: Sms) -> None:
    with db.reading() as session:
        person = session.get_one(Application, refused.application_id).candidate_id
    refused.do(stop, person, (Channel.SMS,), source="reply")
    with pytest.raises(Stale):
        again(refused)


def test_only_hr_and_only_what_there_is(refused: Sms) -> None:
    with pytest.raises(NotAllowed):
        again(refused, actor=refused.interviewer)
    with pytest.raises(NotFound):
        again(refused, 999)
    with pytest.raises(Invalid):
        again(refused, *range(1, MOST + 2))
    assert len(refused.provider.got) == 1


def test_the_list_of_what_was_lost_holds_it_until_it_goes(refused: Sms) -> None:
    def lost() -> list[int]:
        return list(refused.do(message_ids, actor=refused.recruiter, channel=None, lost=True))

    assert lost() == [refused.one().id]
    again(refused)
    assert lost() == []
    assert clock.now()
