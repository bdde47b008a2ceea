"""Which channels this installation has, and which of them may reach a person."""

from __future__ import annotations

from sqlmodel import Session

from rxapp.models import Candidate
from rxapp.rules.vocabulary import Channel
from rxapp.settings import get_settings


def available_channels() -> tuple[Channel, ...]:
    """Channels in use here: the demo's phone in the demo, else a recruiter's hand until a provider is set up."""
    return (Channel.OUTBOX,) if get_settings().is_demo else (Channel.BY_HAND,)


def permitted_channels(session: Session, candidate: Candidate) -> list[Channel]:
    """Channels that may carry a message to this person now. Neither of today's two needs an address or a consent:
    one never leaves the machine, the other is a person's own choice of means."""
    return list(available_channels())
