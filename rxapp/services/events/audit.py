"""Who did what, read from the event table, newest first and page by page by id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from rxapp.errors import NotAllowed
from rxapp.models import Application, Candidate, Event, User
from rxapp.models.base import holds
from rxapp.rules.audit import HOUSE, kinds_of
from rxapp.rules.numbers import whole
from rxapp.rules.vocabulary import ActorKind, Role
from rxapp.services.accounts.actor import Actor

PAGE = 50
MOST = 50_000
STEP = 1_000
_PEOPLE = ("user_id", "to_user_id", "account_id", "interviewer_id", "recruiter_id", "asked_user_id")
_ABOUT = ("user_id", "account_id", "to_user_id")
_MOST_NAMED = 300
_EVENT: Any = Event.__table__.c  # type: ignore[attr-defined]
_COLUMNS: Any = sql_select(
    _EVENT.id,
    _EVENT.kind,
    _EVENT.occurred_at,
    _EVENT.actor_kind,
    _EVENT.actor_id,
    _EVENT.application_id,
    _EVENT.data,
)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is looked for; empty means everything. `person` is a user id, `group` one of rules.audit, `about` an
    application's number or a part of its candidate's name; `until` is open."""

    person: int | None = None
    group: str = ""
    since: datetime | None = None
    until: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event. `names` are those of the people it names, by the key that names them."""

    id: int
    at: datetime
    kind: str
    by: str
    who: str
    application_id: int | None
    candidate: str
    data: dict[str, Any]
    names: dict[str, str]


def audit_page(
    session: Session,
    found: AuditFilter,
    *,
    actor: Actor,
    before_id: int | None = None,
    limit: int = PAGE,
) -> list[AuditRow]:
    """Up to `limit` events older than `before_id`. Raises NotAllowed: only administrators."""
    if actor.role is not Role.ADMINISTRATOR:
        raise NotAllowed
    rows: dict[int, Any] = {}
    for where in _branches(session, found):
        query = _COLUMNS.where(*where).order_by(_EVENT.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(_EVENT.id < before_id)
        rows |= {row.id: row for row in session.connection().execute(query)}
    newest = sorted(rows, reverse=True)[:limit]
    return _rows(session, [rows[event_id] for event_id in newest])


def audit_all(session: Session, found: AuditFilter, *, actor: Actor, most: int = MOST) -> list[AuditRow]:
    """All of it, for an export; the newest 50,000. Raises NotAllowed."""
    rows: list[AuditRow] = []
    while len(rows) < most:
        before = rows[-1].id if rows else None
        limit = min(STEP, most - len(rows))
        page = audit_page(session, found, actor=actor, before_id=before, limit=limit)
        rows += page
        if len(page) < limit:
            break
    return rows


def people(session: Session) -> list[tuple[int, str]]:
    """Everybody who has or had an account, for the filter."""
    rows = session.exec(
        select(User.id, User.name).order_by(col(User.is_active).desc(), col(User.name), col(User.id))
    )
    return [(user_id, name) for user_id, name in rows if user_id is not None]


def _branches(session: Session, found: AuditFilter) -> list[list[Any]]:
    """The conditions, as sets that an index answers each: what a person did, and what was done to them."""
    where: list[Any] = []
    kinds = kinds_of(found.group)
    if kinds is not None:
        where.append(_EVENT.kind.in_(sorted(kind.value for kind in kinds)))
        if found.group in HOUSE:
            where.append(_EVENT.application_id.is_(None))
    if found.since is not None:
        where.append(_EVENT.occurred_at >= found.since)
    if found.until is not None:
        where.append(_EVENT.occurred_at < found.until)
    if found.about:
        where.append(_EVENT.application_id.in_(_applications(session, found.about)))
    if found.person is None:
        return [where]
    did = [_EVENT.actor_kind == literal_column(f"'{ActorKind.USER.value}'"), _EVENT.actor_id == found.person]
    done_to = or_(*(_EVENT.data[key].as_integer() == found.person for key in _ABOUT))
    return [[*where, *did], [*where, _EVENT.application_id.is_(None), done_to]]


def _applications(session: Session, about: str) -> Sequence[int]:
    number = whole(about)
    if number is not None:
        return [number]
    query = (
        select(Application.id)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .where(holds(Candidate.name, about))
        .order_by(col(Application.id).desc())
        .limit(_MOST_NAMED)
    )
    return [found for found in session.exec(query) if found is not None]


def _rows(session: Session, events: Sequence[Any]) -> list[AuditRow]:
    staff = {event.data[key] for event in events for key in _PEOPLE if isinstance(event.data.get(key), int)}
    staff |= {e.actor_id for e in events if e.actor_kind == ActorKind.USER and e.actor_id is not None}
    applications = {event.application_id for event in events if event.application_id is not None}
    users = _names(session, User, staff)
    candidates = _names(
        session,
        Candidate,
        {e.actor_id for e in events if e.actor_kind == ActorKind.CANDIDATE and e.actor_id is not None},
    )
    of_application: dict[int, str] = {
        application_id: name
        for application_id, name in session.exec(
            select(Application.id, Candidate.name)
            .join(Candidate, col(Candidate.id) == Application.candidate_id)
            .where(col(Application.id).in_(applications))
        )
        if application_id is not None
    }
    return [
        AuditRow(
            id=event.id or 0,
            at=event.occurred_at,
            kind=event.kind,
            by=ActorKind(event.actor_kind).value,
            who=(candidates if event.actor_kind == ActorKind.CANDIDATE else users).get(
                event.actor_id or 0, ""
            ),
            application_id=event.application_id,
            candidate=of_application.get(event.application_id or 0, ""),
            data=dict(event.data),
            names={key: users.get(event.data[key], "") for key in _PEOPLE if key in event.data},
        )
        for event in events
    ]


def _names(session: Session, model: type[User] | type[Candidate], ids: Iterable[int]) -> dict[int, str]:
    wanted = sorted(ids)
    if not wanted:
        return {}
    rows = session.exec(select(model.id, model.name).where(col(model.id).in_(wanted)))  # type: ignore[call-overload]
    return {found: name for found, name in rows if found is not None}
