"""Whether anybody invited now would find a time: said before the invitation leaves, not by the candidate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlmodel import Session, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import Application, Candidate, Company
from rxapp.rules.slots import offer
from rxapp.rules.vocabulary import HOME_ZONE
from rxapp.services.scheduling.book_slot import NOTICE
from rxapp.services.scheduling.free_time import times_of
from rxapp.services.scheduling.offers import AHEAD, GRID, offered_slots


def has_bookable_time(
    session: Session, application_id: int, interviewer_ids: Collection[int], minutes: int, *,
    clock: Clock = clocks.now,
) -> bool:  # fmt: skip
    """Whether one of these interviewers has time for so long an interview within what a candidate is offered.
    Raises NotFound."""
    now = clock()
    application = session.get(Application, application_id)
    if application is None:
        raise NotFound
    candidate = session.get_one(Candidate, application.candidate_id)
    zone = session.exec(select(Company.zone)).first() or HOME_ZONE
    free = times_of(session, list(interviewer_ids), since=now, until=now + AHEAD, zone=zone).free()
    found = offer(
        free, length=timedelta(minutes=minutes), step=timedelta(minutes=-(-minutes // GRID) * GRID), now=now,
        notice=NOTICE, zone=candidate.zone, in_work=candidate.is_employed, until=now + AHEAD, cap=1,
    )  # fmt: skip
    return bool(found)


def finds_time(session: Session, application_id: int, *, clock: Clock = clocks.now) -> bool:
    """Whether the candidate who has just been invited finds a time."""
    return bool(offered_slots(session, application_id, clock=clock))
