"""Words that recruiters sort applications by."""

from __future__ import annotations

from sqlmodel import Session, col, select

from rxapp import clock as clocks
from rxapp.clock import Clock
from rxapp.errors import Invalid
from rxapp.models import ApplicationTag
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor
from rxapp.services.events.record import record
from rxapp.services.hiring.edit import open_edit
from rxapp.services.hiring.inputs import one_line
from rxapp.services.hiring.types import Change

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
    the version stays. Raises NotFound, NotAllowed, Invalid (`too_many_tags`)."""
    edit = open_edit(session, application_id, actor=actor, clock=clock, roles=HR)
    tag, known = a_tag(tag), tags_of(session, application_id)
    if is_on and tag not in known:
        if len(known) >= MOST_TAGS:
            raise Invalid("too_many_tags", field="tag", most=MOST_TAGS)
        session.add(ApplicationTag(application_id=application_id, tag=tag))
        known.add(tag)
    elif not is_on and tag in known:
        query = select(ApplicationTag).where(
            ApplicationTag.application_id == application_id, col(ApplicationTag.tag) == tag
        )
        session.delete(session.exec(query).one())
        known.discard(tag)
    event = record(
        session,
        EventKind.TAGS_CHANGED,
        actor=actor,
        clock=clock,
        application=edit.application,
        tags=len(known),
    )
    assert event.id is not None
    return Change(application_id, edit.application.version, event.id)
