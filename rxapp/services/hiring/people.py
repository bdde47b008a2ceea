"""The people list: applications as rows, filtered and sorted in SQL, fifty at a time.

A page is found in two steps: the ids in the order asked for (one statement that joins only what it sorts by), then
what their rows show. Pages are told apart by the row they begin behind (keyset), so that a late page costs what the
first does; the row's place is looked up, so that no name or number stands in an address.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.models import (
    Application,
    ApplicationTag,
    Booking,
    Candidate,
    Delivery,
    Event,
    Invitation,
    Job,
    PriorityRequest,
    User,
)
from rxapp.models.base import UtcDateTime, holds
from rxapp.rules.events import EventKind
from rxapp.rules.masking import mask_email, mask_phone
from rxapp.rules.vocabulary import HR, BookingState, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring import board_statements
from rxapp.services.hiring.queries import ONLY_HR
from rxapp.services.hiring.types import BoardFilter

PAGE = 50
MOST_EXPORTED = 50_000
SORTS = ("name", "job", "city", "stage", "since", "recruiter", "next", "source", "last")
_TOGETHER = 500
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PeopleFilter:
    """What the list shows and in which order; kept in the page's address. `query` matches part of a name, and for HR of
    a telephone number or an e-mail address."""

    job_id: int | None = None
    recruiter_id: int | None = None
    stage: int | None = None
    tag: str = ""
    source: str = ""
    priority: bool = False
    overdue: bool = False
    with_closed: bool = False
    query: str = ""
    sort: str = "since"
    descending: bool = True

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered, whatever the order."""
        return replace(self, sort="since", descending=True) == PeopleFilter()


@dataclass(frozen=True)
class Person:
    """One application in the list; telephone and e-mail as the reader may see them."""

    id: int
    version: int
    stage: int
    closing: str | None
    stage_since: datetime
    source: str
    name: str
    phone: str
    email: str
    job: str
    job_en: str
    city: str
    recruiter: str
    starts_at: datetime | None
    interviewer: str | None
    mode: str | None
    confirmed_at: datetime | None
    opened_at: datetime | None
    delivery_state: str | None
    deadline_at: datetime | None
    last_kind: str | None
    last_at: datetime | None
    verdict: str | None = None
    told_at: datetime | None = None
    is_invited: bool = True
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeoplePage:
    """Who stands on a page, fifty at most, in order; and whether there are more on either side."""

    ids: tuple[int, ...]
    has_before: bool
    has_after: bool


def people_page(
    session: Session, chosen: PeopleFilter, *, actor: Actor, now: datetime, after: int | None = None,
    before: int | None = None,
) -> PeoplePage:  # fmt: skip
    """The page that begins behind the application `after`, or ends ahead of `before`; the first one without either, or
    where the row named is gone. `people` tells what its rows show."""
    backwards = before is not None
    at = before if backwards else after
    key = _sort_key(chosen, actor)
    statement = _ordered(select(col(Application.id)), chosen, key, actor, now, backwards=backwards)
    place = None if at is None else _place(session, chosen, key, at)
    if place is not None:
        statement = statement.where(_behind(key, place, at or 0, chosen.descending != backwards))
    ids = list(session.connection().execute(statement.limit(PAGE + 1)).scalars())
    more, ids = len(ids) > PAGE, ids[:PAGE]
    if backwards:
        ids.reverse()
    if place is None:
        return PeoplePage(tuple(ids), False, more)
    return PeoplePage(tuple(ids), more if backwards else True, True if backwards else more)


def people(session: Session, ids: Sequence[int], *, actor: Actor) -> dict[int, Person]:
    """What these applications' rows show, by id."""
    if not ids:
        return {}
    tags: dict[int, list[str]] = {}
    named = select(col(ApplicationTag.application_id), col(ApplicationTag.tag)).where(
        col(ApplicationTag.application_id).in_(ids)
    )
    for application_id, tag in session.connection().execute(named.order_by(col(ApplicationTag.tag))):
        tags.setdefault(application_id, []).append(tag)
    found = {}
    for row in session.connection().execute(_rows(actor.role in HR).where(col(Application.id).in_(ids))):
        values = dict(row._mapping)
        if actor.role not in HR:
            values |= {"phone": mask_phone(values["phone"]), "email": mask_email(values["email"])}
        values |= {"phone": values["phone"] or "", "email": values["email"] or ""}
        found[row.id] = Person(**values, tags=tuple(tags.get(row.id, ())))
    return found


