"""HR has what it needs of a candidate, and the candidate's page says so at once."""

from __future__ import annotations

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.models import Event
from rxapp.rules.events import EventKind
from rxapp.rules.materials import check_materials
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.history import story
from rxapp.services.hiring.edit import open_edit
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change

_SAID = (EventKind.MATERIALS_CONFIRMED.value, EventKind.UNDONE.value)


def confirm_materials(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Say that the materials are complete; no message leaves. Raises NotFound, NotAllowed, Stale, IllegalMove (closed,
    hired, or said before)."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version)
    unless(check_materials(edit.facts, are_confirmed(session, application_id), edit.role))
    edit.record(EventKind.MATERIALS_CONFIRMED)
    return edit.done()


def are_confirmed(session: Session, application_id: int) -> bool:
    """Whether somebody said so and did not take it back."""
    said = session.exec(
        select(Event).where(Event.application_id == application_id, col(Event.kind).in_(_SAID))
    ).all()
    return any(row.kind == EventKind.MATERIALS_CONFIRMED for row in story(said))
