"""Whether anybody invited now would find a time: said before the invitation leaves, not by the candidate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import NotFound
from rxapp.models import Application, Company
from rxapp.rules.slots import cut
from rxapp.rules.vocabulary import HOME_ZONE
from rxapp.services.scheduling.book_slot import NOTICE
from rxapp.services.scheduling.free_time import times_of
from rxapp.services.scheduling.offers import AHEAD, names_of, step_of, terms_of

FIRST = 2


def has_bookable_time(
    session: Session, application_id: int, interviewer_ids: Collection[int], minutes: int, *,
    clock: Clock = clocks.now,
) -> bool:  # fmt: skip
    """Whether one of these interviewers has time for so long an interview within what a candidate is offered.
    Raises NotFound."""
    if session.get(Application, application_id) is None:
        raise NotFound
    zone = session.exec(select(Company.zone)).first() or HOME_ZONE
    return _has_time(session, list(interviewer_ids), minutes, zone, clock())


def finds_time(session: Session, application_id: int, *, clock: Clock = clocks.now) -> bool:
    """Whether the candidate who has just been invited finds a time. Raises NotFound."""
    terms = terms_of(session, application_id, clock=clock)
    if terms is None:
        return False
    names = names_of(session, terms)
    return _has_time(session, list(names), terms.invitation.minutes, terms.company_zone, clock())


def _has_time(session: Session, ids: Sequence[int], minutes: int, zone: str, now: datetime) -> bool:
    """One time is enough: nothing is sorted, and mostly the first interviewers asked have one."""
    length, step, until = timedelta(minutes=minutes), step_of(minutes), now + AHEAD
    return any(
        cut(one.free, length=length, step=step, earliest=now + NOTICE, latest=until)
        for some in (ids[:FIRST], ids[FIRST:])
        if some
        for one in times_of(session, some, since=now, until=until, zone=zone).free()
    )
