"""A change in hand: what every command of an application shares.

    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version)
    edit.touch(row)                 its state before, for undo
    edit.made(row)                  a row of this change
    edit.go(stage)                  another column
    event = edit.record(kind, …)    after all rows changed; the first event is the change's name
    return edit.done()

Opening locks the application (PostgreSQL; SQLite's writers are alone), loads what the rules ask about in one
statement, checks that the actor may know of it and that the screen was not stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, bindparam, func
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from rxapp.clock import Clock
from rxapp.errors import LinkExpired, NotAllowed, NotFound, Stale
from rxapp.models import Application, Booking, CandidateLink, Event, Invitation, Job, PriorityRequest
from rxapp.rules.events import EventKind
from rxapp.rules.priority import board_sort
from rxapp.rules.stages import ApplicationFacts
from rxapp.rules.vocabulary import NOT_COUNTED, BookingState, Closing, Role, Stage
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.set_stage import set_stage
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.undo_memory import Memory
from rxapp.services.inputs import an_id


def role_of(actor: Actor | None) -> Role | None:
    """The actor's role as the rules take it; None is a background job."""
    return None if actor is None else actor.role


class Edit:
    """One change of one application, from its first read to its undo row."""

    def __init__(self, session: Session, rows: Loaded, *, actor: Actor | None, clock: Clock) -> None:
        self.session, self.actor, self.clock, self.now = session, actor, clock, clock()
        self.application, self.job = rows.application, rows.job
        self.booking, self.invitation, self.priority = rows.booking, rows.invitation, rows.priority
        self._memory = Memory()
        self._events: list[Event] = []
        self.touch(self.application)

    @property
    def role(self) -> Role | None:
        """Who acts, as the rules take it."""
        return role_of(self.actor)

    @property
    def facts(self) -> ApplicationFacts:
        """What the stage rules judge by, as the rows stand now."""
        return facts_of(self.application, self.booking)

    @property
    def scheduled(self) -> Booking | None:
        """The booking that holds a time now."""
        held = self.booking is not None and self.booking.state == BookingState.SCHEDULED
        return self.booking if held else None

    def touch(self, *rows: SQLModel | None) -> None:
        """Remember rows as they are before the change, and write them with it."""
        for row in rows:
            if row is not None:
                self._memory.touch(row)
                self.session.add(row)

    def made(self, row: SQLModel) -> None:
        """Add a row that this change makes; its id is known afterwards."""
        self.session.add(row)
        self.session.flush()
        self._memory.made(row)

    def go(self, stage: Stage, closing: Closing | None = None) -> None:
        """Another column, or off the board."""
        set_stage(self.session, self.application, stage, closing=closing, now=self.now)

    def record(self, kind: EventKind, *, booking_id: int | None = None, **data: Any) -> Event:
        """Write what happened; the first call raises the version and settles the place in the column."""
        if not self._events:
            self.application.version += 1
        self._sort()
        event = record(
            self.session, kind, actor=self.actor, clock=self.clock, application=self.application,
            booking_id=booking_id, **data,
        )  # fmt: skip
        self._events.append(event)
        return event

    def done(self, *, can_undo: bool = True) -> Change:
        """The receipt; a click of staff leaves the way back for ten seconds."""
        first_id = self._events[0].id
        assert self.application.id is not None and first_id is not None
        undo_id = None
        if can_undo and self.actor is not None and self.actor.user_id is not None:
            undo_id = self._memory.keep(
                self.session, self.application, user_id=self.actor.user_id, events=self._events
            )
        return Change(self.application.id, self.application.version, first_id, undo_id)

    def nothing_new(self) -> Change:
        """The receipt of a command that was carried out before, as a second tap of the same finger is: nothing is
        written, and the caller is answered as the first time."""
        newest = select(func.max(col(Event.id))).where(Event.application_id == self.application.id)
        event_id = self.session.exec(newest).one()
        assert self.application.id is not None
        return Change(self.application.id, self.application.version, event_id or 0)

    def _sort(self) -> None:
        sort_application(self.application, self.scheduled, self.priority)


class Loaded:
    """The rows a change starts from."""

    def __init__(
        self,
        application: Application,
        job: Job,
        booking: Booking | None,
        invitation: Invitation | None,
        priority: PriorityRequest | None,
    ) -> None:
        self.application, self.job = application, job
        self.booking, self.invitation, self.priority = booking, invitation, priority


def facts_of(application: Application, booking: Booking | None) -> ApplicationFacts:
    """Rows as the stage rules take them; `booking` is the newest that counts."""
    return ApplicationFacts(
        stage=Stage(application.stage),
        closing=None if application.closing is None else Closing(application.closing),
        outcome=None if booking is None else BookingState(booking.state),
        starts_at=None if booking is None else booking.starts_at,
        was_invited=application.invitations > 0,
    )