def count_people(session: Session, chosen: PeopleFilter, *, actor: Actor, now: datetime) -> int:
    """How many rows all pages hold together."""
    query = select(func.count()).select_from(Application).where(*_conditions(chosen, actor, now))
    return session.connection().execute(query).scalar_one()


def all_people(session: Session, chosen: PeopleFilter, *, actor: Actor, now: datetime) -> Iterator[Person]:
    """Every row in order, read some hundred at a time: what an export writes."""
    key = _sort_key(chosen, actor)
    statement = _ordered(select(col(Application.id)), chosen, key, actor, now, backwards=False)
    ids = list(session.connection().execute(statement.limit(MOST_EXPORTED)).scalars())
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        known = people(session, some, actor=actor)
        yield from (known[one] for one in some if one in known)


def tags_and_sources(session: Session) -> tuple[list[str], list[str]]:
    """What there is to filter by."""
    connection = session.connection()
    tags = connection.execute(select(col(ApplicationTag.tag)).distinct().order_by(col(ApplicationTag.tag)))
    sources = connection.execute(
        select(col(Application.source))
        .where(col(Application.source) != "")
        .distinct()
        .order_by(col(Application.source))
    )
    return list(tags.scalars()), list(sources.scalars())


# -- how the rows are found --------------------------------------------------------------------------------------


def _conditions(chosen: PeopleFilter, actor: Actor, now: datetime) -> list[ColumnElement[bool]]:
    shared = BoardFilter(chosen.job_id, chosen.recruiter_id, None, chosen.priority, chosen.overdue)
    found = board_statements.conditions(shared, now)
    if not chosen.with_closed:
        found.append(col(Application.closing).is_(None))
    if chosen.stage is not None:
        found.append(col(Application.stage) == chosen.stage)
    if chosen.source:
        found.append(col(Application.source) == chosen.source)
    if chosen.tag:
        tagged = select(col(ApplicationTag.application_id)).where(col(ApplicationTag.tag) == chosen.tag)
        found.append(col(Application.id).in_(tagged))
    if chosen.query:
        named = select(col(Candidate.id)).where(matches(chosen.query, actor))
        found.append(col(Application.candidate_id).in_(named))
    return found


def matches(query: str, actor: Actor) -> ColumnElement[bool]:
    """A part of the name; for those who see contact data also of the telephone number or the e-mail address. Nobody
    finds out by searching what is masked for them."""
    ways = [holds(Candidate.name, query)]
    if actor.role in HR:
        digits = "".join(sign for sign in query if sign.isdecimal() and sign.isascii())
        if len(digits) >= 3 and not any(sign.isalpha() for sign in query):
            ways.append(col(Candidate.phone).like(f"%{digits}%"))
        if query.isascii() and len(query) >= 2:
            ways.append(holds(Candidate.email, query))
    return or_(*ways)


def _sort_key(chosen: PeopleFilter, actor: Actor) -> ColumnElement[Any]:
    """What is sorted by; never empty, so that each row has one place."""
    keys: dict[str, Any] = {
        "name": col(Candidate.name),
        "job": col(Job.title),
        "city": col(Job.city),
        "stage": col(Application.stage),
        "since": col(Application.stage_since),
        "recruiter": col(User.name),
        "next": func.coalesce(col(Booking.starts_at), literal(_NEVER, UtcDateTime()), type_=UtcDateTime()),
        "source": col(Application.source),
        "last": func.coalesce(_last_event(actor.role in HR), 0),
    }
    return keys.get(chosen.sort, keys["since"])


