"""What services expect of the world outside. Adapters implement these; services know nothing else of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from rxapp.rules.vocabulary import Channel, DeliveryState, StepKind


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What an e-mail carries for the reader's calendar: an iCalendar file and the METHOD it names."""

    content: bytes
    method: Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message ready to leave. `delivery_id` with `attempt` names this try; `text` holds the working link.

    A channel takes what it can carry and leaves the rest: e-mail the HTML and calendar parts; a provider of approved
    templates `template` (its id there) and `variables`. `sender`: whose name stands as the sender's where the
    installation names none. `callback_url`: where the provider reports what became of it.
    `tried_at` (real time): when this try began, where one is looked up.
    """

    delivery_id: int
    attempt: int
    kind: StepKind
    subject: str
    text: str
    phone: str | None = None
    email: str | None = None
    openid: str | None = None
    name: str = ""
    sender: str = ""
    html: str = ""
    calendar: CalendarPart | None = None
    unsubscribe_url: str = ""
    callback_url: str = ""
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    tried_at: datetime | None = None


class Outcome(StrEnum):
    """What a provider's answer means for us. LATER: it refused for now and certainly did not take the message;
    REFUSED: it never will; UNKNOWN: nobody can say whether it left."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """A provider's answer. `error` is a code, never a sentence or a person's data; `retry_after` is what a LATER asks
    for, where it says so."""

    outcome: Outcome
    provider_id: str | None = None
    error: str = ""
    retry_after: timedelta | None = None


class Found(StrEnum):
    """What looking a message up says: it left, it certainly did not, or nobody can say."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    UNSURE = "unsure"


@runtime_checkable
class InsideChannel(Protocol):
    """A channel inside this installation: handing a message over is a change of rows, committed with its result.
    So it needs no call, no timeout and no look-up, and goes in bulk."""

    @property
    def handed_over(self) -> DeliveryState:
        """The state that handing over means: SENT, or WAITING_BY_HAND while a person has yet to do it."""


@runtime_checkable
class OutsideChannel(Protocol):
    """A provider that is called over the network, one message at a time."""

    @property
    def timeout(self) -> timedelta:
        """After this the call gives up and answers UNKNOWN; must be shorter than the lease of a delivery."""

    def send(self, message: Message) -> Answer:
        """Hand over one message; never raises for what a network can do."""

    def look_up(self, message: Message) -> Found:
        """Whether an earlier try of this message left; UNSURE where the provider has no way to tell."""


AnyChannel = InsideChannel | OutsideChannel
Channels = dict[Channel, AnyChannel]


class CvUnreadable(Exception):
    """No text can be had from a file: it is a picture of paper, broken, locked, or costs too much to read."""


class CvReader(Protocol):
    """Reads the text of a CV; blocking, bounded in time and memory."""

    def read(self, path: Path, content_type: str) -> str:
        """The text of the file at `path`. Raises CvUnreadable."""
        ...
