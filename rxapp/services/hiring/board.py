"""The pipeline board as codes and instants: one statement for the cards of all columns, one for the counts.

The cost of a view does not grow with the company: each column reads its first rows along an index that holds the
order (`ix_application_board…`), and the counts of the unfiltered board are kept by ±1 (`StageCount`). Hires leave
the last column by time alone (`rules.stages.is_on_board`): it is read, and counted, along the same index up to the
first that is too old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, literal, or_, select, text, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Delivery,
    Invitation,
    Job,
    PriorityRequest,
    StageCount,
    Task,
    User,
)
from rxapp.rules.priority import NO_PRIORITY, board_sort
from rxapp.rules.stages import HIRED_STAYS
from rxapp.rules.vocabulary import BookingState, DeliveryState, Stage

PAGE = 50
MOST = 500  # rows a column shows at the most; past that the search and filters serve better than scrolling


@dataclass(frozen=True)
class BoardFilter:
    """What a board shows; kept in the page's address. `query` matches part of a name."""

    job_id: int | None = None
    recruiter_id: int | None = None
    interviewer_id: int | None = None
    priority: bool = False
    overdue: bool = False
    query: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered, so that the kept counts apply."""
        return self == BoardFilter()


@dataclass(frozen=True)
class Card:
    """One application on the board."""

    id: int
    version: int
    stage: int
    name: str
    job: str
    job_en: str
    stage_since: datetime
    silent_since: datetime | None
    deadline_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    mode: str | None
    interviewer: str | None
    confirmed_at: datetime | None
    arrived_at: datetime | None
    late_minutes: int | None
    opened_at: datetime | None
    delivery_state: str | None
    task_due_at: datetime | None
    sort_priority: int
    sort_key: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Where the card stands in its column."""
        return (self.sort_priority, self.sort_key, self.id)


def cards(
    session: Session,
    chosen: BoardFilter,
    limits: Sequence[int],
    *,
    now: datetime,
    stages: Sequence[int] = tuple(Stage),
) -> dict[int, list[Card]]:
    """The first `limits[stage]` cards of each asked column, in board order, in one statement."""
    shown = [_column(stage, chosen, min(limits[stage], MOST), now) for stage in stages]
    found: dict[int, list[Card]] = {stage: [] for stage in stages}
    statement: Any = shown[0]
    if len(shown) > 1:
        # Any: the type checker dies on the tuple types of SQLAlchemy's unions.
        parts: list[Any] = [part.subquery().select() for part in shown]
        statement = union_all(*parts)
    for row in session.connection().execute(statement):
        found[row.stage].append(_card(row))
    return found


def counts(session: Session, chosen: BoardFilter, *, now: datetime) -> list[int]:
    """How many cards each column holds, in one statement."""
    query: Any  # the type checker dies on the tuple types of SQLAlchemy's unions
    if chosen.is_everything:
        kept = select(col(StageCount.stage), col(StageCount.n)).where(col(StageCount.stage) != Stage.HIRED)
        hired = select(literal(int(Stage.HIRED)), func.count()).where(
            col(Application.closing).is_(None), col(Application.stage) == Stage.HIRED, *_fresh_hire(now)
        )
        query = union_all(kept, hired)
    else:
        query = (
            select(Application.stage, func.count())
            .where(_is_on_board(now), *conditions(chosen, now))
            .group_by(col(Application.stage))
        )
    known = dict(session.connection().execute(query).all())
    return [known.get(stage, 0) for stage in Stage]


def cards_of(
    session: Session, application_ids: Sequence[int], chosen: BoardFilter, *, now: datetime
) -> list[Card]:
    """These applications as they stand on a filtered board now; those not on it are left out."""
    query = _cards(chosen, now).where(_is_on_board(now), col(Application.id).in_(application_ids))
    return [_card(row) for row in session.connection().execute(query)]


def place_of(session: Session, application_id: int) -> tuple[Stage, str]:
    """An application's column and the candidate's name, for the notice after a move."""
    query = (
        select(Application.stage, Candidate.name)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .where(Application.id == application_id)
    )
    stage, name = session.connection().execute(query).one()
    return Stage(stage), name


