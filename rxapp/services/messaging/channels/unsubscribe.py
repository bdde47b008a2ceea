"""The link below a follow-up letter that ends the letters: it names the message, and through it person and channel.

Signed with a purpose of its own, it opens nothing and shows nobody's data; it can end that channel and take that back.
It holds as long as the message is known: whoever finds an old letter may still leave.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import LinkExpired
from rxapp.models import Application, Candidate, Delivery
from rxapp.rules.vocabulary import Channel, Language, Role, StepKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.tokens import keys
from rxapp.services.messaging.channels.stops import end_stop, stop, stopped
from rxapp.settings import get_settings

# Letters one may do without; what says that a time is fixed, moved or called off is none of them.
FOLLOW_UPS = frozenset(
    {
        StepKind.INVITED_NUDGE, StepKind.BOOKED_NUDGE, StepKind.REMIND_THREE_DAYS, StepKind.ASK_DAY_BEFORE,
        StepKind.REMIND_TWO_HOURS, StepKind.REINVITED,
    }
)  # fmt: skip
_SPELT = re.compile(r"[A-Za-z0-9_.-]{1,200}")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the page says: which channel, in whose language, and whether it is stopped."""

    candidate_id: int
    channel: Channel
    language: Language
    is_stopped: bool


def unsubscribe_address(delivery_id: int) -> str:
    """The address below a letter, and in its List-Unsubscribe header."""
    token = _serializer().dumps(delivery_id)
    return f"{get_settings().effective_public_url}/u/{token}"


def read_token(token: str) -> int | None:
    """The delivery a genuine token names, else None."""
    if not _SPELT.fullmatch(token):  # the library passes over signs that are none of its own
        return None
    try:
        found = _serializer().loads(token)
    except (BadData, ValueError, RecursionError):
        return None
    is_id = isinstance(found, int) and not isinstance(found, bool) and 0 < found < 2**53
    return found if is_id else None


def leaving(session: Session, token: str) -> Leaving:
    """How things stand. Raises LinkExpired for forged and unknown alike."""
    delivery_id = read_token(token)
    row = None
    if delivery_id is not None:
        row = session.exec(
            select(Delivery.channel, Candidate.id, Candidate.language)
            .join(Application, col(Application.id) == Delivery.application_id)
            .join(Candidate, col(Candidate.id) == Application.candidate_id)
            .where(Delivery.id == delivery_id, col(Delivery.user_id).is_(None))
        ).first()
    if row is None or row[1] is None:
        raise LinkExpired
    channel, candidate_id, language = Channel(row[0]), row[1], Language(row[2])
    against = stopped(session.connection(), [candidate_id]).get(candidate_id, set())
    return Leaving(candidate_id, channel, language, channel in against)


def leave(session: Session, token: str, *, clock: Clock = clocks.now) -> Leaving:
    """Write no more on that channel; twice is as good as once. Raises LinkExpired."""
    found = leaving(session, token)
    if not found.is_stopped:
        actor = _themselves(found)
        stop(session, found.candidate_id, [found.channel], source="link", clock=clock, actor=actor)
    return leaving(session, token)


def come_back(session: Session, token: str, *, clock: Clock = clocks.now) -> Leaving:
    """Write there again, because they pressed so. Raises LinkExpired."""
    found = leaving(session, token)
    if found.is_stopped:
        end_stop(session, found.candidate_id, found.channel, actor=_themselves(found), clock=clock)
    return leaving(session, token)


def _themselves(found: Leaving) -> Actor:
    return Actor(role=Role.CANDIDATE, language=found.language, candidate_id=found.candidate_id)


def _serializer() -> URLSafeSerializer:
    # The library signs with the last key of its list and accepts all.
    return URLSafeSerializer(list(reversed(keys())), salt="unsubscribe")
