"""Locks for changes of accounts: two administrators who remove each other at the same moment must leave one."""

from __future__ import annotations

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from rxapp.errors import Invalid, NotAllowed, NotFound
from rxapp.models import User
from rxapp.rules.vocabulary import Role
from rxapp.services.accounts.actor import Actor


def lock_people(session: Session, *user_ids: int, actor: Actor) -> dict[int, User]:
    """Lock every active administrator and these users, in the order of their ids, and read them as they are now; the
    actor must still be an administrator then. Raises NotAllowed, NotFound."""
    if actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    rows = session.exec(
        select(User)
        .where(
            or_(
                and_(col(User.role) == Role.ADMINISTRATOR.value, col(User.is_active)),
                col(User.id).in_(user_ids),
            )
        )
        .order_by(col(User.id))
        # NO KEY UPDATE: rows that point at these people may still be written meanwhile, or it would end in a ring.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows if row.id is not None}
    me = found.get(actor.user_id or 0)
    if me is None or me.role != Role.ADMINISTRATOR or not me.is_active:
        raise NotAllowed
    if any(user_id not in found for user_id in user_ids):
        raise NotFound
    return found


def must_leave_an_administrator(session: Session) -> None:
    """Raise unless somebody active still runs this installation; called after the change, in its transaction."""
    session.flush()
    left = session.exec(
        select(func.count(col(User.id))).where(
            User.role == Role.ADMINISTRATOR, col(User.is_active).is_(True), col(User.password_hash) != ""
        )
    ).one()
    if not left:
        raise Invalid("last_administrator", field="role")
