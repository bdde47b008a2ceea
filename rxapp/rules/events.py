"""The kinds of event rows and what each carries: ids, codes, instants and counts, never free text or contact data.

    EventKind                              every kind
    EVENT_DATA[kind] -> {key: Carries}     the keys a row of this kind may carry; keys in OPTIONAL may be missing
    check_data(kind, data) -> None         raises ValueError; `record_event` calls it before a row is written
    Event(kind, data, at, id)               what `rxapp.rules.replay` folds

Instants travel in data as ISO text in UTC (`as_text`, `as_instant`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum, StrEnum, auto
from typing import NamedTuple


class EventKind(StrEnum):
    """What happened. Rows are append-only; a change of mind is another row."""

    APPLICATION_CREATED = "application_created"
    RECRUITER_ASSIGNED = "recruiter_assigned"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_SILENT = "invitation_silent"
    SLOT_BOOKED = "slot_booked"
    BOOKING_MOVED = "booking_moved"
    BOOKING_CANCELLED = "booking_cancelled"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    LATE_REPORTED = "late_reported"
    INTERVIEWER_ACCEPTED = "interviewer_accepted"
    INTERVIEWER_DECLINED = "interviewer_declined"
    INTERVIEWER_CHANGED = "interviewer_changed"
    INTERVIEWER_ADDED = "interviewer_added"
    OUTCOME_RECORDED = "outcome_recorded"
    OUTCOME_CORRECTED = "outcome_corrected"
    DECIDED_OFFER = "decided_offer"
    OFFER_WITHDRAWN = "offer_withdrawn"
    HIRED = "hired"
    HIRE_UNDONE = "hire_undone"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    COMPANY_CANCELLED = "company_cancelled"
    REOPENED = "reopened"
    PRIORITY_REQUESTED = "priority_requested"
    PRIORITY_SEEN = "priority_seen"
    PRIORITY_CANCELLED = "priority_cancelled"
    WHY_ASKED = "why_asked"
    WHY_ANSWERED = "why_answered"
    MESSAGE_SENT = "message_sent"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_OPENED = "message_opened"
    MESSAGE_DELIVERED = "message_delivered"
    LETTER_OPENED = "letter_opened"  # a mail provider says so; it proves nothing
    REPLY_RECEIVED = "reply_received"
    LINK_OPENED = "link_opened"
    LINKS_ENDED = "links_ended"
    CHANNEL_STOPPED = "channel_stopped"
    CHANNEL_RESUMED = "channel_resumed"
    CV_OPENED = "cv_opened"
    CV_READ = "cv_read"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    CANDIDATE_EDITED = "candidate_edited"
    CANDIDATES_MERGED = "candidates_merged"
    MATERIALS_CONFIRMED = "materials_confirmed"
    REPLY_PROMISED = "reply_promised"
    DECIDED_NO = "decided_no"
    OPINION_ASKED = "opinion_asked"
    OPINION_GIVEN = "opinion_given"
    CANDIDATE_TOLD = "candidate_told"
    NOTE_WRITTEN = "note_written"
    NOTE_EDITED = "note_edited"
    NOTE_REMOVED = "note_removed"
    COMPANY_SAVED = "company_saved"
    WORKING_HOURS_SAVED = "working_hours_saved"
    INTERVIEWER_HOURS_SAVED = "interviewer_hours_saved"
    PLACE_ADDED = "place_added"
    PLACE_CHANGED = "place_changed"
    PLACE_REMOVED = "place_removed"
    PLACE_RESTORED = "place_restored"
    JOB_ADDED = "job_added"
    JOB_CHANGED = "job_changed"
    JOB_CLOSED = "job_closed"
    JOB_REOPENED = "job_reopened"
    TAGS_CHANGED = "tags_changed"
    REMINDED = "reminded"
    TASK_CREATED = "task_created"
    TASK_DONE = "task_done"
    UNDONE = "undone"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    USER_INVITED = "user_invited"
    ACCOUNT_LINK_MADE = "account_link_made"
    PASSWORD_CHOSEN = "password_chosen"  # noqa: S105 - a name, no password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    USER_RENAMED = "user_renamed"
    ROLE_CHANGED = "role_changed"
    USER_DEACTIVATED = "user_deactivated"
    USER_REACTIVATED = "user_reactivated"
    WORK_HANDED_OVER = "work_handed_over"
    PROFILE_SAVED = "profile_saved"
    EXPORTED = "exported"
    TEMPLATE_SAVED = "template_saved"
    TEMPLATE_RESET = "template_reset"  # back to the product's own text


class Carries(Enum):
    """What a key's value may be; text that is neither a code nor an instant has no place in the log."""

    ID = auto()
    CODE = auto()
    INSTANT = auto()
    COUNT = auto()


