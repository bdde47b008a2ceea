"""Whose own lists an event can change: those who interview the candidates it touched, and those with a task about
them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp.models import Booking, Task


@dataclass(frozen=True, slots=True)
class Concerned:
    """User ids; history counts too, because whoever lost an interview or a task must see it go."""

    interviewers: frozenset[int]
    assignees: frozenset[int]


def concerned_by(session: Session, application_ids: Collection[int]) -> Concerned:
    """The members of staff whose interviews or tasks are about these applications."""
    ids = sorted(application_ids)
    interviewers = select(Booking.interviewer_id).where(col(Booking.application_id).in_(ids)).distinct()
    assignees = select(Task.assignee_id).where(col(Task.application_id).in_(ids)).distinct()
    return Concerned(frozenset(session.exec(interviewers)), frozenset(session.exec(assignees)))
