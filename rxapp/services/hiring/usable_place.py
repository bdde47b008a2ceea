"""A place for an interview that is offered again: the one of before unless it was taken out of use since."""

from __future__ import annotations

from sqlmodel import Session

from rxapp.errors import Invalid
from rxapp.models import Job, Place


def usable_place(session: Session, place_id: int | None, job: Job) -> int | None:
    """`place_id` while the place is in use, else the job's; where neither is, the old one stays, whose address is
    still better than none."""
    for each in (place_id, job.place_id):
        place = session.get(Place, each) if each is not None else None
        if place is not None and place.archived_at is None:
            return place.id
    return place_id


def lock_place(session: Session, place_id: int) -> None:
    """Hold the place in use until the end of the transaction, so that nobody takes it away from under an invitation.
    Raises Invalid where it is not in use."""
    place = session.get(Place, place_id, with_for_update={"read": True}, populate_existing=True)
    if place is None or place.archived_at is not None:
        raise Invalid("needs_place", field="place_id")
