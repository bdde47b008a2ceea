"""The board's move control and its drag and drop: one press does what the next column needs."""

from __future__ import annotations

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid
from rxapp.rules.stages import Need, check_move
from rxapp.rules.vocabulary import BookingState, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.decide import DECIDED, decision
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.invite import default_invitation, invite_with_defaults
from rxapp.services.hiring.known_people import hold_person
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change


def advance(
    session: Session, application_id: int, version: int | None, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """One column on: invite with the job's defaults, record "attended" once it began, offer, hire. Raises IllegalMove
    (`illegal.needs_slot` where a time must be chosen), NotAllowed, Stale, Invalid (the job lacks what it needs)."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version)
    here = Stage(edit.application.stage)
    return _go(edit, here if here is Stage.HIRED else Stage(here + 1))


def move_to(
    session: Session, application_id: int, version: int | None, to_stage: int, *, actor: Actor,
    clock: Clock = clocks.now,
) -> Change:  # fmt: skip
    """A card dropped on a column, by the same rules; raises as `advance` does."""
    try:
        to = Stage(to_stage)
    except ValueError:
        raise Invalid(field="to_stage") from None
    if to is Stage.OFFER:  # may take a hire back
        hold_person(session, application_id)
    return _go(open_edit(session, application_id, actor=actor, clock=clock, version=version), to)


def check_step(edit: Edit, to: Stage) -> None:
    """Raise what `move_to` would refuse with, without moving: what a preview asks."""
    step = (Stage(edit.application.stage), to)
    needs = {
        (Stage.PASSED_FIRST, Stage.ARRANGING): Need.INVITATION,
        (Stage.BOOKED, Stage.ATTENDED): Need.OUTCOME,
    }
    needs |= {known: need for known, (need, _) in DECIDED.items()}
    unless(check_move(edit.facts, to, edit.role, brings=needs.get(step), now=edit.now))
    if to is Stage.ARRANGING:
        default_invitation(edit)


def _go(edit: Edit, to: Stage) -> Change:
    from rxapp.services.scheduling.record_outcome import settle

    step = (Stage(edit.application.stage), to)
    if step == (Stage.PASSED_FIRST, Stage.ARRANGING):
        unless(check_move(edit.facts, to, edit.role, brings=Need.INVITATION))
        return invite_with_defaults(edit)
    if step == (Stage.BOOKED, Stage.ATTENDED):
        unless(check_move(edit.facts, to, edit.role, brings=Need.OUTCOME, now=edit.now))
        settle(edit, BookingState.ATTENDED)
        return edit.done()
    return decision(edit, to)