def rebuild_counts(session: Session) -> None:
    """Count the columns afresh; run at start, so that a restored or imported database shows the truth. The last
    column's number counts every hire; the board counts those it still shows itself."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers are alone already
        # Other processes go on meanwhile: whoever moves a card waits, and adds its ±1 to what was counted.
        session.connection().execute(text("LOCK TABLE stage_count IN EXCLUSIVE MODE"))
    query = (
        select(Application.stage, func.count())
        .where(col(Application.closing).is_(None))
        .group_by(col(Application.stage))
    )
    known = dict(session.connection().execute(query).all())
    for stage in Stage:
        row = session.get(StageCount, int(stage)) or StageCount(stage=int(stage))
        row.n = known.get(int(stage), 0)
        session.add(row)


@dataclass(frozen=True)
class BoardChoices:
    """What the filters offer: (id, name) pairs; jobs with their English name too."""

    jobs: list[tuple[int, str, str]]
    recruiters: list[tuple[int, str]]
    interviewers: list[tuple[int, str]]


def choices(session: Session, *, now: datetime) -> BoardChoices:
    """Open jobs, closed ones that still have cards, and active people, in two statements."""
    connection = session.connection()
    has_cards = (
        select(Application.id)
        .where(Application.job_id == Job.id, col(Application.closing).is_(None), _is_on_board(now))
        .exists()
    )
    jobs = connection.execute(
        select(Job.id, Job.title, Job.title_en)
        .where(or_(col(Job.is_open), has_cards))
        .order_by(col(Job.title))
    )
    people = connection.execute(
        select(User.id, User.name, User.role).where(col(User.is_active)).order_by(col(User.name))
    ).all()
    return BoardChoices(
        jobs=[(row.id, row.title, row.title_en or row.title) for row in jobs],
        recruiters=[(p.id, p.name) for p in people if p.role in ("recruiter", "administrator")],
        interviewers=[(p.id, p.name) for p in people if p.role == "interviewer"],
    )


def _fresh_hire(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The hires the board still shows: the front of their column along the index, whose order is the newest hire
    first. Nobody hired has an open wish, so the first number of the order is always the same."""
    _, oldest = board_sort(None, None, now - HIRED_STAYS)
    return col(Application.sort_priority) == NO_PRIORITY, col(Application.sort_key) < oldest


def _is_on_board(now: datetime) -> ColumnElement[bool]:
    """`rules.stages.is_on_board` as a condition, for statements that do not read column by column."""
    shown = or_(col(Application.stage) != Stage.HIRED, and_(*_fresh_hire(now)))
    return and_(col(Application.closing).is_(None), shown)


def _has(model: Any, *conditions: Any) -> ColumnElement[bool]:
    """Whether the application has a row of `model`; correlated to the application only, since the card's own
    statement joins the same tables."""
    return exists(
        select(literal(1))
        .select_from(model)
        .where(model.application_id == Application.id, *conditions)
        .correlate(Application)
    )


def conditions(chosen: BoardFilter, now: datetime) -> list[ColumnElement[bool]]:
    """What a filter asks of an application; the people list asks the same."""
    found: list[ColumnElement[bool]] = []
    if chosen.job_id is not None:
        found.append(col(Application.job_id) == chosen.job_id)
    if chosen.recruiter_id is not None:
        found.append(col(Application.recruiter_id) == chosen.recruiter_id)
    if chosen.interviewer_id is not None:
        # Past the interview the card still belongs to the interviewer who met the candidate.
        states = [s.value for s in (BookingState.SCHEDULED, BookingState.ATTENDED, BookingState.LEFT_EARLY)]
        theirs = (col(Booking.interviewer_id) == chosen.interviewer_id, col(Booking.state).in_(states))
        found.append(_has(Booking, *theirs))
    if chosen.priority:
        found.append(_has(PriorityRequest, col(PriorityRequest.is_open)))
    if chosen.overdue:
        open_task = (col(Task.done_at).is_(None), col(Task.cancelled_at).is_(None), col(Task.due_at) <= now)
        unanswered = (col(Booking.state) == BookingState.SCHEDULED.value, col(Booking.ends_at) <= now)
        found.append(or_(_has(Task, *open_task), _has(Booking, *unanswered), _is_wish_late(now)))
    if chosen.query:
        pattern = chosen.query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        named = select(col(Candidate.id)).where(col(Candidate.name).ilike(f"%{pattern}%", escape="\\"))
        found.append(col(Application.candidate_id).in_(named))
    return found


