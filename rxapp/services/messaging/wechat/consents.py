"""What somebody still agreed to get: one tap in WeChat, one message of that template.

    tapped(session, openid, template)       one more
    take(session, openid, template)         one less, right before a message leaves; False where none is left
    give_back(session, openid, template)    the provider certainly did not take the message
    none_left(session, openid, template)    the provider says so, or they took it back in WeChat

A message whose outcome nobody knows keeps what it took: better one message less than one nobody agreed to.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import WechatBinding, WechatConsent

MOST = 1000  # taps beyond mean nothing
LONGEST_TEMPLATE = 80
_T: Any = WechatConsent.__table__  # type: ignore[attr-defined]
_BINDING: Any = WechatBinding.__table__  # type: ignore[attr-defined]


def tapped(session: Session, openid: str, template: str, *, clock: Clock = clocks.now) -> bool:
    """Count a tap; False where nobody is bound by this openid."""
    connection = session.connection()
    binding = connection.execute(
        select(_BINDING.c.id).where(_BINDING.c.openid == openid, _BINDING.c.unbound_at.is_(None))
    ).scalar()
    if binding is None or not 0 < len(template) <= LONGEST_TEMPLATE:
        return False
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first = {"binding_id": binding, "template": template, "balance": 0, "changed_at": clock()}
    connection.execute(insert(_T).values(first).on_conflict_do_nothing())
    _change(connection, openid, template, 1, clock)
    return True


def take(session: Session, openid: str, template: str, *, clock: Clock = clocks.now) -> bool:
    """Use one up for a message about to leave; of two messages at the last one, one gets it."""
    return _change(session.connection(), openid, template, -1, clock)


def give_back(session: Session, openid: str, template: str, *, clock: Clock = clocks.now) -> bool:
    """The message it was taken for certainly did not leave."""
    return _change(session.connection(), openid, template, 1, clock)


def none_left(session: Session, openid: str, template: str, *, clock: Clock = clocks.now) -> bool:
    """Nothing more may be sent until they tap again; whether anything was counted."""
    ours = (_of(openid), _T.c.template == template)
    done = session.connection().execute(update(_T).where(*ours).values(balance=0, changed_at=clock()))
    return bool(done.rowcount)


def _change(connection: Connection, openid: str, template: str, by: int, clock: Clock) -> bool:
    within = _T.c.balance > 0 if by < 0 else _T.c.balance < MOST
    done = connection.execute(
        update(_T)
        .where(_of(openid), _T.c.template == template, within)
        .values(balance=_T.c.balance + by, changed_at=clock())
    )
    return bool(done.rowcount)


def _of(openid: str) -> Any:
    bound = select(_BINDING.c.id).where(_BINDING.c.openid == openid, _BINDING.c.unbound_at.is_(None))
    return _T.c.binding_id.in_(bound)