def _joined(statement: Any, sort: str) -> Any:
    """Only the tables the order needs."""
    statement = statement.select_from(Application)
    if sort == "name":
        return statement.join(Candidate, col(Candidate.id) == col(Application.candidate_id))
    if sort in ("job", "city"):
        return statement.join(Job, col(Job.id) == col(Application.job_id))
    if sort == "recruiter":
        return statement.join(User, col(User.id) == col(Application.recruiter_id))
    return statement.outerjoin(Booking, _scheduled()) if sort == "next" else statement


def _ordered(
    statement: Any, chosen: PeopleFilter, key: Any, actor: Actor, now: datetime, *, backwards: bool
) -> Any:
    statement = _joined(statement, chosen.sort).where(*_conditions(chosen, actor, now))
    own = col(Application.id)
    if chosen.descending != backwards:
        return statement.order_by(key.desc(), own.desc())
    return statement.order_by(key, own)


def _place(session: Session, chosen: PeopleFilter, key: Any, application_id: int) -> Any:
    statement = _joined(select(key), chosen.sort).where(col(Application.id) == application_id)
    return session.connection().execute(statement).scalar()


def _behind(key: Any, place: Any, application_id: int, descending: bool) -> ColumnElement[bool]:
    own = col(Application.id)
    if descending:
        return or_(key < place, and_(key == place, own < application_id))
    return or_(key > place, and_(key == place, own > application_id))


def _scheduled() -> ColumnElement[bool]:
    return and_(
        col(Booking.application_id) == col(Application.id), col(Booking.round) == 2,
        col(Booking.state) == BookingState.SCHEDULED.value,
    )  # fmt: skip


def _last_event(is_hr: bool) -> Any:
    """The newest event the reader may know of; its number rises with time."""
    happened = aliased(Event)
    query = select(func.max(col(happened.id))).where(col(happened.application_id) == col(Application.id))
    if not is_hr:
        query = query.where(
            col(happened.kind).not_in([kind.value for kind in (*ONLY_HR, EventKind.CV_OPENED)])
        )
    return query.correlate(Application).scalar_subquery()


@lru_cache(maxsize=2)  # building it takes as long as running it
def _rows(is_hr: bool) -> Any:
    interviewer = aliased(User)
    # Loosely typed: the checker tries every union of twenty columns, and gives up.
    shown: list[Any] = [
        Application.id, Application.version, Application.stage, Application.closing, Application.stage_since,
        Application.source, Candidate.name, Candidate.phone, Candidate.email, col(Job.title).label("job"),
        func.coalesce(func.nullif(col(Job.title_en), ""), col(Job.title)).label("job_en"), Job.city,
        col(User.name).label("recruiter"), Booking.starts_at, col(interviewer.name).label("interviewer"), Booking.mode,
        Booking.confirmed_at, func.coalesce(Booking.notice_opened_at, Invitation.opened_at).label("opened_at"),
        col(Delivery.state).label("delivery_state"), PriorityRequest.deadline_at,
        col(Event.kind).label("last_kind"), col(Event.occurred_at).label("last_at"),
        Application.verdict, Application.told_at, col(Invitation.id).is_not(None).label("is_invited"),
    ]  # fmt: skip
    return (
        select(*shown)
        .select_from(Application)
        .join(Candidate, col(Candidate.id) == col(Application.candidate_id))
        .join(Job, col(Job.id) == col(Application.job_id))
        .join(User, col(User.id) == col(Application.recruiter_id))
        .outerjoin(Booking, _scheduled())
        .outerjoin(interviewer, col(interviewer.id) == col(Booking.interviewer_id))
        .outerjoin(
            Invitation, and_(col(Invitation.application_id) == Application.id, col(Invitation.is_open))
        )
        .outerjoin(
            PriorityRequest,
            and_(col(PriorityRequest.application_id) == Application.id, col(PriorityRequest.is_open)),
        )
        .outerjoin(Delivery, col(Delivery.id) == board_statements.newest_message())
        .outerjoin(Event, col(Event.id) == _last_event(is_hr))
    )


def valid_stage(value: int | None) -> int | None:
    """A column's number, or nothing."""
    return value if value is not None and value in tuple(Stage) else None
