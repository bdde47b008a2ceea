"""Picks the adapters of this installation; the only module that names them all."""

from __future__ import annotations

from rxapp.adapters.channels import BuiltInPhone, ByHand
from rxapp.adapters.ports import Channels
from rxapp.rules.vocabulary import Channel
from rxapp.settings import get_settings


def channels() -> Channels:
    """The channels messages may leave by: the demo's own phone, else a recruiter's hand until providers join."""
    if get_settings().is_demo:
        return {Channel.OUTBOX: BuiltInPhone()}
    return {Channel.BY_HAND: ByHand()}
