"""Take back one click within ten real seconds, as long as nothing was built on it and no message left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, delete, func, or_, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid, NotFound, SlotTaken, TooLate
from rxapp.models import (
    Application,
    Booking,
    Decision,
    Delivery,
    Event,
    Invitation,
    InvitationInterviewer,
    PlannedStep,
    PriorityRequest,
    Task,
    Undo,
)
from rxapp.models.base import UtcDateTime
from rxapp.rules.decisions import Verdict
from rxapp.rules.events import EventKind
from rxapp.rules.spans import Span
from rxapp.rules.vocabulary import BookingState, Closing, DeliveryState, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.edit import load, sort_application, stale
from rxapp.services.hiring.invite import NEEDS_INTERVIEWER, interviewers_of
from rxapp.services.hiring.known_people import hold_person, refuse_second
from rxapp.services.hiring.set_stage import set_stage
from rxapp.services.hiring.tags import put_tag
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.undo_memory import KEPT
from rxapp.services.inputs import an_id
from rxapp.services.messaging.ladder import plan
from rxapp.services.notices.notify import take_away
from rxapp.services.scheduling.locks import active_interviewers, lock_times, must_be_active

_LEFT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.HELD)


def undo(
    session: Session,
    undo_id: int,
    *,
    actor: Actor,
    real_now: Clock = clocks.real_now,
    clock: Clock = clocks.now,
) -> Change:
    """Put the rows back as they were and say so in the record. Raises NotFound (somebody else's click), TooLate
    (`undo_expired`), Stale (something was built on it), IllegalMove (`undo_message_left`: change it back instead,
    which sends a second message), SlotTaken (the time that was given up is somebody else's by now, or its
    interviewer's account is closed), Invalid (`needs_interviewer`: nobody whom the earlier invitation offered is
    left; `has_open_application`: the person has applied for the job again)."""
    kept = session.get(Undo, an_id(undo_id, "undo_id"))
    if kept is None or actor.user_id is None or kept.user_id != actor.user_id:
        raise NotFound
    if kept.used_at is not None or real_now() >= kept.until:
        raise TooLate("undo_expired")
    may_bring_back = _may_bring_back(kept)
    if may_bring_back:
        hold_person(session, kept.application_id)
    rows = load(session, kept.application_id, lock=True)
    application = rows.application
    if "tag" in kept.before[-1]:
        return _take_tag_back(session, application, kept, actor=actor, real_now=real_now, clock=clock)
    if "ticked" in kept.before[-1]:
        return _take_tick_back(session, application, kept, actor=actor, real_now=real_now, clock=clock)
    if application.version != kept.version_after:
        raise stale(application, kept.version_after)
    event_ids = [int(one) for one in kept.before[0]["event_ids"]]
    if _message_left(session, application, event_ids):
        raise IllegalMove("undo_message_left")
    if may_bring_back and (application.closing is not None or application.stage == Stage.HIRED):
        refuse_second(session, application.candidate_id, application.job_id)
    touched = [_Restored(session, entry) for entry in kept.before[1:]]
    bookings = [one.row for one in touched if isinstance(one.row, Booking)]
    lock_times(session, ((row.interviewer_id, Span(row.starts_at, row.ends_at)) for row in bookings))
    for one in touched:
        if one.is_made:
            _strike(session, one.row, clock())
    session.flush()
    for one in touched:
        if not one.is_made and not isinstance(one.row, Application):
            one.restore()
    for one in touched:
        if isinstance(one.row, Application):
            _restore_application(session, application, one, clock())
    application.version += 1
    kept.used_at = real_now()
    session.add(kept)
    try:
        session.flush()
    except IntegrityError as error:
        raise SlotTaken from error
    _must_have_somebody(session, touched, clock())
    session.refresh(application)
    struck = [r.row for r in touched if r.is_made]
    event = _say(session, application, kept, event_ids, struck, actor, clock)
    assert application.id is not None and event.id is not None
    return Change(application.id, application.version, event.id)


def _may_bring_back(kept: Undo) -> bool:
    """Whether the change may have ended the application: taken back it is open again."""
    return any(
        entry.get("table") == "application" and entry.get("was", {}).keys() & {"closing", "stage"}
        for entry in kept.before
    )


def _take_tag_back(
    session: Session, application: Application, kept: Undo, *, actor: Actor, real_now: Clock, clock: Clock
) -> Change:
    """A tag is as it was, whatever else happened meanwhile: nothing is built on it."""
    assert application.id is not None
    put_tag(session, application.id, kept.before[-1]["tag"], is_on=kept.before[-1]["was_on"])
    return _taken_back(session, application, kept, actor=actor, real_now=real_now, clock=clock)


def _take_tick_back(
    session: Session, application: Application, kept: Undo, *, actor: Actor, real_now: Clock, clock: Clock
) -> Change:
    """The call is to be made after all. What it was about may be over meanwhile: then it stays ticked (Stale)."""
    task = session.get_one(Task, kept.before[-1]["ticked"])
    if task.done_at is None or task.cancelled_at is not None:
        raise stale(application)
    task.done_at = task.done_by = None
    session.add(task)
    return _taken_back(session, application, kept, actor=actor, real_now=real_now, clock=clock)


def _taken_back(
    session: Session, application: Application, kept: Undo, *, actor: Actor, real_now: Clock, clock: Clock
) -> Change:
    assert application.id is not None
    kept.used_at = real_now()
    session.add(kept)
    event = record(
        session, EventKind.UNDONE, actor=actor, clock=clock, application=application, event_id=kept.event_id,
        last_event_id=kept.event_id,
    )  # fmt: skip
    assert event.id is not None
    return Change(application.id, application.version, event.id)


def forget_undos(session: Session, *, real_now: Clock = clocks.real_now) -> int:
    """Delete ways back that ended more than a day ago: they may hold a note, and nobody can use them. How many."""
    ended = delete(Undo).where(col(Undo.until) < real_now() - timedelta(days=1))
    return session.connection().execute(ended).rowcount


def _say(
    session: Session, application: Application, kept: Undo, event_ids: list[int], struck: list[SQLModel],
    actor: Actor, clock: Clock,
) -> Event:  # fmt: skip
    after = load(session, kept.application_id)
    held = (
        after.booking if after.booking is not None and after.booking.state == BookingState.SCHEDULED else None
    )
    sort_application(application, held, after.priority)
    event = record(
        session, EventKind.UNDONE, actor=actor, clock=clock, application=application,
        event_id=kept.event_id, last_event_id=max(event_ids[-1], _seen_since(session, application, struck)),
    )  # fmt: skip
    plan.take_back(session, event_ids, by=event, clock=clock)
    take_away(session, event_ids)
    return event


def _seen_since(session: Session, application: Application, struck: list[SQLModel]) -> int:
    """A request that HR has seen meanwhile goes together with that look, or the record would tell of a look at
    nothing; answers the look's event id, 0 without one. Nothing else that counts can stand between the two: the
    application's version has not moved."""
    if not any(isinstance(row, PriorityRequest) and row.seen_at is not None for row in struck):
        return 0
    looks = select(func.max(Event.id)).where(
        Event.application_id == application.id, Event.kind == EventKind.PRIORITY_SEEN
    )
    return session.exec(looks).one() or 0


def _message_left(session: Session, application: Application, event_ids: Iterable[int]) -> bool:
    """Whether anything this change caused is on its way or there."""
    caused = list(event_ids)
    steps = select(PlannedStep.id).where(
        PlannedStep.application_id == application.id, col(PlannedStep.caused_by).in_(caused)
    )
    left = select(Delivery.id).where(
        Delivery.application_id == application.id,
        or_(col(Delivery.caused_by).in_(caused), col(Delivery.step_id).in_(steps)),
        col(Delivery.state).in_([state.value for state in _LEFT]),
    )
    return session.exec(left.limit(1)).first() is not None


def _strike(session: Session, row: SQLModel, now: datetime) -> None:
    """A row that the change made stays as history, marked as never meant; that an interviewer may take an invitation's
    interview is no history and goes."""
    if isinstance(row, InvitationInterviewer):
        session.delete(row)
        return
    session.add(row)
    if isinstance(row, Booking):
        row.state = BookingState.UNDONE
    elif isinstance(row, Invitation):
        row.is_open = False
    elif isinstance(row, PriorityRequest):
        row.is_open, row.cancelled_at = False, now
    elif isinstance(row, Decision):
        row.verdict = Verdict.UNDONE


def _must_have_somebody(session: Session, touched: Iterable[_Restored], now: datetime) -> None:
    """An invitation or a time to come that is put back must not find its only interviewer gone meanwhile."""
    for row in (one.row for one in touched if not one.is_made):
        if isinstance(row, Booking):
            if row.state == BookingState.SCHEDULED and row.starts_at > now:
                must_be_active(session, row.interviewer_id)
        elif isinstance(row, Invitation) and row.is_open:
            people = active_interviewers(session, interviewers_of(session, row))
            if not people:
                raise Invalid(NEEDS_INTERVIEWER, field="interviewer_ids")


def _restore_application(session: Session, application: Application, was: _Restored, now: datetime) -> None:
    stage = Stage(was.values.get("stage", application.stage))
    closing = was.values.get("closing", application.closing)
    set_stage(session, application, stage, closing=None if closing is None else Closing(closing), now=now)
    was.restore()


class _Restored:
    """One entry of the undo row with its present row."""

    def __init__(self, session: Session, entry: dict[str, Any]) -> None:
        model = KEPT[entry["table"]]
        key = entry["id"]
        self.session, self.row = session, session.get_one(model, tuple(key) if isinstance(key, list) else key)
        self.is_made = bool(entry.get("made"))
        types = {column.key: column.columns[0].type for column in inspect(model).column_attrs}
        self.values: dict[str, Any] = {
            name: datetime.fromisoformat(value) if isinstance(types[name], UtcDateTime) and value else value
            for name, value in entry.get("was", {}).items()
        }

    def restore(self) -> None:
        """Put the kept columns back."""
        for name, value in self.values.items():
            setattr(self.row, name, value)
        self.session.add(self.row)
