"""People we already know: finding the same person before they stand there twice, and holding one while they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid, NotFound, Stale
from rxapp.models import Application, Candidate, Job
from rxapp.rules.vocabulary import Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.files.queries import cv_of
from rxapp.services.files.store import remove, usable
from rxapp.services.files.types import FileKind
from rxapp.services.inputs import an_id

MOST = 5


@dataclass(frozen=True, slots=True)
class KnownApplication:
    """One application of somebody who may be the same person."""

    id: int
    job_id: int
    job: str
    job_en: str
    stage: int
    closing: str | None

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.closing is None and self.stage != Stage.HIRED


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who may be the same person; `why` holds the codes phone, email, name."""

    candidate_id: int
    version: int
    name: str
    phone: str
    email: str
    city: str
    why: tuple[str, ...]
    applications: tuple[KnownApplication, ...]


def same_people(
    session: Session,
    *,
    name: str = "",
    phone: str = "",
    email: str = "",
    job_ids: tuple[int, ...] = (),
    but_not: int | None = None,
) -> tuple[KnownPerson, ...]:
    """Who has this telephone (E.164) or e-mail, or this name and one of these jobs; each condition uses an index."""
    ways: list[ColumnElement[bool]] = []
    if phone:
        ways.append(col(Candidate.phone) == phone)
    if email:
        ways.append(col(Candidate.email) == email.lower())
    found: dict[int, Candidate] = {}
    if ways:
        for row in session.exec(_alive().where(or_(*ways)).limit(MOST + 1)):
            found[row.id or 0] = row
    if name and job_ids:
        named = (
            _alive()
            .join(Application, col(Application.candidate_id) == Candidate.id)
            .where(Candidate.name == name, col(Application.job_id).in_(job_ids))
            .limit(MOST + 1)
        )
        for row in session.exec(named):
            found.setdefault(row.id or 0, row)
    found.pop(but_not or 0, None)
    rows = list(found.values())[:MOST]
    applied = applications_of(session, [row.id or 0 for row in rows])
    return tuple(_known(row, applied.get(row.id or 0, ()), name, phone, email, job_ids) for row in rows)


def people_like(session: Session, words: str, *, but_not: int) -> tuple[KnownPerson, ...]:
    """People by the beginning of a name, or a whole telephone number or address: whom to merge with."""
    words = words.strip()
    if len(words) < 2:
        return ()
    way = or_(
        # No index: collations differ in how they order Chinese, and this is asked seldom.
        col(Candidate.name).startswith(words, autoescape=True),
        col(Candidate.phone) == words,
        col(Candidate.email) == words.lower(),
    )
    rows = session.exec(
        _alive().where(way, col(Candidate.id) != but_not).order_by(col(Candidate.id).desc()).limit(8)
    ).all()
    applied = applications_of(session, [row.id or 0 for row in rows])
    return tuple(_known(row, applied.get(row.id or 0, ()), "", "", "", ()) for row in rows)


def applications_of(session: Session, candidate_ids: list[int]) -> dict[int, tuple[KnownApplication, ...]]:
    """Every application of these people, newest first."""
    found: dict[int, list[KnownApplication]] = {}
    rows = session.exec(
        select(Application, Job.title, Job.title_en)
        .join(Job, col(Job.id) == Application.job_id)
        .where(col(Application.candidate_id).in_(candidate_ids))
        .order_by(col(Application.id).desc())
    )
    for row, title, title_en in rows:
        known = KnownApplication(row.id or 0, row.job_id, title, title_en or title, row.stage, row.closing)
        found.setdefault(row.candidate_id, []).append(known)
    return {candidate_id: tuple(each) for candidate_id, each in found.items()}


def locked(session: Session, candidate_id: int) -> Candidate:
    """The person, held until the transaction ends (PostgreSQL; SQLite's writers are alone). Raises NotFound, also for
    somebody who was merged into another."""
    row = session.exec(
        select(Candidate)
        .where(Candidate.id == candidate_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if row is None or row.merged_into_id is not None:
        raise NotFound
    return row


def hold_person(session: Session, application_id: int) -> None:
    """Lock whose application this is before the application itself: for whatever brings one back, so that no second
    one is opened at the same moment. Merging and editing lock in this order. Raises NotFound, Stale (merged just
    now)."""
    for _ in range(2):  # a merge we waited for has given the application to somebody else
        candidate_id = session.exec(
            select(Application.candidate_id).where(Application.id == an_id(application_id, "application_id"))
        ).first()
        if candidate_id is None:
            raise NotFound
        try:
            locked(session, candidate_id)
        except NotFound:
            continue
        return
    raise Stale


def lock_applications(session: Session, candidate_ids: Sequence[int]) -> Sequence[Application]:
    """Every application of these people as it stands now, held until the transaction ends; in the order of ids, as
    whoever locks several does."""
    return session.exec(
        select(Application)
        .where(col(Application.candidate_id).in_(candidate_ids))
        .order_by(col(Application.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def refuse_second(session: Session, candidate_id: int, job_id: int) -> None:
    """One open application a person and job; the caller holds the person. Raises Invalid `has_open_application`."""
    taken = session.exec(
        select(Application.id).where(
            Application.candidate_id == candidate_id,
            Application.job_id == job_id,
            col(Application.closing).is_(None),
            Application.stage != Stage.HIRED,
        )
    ).first()
    if taken is not None:
        raise Invalid("has_open_application", field="job_id")


def give_file(
    session: Session, candidate_id: int, file_id: int, *, actor: Actor, clock: Clock = clocks.now
) -> None:
    """Make a CV that was just brought this person's; the one before goes. Raises Invalid."""
    row = usable(session, file_id, FileKind.CV, actor=actor)
    before = cv_of(session, candidate_id)
    if before is not None:
        remove(session, before.id, actor=actor, clock=clock)
    row.candidate_id = candidate_id
    session.add(row)
    session.flush()


def _alive():  # type: ignore[no-untyped-def]  # SQLModel's own generic
    return select(Candidate).where(col(Candidate.merged_into_id).is_(None))


def _known(
    row: Candidate,
    applications: tuple[KnownApplication, ...],
    name: str,
    phone: str,
    email: str,
    job_ids: tuple[int, ...],
) -> KnownPerson:
    same_job = any(each.job_id in job_ids for each in applications)
    why = [
        code
        for code, is_so in (
            ("phone", bool(phone) and row.phone == phone),
            ("email", bool(email) and row.email == email.lower()),
            ("name", bool(name) and row.name == name and same_job),
        )
        if is_so
    ]
    return KnownPerson(
        row.id or 0,
        row.version,
        row.name,
        row.phone or "",
        row.email or "",
        row.city,
        tuple(why),
        applications,
    )
