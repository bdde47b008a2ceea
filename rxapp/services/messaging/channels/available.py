"""Which channels this installation has, and which of them may reach a person.

    available_channels() -> those that carry messages here; a recruiter's hand where there is none
    permitted(connection, candidate_ids) -> {candidate id: channels}      many people, a handful of statements
    permitted_channels(session, candidate) -> the same for one

A channel may carry a message to somebody whose address for it we know and who has not stopped it; WeChat to somebody
who follows our account or still has a consent to spend. Whom none of them reaches is reached by a recruiter's hand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, exists, select
from sqlmodel import Session, col

from rxapp.models import Candidate, WechatBinding, WechatConsent
from rxapp.rules.vocabulary import Channel, Language, StepKind
from rxapp.services.messaging.bulk import among
from rxapp.services.messaging.channels.approved import approved
from rxapp.services.messaging.channels.providers import provider_of
from rxapp.services.messaging.channels.stops import stopped
from rxapp.settings import get_settings

_BY_HAND = (Channel.BY_HAND,)
_OUTSIDE = (Channel.EMAIL, Channel.SMS, Channel.WECHAT)


def available_channels() -> tuple[Channel, ...]:
    """Channels in use here: the demo's phone in the demo, else what has its keys, else a recruiter's hand."""
    if get_settings().is_demo:
        return (Channel.OUTBOX,)
    return tuple(channel for channel in _OUTSIDE if provider_of(channel)) or _BY_HAND


def permitted_channels(session: Session, candidate: Candidate, kind: StepKind | None = None) -> list[Channel]:
    """Channels that may carry a message, or one of this kind, to this person now; never none."""
    session.flush()
    connection, candidate_id = session.connection(), candidate.id or 0
    ways = permitted(connection, [candidate_id])[candidate_id]
    if kind is not None:
        can_carry = approved(connection, ways).can_carry
        ways = tuple(way for way in ways if can_carry(way, kind, Language(candidate.language))) or _BY_HAND
    return list(ways)


def permitted(
    connection: Connection, candidate_ids: Collection[int], channels: Sequence[Channel] | None = None
) -> dict[int, tuple[Channel, ...]]:
    """Channels that may carry a message to each of these people, of `channels` or of all that are in use here."""
    in_use = available_channels() if channels is None else tuple(channels)
    if not candidate_ids:
        return {}
    if set(in_use) <= {Channel.BY_HAND}:
        return dict.fromkeys(candidate_ids, _BY_HAND)
    people = select(col(Candidate.id), col(Candidate.phone), col(Candidate.email))
    rows = connection.execute(people.where(among(connection, col(Candidate.id), candidate_ids))).all()
    stops = stopped(connection, candidate_ids)
    wechat = _wechat(connection, candidate_ids) if Channel.WECHAT in in_use else frozenset()
    found: dict[int, tuple[Channel, ...]] = dict.fromkeys(candidate_ids, _BY_HAND)
    for candidate_id, phone, email in rows:
        assert candidate_id is not None
        reached_by = {
            Channel.OUTBOX: True, Channel.SMS: bool(phone), Channel.EMAIL: bool(email),
            Channel.WECHAT: candidate_id in wechat, Channel.BY_HAND: False,
        }  # fmt: skip
        against = stops.get(candidate_id, ())
        theirs = tuple(one for one in in_use if reached_by[one] and one not in against)
        found[candidate_id] = theirs or _BY_HAND
    return found


def _wechat(connection: Connection, candidate_ids: Collection[int]) -> frozenset[int]:
    """Who can be written to in WeChat."""
    may_spend = exists().where(
        col(WechatConsent.binding_id) == col(WechatBinding.id), col(WechatConsent.balance) > 0
    )
    query = select(col(WechatBinding.candidate_id)).where(
        among(connection, col(WechatBinding.candidate_id), candidate_ids),
        col(WechatBinding.unbound_at).is_(None),
        col(WechatBinding.is_following) | may_spend,
    )
    return frozenset(connection.execute(query).scalars())
