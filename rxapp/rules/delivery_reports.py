"""What a provider's report changes about a message. States only move forward.

    judge(Standing, Report) -> Change

- Whoever opened our page from a message got it: no later report says otherwise.
- A text that was delivered stays so; a letter may come back after it was taken (RFC 3464), so its failure counts.
- Reports about an earlier try than the newest count only where they say that it arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rxapp.rules.vocabulary import Channel, DeliveryState


class Report(StrEnum):
    """What a provider says of a message: taken, arrived, never will, or a letter was opened."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    MAIL_OPENED = "mail_opened"


class Change(StrEnum):
    """What follows. NOT_YET: our own call is still under way; IGNORED: known, overtaken, or about nothing of ours."""

    NONE = "nothing_new"
    OVERTAKEN = "overtaken"
    NOT_YET = "not_yet"
    SENT = "sent"
    SENT_AND_DELIVERED = "sent_and_delivered"
    DELIVERED = "delivered"
    FAILED = "failed"
    MAIL_OPENED = "mail_opened"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the message stands. `is_newest_try`: the report is about the newest call for it."""

    state: DeliveryState
    channel: Channel
    is_delivered: bool
    is_opened: bool
    is_mail_opened: bool
    is_newest_try: bool


_IN_DOUBT = (DeliveryState.UNKNOWN, DeliveryState.HELD)


def judge(standing: Standing, report: Report) -> Change:
    """What a report means for a message that stands so."""
    if standing.state is DeliveryState.SENDING:
        # The worker that made the call writes its result within seconds, or its lease ends.
        return Change.NOT_YET
    if standing.state in _IN_DOUBT:
        return _in_doubt(standing, report)
    if standing.state is not DeliveryState.SENT:
        # Given up, called off, or waiting for another try: what an earlier try did comes too late to change that.
        return Change.OVERTAKEN
    if report is Report.DELIVERED:
        return Change.NONE if standing.is_delivered else Change.DELIVERED
    if report is Report.MAIL_OPENED:
        return Change.NONE if standing.is_mail_opened else Change.MAIL_OPENED
    if report is Report.FAILED:
        is_final = standing.is_opened or (standing.is_delivered and standing.channel is not Channel.EMAIL)
        return Change.OVERTAKEN if is_final or not standing.is_newest_try else Change.FAILED
    return Change.NONE


def _in_doubt(standing: Standing, report: Report) -> Change:
    """Nobody knew whether it left: now the provider says so itself."""
    if report is Report.FAILED:
        return Change.FAILED if standing.is_newest_try else Change.OVERTAKEN
    return Change.SENT if report is Report.ACCEPTED else Change.SENT_AND_DELIVERED
