"""Whose own lists an event can change: those who interview the candidates it touched, and those with a task about
them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from rxapp.models import Application, Booking, Notice, Task


@dataclass(frozen=True, slots=True)
class Concerned:
    """User ids; history counts too, because whoever lost an interview or a task must see it go."""

    interviewers: frozenset[int]
    assignees: frozenset[int]
    recruiters: frozenset[int]
    rung: frozenset[int]  # whose bell has a line about them


def concerned_by(session: Session, application_ids: Collection[int]) -> Concerned:
    """The members of staff whose interviews, tasks or candidates these applications are."""
    ids = sorted(application_ids)
    interviewers = select(Booking.interviewer_id).where(col(Booking.application_id).in_(ids)).distinct()
    assignees = select(Task.assignee_id).where(col(Task.application_id).in_(ids)).distinct()
    recruiters = select(Application.recruiter_id).where(col(Application.id).in_(ids)).distinct()
    rung = select(Notice.user_id).where(col(Notice.application_id).in_(ids)).distinct()
    return Concerned(
        frozenset(session.exec(interviewers)), frozenset(session.exec(assignees)),
        frozenset(session.exec(recruiters)), frozenset(session.exec(rung)),
    )  # fmt: skip
