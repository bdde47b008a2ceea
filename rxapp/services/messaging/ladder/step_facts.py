"""How things stand for many due steps, with a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, literal_column, select

from rxapp.models import Application, Booking, Candidate, Delivery, Invitation, PlannedStep
from rxapp.rules.ladder.judging import StepFacts
from rxapp.rules.vocabulary import ActorKind, BookingState, Channel, Language, Stage, StepKind, StepState
from rxapp.services.messaging.bulk import among
from rxapp.services.messaging.texts.letters import columns

SECOND_ROUND = 2
ANSWERED_LATER = (Stage.ATTENDED, Stage.OFFER)
ABOUT_INVITATION = frozenset(
    {
        StepKind.INVITED, StepKind.INVITED_NUDGE, StepKind.INVITED_CALL, StepKind.INVITED_CHOICE_CALL,
        StepKind.INVITED_SECOND_CALL, StepKind.INVITED_SILENT, StepKind.REINVITED,
    }
)  # fmt: skip
_STEP: Any = PlannedStep.__table__  # type: ignore[attr-defined]
# Written out, not as a parameter: so the databases know that their partial index holds what is asked for.
PENDING = _STEP.c.state == literal_column(f"'{StepState.PENDING.value}'")
_DELIVERY: Any = Delivery.__table__  # type: ignore[attr-defined]
_BOOKING: Any = Booking.__table__  # type: ignore[attr-defined]
_INVITATION: Any = Invitation.__table__  # type: ignore[attr-defined]
_APPLICATION, _CANDIDATE = columns(Application), columns(Candidate)


@dataclass(slots=True)  # not frozen: thousands are made a second
class DueStep:
    """A due step with the facts the rules ask about, and what its messages or tasks need."""

    id: int
    dedupe: str
    kind: StepKind
    due_at: datetime
    application_id: int
    candidate_id: int
    booking_id: int | None
    invitation_id: int | None
    open_invitation_id: int | None
    caused_by: int | None
    recruiter_id: int
    interviewer_id: int | None
    language: Language
    last_opened: Channel | None
    facts: StepFacts

    @property
    def is_about_invitation(self) -> bool:
        """Whether it asks for a time to be chosen; one that runs since a cancellation still names that booking."""
        return self.kind in ABOUT_INVITATION


def take_due(
    connection: Connection, *, now: datetime, limit: int, without: Sequence[StepKind] = ()
) -> list[int]:
    """Ids of due steps of all kinds but `without`, locked so that no other worker takes them."""
    query = (
        select(_STEP.c.id)
        .where(PENDING, _STEP.c.due_at <= now, _STEP.c.kind.not_in(list(without)))
        .order_by(_STEP.c.due_at, _STEP.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.execute(query).scalars())


def load(connection: Connection, ids: Sequence[int]) -> list[DueStep]:
    """The steps with fresh facts, in the order they fell due."""
    rows = _rows(connection, ids)
    applications = {row.application_id for row in rows}
    asked = _asked_at(
        connection, {row.application_id for row in rows if row.kind == StepKind.UNCONFIRMED_CALL}
    )
    last = _last_opened(connection, {row.application_id for row in rows if row.kind == StepKind.BOOKED_NUDGE})
    since_cancel = _opened_since_cancel(
        connection, applications if any(_is_after_cancel(row) for row in rows) else set()
    )
    return [_due(row, asked, last, since_cancel) for row in rows]


def _rows(connection: Connection, ids: Sequence[int]) -> Sequence[Any]:
    own, active, offered = _BOOKING.alias(), _BOOKING.alias(), _INVITATION.alias()
    query = (
        select(
            _STEP.c.id, _STEP.c.dedupe, _STEP.c.kind, _STEP.c.due_at, _STEP.c.application_id, _STEP.c.booking_id,
            _STEP.c.invitation_id, _STEP.c.caused_by,
            _APPLICATION.candidate_id, _APPLICATION.recruiter_id, _APPLICATION.closing, _APPLICATION.stage,
            _APPLICATION.reply_by, _APPLICATION.told_at, _CANDIDATE.zone, _CANDIDATE.language,
            own.c.state.label("state"), own.c.starts_at, own.c.booked_by, own.c.interviewer_id,
            own.c.notice_opened_at, own.c.confirmed_at, own.c.day_before_confirmed_at,
            own.c.arrived_at, own.c.late_reported_at, own.c.late_minutes, own.c.outcome_at,
            active.c.id.label("active_id"), _INVITATION.c.id.label("open_id"),
            func.coalesce(offered.c.opened_at, _INVITATION.c.opened_at).label("invitation_opened_at"),
        )
        .select_from(PlannedStep)
        .join(Application, _APPLICATION.id == _STEP.c.application_id)
        .join(Candidate, _CANDIDATE.id == _APPLICATION.candidate_id)
        .outerjoin(own, own.c.id == _STEP.c.booking_id)
        .outerjoin(offered, offered.c.id == _STEP.c.invitation_id)
        .outerjoin(
            active,
            and_(
                active.c.application_id == _STEP.c.application_id, active.c.state == BookingState.SCHEDULED,
                active.c.round == SECOND_ROUND,
            ),
        )
        .outerjoin(
            _INVITATION,
            and_(_INVITATION.c.application_id == _STEP.c.application_id, _INVITATION.c.is_open.is_(True)),
        )
        .where(among(connection, _STEP.c.id, ids))
        .order_by(_STEP.c.due_at, _STEP.c.id)
    )  # fmt: skip
    return connection.execute(query).all()


def _asked_at(connection: Connection, applications: set[int]) -> dict[int, datetime]:
    """When the day-before question of a booking left, by booking."""
    if not applications:
        return {}
    query = (
        select(_DELIVERY.c.booking_id, func.min(_DELIVERY.c.sent_at, type_=_DELIVERY.c.sent_at.type))
        .where(
            among(connection, _DELIVERY.c.application_id, applications), _DELIVERY.c.kind == StepKind.ASK_DAY_BEFORE,
            _DELIVERY.c.sent_at.is_not(None),
        )
        .group_by(_DELIVERY.c.booking_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in connection.execute(query)}


def _last_opened(connection: Connection, applications: set[int]) -> dict[int, Channel]:
    """The channel of the message each person opened last, by application."""
    if not applications:
        return {}
    query = (
        select(_DELIVERY.c.application_id, _DELIVERY.c.channel)
        .where(
            among(connection, _DELIVERY.c.application_id, applications), _DELIVERY.c.opened_at.is_not(None)
        )
        .order_by(_DELIVERY.c.opened_at)
    )
    return {row.application_id: Channel(row.channel) for row in connection.execute(query)}


def _is_after_cancel(row: Row[Any]) -> bool:
    """Whether this is a clock that runs since a cancellation, not since an invitation."""
    return row.invitation_id is None and row.kind in ABOUT_INVITATION


def _opened_since_cancel(connection: Connection, applications: set[int]) -> dict[int, datetime]:
    """When the word about a cancelled booking was opened, by booking."""
    if not applications:
        return {}
    query = (
        select(_DELIVERY.c.booking_id, func.min(_DELIVERY.c.opened_at, type_=_DELIVERY.c.opened_at.type))
        .where(
            among(connection, _DELIVERY.c.application_id, applications), _DELIVERY.c.kind == StepKind.CALLED_OFF,
            _DELIVERY.c.opened_at.is_not(None),
        )
        .group_by(_DELIVERY.c.booking_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in connection.execute(query)}


def _opened_at(row: Row[Any], since_cancel: dict[int, datetime]) -> datetime | None:
    if _is_after_cancel(row):
        if row.state != BookingState.CANCELLED_BY_COMPANY:
            return row.outcome_at  # they cancelled on their page themselves
        return since_cancel.get(row.booking_id)
    if row.kind in ABOUT_INVITATION:
        return row.invitation_opened_at
    return row.notice_opened_at


def _due(
    row: Row[Any],
    asked: dict[int, datetime],
    last: dict[int, Channel],
    since_cancel: dict[int, datetime],
) -> DueStep:
    confirmed = [at for at in (row.confirmed_at, row.day_before_confirmed_at) if at is not None]
    is_late = row.late_minutes is not None and row.starts_at is not None
    return DueStep(
        id=row.id, dedupe=row.dedupe, kind=StepKind(row.kind), due_at=row.due_at,
        application_id=row.application_id, candidate_id=row.candidate_id, booking_id=row.booking_id,
        invitation_id=row.invitation_id,
        open_invitation_id=row.open_id, caused_by=row.caused_by, recruiter_id=row.recruiter_id,
        interviewer_id=row.interviewer_id, language=Language(row.language), last_opened=last.get(row.application_id),
        facts=StepFacts(
            zone=row.zone, is_closed=row.closing is not None, is_invited=row.open_id is not None,
            has_booking=row.active_id is not None,
            booking=BookingState(row.state) if row.state is not None else None, starts_at=row.starts_at,
            # Whoever chose the time that was called off has not seen the new offer for that.
            is_by_candidate=row.booked_by == ActorKind.CANDIDATE and row.kind not in ABOUT_INVITATION,
            opened_at=_opened_at(row, since_cancel), confirmed_at=max(confirmed, default=None),
            asked_at=asked.get(row.booking_id), is_arrived=row.arrived_at is not None,
            awaits_reply=row.reply_by is not None and row.told_at is None and row.stage in ANSWERED_LATER,
            late_until=row.starts_at + timedelta(minutes=row.late_minutes) if is_late else None,
        ),
    )  # fmt: skip
