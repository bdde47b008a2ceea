"""Why an application ended or an interview did not take place, as codes, and whose side each reason lies on.

CLOSING_REASONS[Closing] -> codes      CANCEL_REASONS -> codes      OUTCOME_REASONS[BookingState] -> codes
SIDE[code] -> ReasonSide               ENDS -> cancel reasons that withdraw the application
UNKNOWN: whoever records an outcome was not told why; kept as no reason at all, so that nothing counts it as a cause
"""

from __future__ import annotations

from rxapp.rules.vocabulary import BookingState, Closing, ReasonSide

_C, _I, _F, _P = ReasonSide.CANDIDATE, ReasonSide.INTERVIEWER, ReasonSide.COMPANY, ReasonSide.PROCESS

UNKNOWN = "unknown"
SIDE: dict[str, ReasonSide] = {
    # what candidates say
    "must_work": _C,
    "ill": _C,
    "family": _C,
    "traffic": _C,
    "forgot": _C,
    "other_offer": _C,
    "no_longer_interested": _C,
    "too_far": _C,
    "unreachable": _C,
    "no_show_again": _C,
    "asked_other_time": _C,
    # what the interview itself did
    "interviewer_unprepared": _I,
    "interviewer_late": _I,
    "interviewer_absent": _I,
    "interview_too_long": _I,
    "felt_unwanted": _I,
    # what the company offers
    "pay": _F,
    "role_mismatch": _F,
    "job_closed": _F,
    "headcount_cut": _F,
    "skills": _F,
    "experience": _F,
    "communication": _F,
    "pay_expectation": _F,
    # how it was arranged
    "notice_missed": _P,
    "notice_incomplete": _P,
    "time_clash": _P,
    "slow_process": _P,
    "paperwork": _P,
    "never_chose_time": _P,
    "wrong_place": _P,
    "room_or_link_failed": _P,
    "other": _P,
}

ENDS = frozenset({"other_offer", "no_longer_interested", "too_far", "pay"})
CANCEL_REASONS = (
    "must_work", "time_clash", "ill", "family", "traffic",
    "other_offer", "no_longer_interested", "too_far", "pay", "other",
)  # fmt: skip
COMPANY_CANCEL_REASONS = (
    "interviewer_absent",
    "asked_other_time",
    "job_closed",
    "room_or_link_failed",
    "other",
)

_WENT = (
    "other_offer", "no_longer_interested", "too_far", "pay", "role_mismatch", "felt_unwanted",
    "interviewer_unprepared", "interview_too_long", "slow_process", "paperwork", "time_clash", "other",
)  # fmt: skip
# Why somebody declines an offer; all of them end an application as withdrawn.
OFFER_REASONS = ("other_offer", "pay", "too_far", "role_mismatch", "slow_process", "felt_unwanted",
                 "no_longer_interested", "other")  # fmt: skip
CLOSING_REASONS: dict[Closing, tuple[str, ...]] = {
    Closing.REJECTED: ("skills", "experience", "communication", "pay_expectation", "role_mismatch", "other"),
    Closing.WITHDRAWN: _WENT,
    Closing.LOST: ("unreachable", "never_chose_time", "no_show_again", "notice_missed", *_WENT),
    Closing.COMPANY_CANCELLED: ("job_closed", "headcount_cut", "other"),
}

_MISSED = (
    "forgot", "notice_missed", "notice_incomplete", "must_work", "time_clash", "ill", "family", "traffic",
    "wrong_place", "room_or_link_failed", "other_offer", "no_longer_interested", "unreachable", "other",
)  # fmt: skip
OUTCOME_REASONS: dict[BookingState, tuple[str, ...]] = {
    BookingState.NO_SHOW: (*_MISSED, UNKNOWN),
    BookingState.LATE_CANCEL: (*CANCEL_REASONS, UNKNOWN),
    BookingState.CANCELLED_BY_CANDIDATE: (*CANCEL_REASONS, UNKNOWN),
    BookingState.CANCELLED_BY_COMPANY: COMPANY_CANCEL_REASONS,
    BookingState.LEFT_EARLY: (
        "interview_too_long", "interviewer_late", "interviewer_unprepared", "felt_unwanted", "paperwork",
        "role_mismatch", "pay", "other", UNKNOWN,
    ),
}  # fmt: skip
