"""The audit page's groups of events, in the order a reader looks for them."""

from __future__ import annotations

from rxapp.rules.events import EventKind as K

GROUPS: dict[str, frozenset[K]] = {
    "accounts": frozenset({
        K.USER_INVITED, K.ACCOUNT_LINK_MADE, K.PASSWORD_CHOSEN, K.PASSWORD_CHANGED, K.USER_RENAMED, K.ROLE_CHANGED,
        K.USER_DEACTIVATED, K.USER_REACTIVATED, K.WORK_HANDED_OVER, K.PROFILE_SAVED,
    }),
    "access": frozenset({K.SIGNED_IN, K.SIGN_IN_FAILED, K.SIGNED_OUT, K.CV_OPENED, K.CV_READ, K.EXPORTED}),
    "scheduling": frozenset({
        K.INVITED, K.INVITATION_WITHDRAWN, K.INVITATION_SILENT, K.SLOT_BOOKED, K.BOOKING_MOVED, K.BOOKING_CANCELLED,
        K.CONFIRMED, K.ARRIVED, K.LATE_REPORTED, K.INTERVIEWER_ACCEPTED, K.INTERVIEWER_DECLINED,
        K.INTERVIEWER_CHANGED, K.INTERVIEWER_ADDED, K.OUTCOME_RECORDED, K.OUTCOME_CORRECTED,
    }),
    "messages": frozenset({
        K.MESSAGE_SENT, K.MESSAGE_FAILED, K.MESSAGE_OPENED, K.MESSAGE_DELIVERED, K.LETTER_OPENED, K.REPLY_RECEIVED,
        K.LINK_OPENED, K.LINKS_ENDED,
        K.CHANNEL_STOPPED, K.CHANNEL_RESUMED,
    }),
    "settings": frozenset({
        K.COMPANY_SAVED, K.WORKING_HOURS_SAVED, K.INTERVIEWER_HOURS_SAVED, K.PLACE_ADDED, K.PLACE_CHANGED,
        K.TEMPLATE_SAVED, K.TEMPLATE_RESET,
        K.PLACE_REMOVED, K.PLACE_RESTORED, K.JOB_ADDED, K.JOB_CHANGED, K.JOB_CLOSED, K.JOB_REOPENED,
    }),
    "tasks": frozenset({K.TASK_CREATED, K.TASK_DONE}),
}  # fmt: skip
HOUSE = ("accounts", "settings")  # these are about no application
OTHER = "candidates"  # applications, candidates, decisions, and whatever has no group of its own


def group_of(kind: str) -> str:
    """The group a kind stands in."""
    return next((name for name, kinds in GROUPS.items() if kind in kinds), OTHER)


def kinds_of(group: str) -> frozenset[K] | None:
    """The kinds of a group; None for a name that is none."""
    if group == OTHER:
        return frozenset(K) - frozenset().union(*GROUPS.values())
    return GROUPS.get(group)
