"""The first steps of an empty installation, each with the way to its room; nothing once they are done."""

from __future__ import annotations

from typing import TypedDict

import reflex as rx

from rxapp import db
from rxapp.rules.vocabulary import HR, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.readiness import Readiness, Step, readiness
from rxapp.state.guard import current_actor, guarded
from rxapp.state.page import PageState
from rxapp.state.shared_views import Values, reader
from rxapp.state.topics import OPENINGS


class StepItem(TypedDict):
    """One open step: its code, where it is done, and whether the reader can do it."""

    code: str
    address: str
    is_theirs: bool
    is_next: bool


class FirstStepsState(PageState, rx.State):
    """What is left to do before the first candidate can be invited."""

    steps: list[StepItem] = []
    progress: str = ""

    @rx.event
    @guarded(*HR, Role.EXECUTIVE)
    async def load(self) -> None:
        """Show what is missing; nothing to executives, who set nothing up."""
        actor = current_actor()
        if actor.role not in HR:
            self.steps, self.is_loading = [], False
        else:
            await self._share(_first_steps, reader(actor), topics={OPENINGS})


def _first_steps(actor: Actor) -> Values:
    with db.reading() as session:
        found = readiness(session, actor=actor)
    left = [row for row in found.steps if not row.is_done]
    first = next((row.step for row in left if row.is_theirs), None)
    return {
        "steps": [
            StepItem(
                # A job that is there lacks only who interviews for it.
                code="job_judge" if row.step is Step.JOB and found.job_id else row.step.value,
                address=_address(row.step, found),
                is_theirs=row.is_theirs,
                is_next=row.step is first,
            )
            for row in left
        ],
        "progress": f"{len(found.steps) - len(left)}/{len(found.steps)}",
    }


def _address(step: Step, found: Readiness) -> str:
    """Where the step is done: at the record it waits for, where there is one."""
    if step is Step.COLLEAGUE:
        return "/settings/users?open=new"
    if step is Step.PLACE:
        return f"/settings/places?open={found.place_id or 'new'}"
    if step is Step.JOB:
        return f"/settings/openings?open={found.job_id or 'new'}"
    if step is Step.HOURS:
        return f"/calendar?person={found.interviewer_id}" if found.interviewer_id else "/calendar"
    return "/board?add=1"