def _is_wish_late(now: datetime) -> ColumnElement[bool]:
    """`rules.priority.standing` of an open request as a condition: a time is booked and begins after the deadline, or
    none is booked and the deadline has passed."""
    booked = aliased(Booking)
    start = (
        select(func.min(col(booked.starts_at)))
        .where(
            col(booked.application_id) == col(Application.id),
            col(booked.state) == BookingState.SCHEDULED.value,
            col(booked.round) == 2,
        )
        .correlate(Application)
        .scalar_subquery()
    )
    deadline = col(PriorityRequest.deadline_at)
    late = or_(start > deadline, and_(start.is_(None), deadline <= now))
    return _has(PriorityRequest, col(PriorityRequest.is_open), late)


def _column(stage: int, chosen: BoardFilter, limit: int, now: datetime) -> Any:
    return (
        _cards(chosen, now)
        .where(col(Application.stage) == int(stage), *(_fresh_hire(now) if stage == Stage.HIRED else ()))
        .order_by(col(Application.sort_priority), col(Application.sort_key), col(Application.id))
        .limit(limit)
    )


def _cards(chosen: BoardFilter, now: datetime) -> Any:
    interviewer = aliased(User)
    newest = aliased(Delivery)
    newest_id = (
        select(func.max(col(newest.id)))
        .where(
            col(newest.application_id) == col(Application.id),
            col(newest.user_id).is_(None),
            col(newest.state) != DeliveryState.CANCELLED.value,
        )
        .correlate(Application)
        .scalar_subquery()
    )
    task_due = (
        select(func.min(col(Task.due_at)))
        .where(
            col(Task.application_id) == col(Application.id),
            col(Task.done_at).is_(None),
            col(Task.cancelled_at).is_(None),
        )
        .correlate(Application)
        .scalar_subquery()
    )
    # Loosely typed: the checker tries every union of twenty columns, and gives up.
    shown: list[Any] = [
        Application.id, Application.version, Application.stage, col(Candidate.name).label("name"),
        col(Job.title).label("job"), col(Job.title_en).label("job_en"), Application.stage_since,
        Application.silent_since, PriorityRequest.deadline_at, Booking.starts_at, Booking.ends_at, Booking.mode,
        col(interviewer.name).label("interviewer"), Booking.confirmed_at, Booking.arrived_at, Booking.late_minutes,
        func.coalesce(Booking.notice_opened_at, Invitation.opened_at).label("opened_at"),
        col(Delivery.state).label("delivery_state"), task_due.label("task_due_at"),
        Application.sort_priority, Application.sort_key,
    ]  # fmt: skip
    return (
        select(*shown)
        .select_from(Application)
        .join(Candidate, col(Candidate.id) == Application.candidate_id)
        .join(Job, col(Job.id) == Application.job_id)
        .outerjoin(
            Booking,
            and_(
                col(Booking.application_id) == Application.id,
                col(Booking.round) == 2,
                col(Booking.state) == BookingState.SCHEDULED.value,
            ),
        )
        .outerjoin(interviewer, col(interviewer.id) == col(Booking.interviewer_id))
        .outerjoin(
            Invitation, and_(col(Invitation.application_id) == Application.id, col(Invitation.is_open) == true())
        )
        .outerjoin(
            PriorityRequest,
            and_(col(PriorityRequest.application_id) == Application.id, col(PriorityRequest.is_open) == true()),
        )
        .outerjoin(Delivery, col(Delivery.id) == newest_id)
        .where(col(Application.closing).is_(None), *conditions(chosen, now))
    )  # fmt: skip


def _card(row: Row[Any]) -> Card:
    values: tuple[Any, ...] = tuple(row)
    return Card(*values)
