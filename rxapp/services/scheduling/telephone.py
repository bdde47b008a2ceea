"""What a recruiter needs while a candidate is on the line: who it is, what is booked, and the free times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotAllowed
from rxapp.models import Candidate, Place
from rxapp.rules.vocabulary import HR, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.company.queries import zone
from rxapp.services.hiring.edit import load
from rxapp.services.scheduling.book_slot import notice_of
from rxapp.services.scheduling.offers import every_slot
from rxapp.services.scheduling.views import SlotRow


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """One application and all its times, best first; `zone` is the company's, in which staff read them; `mode` and
    place are those of the interview to be booked or moved. `booked_at` is the start of the interview that would be
    moved. `can_invite`: no time can be booked before an invitation."""

    application_id: int
    version: int
    name: str
    phone: str
    job: str
    job_en: str
    zone: str
    booked_at: datetime | None
    can_invite: bool
    mode: str
    place: str
    place_en: str
    slots: tuple[SlotRow, ...]


def on_the_line(
    session: Session, application_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> OnTheLine:
    """Raises NotFound, NotAllowed (it holds a telephone number)."""
    if actor.role not in HR:
        raise NotAllowed
    rows = load(session, application_id)
    application, booking = rows.application, rows.booking
    candidate = session.get_one(Candidate, application.candidate_id)
    is_move = booking is not None and application.stage == Stage.BOOKED
    offered = booking if is_move else rows.invitation
    place = session.get(Place, offered.place_id) if offered is not None and offered.place_id else None
    return OnTheLine(
        application_id=application_id,
        version=application.version,
        name=candidate.name,
        phone=candidate.phone or "",
        job=rows.job.title,
        job_en=rows.job.title_en,
        zone=zone(session),
        booked_at=booking.starts_at if is_move and booking is not None else None,
        can_invite=application.closing is None
        and rows.invitation is None
        and application.stage <= Stage.ARRANGING,
        mode="" if offered is None else offered.mode,
        place="" if place is None else place.name,
        place_en="" if place is None else place.name_en or place.name,
        slots=tuple(every_slot(session, application_id, clock=clock, notice=notice_of(actor.role))),
    )
