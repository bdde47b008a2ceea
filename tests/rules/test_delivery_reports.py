"""States of a message only move forward, whatever order reports come in."""

from __future__ import annotations

import pytest

from rxapp.rules.delivery_reports import Change, Report, Standing, judge
from rxapp.rules.vocabulary import Channel, DeliveryState

S, R, C = DeliveryState, Report, Change


def standing(state: DeliveryState = S.SENT, channel: Channel = Channel.SMS, **facts: bool) -> Standing:
    known = {"is_delivered": False, "is_opened": False, "is_mail_opened": False, "is_newest_try": True}
    return Standing(state=state, channel=channel, **(known | facts))


@pytest.mark.parametrize(
    ("before", "said", "change"),
    [
        (standing(), R.ACCEPTED, C.NONE),
        (standing(), R.DELIVERED, C.DELIVERED),
        (standing(is_delivered=True), R.DELIVERED, C.NONE),
        (standing(), R.FAILED, C.FAILED),
        (standing(is_delivered=True), R.FAILED, C.OVERTAKEN),
        (standing(channel=Channel.EMAIL, is_delivered=True), R.FAILED, C.FAILED),
        (standing(channel=Channel.EMAIL, is_opened=True), R.FAILED, C.OVERTAKEN),
        (standing(is_newest_try=False), R.FAILED, C.OVERTAKEN),
        (standing(is_newest_try=False), R.DELIVERED, C.DELIVERED),
        (standing(), R.MAIL_OPENED, C.MAIL_OPENED),
        (standing(is_mail_opened=True), R.MAIL_OPENED, C.NONE),
        (standing(S.SENDING), R.DELIVERED, C.NOT_YET),
        (standing(S.UNKNOWN), R.ACCEPTED, C.SENT),
        (standing(S.HELD), R.ACCEPTED, C.SENT),
        (standing(S.UNKNOWN), R.DELIVERED, C.SENT_AND_DELIVERED),
        (standing(S.UNKNOWN), R.MAIL_OPENED, C.SENT_AND_DELIVERED),
        (standing(S.UNKNOWN), R.FAILED, C.FAILED),
        (standing(S.UNKNOWN, is_newest_try=False), R.FAILED, C.OVERTAKEN),
        (standing(S.FAILED), R.DELIVERED, C.OVERTAKEN),
        (standing(S.CANCELLED), R.FAILED, C.OVERTAKEN),
        (standing(S.PENDING), R.FAILED, C.OVERTAKEN),
    ],
)
def test_what_a_report_changes(before: Standing, said: Report, change: Change) -> None:
    assert judge(before, said) is change
