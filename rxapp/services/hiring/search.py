"""Finding a person or a job by a few letters: names, their pinyin, telephone digits, e-mail addresses.

Everybody finds only what they may know of: whoever runs the hiring all people with their contact data, an executive all
of them masked, an interviewer those whose interview is theirs, by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select, union
from sqlmodel import Session, col

from rxapp.models import Application, Booking, Candidate, Job
from rxapp.models.base import begins, holds
from rxapp.rules.masking import mask_phone
from rxapp.rules.phones import phone_text
from rxapp.rules.vocabulary import HR, NOT_COUNTED, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.people import matches

MOST = 8
LONGEST = 40
_LETTERS = re.compile(r"[a-z]{2,20}")


@dataclass(frozen=True)
class PersonHit:
    """One application of somebody found; the telephone as the reader may see it."""

    application_id: int
    name: str
    job: str
    job_en: str
    stage: int
    closing: str | None
    phone: str


@dataclass(frozen=True)
class JobHit:
    """A job found."""

    job_id: int
    title: str
    title_en: str
    city: str
    is_open: bool


@dataclass(frozen=True)
class Found:
    """At most eight of each."""

    people: tuple[PersonHit, ...] = ()
    jobs: tuple[JobHit, ...] = ()


def search(session: Session, query: str, *, actor: Actor) -> Found:
    """What these letters find, the best first; nothing for an empty query or for a candidate."""
    query = " ".join(query.split())[:LONGEST]
    if not query or actor.is_candidate:
        return Found()
    return Found(_people(session, query, actor), _jobs(session, query, actor))


def hits_of(session: Session, application_ids: list[int], *, actor: Actor) -> tuple[PersonHit, ...]:
    """These applications as hits, in this order, without those the reader may not know of (any more)."""
    rows = session.connection().execute(_hits(actor).where(col(Application.id).in_(application_ids)))
    known = {row.id: _hit(row, actor) for row in rows}
    return tuple(known[one] for one in application_ids if one in known)


def _people(session: Session, query: str, actor: Actor) -> tuple[PersonHit, ...]:
    """By the name as it is written, then as it is spelt, then by telephone and e-mail."""
    order = (
        case((begins(Candidate.name, query), 0), else_=1),
        col(Application.closing).is_not(None),
        col(Application.id).desc(),
    )
    found: dict[int, PersonHit] = {}

    def add(statement: Any) -> None:
        for row in session.connection().execute(statement):
            if len(found) < MOST:
                found.setdefault(row.id, _hit(row, actor))

    everybody = _hits(actor).where(col(Candidate.merged_into_id).is_(None))
    add(everybody.where(holds(Candidate.name, query)).order_by(*order).limit(MOST))
    letters = query.lower().replace(" ", "")
    if len(found) < MOST and _LETTERS.fullmatch(letters):
        add(everybody.where(_is_spelt(letters)).order_by(*order[1:]).limit(2 * MOST))
    if len(found) < MOST and actor.role in HR:
        add(everybody.where(matches(query, actor)).order_by(*order).limit(2 * MOST))
    return tuple(found.values())


def _is_spelt(letters: str) -> Any:
    """The name's initials or its syllables begin with these letters: two short stretches of an index. The brace stands
    next after z."""
    spelt = [
        select(col(Candidate.id)).where(column >= letters, column < letters + "{")
        for column in (col(Candidate.initials), col(Candidate.syllables))
    ]
    return col(Application.candidate_id).in_(union(*spelt))


def _theirs(actor: Actor) -> Any:
    return col(Application.id).in_(
        select(col(Booking.application_id)).where(
            col(Booking.interviewer_id) == actor.user_id, col(Booking.state).not_in(NOT_COUNTED)
        )
    )


def _hits(actor: Actor) -> Any:
    shown: list[Any] = [
        Application.id, Application.stage, Application.closing, Candidate.name, Candidate.phone,
        col(Job.title).label("job"), col(Job.title_en).label("job_en"),
    ]  # fmt: skip
    statement = (
        select(*shown)
        .join(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .join(Job, col(Job.id) == col(Application.job_id))
    )
    return statement.where(_theirs(actor)) if actor.role is Role.INTERVIEWER else statement


def _hit(row: Any, actor: Actor) -> PersonHit:
    phone = ""
    if actor.role in HR:
        phone = phone_text(row.phone or "")
    elif actor.role is Role.EXECUTIVE:
        phone = mask_phone(row.phone)
    return PersonHit(row.id, row.name, row.job, row.job_en or row.job, row.stage, row.closing, phone)


def _jobs(session: Session, query: str, actor: Actor) -> tuple[JobHit, ...]:
    if actor.role is Role.INTERVIEWER:
        return ()
    statement = (
        select(Job.id, Job.title, Job.title_en, Job.city, Job.is_open)
        .where(holds(Job.title, query) | holds(Job.title_en, query) | holds(Job.city, query))
        .order_by(col(Job.is_open).desc(), col(Job.title), col(Job.id))
        .limit(MOST)
    )
    return tuple(
        JobHit(row.id, row.title, row.title_en or row.title, row.city, row.is_open)
        for row in session.connection().execute(statement)
    )
