"""A candidate's links end early, because one was forwarded or leaked. Nobody can tell which of them it was, so all of
the application end, with every page they opened; in the same transaction there is a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, NotAllowed
from rxapp.models import Candidate, CandidateLink, Delivery, UserSession
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason
from rxapp.rules.vocabulary import HR, DeliveryState
from rxapp.services.accounts.actor import Actor
from rxapp.services.accounts.end_sessions import end_candidate_sessions
from rxapp.services.hiring.edit import Edit, load, open_edit
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, choice, maybe_id
from rxapp.services.messaging.bulk import among
from rxapp.services.messaging.ladder import plan
from rxapp.services.messaging.ladder.call_off import NOT_LEFT
from rxapp.services.messaging.sending.claims import LINK_LIVES, give_links

_LINK: Any = CandidateLink.__table__  # type: ignore[attr-defined]
_DELIVERY: Any = Delivery.__table__  # type: ignore[attr-defined]


class NewLink(StrEnum):
    """How the new link reaches the candidate."""

    MESSAGE = "message"
    BY_HAND = "by_hand"  # whoever ended the old ones passes it on


@dataclass(frozen=True)
class EndLinks:
    """Whose links, as the screen saw the application; raises Invalid with the field's name."""

    application_id: int
    version: int | None
    new: NewLink

    def __post_init__(self) -> None:
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        object.__setattr__(self, "new", choice(self.new, NewLink, "new"))


@dataclass(frozen=True)
class LinksEnded(Change):
    """The receipt; `link_id` is the new link where somebody passes it on."""

    link_id: int | None = None


@dataclass(frozen=True, slots=True)
class LinksInUse:
    """What would end: how many links work, and in how many browsers a page of theirs is signed in; `waiting` texts by
    hand would change theirs. `can_send`: the new one may go as a message; nobody writes to somebody whose application
    is over."""

    version: int
    name: str
    links: int
    browsers: int
    waiting: int
    can_send: bool


def _working(application_id: int, now: datetime) -> tuple[Any, ...]:
    ours = _LINK.c.application_id == application_id
    return ours, _LINK.c.revoked_at.is_(None), _LINK.c.expires_at > now


def has_link(session: Session, application_id: int, *, now: datetime) -> bool:
    """Whether a link of this application works."""
    found = select(_LINK.c.id).where(*_working(application_id, now)).limit(1)
    return session.connection().execute(found).first() is not None


def links_in_use(
    session: Session, application_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> LinksInUse:
    """What is said before anything ends. Raises NotFound, NotAllowed."""
    if actor.role not in HR:
        raise NotAllowed
    application = load(session, an_id(application_id, "application_id")).application
    connection, working = session.connection(), _working(application_id, clock())
    opened = (
        select(func.count())
        .select_from(UserSession)
        .join(CandidateLink, _LINK.c.id == col(UserSession.link_id))
        .where(*working, col(UserSession.revoked_at).is_(None))
    )
    by_hand = (
        select(func.count())
        .select_from(Delivery)
        .where(
            _DELIVERY.c.application_id == application_id, _DELIVERY.c.state == DeliveryState.WAITING_BY_HAND,
            _DELIVERY.c.link_id.is_not(None),
        )
    )  # fmt: skip
    return LinksInUse(
        version=application.version,
        name=session.get_one(Candidate, application.candidate_id).name,
        links=connection.execute(
            select(func.count()).select_from(CandidateLink).where(*working)
        ).scalar_one(),
        browsers=connection.execute(opened).scalar_one(),
        waiting=connection.execute(by_hand).scalar_one(),
        can_send=application.closing is None,
    )


def end_links(session: Session, command: EndLinks, *, actor: Actor, clock: Clock = clocks.now) -> LinksEnded:
    """From now on the links and the pages they opened are refused; texts that wait for somebody's hand carry a new
    one, other messages get theirs when they leave or leave again (claims.give_links). It cannot be taken back. Raises
    NotFound, NotAllowed, Stale, IllegalMove (no link works; a message to somebody whose application is over)."""
    edit = open_edit(
        session, command.application_id, actor=actor, clock=clock, version=command.version, roles=HR
    )
    application = edit.application
    if not has_link(session, command.application_id, now=edit.now):
        raise IllegalMove("illegal.no_link")
    if command.new is NewLink.MESSAGE and application.closing is not None:
        raise IllegalMove(Reason.CLOSED.value, closing=application.closing)
    ended = _revoke(session, command.application_id, edit.now)
    end_candidate_sessions(session, command.application_id)
    _give_new_ones(session, _forget_links(session, command.application_id, ended), edit.now)
    event = edit.record(EventKind.LINKS_ENDED, links=len(ended), new=command.new.value)
    link_id = None
    if command.new is NewLink.MESSAGE:
        plan.after_links_ended(session, application, event=event, clock=clock)
    else:
        link_id = _new_link(edit)
    done = edit.done(can_undo=False)
    return LinksEnded(done.application_id, done.version, done.event_id, None, link_id)


def _revoke(session: Session, application_id: int, now: datetime) -> list[int]:
    """End the links that work; which they were. A link that a worker is just making is not among them: it was never
    sent to anybody."""
    session.flush()
    working = _working(application_id, now)
    ended = update(_LINK).where(*working).values(revoked_at=now).returning(_LINK.c.id)
    return list(session.connection().execute(ended).scalars())


def _forget_links(session: Session, application_id: int, ended: Sequence[int]) -> list[int]:
    """Messages that have not left forget the ended link they were given; the ids of those whose text waits for a hand.
    An empty text says of a message in a worker's hands that its call has not begun (claims.claim). What may have
    arrived keeps the link it had, which is the one that it may be opened by.

    Asked after the links have ended, and of every message that holds one of them, whatever its state: PostgreSQL then
    waits for whoever is changing it, and answers with what it has become."""
    connection, state = session.connection(), _DELIVERY.c.state
    holding = (
        select(_DELIVERY.c.id, state, (_DELIVERY.c.body == "").label("is_uncalled"))
        .where(_DELIVERY.c.application_id == application_id, among(connection, _DELIVERY.c.link_id, ended))
        .order_by(_DELIVERY.c.id)
        .with_for_update()
    )
    rows = [row for row in connection.execute(holding) if _has_not_left(row.state, row.is_uncalled)]
    if rows:
        these = among(connection, _DELIVERY.c.id, [row.id for row in rows])
        connection.execute(update(_DELIVERY).where(these).values(link_id=None))
    return [row.id for row in rows if row.state == DeliveryState.WAITING_BY_HAND]


def _has_not_left(state: str, is_uncalled: bool) -> bool:
    return state in NOT_LEFT or (state == DeliveryState.SENDING and is_uncalled)


def _give_new_ones(session: Session, delivery_ids: Sequence[int], now: datetime) -> None:
    connection = session.connection()
    for delivery_id, link_id in give_links(connection, delivery_ids, now).items():
        connection.execute(update(_DELIVERY).where(_DELIVERY.c.id == delivery_id).values(link_id=link_id))


def _new_link(edit: Edit) -> int:
    link = CandidateLink(
        application_id=edit.application.id or 0, candidate_id=edit.application.candidate_id, created_at=edit.now,
        expires_at=edit.now + LINK_LIVES,
    )  # fmt: skip
    edit.session.add(link)
    edit.session.flush()
    assert link.id is not None
    return link.id
