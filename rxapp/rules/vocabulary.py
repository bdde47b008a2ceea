"""The words of the product as codes: what is stored, sent over the wire and looked up in the catalogues."""

from __future__ import annotations

from enum import IntEnum, StrEnum

HOME_ZONE = "Asia/Shanghai"  # until somebody says otherwise


class Role(StrEnum):
    """Who somebody is; the columns of docs/rights.md."""

    ADMINISTRATOR = "administrator"
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"
    EXECUTIVE = "executive"
    CANDIDATE = "candidate"


HR = (Role.ADMINISTRATOR, Role.RECRUITER)  # who run the hiring
STAFF = (*HR, Role.INTERVIEWER, Role.EXECUTIVE)  # who have an account


class Language(StrEnum):
    """Languages of interface and messages; Chinese comes first."""

    ZH = "zh"
    EN = "en"


class Stage(IntEnum):
    """Board columns, left to right; the number is the page's `data-stage`."""

    PASSED_FIRST = 0
    ARRANGING = 1
    BOOKED = 2
    ATTENDED = 3
    OFFER = 4
    HIRED = 5


class Closing(StrEnum):
    """How an application leaves the board."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    COMPANY_CANCELLED = "company_cancelled"


class InterviewMode(StrEnum):
    """Where an interview happens."""

    ONSITE = "onsite"
    VIDEO = "video"


class BookingState(StrEnum):
    """A scheduled interview's life. SCHEDULED past its end is what reports call *unknown*; it never becomes a
    no-show by itself. MOVED means another booking took its place (history stays); UNDONE that the click which made
    it was taken back within its ten seconds."""

    SCHEDULED = "scheduled"
    MOVED = "moved"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    LATE_CANCEL = "late_cancel"
    CANCELLED_BY_CANDIDATE = "cancelled_by_candidate"
    CANCELLED_BY_COMPANY = "cancelled_by_company"
    LEFT_EARLY = "left_early"
    UNDONE = "undone"


# Rows that are the history of another row, or were never meant: whoever counted them would show one interview twice.
NOT_COUNTED = (BookingState.MOVED.value, BookingState.UNDONE.value)


class ReasonSide(StrEnum):
    """Whose side a reason of loss lies on."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    COMPANY = "company"
    PROCESS = "process"


class Channel(StrEnum):
    """Ways a message can travel. OUTBOX is the demo's built-in phone; BY_HAND is a recruiter's task."""

    OUTBOX = "outbox"
    BY_HAND = "by_hand"
    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"


class DeliveryState(StrEnum):
    """Where one message on one channel stands. UNKNOWN: the call's outcome is not known and is being looked up;
    HELD: nobody can look it up, a person decides. WAITING_BY_HAND: the text waits for a recruiter to send it."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    WAITING_BY_HAND = "waiting_by_hand"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class StepState(StrEnum):
    """A planned step of the ladder: waiting, done (it led to messages or a task), passed over, or called off."""

    PENDING = "pending"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class StepKind(StrEnum):
    """Every row of the default table of messages (rules.ladder); one planned step each."""

    INVITED = "invited"
    INVITED_NUDGE = "invited_nudge"  # +1 h, link not opened: a different short text
    INVITED_CALL = "invited_call"  # +4 working hours not opened
    INVITED_CHOICE_CALL = "invited_choice_call"  # 24 h opened without a choice
    INVITED_SECOND_CALL = "invited_second_call"  # +48 h
    INVITED_SILENT = "invited_silent"  # 7 days
    BOOKED = "booked"
    BOOKED_NUDGE = "booked_nudge"  # +1 h not opened, booked by HR
    BOOKED_CALL = "booked_call"  # +4 (one channel: +2) working hours not opened, booked by HR
    REMIND_THREE_DAYS = "remind_three_days"
    ASK_DAY_BEFORE = "ask_day_before"
    UNCONFIRMED_CALL = "unconfirmed_call"  # day -1 16:00 not confirmed
    REMIND_TWO_HOURS = "remind_two_hours"
    ASK_NOT_HERE = "ask_not_here"  # +5 min: "not here?" to interviewer and recruiter
    ASK_OUTCOME = "ask_outcome"  # +30 min
    REINVITED = "reinvited"  # after a no-show
    NO_SHOW_CALL = "no_show_call"  # after two new invitations: a person
    MOVED = "moved"
    INTERVIEWER_CHANGED = "interviewer_changed"  # somebody else holds it, at the same time
    CALLED_OFF = "called_off"
    NEW_LINK = "new_link"  # the links they had were ended
    TOLD_PASS = "told_pass"  # noqa: S105 — the decision, when HR tells it
    TOLD_NO = "told_no"
    REPLY_DUE = "reply_due"  # four working hours before a promised answer


class TaskKind(StrEnum):
    """Why somebody is asked to act; the start page's call list and questions."""

    INVITED_NOT_OPENED = "invited_not_opened"
    INVITED_NO_CHOICE = "invited_no_choice"
    INVITED_SECOND = "invited_second"
    NOTICE_NOT_OPENED = "notice_not_opened"
    NOT_CONFIRMED = "not_confirmed"
    NOT_HERE = "not_here"
    OUTCOME_MISSING = "outcome_missing"
    NO_SHOW_TWICE = "no_show_twice"
    SEND_BY_HAND = "send_by_hand"
    REPLY_DUE = "reply_due"
    SECOND_OPINION = "second_opinion"
    CHOOSE_INTERVIEWER = "choose_interviewer"  # to be invited again, and nobody is left who would see them
    REPLIED = "replied"  # a candidate wrote something a person must read
    WHY_LATE = "why_late"  # an executive asks the recruiter in words, and is answered in words


class NoticeKind(StrEnum):
    """Lines of somebody's bell: what is theirs to know and stands on no list they look at anyway."""

    MENTIONED = "mentioned"
    OPINION_ASKED = "opinion_asked"
    OPINION_GIVEN = "opinion_given"
    PRIORITY_REQUESTED = "priority_requested"  # to the recruiter
    PRIORITY_MET = "priority_met"  # to the executive who asked
    PRIORITY_WITHDRAWN = "priority_withdrawn"  # to the executive who asked and the recruiter
    ASSIGNED = "assigned"  # to the recruiter who looks after the candidate from now on
    INTERVIEW_BOOKED = "interview_booked"  # to the interviewer, as the next three
    INTERVIEW_GIVEN_AWAY = "interview_given_away"  # somebody else holds it now
    INTERVIEW_MOVED = "interview_moved"
    INTERVIEWER_AWAY = "interviewer_away"  # to the recruiter: a day off was entered over this interview
    CANNOT_COME = "cannot_come"  # to the recruiter too, where the candidate said so
    REPLY_DUE = "reply_due"
    OUTCOME_MISSING = "outcome_missing"
    WHY_ASKED = "why_asked"  # to the recruiter
    WHY_ANSWERED = "why_answered"  # to the executive who asked


class LinkPurpose(StrEnum):
    """What a candidate's link opens."""

    PORTAL = "portal"


class ActorKind(StrEnum):
    """Who caused an event."""

    USER = "user"
    CANDIDATE = "candidate"
    SYSTEM = "system"
