"""Why a rule says no: a code that the catalogues turn into a sentence (`error.<code>`), and facts that fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Every code a rule can refuse with; the catalogues hold a sentence for each under `error.<code>`."""

    NOT_ALLOWED = "not_allowed"
    SAME_STAGE = "illegal.same_stage"
    CLOSED = "illegal.closed"
    NOT_CLOSED = "illegal.not_closed"
    SKIPS_STAGE = "illegal.skips_stage"
    NO_WAY_BACK = "illegal.no_way_back"
    PAST_INTERVIEW = "illegal.past_interview"
    NEEDS_INVITATION = "illegal.needs_invitation"
    NEEDS_SLOT = "illegal.needs_slot"
    NEEDS_OUTCOME = "illegal.needs_outcome"
    NEEDS_DECISION = "illegal.needs_decision"
    NEEDS_ACCEPTANCE = "illegal.needs_acceptance"
    NEEDS_CANCELLATION = "illegal.needs_cancellation"
    NEEDS_WITHDRAWAL = "illegal.needs_withdrawal"
    NEEDS_CORRECTION = "illegal.needs_correction"
    NOT_STARTED = "illegal.not_started"
    ALREADY_STARTED = "illegal.already_started"
    ALREADY_BOOKED = "illegal.already_booked"
    NO_BOOKING = "illegal.no_booking"
    NOT_AN_OUTCOME = "illegal.not_an_outcome"
    HAS_OUTCOME = "illegal.has_outcome"
    NO_OUTCOME = "illegal.no_outcome"
    DECIDED = "illegal.decided"
    HIRED = "illegal.hired"
    ATTENDED = "illegal.attended"
    SLOT_PAST = "slot_past"
    SLOT_TOO_SOON = "slot_too_soon"
    SLOT_NOT_OFFERED = "slot_not_offered"
    SLOT_TAKEN = "slot_taken"
    INVITATION_CLOSED = "invitation_closed"
    NEEDS_MEETING_LINK = "needs_meeting_link"
    NO_PRIORITY = "illegal.no_priority"
    DEADLINE_PAST = "priority_deadline_past"
    DEADLINE_FAR = "priority_deadline_far"
    REPLY_PAST = "reply_by_past"
    REPLY_TOO_FAR = "reply_by_too_far"
    ALREADY_TOLD = "illegal.already_told"
    MATERIALS_CONFIRMED = "illegal.materials_confirmed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule's no. Two refusals are equal when their codes are; facts only fill the sentence."""

    code: Reason
    facts: Mapping[str, object] = field(default_factory=dict, compare=False)
