"""The board's statements, each built once for a filter and run with the moment as a parameter: to build one of them
costs several times what the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import aliased
from sqlmodel import col

from rxapp.models import (
    Application,
    Booking,
    Candidate,
    Delivery,
    Invitation,
    Job,
    PlannedStep,
    PriorityRequest,
    StageCount,
    Task,
    User,
)
from rxapp.models.base import UtcDateTime, holds
from rxapp.rules.priority import NO_PRIORITY, board_sort
from rxapp.rules.stages import HIRED_STAYS
from rxapp.rules.vocabulary import BookingState, DeliveryState, Stage, StepKind, StepState
from rxapp.services.hiring.types import BoardFilter

KEPT = 64  # filters whose statements are kept

Moment = datetime | BindParameter[datetime]
_NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
_OLDEST: BindParameter[int] = bindparam("oldest")
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)


def at(now: datetime) -> dict[str, object]:
    """What the statements ask of a moment: itself, and how far back a hire is still shown."""
    return {"now": now, "oldest": board_sort(None, None, now - HIRED_STAYS)[1]}


@lru_cache(KEPT)
def columns(chosen: BoardFilter, limits: tuple[tuple[int, int], ...]) -> Any:
    """The first cards of each column, in board order; `limits` holds (stage, how many). Run with `at(now)`."""
    shown = [_column(stage, chosen, limit) for stage, limit in limits]
    if len(shown) == 1:
        return shown[0]
    # Any: the type checker dies on the tuple types of SQLAlchemy's unions.
    parts: list[Any] = [part.subquery().select() for part in shown]
    return union_all(*parts)


@lru_cache(KEPT)
def some_cards(chosen: BoardFilter) -> Any:
    """The cards of the applications `ids` that are on the board. Run with `at(now)` and `ids`."""
    return _cards(chosen).where(is_on_board(), col(Application.id).in_(_IDS))


@lru_cache(KEPT)
def counted(chosen: BoardFilter) -> Any:
    """(stage, how many cards) of each column. Run with `at(now)`."""
    if chosen.is_everything:
        kept = select(col(StageCount.stage), col(StageCount.n)).where(col(StageCount.stage) != Stage.HIRED)
        hired = select(literal(int(Stage.HIRED)), func.count()).where(
            col(Application.closing).is_(None), col(Application.stage) == Stage.HIRED, *_fresh_hire()
        )
        return union_all(kept, hired)
    return (
        select(Application.stage, func.count())
        .where(is_on_board(), *conditions(chosen, _NOW))
        .group_by(col(Application.stage))
    )


def _fresh_hire() -> tuple[ColumnElement[bool], ...]:
    """The hires the board still shows: the front of their column along the index, whose order is the newest hire
    first. Nobody hired has an open wish, so the first number of the order is always the same."""
    return col(Application.sort_priority) == NO_PRIORITY, col(Application.sort_key) < _OLDEST


def is_on_board() -> ColumnElement[bool]:
    """`rules.stages.is_on_board` as a condition, for statements that do not read column by column and are run with
    `at(now)`."""
    shown = or_(col(Application.stage) != Stage.HIRED, and_(*_fresh_hire()))
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


def conditions(chosen: BoardFilter, now: Moment) -> list[ColumnElement[bool]]:
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
        named = select(col(Candidate.id)).where(holds(Candidate.name, chosen.query))
        found.append(col(Application.candidate_id).in_(named))
    return found


def _is_wish_late(now: Moment) -> ColumnElement[bool]:
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


def _column(stage: int, chosen: BoardFilter, limit: int) -> Any:
    return (
        _cards(chosen)
        .where(col(Application.stage) == int(stage), *(_fresh_hire() if stage == Stage.HIRED else ()))
        .order_by(col(Application.sort_priority), col(Application.sort_key), col(Application.id))
        .limit(limit)
    )


def newest_message() -> Any:
    """The newest message to the candidate about the booked time, where one is booked, else about the invitation:
    its id, for a statement with the application and its booking."""
    newest = aliased(Delivery)
    return (
        select(func.max(col(newest.id)))
        .where(
            col(newest.application_id) == col(Application.id),
            col(newest.user_id).is_(None),
            col(newest.state) != DeliveryState.CANCELLED.value,
            or_(col(Booking.id).is_(None), col(newest.booking_id) == col(Booking.id)),
        )
        .correlate(Application, Booking)
        .scalar_subquery()
    )


def _reinvite_at() -> Any:
    """When the next invitation after a no-show leaves. Asked only of whom no invitation invites to choose."""
    planned = (
        select(func.min(col(PlannedStep.due_at)))
        .where(
            col(PlannedStep.application_id) == col(Application.id),
            col(PlannedStep.kind) == StepKind.REINVITED.value,
            col(PlannedStep.state) == StepState.PENDING.value,
        )
        .correlate(Application)
        .scalar_subquery()
    )
    is_uninvited = and_(col(Application.stage) == int(Stage.ARRANGING), col(Invitation.id).is_(None))
    return case((is_uninvited, planned))


def _cards(chosen: BoardFilter) -> Any:
    interviewer = aliased(User)
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
        Application.verdict, Application.told_at, Application.sort_priority, Application.sort_key,
        col(Invitation.id).is_not(None).label("is_invited"), _reinvite_at().label("reinvite_at"),
        col(Delivery.kind).label("message"),
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
        .outerjoin(Delivery, col(Delivery.id) == newest_message())
        .where(col(Application.closing).is_(None), *conditions(chosen, _NOW))
    )  # fmt: skip
