"""What an event can change on a screen: each kind names its topics, and a view waits for those it shows.

A kind that stands in no line here wakes every view; one with an empty line wakes only the lists of the people concerned
and the drawers that show its application.
"""

from __future__ import annotations

from rxapp.rules.events import EventKind

AGENDA = "agenda"  # booked interviews by day
MEASURES = "measures"  # loss rate, no-show rate, reasons
REQUESTS = "requests"  # executives' "must come in"
DECISIONS = "decisions"  # who passed and waits for the offer
MESSAGES = "messages"  # what candidates were sent or are about to get
WORK = "work"  # what recruiters have to do: whose it is has changed, or more than one application's
HOURS = "hours"  # when interviewers can be booked
OPENINGS = "openings"  # jobs and places, as those who run them list them
TEMPLATES = "templates"  # how messages are worded
EVERY = frozenset({AGENDA, MEASURES, REQUESTS, MESSAGES, DECISIONS})
_NONE: frozenset[str] = frozenset()

OF_KIND: dict[str, frozenset[str]] = {
    EventKind.APPLICATION_CREATED: _NONE,
    EventKind.RECRUITER_ASSIGNED: frozenset({REQUESTS, WORK}),
    EventKind.INVITED: frozenset({MEASURES, MESSAGES}),
    EventKind.INVITATION_WITHDRAWN: frozenset({MEASURES, MESSAGES}),
    EventKind.INVITATION_SILENT: _NONE,
    EventKind.SLOT_BOOKED: frozenset({AGENDA, REQUESTS, MESSAGES}),
    EventKind.BOOKING_MOVED: EVERY,
    EventKind.BOOKING_CANCELLED: EVERY,
    EventKind.CONFIRMED: frozenset({AGENDA, MESSAGES}),
    EventKind.ARRIVED: frozenset({AGENDA, MESSAGES}),
    EventKind.LATE_REPORTED: frozenset({AGENDA}),
    EventKind.INTERVIEWER_ACCEPTED: frozenset({AGENDA}),
    EventKind.INTERVIEWER_DECLINED: frozenset({AGENDA}),
    EventKind.INTERVIEWER_CHANGED: frozenset({AGENDA, MESSAGES}),
    EventKind.INTERVIEWER_ADDED: _NONE,
    EventKind.OUTCOME_RECORDED: EVERY,
    EventKind.OUTCOME_CORRECTED: EVERY,
    EventKind.DECIDED_OFFER: frozenset({DECISIONS}),
    EventKind.OFFER_WITHDRAWN: frozenset({DECISIONS}),
    EventKind.HIRED: frozenset({DECISIONS}),
    EventKind.HIRE_UNDONE: frozenset({DECISIONS}),
    EventKind.REJECTED: EVERY,
    EventKind.WITHDRAWN: EVERY,
    EventKind.LOST: EVERY,
    EventKind.COMPANY_CANCELLED: EVERY,
    EventKind.REOPENED: EVERY,
    EventKind.PRIORITY_REQUESTED: frozenset({AGENDA, REQUESTS}),
    EventKind.PRIORITY_SEEN: frozenset({REQUESTS}),
    EventKind.PRIORITY_CANCELLED: frozenset({AGENDA, REQUESTS}),
    EventKind.WHY_ASKED: frozenset({REQUESTS}),
    EventKind.WHY_ANSWERED: frozenset({REQUESTS}),
    EventKind.MESSAGE_SENT: frozenset({MESSAGES}),
    EventKind.MESSAGE_FAILED: frozenset({MESSAGES}),
    EventKind.MESSAGE_OPENED: frozenset({MESSAGES}),
    EventKind.MESSAGE_DELIVERED: frozenset({MESSAGES}),
    EventKind.LETTER_OPENED: frozenset({MESSAGES}),
    EventKind.REPLY_RECEIVED: frozenset({MESSAGES}),
    EventKind.LINK_OPENED: _NONE,
    EventKind.LINKS_ENDED: frozenset({MESSAGES}),
    EventKind.CHANNEL_STOPPED: frozenset({MESSAGES}),
    EventKind.CHANNEL_RESUMED: frozenset({MESSAGES}),
    EventKind.CV_OPENED: _NONE,
    EventKind.MATERIALS_CONFIRMED: _NONE,
    EventKind.REPLY_PROMISED: frozenset({DECISIONS}),
    EventKind.DECIDED_NO: _NONE,
    EventKind.OPINION_ASKED: _NONE,
    EventKind.OPINION_GIVEN: _NONE,
    EventKind.CANDIDATE_TOLD: frozenset({DECISIONS, MESSAGES}),
    EventKind.NOTE_WRITTEN: _NONE,
    EventKind.NOTE_EDITED: _NONE,
    EventKind.NOTE_REMOVED: _NONE,
    EventKind.COMPANY_SAVED: _NONE,
    EventKind.WORKING_HOURS_SAVED: _NONE,
    EventKind.INTERVIEWER_HOURS_SAVED: frozenset({HOURS}),
    EventKind.PLACE_ADDED: frozenset({OPENINGS}),
    EventKind.PLACE_CHANGED: frozenset({OPENINGS, AGENDA}),
    EventKind.PLACE_REMOVED: frozenset({OPENINGS, WORK}),
    EventKind.PLACE_RESTORED: frozenset({OPENINGS, WORK}),
    EventKind.JOB_ADDED: frozenset({OPENINGS}),
    EventKind.JOB_CHANGED: frozenset({OPENINGS, AGENDA}),
    EventKind.JOB_CLOSED: frozenset({OPENINGS}),
    EventKind.JOB_REOPENED: frozenset({OPENINGS}),
    EventKind.TAGS_CHANGED: _NONE,
    EventKind.REMINDED: frozenset({MESSAGES}),
    EventKind.TASK_CREATED: frozenset({MESSAGES}),
    EventKind.TASK_DONE: frozenset({MESSAGES}),
    EventKind.UNDONE: EVERY | {WORK},
    EventKind.FILE_ADDED: _NONE,
    EventKind.FILE_REMOVED: _NONE,
    EventKind.CV_READ: _NONE,
    EventKind.CANDIDATE_EDITED: EVERY,
    EventKind.CANDIDATES_MERGED: EVERY,
    EventKind.SIGNED_IN: _NONE,
    EventKind.SIGN_IN_FAILED: _NONE,
    EventKind.SIGNED_OUT: _NONE,
    EventKind.USER_INVITED: _NONE,
    EventKind.ACCOUNT_LINK_MADE: _NONE,
    EventKind.PASSWORD_CHOSEN: _NONE,
    EventKind.PASSWORD_CHANGED: _NONE,
    EventKind.USER_RENAMED: EVERY,
    EventKind.ROLE_CHANGED: _NONE,
    EventKind.USER_DEACTIVATED: frozenset({WORK, HOURS}),
    EventKind.USER_REACTIVATED: frozenset({WORK, HOURS}),
    EventKind.WORK_HANDED_OVER: EVERY | {WORK},
    EventKind.PROFILE_SAVED: _NONE,
    EventKind.TEMPLATE_SAVED: frozenset({TEMPLATES}),
    EventKind.TEMPLATE_RESET: frozenset({TEMPLATES}),
    EventKind.EXPORTED: _NONE,
}


def interviews_of(user_id: int | None) -> str:
    """The topic of one interviewer's own interviews."""
    return f"interviews:{user_id}"


def work_of(user_id: int | None) -> str:
    """The topic of what happens to one recruiter's candidates; of nobody in particular: to anybody's."""
    return f"work:{user_id}"


def bell_of(user_id: int | None) -> str:
    """The topic of one person's bell."""
    return f"bell:{user_id}"


def tasks_of(user_id: int | None) -> str:
    """The topic of one person's call list."""
    return f"tasks:{user_id}"
