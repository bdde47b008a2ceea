"""Another recruiter takes an application over, with everything that is still to do about it."""

from __future__ import annotations

from sqlmodel import Session

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import IllegalMove, Invalid
from rxapp.models import User
from rxapp.rules.events import EventKind
from rxapp.rules.refusal import Reason
from rxapp.rules.vocabulary import HR, NoticeKind
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import Edit, open_edit
from rxapp.services.hiring.types import Change
from rxapp.services.messaging.ladder.give_tasks import PERSONAL, give_tasks, open_tasks_of
from rxapp.services.notices.notify import notify


def assign(
    session: Session, application_id: int, version: int | None, recruiter_id: int, *, actor: Actor,
    clock: Clock = clocks.now,
) -> Change:  # fmt: skip
    """From now on this recruiter answers for it, is asked what the one before was asked about it, and hears of it.
    Raises NotFound, NotAllowed, Stale, IllegalMove, Invalid (nobody who hires)."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, version=version, roles=HR)
    check_assign(edit, recruiter_id)
    before = edit.application.recruiter_id
    if before != recruiter_id:
        tasks = open_tasks_of(session, before, application_id=application_id, but_not=PERSONAL)
        edit.touch(*tasks)
        give_tasks(session, tasks, recruiter_id)
    edit.application.recruiter_id = recruiter_id
    event = edit.record(EventKind.RECRUITER_ASSIGNED, recruiter_id=recruiter_id)
    if before != recruiter_id:
        notify(session, NoticeKind.ASSIGNED, [recruiter_id], event=event)
    return edit.done()


def check_assign(edit: Edit, recruiter_id: int) -> None:
    """Raise what stands in the way."""
    user = edit.session.get(User, recruiter_id)
    if user is None or not user.is_active or user.role not in HR:
        raise Invalid("needs_recruiter", field="recruiter_id")
    if edit.application.closing is not None:
        raise IllegalMove(Reason.CLOSED.value, closing=edit.application.closing)
