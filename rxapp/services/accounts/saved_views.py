"""Filters that somebody keeps under a name. They are that person's own: nobody else sees or touches them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotFound
from rxapp.models import SavedView
from rxapp.services.accounts.actor import Actor

MOST = 20
LONGEST_NAME = 60
LONGEST_QUERY = 500


@dataclass(frozen=True)
class KeptView:
    """A saved filter: its name and the query of the page's address."""

    id: int
    name: str
    query: str


def saved_views(session: Session, place: str, *, actor: Actor) -> list[KeptView]:
    """The reader's own for this page, by name."""
    query = (
        select(SavedView)
        .where(SavedView.user_id == actor.user_id, SavedView.place == place)
        .order_by(col(SavedView.name), col(SavedView.id))
    )
    return [KeptView(row.id or 0, row.name, row.query) for row in session.exec(query)]


def saved_view(session: Session, view_id: int, *, actor: Actor) -> KeptView:
    """One of them. Raises NotFound (somebody else's)."""
    row = _own(session, view_id, actor)
    return KeptView(row.id or 0, row.name, row.query)


def save_view(
    session: Session, place: str, name: str, query: str, *, actor: Actor, clock: Clock = clocks.now
) -> KeptView:
    """Keep a filter; one of the same name is replaced. Raises Invalid (no name, `too_many_views`)."""
    name = _name(name)
    if len(query) > LONGEST_QUERY or actor.user_id is None:
        raise Invalid(field="query")
    known = select(SavedView).where(SavedView.user_id == actor.user_id, SavedView.place == place)
    rows = list(session.exec(known))
    row = next((each for each in rows if each.name == name), None)
    if row is None:
        if len(rows) >= MOST:
            raise Invalid("too_many_views", field="name", most=MOST)
        row = SavedView(user_id=actor.user_id, place=place, name=name, query=query, created_at=clock())
    row.query = query
    session.add(row)
    session.flush()
    return KeptView(row.id or 0, row.name, row.query)


def rename_view(session: Session, view_id: int, name: str, *, actor: Actor) -> None:
    """Another name. Raises NotFound (somebody else's), Invalid."""
    row = _own(session, view_id, actor)
    row.name = _name(name)
    session.add(row)


def delete_view(session: Session, view_id: int, *, actor: Actor) -> None:
    """Forget it. Raises NotFound (somebody else's)."""
    session.delete(_own(session, view_id, actor))


def _own(session: Session, view_id: int, actor: Actor) -> SavedView:
    row = session.get(SavedView, view_id)
    if row is None or actor.user_id is None or row.user_id != actor.user_id:
        raise NotFound
    return row


def _name(name: str) -> str:
    found = " ".join(name.split())
    if not found or not found.isprintable():
        raise Invalid("field_empty", field="name")
    if len(found) > LONGEST_NAME:
        raise Invalid("invalid_too_long", field="name", most=LONGEST_NAME)
    return found
