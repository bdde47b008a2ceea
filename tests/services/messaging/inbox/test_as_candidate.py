"""In the demo an answer typed on the phone goes the way of every answer."""

from __future__ import annotations

import pytest

from rxapp.adapters.channels import BuiltInPhone
from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.models import Booking, InboundMessage
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.channels import available
from rxapp.services.messaging.inbox.as_candidate import reply_as_candidate
from tests.builders import NOW
from tests.services.messaging.conftest import House, local


@pytest.fixture
def house(database: str, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(available, "available_channels", lambda: (Channel.OUTBOX,))
    made = House({Channel.OUTBOX: BuiltInPhone()})
    made.invite()
    made.book(local("06-03 15:00"), by="recruiter")
    made.play(NOW.replace(minute=NOW.minute + 1))
    return made


def test_one_confirms_and_is_kept_among_the_messages(house: House) -> None:
    newest = house.messages()[0]
    assert house.do(reply_as_candidate, newest.id, " 1 ", actor=house.recruiter) == "confirmed"
    assert house.rows(Booking)[0].confirmed_at is not None
    [one] = house.rows(InboundMessage)
    assert (one.channel, one.provider, one.sender, one.text) == (Channel.OUTBOX, "demo", "", "1")


def test_only_hr_about_a_message_that_left_with_words(house: House) -> None:
    newest = house.messages()[0]
    with pytest.raises(NotAllowed):
        house.do(reply_as_candidate, newest.id, "1", actor=house.interviewer)
    with pytest.raises(NotFound):
        house.do(reply_as_candidate, 999, "1", actor=house.recruiter)
    for words in ("", "   ", "x" * 301, 7):
        with pytest.raises(Invalid):
            house.do(reply_as_candidate, newest.id, words, actor=house.recruiter)
    with pytest.raises(Invalid):
        house.do(reply_as_candidate, 0, "1", actor=house.recruiter)
    assert house.rows(InboundMessage) == []
