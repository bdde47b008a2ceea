"""An executive's "must be interviewed by …": requested, seen, scheduled and attended times are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove
from rxapp.models import PriorityRequest
from rxapp.rules.events import EventKind
from rxapp.rules.priority import check_request, check_see
from rxapp.rules.vocabulary import NoticeKind, Role
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.edit import load, open_edit
from rxapp.services.hiring.refuse import unless
from rxapp.services.hiring.types import Change
from rxapp.services.inputs import an_id, maybe_id, moment, text
from rxapp.services.notices.notify import notify

MAY = (Role.EXECUTIVE, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class RequestPriority:
    """Who must come in, by when, and why; raises Invalid with the field's name."""

    application_id: int
    deadline_at: datetime
    note: str = ""
    version: int | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        an_id(self.application_id, "application_id")
        maybe_id(self.version, "version")
        put(self, "deadline_at", moment(self.deadline_at, "deadline_at"))
        put(self, "note", text(self.note, "note", most=300))


def request_priority(
    session: Session, command: RequestPriority, *, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Turn the card red for everyone; a second request replaces the first. Raises NotAllowed, Stale, Invalid (the
    deadline has passed), IllegalMove (closed, or the interview has been)."""
    edit = open_edit(
        session, command.application_id, actor=actor, clock=clock, version=command.version, roles=MAY
    )
    unless(check_request(edit.facts, edit.role, deadline_at=command.deadline_at, now=edit.now))
    if edit.priority is not None:
        edit.touch(edit.priority)
        edit.priority.is_open = False
        edit.priority.cancelled_at = edit.now
        session.flush()
    assert actor.user_id is not None
    request = PriorityRequest(
        application_id=command.application_id, requested_by=actor.user_id, requested_at=edit.now,
        deadline_at=command.deadline_at, note=command.note,
    )  # fmt: skip
    if edit.scheduled is not None:
        request.scheduled_at = edit.scheduled.booked_at
    edit.made(request)
    edit.priority = request
    event = edit.record(EventKind.PRIORITY_REQUESTED, priority_id=request.id, deadline_at=request.deadline_at)
    notify(session, NoticeKind.PRIORITY_REQUESTED, [edit.application.recruiter_id], event=event)
    return edit.done()


def cancel_priority(
    session: Session,
    application_id: int,
    version: int | None = None,
    *,
    actor: Actor,
    clock: Clock = clocks.now,
) -> Change:
    """The wish is taken back; its times stay, and what was late by then stays late. Whoever asked and the recruiter
    hear of it, unless they did it. Raises NotAllowed, Stale, IllegalMove (there is none)."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=MAY)
    request = edit.priority
    if request is None:
        raise IllegalMove("illegal.no_priority")
    edit.touch(request)
    request.is_open = False
    request.cancelled_at = edit.now
    event = edit.record(EventKind.PRIORITY_CANCELLED, priority_id=request.id)
    who = [request.requested_by, edit.application.recruiter_id]
    notify(session, NoticeKind.PRIORITY_WITHDRAWN, who, event=event)
    return edit.done()


def see_priority(session: Session, application_id: int, *, actor: Actor, clock: Clock = clocks.now) -> bool:
    """The recruiter who looks after the candidate opened the card: keep the first time, and who. A colleague's look is
    none. Says whether this was it; the card's version stays, because nothing on it changes."""
    if check_see(actor.role) is not None:
        return False
    # Locked, so that this event cannot fall between two of a change that is undone later.
    rows = load(session, an_id(application_id, "application_id"), lock=True)
    request = rows.priority
    if request is None or request.seen_at is not None:
        return False
    if check_see(actor.role, is_theirs=rows.application.recruiter_id == actor.user_id) is not None:
        return False
    request.seen_at, request.seen_by = clock(), actor.user_id
    session.add(request)
    record(
        session, EventKind.PRIORITY_SEEN, actor=actor, clock=clock, application=rows.application,
        priority_id=request.id,
    )  # fmt: skip
    return True
