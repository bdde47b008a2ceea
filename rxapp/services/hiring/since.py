"""What happened to an application while somebody looked at an older version of it."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from rxapp.errors import NotFound
from rxapp.models import Event
from rxapp.rules.events import EventKind
from rxapp.rules.vocabulary import HR
from rxapp.services.accounts.actor import Actor
from rxapp.services.hiring.edit import load, may_know
from rxapp.services.hiring.queries import ONLY_HR, timeline_of
from rxapp.services.hiring.views import TimelineRow

MOST = 3
LOOKED_AT = 30
TOGETHER = timedelta(seconds=1)  # events of one change are written at one moment
# These change nothing that a screen's version stands for.
QUIET = frozenset(
    {
        EventKind.MESSAGE_SENT, EventKind.MESSAGE_FAILED, EventKind.MESSAGE_OPENED,
        EventKind.MESSAGE_DELIVERED, EventKind.LETTER_OPENED, EventKind.REPLY_RECEIVED, EventKind.LINK_OPENED,
        EventKind.CV_OPENED, EventKind.CV_READ, EventKind.FILE_ADDED, EventKind.FILE_REMOVED,
        EventKind.NOTE_WRITTEN, EventKind.NOTE_EDITED,
        EventKind.NOTE_REMOVED, EventKind.TASK_CREATED, EventKind.TASK_DONE,
        EventKind.PRIORITY_SEEN, EventKind.WHY_ASKED, EventKind.WHY_ANSWERED,
    }
)  # fmt: skip

# These change it only where they say so: another name does, another number does not.
PERHAPS = frozenset({EventKind.CANDIDATE_EDITED, EventKind.CANDIDATES_MERGED})


def happened_since(
    session: Session, application_id: int, version: int | None = None, *, actor: Actor
) -> tuple[TimelineRow, ...]:
    """The changes since `version` (None: the last one), oldest first, the newest three at most. Nothing for
    candidates, whose page names nobody, and for whoever may not know of the application."""
    try:
        rows = load(session, application_id)
    except NotFound:
        return ()
    if actor.is_candidate or not may_know(session, actor, application_id, rows.booking):
        return ()
    hidden = QUIET if actor.role in HR else QUIET | ONLY_HR
    missed = 1 if version is None else rows.application.version - version
    events = session.exec(
        select(Event)
        .where(
            Event.application_id == application_id, col(Event.kind).not_in([kind.value for kind in hidden])
        )
        .order_by(col(Event.id).desc())
        .limit(LOOKED_AT)
    ).all()
    tagged = {event.id for event in events if event.kind == EventKind.TAGS_CHANGED}
    found: list[Event] = []
    for event in events:
        if event.id in tagged or event.data.get("event_id") in tagged:
            continue  # a tag changes no version, nor does taking it back
        if event.kind in PERHAPS and not event.data["raised"]:
            continue
        if not (found and _is_of_one_change(event, found[-1])):
            missed -= 1
        if missed < 0 or len(found) == MOST:
            break
        found.append(event)
    return timeline_of(session, application_id, found[::-1])


def _is_of_one_change(event: Event, later: Event) -> bool:
    """One deed may write two events: a booked time given back, then the end of the application."""
    is_same = (event.actor_kind, event.actor_id) == (later.actor_kind, later.actor_id)
    return is_same and later.recorded_at - event.recorded_at < TOGETHER
