"""The two channels that need no account."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.rules.vocabulary import DeliveryState


@dataclass(frozen=True, slots=True)
class BuiltInPhone:
    """The demo's phone: the message stands in the Outbox page the moment it is stored. Nothing leaves the machine."""

    handed_over: DeliveryState = DeliveryState.SENT


@dataclass(frozen=True, slots=True)
class ByHand:
    """A recruiter's own WeChat: the finished text waits as a task. It counts as sent only when ticked."""

    handed_over: DeliveryState = DeliveryState.WAITING_BY_HAND