_ID, _CODE, _INSTANT, _COUNT = Carries.ID, Carries.CODE, Carries.INSTANT, Carries.COUNT
_BOOKING = {"booking_id": _ID, "interviewer_id": _ID, "starts_at": _INSTANT, "by": _CODE}
_OUTCOME = {"booking_id": _ID, "outcome": _CODE, "reason": _CODE}
_PRIORITY = {"priority_id": _ID}
_MESSAGE = {"delivery_id": _ID, "kind": _CODE, "channel": _CODE}
_TASK = {"task_id": _ID, "kind": _CODE}
_CLOSED = {"reason": _CODE}
_PLACE, _JOB = {"place_id": _ID}, {"job_id": _ID}
_TEMPLATE = {"template_id": _ID, "kind": _CODE, "channel": _CODE, "language": _CODE}
_ACCOUNT = {"user_id": _ID}

EVENT_DATA: dict[EventKind, dict[str, Carries]] = {
    EventKind.APPLICATION_CREATED: {"job_id": _ID, "stage": _COUNT},
    EventKind.RECRUITER_ASSIGNED: {"recruiter_id": _ID},
    EventKind.INVITED: {"invitation_id": _ID, "why": _CODE},
    EventKind.INVITATION_WITHDRAWN: {"invitation_id": _ID},
    EventKind.INVITATION_SILENT: {"invitation_id": _ID},
    EventKind.SLOT_BOOKED: _BOOKING,
    EventKind.BOOKING_MOVED: {**_BOOKING, "from_booking_id": _ID},
    EventKind.BOOKING_CANCELLED: _OUTCOME,
    EventKind.CONFIRMED: {"booking_id": _ID},
    EventKind.ARRIVED: {"booking_id": _ID},
    EventKind.LATE_REPORTED: {"booking_id": _ID, "minutes": _COUNT},
    EventKind.INTERVIEWER_ACCEPTED: {"booking_id": _ID, "interviewer_id": _ID},
    EventKind.INTERVIEWER_DECLINED: {"booking_id": _ID, "interviewer_id": _ID, "reason": _CODE},
    EventKind.INTERVIEWER_CHANGED: {"booking_id": _ID, "interviewer_id": _ID},
    EventKind.INTERVIEWER_ADDED: {"invitation_id": _ID, "interviewer_id": _ID},
    EventKind.OUTCOME_RECORDED: _OUTCOME,
    EventKind.OUTCOME_CORRECTED: _OUTCOME,
    EventKind.DECIDED_OFFER: {},
    EventKind.OFFER_WITHDRAWN: {},
    EventKind.HIRED: {},
    EventKind.HIRE_UNDONE: {},
    EventKind.REJECTED: _CLOSED,
    EventKind.WITHDRAWN: _CLOSED,
    EventKind.LOST: _CLOSED,
    EventKind.COMPANY_CANCELLED: _CLOSED,
    EventKind.REOPENED: {},
    EventKind.PRIORITY_REQUESTED: {**_PRIORITY, "deadline_at": _INSTANT},
    EventKind.PRIORITY_SEEN: _PRIORITY,
    EventKind.PRIORITY_CANCELLED: _PRIORITY,
    EventKind.WHY_ASKED: {**_PRIORITY, "task_id": _ID},
    EventKind.WHY_ANSWERED: {**_PRIORITY, "task_id": _ID},
    EventKind.MESSAGE_SENT: _MESSAGE,
    EventKind.MESSAGE_FAILED: _MESSAGE,
    EventKind.MESSAGE_DELIVERED: _MESSAGE,
    EventKind.LETTER_OPENED: _MESSAGE,
    EventKind.MESSAGE_OPENED: {**_MESSAGE, "link_id": _ID},
    EventKind.LINK_OPENED: {"link_id": _ID},
    EventKind.LINKS_ENDED: {"links": _COUNT, "new": _CODE},
    EventKind.REPLY_RECEIVED: {"inbound_id": _ID, "channel": _CODE, "meaning": _CODE},
    EventKind.CHANNEL_STOPPED: {"candidate_id": _ID, "channel": _CODE, "source": _CODE},
    EventKind.CHANNEL_RESUMED: {"candidate_id": _ID, "channel": _CODE},
    EventKind.CV_OPENED: {"interviewer_id": _ID},
    EventKind.CV_READ: {"candidate_id": _ID, "file_id": _ID},
    EventKind.FILE_ADDED: {"file_id": _ID, "kind": _CODE},
    EventKind.FILE_REMOVED: {"file_id": _ID, "kind": _CODE},
    EventKind.CANDIDATE_EDITED: {"candidate_id": _ID, "raised": _COUNT},
    EventKind.CANDIDATES_MERGED: {"candidate_id": _ID, "from_candidate_id": _ID, "raised": _COUNT},
    EventKind.MATERIALS_CONFIRMED: {},
    EventKind.REPLY_PROMISED: {"by_at": _INSTANT},
    EventKind.DECIDED_NO: {},
    EventKind.OPINION_ASKED: {"colleague_id": _ID},
    EventKind.OPINION_GIVEN: {"verdict": _CODE},
    EventKind.CANDIDATE_TOLD: {"verdict": _CODE},
    EventKind.NOTE_WRITTEN: {"note_id": _ID},
    EventKind.NOTE_EDITED: {"note_id": _ID},
    EventKind.NOTE_REMOVED: {"note_id": _ID},
    EventKind.COMPANY_SAVED: {},
    EventKind.WORKING_HOURS_SAVED: {},
    EventKind.INTERVIEWER_HOURS_SAVED: {"interviewer_id": _ID},
    EventKind.PLACE_ADDED: _PLACE,
    EventKind.PLACE_CHANGED: _PLACE,
    EventKind.PLACE_REMOVED: {**_PLACE, "replaced_by": _ID, "invitations": _COUNT, "jobs": _COUNT},
    EventKind.PLACE_RESTORED: _PLACE,
    EventKind.JOB_ADDED: _JOB,
    EventKind.JOB_CHANGED: _JOB,
    EventKind.JOB_CLOSED: {**_JOB, "applications": _COUNT},
    EventKind.JOB_REOPENED: _JOB,
    EventKind.TAGS_CHANGED: {"tags": _COUNT},
    EventKind.REMINDED: {"step": _CODE},
    EventKind.TASK_CREATED: _TASK,
    EventKind.TASK_DONE: _TASK,
    EventKind.UNDONE: {"event_id": _ID, "last_event_id": _ID},
    EventKind.SIGNED_IN: _ACCOUNT,
    EventKind.SIGN_IN_FAILED: {"account_id": _ID},
    EventKind.SIGNED_OUT: _ACCOUNT,
    EventKind.USER_INVITED: {**_ACCOUNT, "role": _CODE},
    EventKind.ACCOUNT_LINK_MADE: {**_ACCOUNT, "purpose": _CODE},
    EventKind.PASSWORD_CHOSEN: {**_ACCOUNT, "purpose": _CODE},
    EventKind.PASSWORD_CHANGED: _ACCOUNT,
    EventKind.USER_RENAMED: _ACCOUNT,
    EventKind.ROLE_CHANGED: {**_ACCOUNT, "role": _CODE, "from_role": _CODE},
    EventKind.USER_DEACTIVATED: _ACCOUNT,
    EventKind.USER_REACTIVATED: _ACCOUNT,
    EventKind.WORK_HANDED_OVER: {
        **_ACCOUNT,
        "to_user_id": _ID,
        "applications": _COUNT,
        "tasks": _COUNT,
        "jobs": _COUNT,
    },
    EventKind.PROFILE_SAVED: _ACCOUNT,
    EventKind.EXPORTED: {"what": _CODE, "rows": _COUNT},
    EventKind.TEMPLATE_SAVED: _TEMPLATE,
    EventKind.TEMPLATE_RESET: _TEMPLATE,
}
OPTIONAL = frozenset(
    {"reason", "why", "by", "link_id", "channel", "interviewer_id", "account_id", "file_id", "replaced_by"}
)

