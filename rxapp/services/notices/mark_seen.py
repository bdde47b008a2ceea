"""Lines of the bell are seen: one, or all at once. Only ever the reader's own."""

from __future__ import annotations

from sqlmodel import Session, col, update

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed, NotFound
from rxapp.models import Notice
from rxapp.services.accounts.actor import Actor
from rxapp.services.inputs import an_id
from rxapp.services.notices.queries import same_line


def mark_seen(session: Session, notice_id: int, *, actor: Actor, clock: Clock = clocks.now) -> Notice:
    """One line, with whatever else stands in it; a second time changes nothing. Raises NotFound, also for a line of
    somebody else."""
    notice = session.get(Notice, an_id(notice_id, "notice_id"))
    if notice is None or actor.user_id is None or notice.user_id != actor.user_id:
        raise NotFound
    unseen = update(Notice).where(same_line(notice), col(Notice.seen_at).is_(None))
    session.connection().execute(unseen.values(seen_at=clock()))
    session.refresh(notice)
    return notice


def mark_all_seen(session: Session, *, actor: Actor, clock: Clock = clocks.now) -> int:
    """All of one's own; how many were new. Raises NotAllowed without an account."""
    if actor.user_id is None:
        raise NotAllowed
    ours = update(Notice).where(col(Notice.user_id) == actor.user_id, col(Notice.seen_at).is_(None))
    return session.connection().execute(ours.values(seen_at=clock())).rowcount