def sort_application(
    application: Application, scheduled: Booking | None, priority: PriorityRequest | None
) -> None:
    """Its place within a column, from what the board sorts by."""
    deadline = priority.deadline_at if priority is not None and priority.is_open else None
    application.sort_priority, application.sort_key = board_sort(
        deadline, None if scheduled is None else scheduled.starts_at, application.stage_since
    )


def newest_booking() -> Any:
    """The id of the newest second round that counts, for a statement with its application."""
    other = aliased(Booking)
    return (
        sql_select(func.max(col(other.id)))
        .where(
            col(other.application_id) == Application.id,
            col(other.state).not_in(NOT_COUNTED),
            col(other.round) == 2,
        )
        .correlate(Application)
        .scalar_subquery()
    )


def _statement() -> Any:
    return (
        select(Application, Job, Booking, Invitation, PriorityRequest)
        .join(Job, col(Job.id) == Application.job_id)
        .outerjoin(Booking, col(Booking.id) == newest_booking())
        .outerjoin(
            Invitation, and_(col(Invitation.application_id) == Application.id, col(Invitation.is_open))
        )
        .outerjoin(
            PriorityRequest,
            and_(col(PriorityRequest.application_id) == Application.id, col(PriorityRequest.is_open)),
        )
        .where(col(Application.id) == bindparam("application_id"))
    )


_LOAD = _statement()  # made once: building it takes longer than running it


def load(session: Session, application_id: int, *, lock: bool = False) -> Loaded:
    """The application with its job, newest booking that counts, open invitation and open priority, in one statement
    (two on PostgreSQL with `lock`: what stands beside a row that was waited for must be read afterwards)."""
    if lock and session.get_bind().dialect.name == "postgresql":
        # NO KEY UPDATE: a worker that stores a message for this application must not wait for us while it holds
        # one of its steps, which we may be about to call off.
        session.exec(
            select(Application.id)
            .where(col(Application.id) == application_id)
            .with_for_update(key_share=True)
        ).first()
    row = session.exec(_LOAD, params={"application_id": application_id}).first()
    if row is None:
        raise NotFound
    return Loaded(*row)


def stale(application: Application, seen: int | None = None) -> Stale:
    """The refusal of whoever acts on what is not so any more; `seen` is the version they looked at. With these facts
    the screen says what happened since (`since.happened_since`)."""
    known = {} if seen is None else {"seen": seen}
    return Stale(application_id=application.id, version=application.version, **known)


def may_know(session: Session, actor: Actor | None, application_id: int, booking: Booking | None) -> bool:
    """Whether the actor may know that this application exists: staff who run the board and executives all, a
    candidate the own one, an interviewer those whose interview is or was theirs. `booking` is the newest."""
    if actor is None or actor.role in (Role.ADMINISTRATOR, Role.RECRUITER, Role.EXECUTIVE):
        return True
    if actor.role is Role.CANDIDATE:
        return actor.application_id == application_id
    if booking is not None and booking.interviewer_id == actor.user_id:
        return True
    theirs = select(Booking.id).where(
        Booking.application_id == application_id,
        Booking.interviewer_id == actor.user_id,
        col(Booking.state).not_in(NOT_COUNTED),
    )
    return session.exec(theirs).first() is not None


def _must_hold_link(session: Session, link_id: int) -> None:
    """A candidate who waited for the application while somebody ended their link acts no more. Asked again on
    PostgreSQL alone: a transaction on SQLite reads nothing that another could change meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        ended = select(CandidateLink.revoked_at).where(CandidateLink.id == link_id)
        if session.exec(ended).first() is not None:
            raise LinkExpired


def open_edit(
    session: Session,
    application_id: int,
    *,
    actor: Actor | None,
    clock: Clock,
    version: int | None = None,
    roles: Iterable[Role] | None = None,
) -> Edit:
    """Begin a change. Raises NotFound where the actor may not know of it, NotAllowed where `roles` leave the actor
    out, Stale where `version` is not the stored one, LinkExpired where a candidate's link was ended meanwhile."""
    an_id(application_id, "application_id")
    rows = load(session, application_id, lock=True)
    if not may_know(session, actor, application_id, rows.booking):
        raise NotFound
    if roles is not None and actor is not None and actor.role not in tuple(roles):
        raise NotAllowed
    if version is not None and rows.application.version != version:
        raise stale(rows.application, version)
    if actor is not None and actor.link_id is not None:
        _must_hold_link(session, actor.link_id)
    return Edit(session, rows, actor=actor, clock=clock)
