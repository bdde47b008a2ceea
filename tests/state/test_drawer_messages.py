"""One line a message with its states and times, and what candidates answered, in words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from rxapp import i18n
from rxapp.rules.delivery_reports import Report
from rxapp.rules.providers import sms_faults
from rxapp.rules.providers.mail_events import of_sendgrid
from rxapp.rules.replies.read import Meaning
from rxapp.rules.vocabulary import DeliveryState
from rxapp.services.hiring.views import DeliveryRow, ReplyRow
from rxapp.settings import ROOT
from rxapp.state.drawer_messages import message_lines
from rxapp.state.drawer_words import Speaker
from rxapp.state.faults import fault_text
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


class View:
    """As much of an application as its messages need."""

    def __init__(self, *rows: DeliveryRow, replies: tuple[ReplyRow, ...] = ()) -> None:
        self.deliveries, self.replies = rows, replies


def lines(view: View, language: str = "en") -> list[Any]:
    return message_lines(view, Speaker(language, "Asia/Shanghai", NOW + timedelta(hours=1)))  # type: ignore[arg-type]


def sent(state: str = "sent", channel: str = "sms", **facts: Any) -> DeliveryRow:
    known = {"due_at": NOW, "sent_at": NOW, "opened_at": None, "error": ""}
    return DeliveryRow(id=1, kind="booked", channel=channel, state=state, **(known | facts))


@pytest.mark.parametrize(
    ("row", "state", "tone"),
    [
        (sent("pending", sent_at=None), "pending", ""),
        (sent(), "sent", ""),
        (sent(delivered_at=NOW + MINUTE), "delivered", ""),
        (sent(delivered_at=NOW + MINUTE, opened_at=NOW + 2 * MINUTE), "opened", "green"),
        (sent(opened_at=NOW + 2 * MINUTE, confirmed_at=NOW + 3 * MINUTE), "confirmed", "green"),
        (sent("failed", error="invalid_number"), "failed", "red"),
        (sent("held", sent_at=None, error="outcome_unknown"), "held", "red"),
    ],
)
def test_the_furthest_state_stands_beside_the_message(row: DeliveryRow, state: str, tone: str) -> None:
    [line] = lines(View(row))
    assert line["tone"] == tone
    assert line["state"] == i18n.text("en", f"drawer.delivery_{state}")
    assert bool(line["problem"]) == (tone == "red")


def test_states_and_times_stand_below_and_a_mail_providers_word_in_grey() -> None:
    row = sent(channel="email", delivered_at=NOW + MINUTE, mail_opened_at=NOW + 2 * MINUTE)
    [line] = lines(View(row))
    assert line["steps"].count("→") == 1 and "mail provider" in line["grey"]
    [line] = lines(View(sent(channel="email", mail_opened_at=NOW + MINUTE, opened_at=NOW + 2 * MINUTE)))
    assert line["grey"] == ""


def test_answers_stand_among_the_messages_newest_first() -> None:
    told = ReplyRow(7, "sms", "明天来不了", NOW + MINUTE, "cannot_come", "cannot_come", is_open=True)
    older = ReplyRow(6, "sms", "1", NOW - MINUTE, "confirm", "", is_open=False)
    found = lines(View(sent(), replies=(told, older)))
    assert [line["key"] for line in found] == ["reply-7", "message-1", "reply-6"]
    assert (found[0]["said"], found[0]["tone"]) == ("明天来不了", "amber")
    assert found[2]["state"] == i18n.text("en", "drawer.meant_confirm")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_meaning_and_state_has_words(language: str) -> None:
    for meaning in Meaning:
        assert i18n.has(f"drawer.meant_{meaning.value}")
    for state in DeliveryState:
        assert lines(View(sent(state.value)), language)[0]["state"]


def codes() -> set[str]:
    """Every code of ours that an adapter or a report can put beside a message."""
    tables = (sms_faults._BY_NUMBER, sms_faults._BY_NAME, sms_faults._FAMILIES)
    found = {meaning.code for table in tables for meaning in table.values()}  # type: ignore[attr-defined]
    for file in (ROOT / "rxapp").glob("adapters/**/*.py"):
        if file.parent.name != "cv" and file.name != "binding.py":
            found |= set(re.findall(r'error="([a-z_]+)"', file.read_text()))
    reasons = ("Unsubscribed Address", "Bounced Address", "Spam Content", "")
    for kind, status in (("bounce", ""), ("blocked", ""), ("", "5.2.2"), ("", "5.3.4"), ("", "5.6.0")):
        for reason in reasons:
            for event in ("bounce", "dropped"):
                said = of_sendgrid(event, kind, status, reason)
                assert said is not None and said[0] is Report.FAILED
                found.add(said[1])
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_error_code_is_said_in_words(language: str) -> None:
    known = codes()
    assert len(known) > 50
    missing = sorted(code for code in known if not i18n.has(f"fault.{code}"))
    assert missing == []
    assert fault_text(language, "") == ""
    assert "wechat_99999" in fault_text(language, "wechat_99999")
