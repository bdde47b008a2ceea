"""Reports of providers: kept once, applied once, forward only, and nothing of a stranger's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from rxapp import clock, db
from rxapp.adapters.ports import Outcome
from rxapp.models import ChannelStop, Delivery, Event, PlannedStep, ProviderEvent
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import Channel, DeliveryState, StepKind
from rxapp.services.messaging.reports import apply as applying
from rxapp.services.messaging.reports.apply import MOST_TRIES, apply_waiting
from rxapp.services.messaging.reports.store import KEPT_FOR, forget_events, keep_event
from tests.builders import NOW
from tests.services.messaging.sending.test_deliver import Sms, invited, sms

MINUTE = timedelta(minutes=1)
__all__ = ["sms"]  # a fixture


def tell(house: Sms, key: str, **body: Any) -> bool:
    return bool(house.do(keep_event, body.pop("provider", "twilio"), key, body))


def status(house: Sms, said: str, **more: Any) -> bool:
    one = house.one()
    facts = {"sid": f"p{one.id}", "status": said, "delivery": str(one.id), "attempt": str(one.attempt)} | more
    return tell(house, f"{facts['sid']}:{said}", **facts)


def results() -> list[str]:
    with db.reading() as session:
        return [row.result for row in session.exec(select(ProviderEvent).order_by(ProviderEvent.id)).all()]


def events(kind: EventKind) -> int:
    with db.reading() as session:
        return len(session.exec(select(Event).where(Event.kind == kind)).all())


@pytest.fixture
def sent(sms: Callable[..., Sms]) -> Sms:
    house = invited(sms())
    assert house.one().state == DeliveryState.SENT
    return house


def test_delivered_is_kept_applied_once_and_shown(sent: Sms) -> None:
    assert status(sent, "sent") and status(sent, "delivered")
    assert not status(sent, "delivered")
    sent.at(NOW + MINUTE)
    assert apply_waiting() == 2 and apply_waiting() == 0
    assert results() == ["nothing_new", "delivered"]
    assert sent.one().delivered_at is not None
    assert events(EventKind.MESSAGE_DELIVERED) == 1
    with db.reading() as session:
        assert {row.body for row in session.exec(select(ProviderEvent)).all()} == {""}


def test_a_failure_comes_to_the_list_of_what_was_lost_and_a_late_delivered_changes_nothing(sent: Sms) -> None:
    status(sent, "undelivered", error="30003")
    status(sent, "delivered")
    sent.at(NOW + MINUTE)
    apply_waiting()
    assert results() == ["failed", "overtaken"]
    one = sent.one()
    assert (one.state, one.error, one.delivered_at) == (DeliveryState.FAILED, "unreachable_number", None)
    assert events(EventKind.MESSAGE_FAILED) == 1


@pytest.mark.parametrize(
    ("wrong", "result"),
    [
        ({"delivery": "999999"}, "unknown_message"),
        ({"sid": "anothers"}, "unknown_message"),
        ({"sid": "anothers", "delivery": ""}, "unknown_message"),
        ({"sid": "anothers", "delivery": "-1"}, "unknown_message"),
        ({"sid": "", "delivery": "1e9"}, "unknown_message"),
        ({"sid": "", "delivery": None}, "unknown_message"),
        ({"status": "dreaming"}, "other"),
        ({"status": ""}, "other"),
        ({"status": 7}, "other"),
    ],
)
def test_what_is_about_no_message_of_ours_changes_nothing(
    sent: Sms, wrong: dict[str, Any], result: str
) -> None:
    one = sent.one()
    right = {
        "sid": f"p{one.id}",
        "status": "failed",
        "delivery": str(one.id),
        "attempt": "1",
        "error": "30006",
    }
    tell(sent, "k", **right | wrong)
    sent.at(NOW + MINUTE)
    assert apply_waiting() == 1
    assert results() == [result]
    assert sent.one().state == DeliveryState.SENT


def test_without_our_number_a_text_is_found_by_the_providers_own(sent: Sms) -> None:
    status(sent, "delivered", delivery="", attempt="")
    sent.at(NOW + MINUTE)
    apply_waiting()
    assert results() == ["delivered"]


def test_our_own_callback_settles_what_nobody_knew(sms: Callable[..., Sms]) -> None:
    house = invited(sms(Outcome.UNKNOWN))
    assert house.one().state == DeliveryState.UNKNOWN
    status(house, "sent")
    house.at(NOW + MINUTE)
    apply_waiting()
    assert results() == ["sent"]
    assert house.one().state == DeliveryState.SENT
    house.later(10 * MINUTE)
    assert house.provider.asked == [] and len(house.provider.got) == 1
    with db.reading() as session:
        assert session.exec(select(PlannedStep).where(PlannedStep.kind == StepKind.INVITED_NUDGE)).first()


def test_a_report_that_overtakes_the_answer_waits_for_it(sent: Sms) -> None:
    with db.unit_of_work() as session:
        session.get_one(Delivery, sent.one().id).state = DeliveryState.SENDING
    status(sent, "delivered")
    sent.at(NOW + MINUTE)
    assert apply_waiting() == 0 and results() == ["not_yet"]
    with db.unit_of_work() as session:
        session.get_one(Delivery, sent.one().id).state = DeliveryState.SENT
    assert apply_waiting() == 0, "it waits a moment"
    sent.at(NOW + 2 * MINUTE)
    assert apply_waiting() == 1 and results() == ["delivered"]


def test_a_poisonous_event_stops_nobody_and_is_put_aside(sent: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    def poison(*_: Any) -> str:
        raise ZeroDivisionError

    monkeypatch.setitem(applying.HANDLERS, "poison", poison)
    tell(sent, "bad", provider="poison", x=1)
    tell(sent, "odd", provider="nobody", x=1)
    status(sent, "delivered")
    for minute in range(1, 60):
        sent.at(NOW + minute * MINUTE)
        apply_waiting()
    assert results() == ["failed", "unreadable", "delivered"]
    with db.reading() as session:
        bad = session.exec(select(ProviderEvent).where(ProviderEvent.key == "bad")).one()
    assert bad.tries == MOST_TRIES and bad.applied_at is not None and bad.body


def test_whoever_told_the_provider_to_stop_gets_no_more_texts(sent: Sms) -> None:
    status(sent, "failed", error="21610")
    sent.at(NOW + MINUTE)
    apply_waiting()
    with db.reading() as session:
        [stopped] = session.exec(select(ChannelStop)).all()
    assert (stopped.channel, stopped.source) == (Channel.SMS, "provider")


def test_a_letters_opening_is_kept_in_grey_and_stops_nothing(sent: Sms) -> None:
    one = sent.one()
    with db.unit_of_work() as session:
        session.get_one(Delivery, one.id).channel = Channel.EMAIL
    facts = {"provider": "sendgrid", "delivery": str(one.id), "attempt": "1"}
    tell(sent, "e1", event="open", **facts)
    tell(sent, "e2", event="open", **facts)
    tell(sent, "e3", event="bounce", kind="bounce", status="5.1.1", **facts)
    sent.at(NOW + MINUTE)
    apply_waiting()
    assert results() == ["mail_opened", "nothing_new", "failed"]
    row = sent.one()
    assert row.mail_opened_at is not None and row.opened_at is None and row.error == "bad_address"
    assert events(EventKind.LETTER_OPENED) == 1


def test_old_events_are_forgotten(sent: Sms) -> None:
    status(sent, "delivered")
    apply_waiting()
    sent.at(clock.now() + KEPT_FOR - MINUTE)
    assert sent.do(forget_events) == 0
    sent.at(clock.now() + 2 * MINUTE)
    assert sent.do(forget_events) == 1
