"""Whose WeChat is whose. An openid belongs to one person at a time, and a person has one: the last they bound.

A binding belongs to the person: where two rows were found to be one, to the row that stays.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotFound
from rxapp.models import Candidate, WechatBinding

LONGEST_OPENID = 64
_T: Any = WechatBinding.__table__  # type: ignore[attr-defined]


def bind(
    session: Session,
    candidate_id: int,
    openid: str,
    *,
    is_following: bool | None = None,
    clock: Clock = clocks.now,
) -> int:
    """Make this WeChat the candidate's; the binding's id. Again changes nothing; `is_following` None: not known, what
    is known stays. Raises NotFound, Invalid `wechat_elsewhere` (it is another person's)."""
    if not 0 < len(openid) <= LONGEST_OPENID:
        raise Invalid("wechat_unreadable")
    session.flush()
    connection, now = session.connection(), clock()
    person = _person(connection, candidate_id)
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {
        "candidate_id": person, "openid": openid, "is_following": bool(is_following), "bound_at": now,
    }  # fmt: skip
    connection.execute(insert(_T).values(values).on_conflict_do_nothing())
    row = connection.execute(
        select(_T.c.id, _T.c.candidate_id)
        .where(_T.c.openid == openid, _T.c.unbound_at.is_(None))
        .with_for_update()
    ).one()
    if _person(connection, row.candidate_id) != person:
        raise Invalid("wechat_elsewhere")
    if is_following is not None:
        connection.execute(update(_T).where(_T.c.id == row.id).values(is_following=is_following))
    others = (_T.c.candidate_id == person, _T.c.id != row.id, _T.c.unbound_at.is_(None))
    connection.execute(update(_T).where(*others).values(unbound_at=now))
    return int(row.id)


def unbind(session: Session, candidate_id: int, *, clock: Clock = clocks.now) -> bool:
    """Forget the candidate's WeChat; whether there was one. Raises NotFound."""
    session.flush()
    connection = session.connection()
    ours = (_T.c.candidate_id == _person(connection, candidate_id), _T.c.unbound_at.is_(None))
    done = connection.execute(update(_T).where(*ours).values(unbound_at=clock(), is_following=False))
    return bool(done.rowcount)


def is_bound(session: Session, candidate_id: int) -> bool:
    """Whether messages may find the candidate's WeChat. Raises NotFound."""
    connection = session.connection()
    ours = (_T.c.candidate_id == _person(connection, candidate_id), _T.c.unbound_at.is_(None))
    return connection.execute(select(_T.c.id).where(*ours).limit(1)).first() is not None


def follows(session: Session, openid: str, *, is_following: bool) -> bool:
    """Somebody began or ceased to follow our account; whether anybody here is known by it."""
    ours = (_T.c.openid == openid, _T.c.unbound_at.is_(None))
    return bool(
        session.connection().execute(update(_T).where(*ours).values(is_following=is_following)).rowcount
    )


def take_over(connection: Connection, from_id: int, to_id: int, *, clock: Clock = clocks.now) -> None:
    """Two rows are one person: whoever stays keeps the WeChat that was bound last."""
    connection.execute(update(_T).where(_T.c.candidate_id == from_id).values(candidate_id=to_id))
    ours = (_T.c.candidate_id == to_id, _T.c.unbound_at.is_(None))
    newest = select(func.max(_T.c.id)).where(*ours).scalar_subquery()
    connection.execute(update(_T).where(*ours, _T.c.id < newest).values(unbound_at=clock()))


def _person(connection: Connection, candidate_id: int) -> int:
    """The row that stands for this person."""
    person = func.coalesce(col(Candidate.merged_into_id), col(Candidate.id))
    found = connection.execute(select(person).where(col(Candidate.id) == candidate_id)).scalar()
    if found is None:
        raise NotFound
    return int(found)
