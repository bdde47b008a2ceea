"""What an interviewer should know of the job before they see somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Job


@dataclass(frozen=True, slots=True)
class Brief:
    """What the job asks for, as it was written, and the company's words for how it works."""

    requirements: str = ""
    culture: tuple[str, ...] = ()


def briefs(session: Session, booking_ids: Collection[int]) -> dict[int, Brief]:
    """The briefs of these interviews, by booking; those of jobs that say nothing are left out. The caller knows that
    the reader may see the interviews."""
    query = (
        select(Booking.id, Job.requirements, Job.culture_tags)  # type: ignore[call-overload]
        .join(Application, col(Application.id) == Booking.application_id)
        .join(Job, col(Job.id) == Application.job_id)
        .where(
            col(Booking.id).in_(booking_ids), or_(col(Job.requirements) != "", col(Job.culture_tags) != "")
        )
    )
    return {
        booking_id: Brief(requirements, tuple(line for line in tags.splitlines() if line))
        for booking_id, requirements, tags in session.connection().execute(query)
    }