_CODE_TEXT = re.compile(r"[a-z][a-z0-9_.]{0,63}")


class Event(NamedTuple):
    """One row as the rules see it. `id` is needed where `undone` names it."""

    kind: EventKind
    data: Mapping[str, object] = {}
    at: datetime | None = None
    id: int | None = None


def as_text(at: datetime) -> str:
    """An instant as event data holds it: ISO, UTC."""
    if at.tzinfo is None:
        raise ValueError("an instant must be aware")
    return at.astimezone(UTC).isoformat()


def as_instant(text: object) -> datetime:
    """The aware UTC instant written by `as_text`; ValueError for anything else."""
    if not isinstance(text, str):
        raise ValueError("an instant must be ISO text")
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError("an instant must be aware")
    return at.astimezone(UTC)


def _fits(value: object, carries: Carries) -> bool:
    if isinstance(value, bool):
        return False
    if carries is Carries.ID:
        return isinstance(value, int) and value > 0
    if carries is Carries.COUNT:
        return isinstance(value, int) and value >= 0
    if carries is Carries.CODE:
        return isinstance(value, str) and _CODE_TEXT.fullmatch(value) is not None
    try:
        as_instant(value)
    except ValueError:
        return False
    return True


def check_data(kind: EventKind, data: Mapping[str, object]) -> None:
    """Keep free text and contact data out of the log: ValueError names the key that does not belong.

    A missing key that is not in OPTIONAL, an unknown key, or a value of the wrong sort is refused.
    """
    keys = EVENT_DATA[kind]
    for key in data.keys() - keys.keys():
        raise ValueError(f"{kind}: unknown key {key!r}")
    for key, carries in keys.items():
        if key not in data:
            if key not in OPTIONAL:
                raise ValueError(f"{kind}: missing key {key!r}")
        elif not _fits(data[key], carries):
            raise ValueError(f"{kind}: {key!r} must be one {carries.name.lower()}")
