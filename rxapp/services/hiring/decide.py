"""After the interview: offer, hire, and taking either back."""

from __future__ import annotations

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.rules.events import EventKind
from rxapp.rules.stages import Need, check_move
from rxapp.rules.vocabulary import Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change

_STEPS: dict[tuple[Stage, Stage], tuple[Need, EventKind]] = {
    (Stage.ATTENDED, Stage.OFFER): (Need.DECISION, EventKind.DECIDED_OFFER),
    (Stage.OFFER, Stage.HIRED): (Need.ACCEPTANCE, EventKind.HIRED),
    (Stage.OFFER, Stage.ATTENDED): (Need.WITHDRAWAL, EventKind.OFFER_WITHDRAWN),
    (Stage.HIRED, Stage.OFFER): (Need.WITHDRAWAL, EventKind.HIRE_UNDONE),
}


def decision(edit: Edit, to: Stage) -> Change:
    """One of the four decisions, within a change in hand; raises what the rules say of any other move."""
    step = _STEPS.get((Stage(edit.application.stage), to))
    unless(check_move(edit.facts, to, edit.role, brings=step[0] if step else None, now=edit.now))
    assert step is not None  # every other legal move needs something and was refused
    edit.go(to)
    edit.record(step[1])
    return edit.done()


def decide_offer(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """The company wants them. Raises Stale, NotAllowed, IllegalMove."""
    return decision(
        open_edit(session, application_id, actor=actor, clock=clock, version=version), Stage.OFFER
    )


def mark_hired(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """They accepted. Raises Stale, NotAllowed, IllegalMove."""
    return decision(
        open_edit(session, application_id, actor=actor, clock=clock, version=version), Stage.HIRED
    )


def withdraw_offer(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Take the decision back one step: the hire to the offer, the offer to "attended". Raises Stale, NotAllowed,
    IllegalMove."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version)
    return decision(edit, Stage.OFFER if edit.application.stage == Stage.HIRED else Stage.ATTENDED)
