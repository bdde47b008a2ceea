"""Picks the adapters of this installation; the only module that names them all."""

from __future__ import annotations

from rxapp.adapters.channels import BuiltInPhone, ByHand
from rxapp.adapters.cv.reader import ChildReader
from rxapp.adapters.ports import AnyChannel, Channels, CvReader
from rxapp.rules.vocabulary import Channel
from rxapp.services.messaging.channels.available import available_channels

_ADAPTERS: dict[Channel, type[AnyChannel]] = {Channel.OUTBOX: BuiltInPhone, Channel.BY_HAND: ByHand}


def channels() -> Channels:
    """The adapter of every channel this installation has; a recruiter's hand always, for whom nothing else reaches."""
    return {channel: _ADAPTERS[channel]() for channel in (*available_channels(), Channel.BY_HAND)}


def cv_reader() -> CvReader:
    """What reads CVs."""
    return ChildReader()
