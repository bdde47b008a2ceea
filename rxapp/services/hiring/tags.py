"""Words that recruiters sort applications by."""

from __future__ import annotations

from sqlmodel import Session, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid
from rxapp.models import ApplicationTag
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.edit import open_edit
from rxapp.services.hiring.types import Change
from rxapp.services.hiring.undo_memory import keep_tag
from rxapp.services.inputs import one_line

MOST_TAGS = 10
LONGEST_TAG = 30


def a_tag(value: object) -> str:
    """One word or a few, in one line. Raises Invalid."""
    return one_line(value, "tag", most=LONGEST_TAG, needed=True)


def tags_of(session: Session, application_id: int) -> set[str]:
    """The application's tags."""
    query = select(ApplicationTag.tag).where(ApplicationTag.application_id == application_id)
    return set(session.exec(query))


def set_tag(
    session: Session, application_id: int, tag: str, *, is_on: bool, actor: Actor, clock: Clock = clocks.now
) -> Change:
    """Put a tag on or take it off; a closed application keeps and gets them too. Nobody's open form grows stale by it:
    the version stays, and taking it back asks for none. Raises NotFound, NotAllowed, Invalid (`too_many_tags`)."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, roles=HR)
    tag, known = a_tag(tag), tags_of(session, application_id)
    is_new = is_on != (tag in known)
    if is_new and is_on and len(known) >= MOST_TAGS:
        raise Invalid("too_many_tags", field="tag", most=MOST_TAGS)
    put_tag(session, application_id, tag, is_on=is_on)
    event = record(
        session,
        EventKind.TAGS_CHANGED,
        actor=actor,
        clock=clock,
        application=edit.application,
        tags=len(tags_of(session, application_id)),
    )
    assert event.id is not None
    undo_id = keep_tag(session, edit.application, event, tag, was_on=not is_on) if is_new else None
    return Change(application_id, edit.application.version, event.id, undo_id)


def put_tag(session: Session, application_id: int, tag: str, *, is_on: bool) -> None:
    """Make it so, however it was."""
    row = session.get(ApplicationTag, (application_id, tag))
    if is_on and row is None:
        session.add(ApplicationTag(application_id=application_id, tag=tag))
    elif not is_on and row is not None:
        session.delete(row)
    session.flush()
